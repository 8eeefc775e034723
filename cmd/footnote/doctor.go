package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"footnote/corpus"
)

// finding is one thing that doctor looked at.
type finding struct {
	Check  string `json:"check"`
	State  state  `json:"state"`
	Detail string `json:"detail"`
	Mend   string `json:"mend"` // what to do about it; "" when all is well
}

type state string

const (
	stateOK   state = "ok"
	stateWarn state = "warn" // works, with a loss
	stateFail state = "fail"
)

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check the config, the data folder, the index, the models and Discord",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			failed := false
			p := newPage(a.out)
			for f := range a.examine(cmd.Context()) {
				failed = failed || f.State == stateFail
				if !a.json {
					p.finding(f)
				} else if err := writeJSON(a.out, f); err != nil {
					return err
				}
			}
			switch {
			case cmd.Context().Err() != nil:
				return cmd.Context().Err()
			case failed:
				return errSomeFailed
			}
			return p.err
		},
	}
}

func (p *page) finding(f finding) {
	word, s := "ok  ", green
	switch f.State {
	case stateWarn:
		word, s = "warn", yellow
	case stateFail:
		word, s = "FAIL", red
	}
	const indent = "                  "
	p.text(plain, p.in(s, word)+"  "+pad(f.Check, 10)+"  ", indent, f.Detail)
	if f.Mend != "" {
		p.text(plain, indent, indent, "→ "+f.Mend)
	}
}

// examine looks at one thing after the other and yields what it finds. Nothing
// is created or changed but a probe file, which is removed again.
func (a *app) examine(ctx context.Context) iter.Seq[finding] {
	return func(yield func(finding) bool) {
		c, err := loadConfig(a.configFlag)
		if err != nil {
			yield(failing("config", err, "mend the file, or name another with --config"))
			return
		}
		where := "none; the defaults hold"
		if c.path != "" {
			where = c.path
		}
		if !yield(finding{Check: "config", State: stateOK, Detail: where}) {
			return
		}
		folder, err := c.dataFolder(a.dataFlag)
		if err != nil {
			yield(failing("data", err, "name a folder with --data"))
			return
		}
		data := examineFolder(folder)
		if !yield(data) {
			return
		}
		if err := databaseGone(folder); err != nil {
			if !yield(failing("store", err, "")) {
				return
			}
		} else if data.State != stateFail && hasStore(folder) {
			for _, f := range a.examineStore(ctx, c, folder) {
				if !yield(f) {
					return
				}
			}
		}
		if !yield(a.examineEmbedding(ctx, c)) {
			return
		}
		if !yield(a.examineLLM(ctx, c)) {
			return
		}
		if c.LLM.Prompts != "" && !yield(examinePrompts(c)) {
			return
		}
		for _, f := range a.examineDiscord(ctx, c) {
			if !yield(f) {
				return
			}
		}
	}
}

func failing(check string, err error, mend string) finding {
	return finding{Check: check, State: stateFail, Detail: explain(err), Mend: mend}
}

// lowSpace is what doctor warns of: some ten thousand articles need less.
const lowSpace = 200 << 20

// examineFolder looks at the data folder, or where it would be created.
func examineFolder(folder string) finding {
	f := finding{Check: "data", State: stateOK, Detail: folder}
	info, err := os.Stat(folder)
	place := folder
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Detail += ", which the first `footnote add` will create"
		for errors.Is(err, fs.ErrNotExist) && filepath.Dir(place) != place {
			place = filepath.Dir(place)
			info, err = os.Stat(place)
		}
	case err == nil && info.Mode().Perm()&0o077 != 0:
		f.State = stateWarn
		f.Detail += ", which other users of this machine may read"
		f.Mend = "chmod 700 " + folder
	}
	if err != nil {
		return finding{"data", stateFail, place + ": " + reason(err), "name another folder with --data"}
	}
	if !info.IsDir() {
		return finding{"data", stateFail, place + " is a file", "name a folder with --data"}
	}
	probe, err := os.CreateTemp(place, ".footnote-doctor-*")
	if err != nil {
		return finding{"data", stateFail, place + " cannot be written: " + reason(err),
			"give this user the right to write there, or name another folder with --data"}
	}
	probe.Close()
	os.Remove(probe.Name())
	if free, ok := freeSpace(place); ok {
		f.Detail += fmt.Sprintf("; %.1f GB free", float64(free)/1e9)
		if free < lowSpace {
			f.State, f.Mend = stateWarn, "free some space, or name a folder on another disk with --data"
		}
	}
	return f
}

// examineStore reads the whole database, and brings the index of the space up
// to date with it.
func (a *app) examineStore(ctx context.Context, c config, folder string) []finding {
	var warned strings.Builder // by the index; it tells why it is not where it should be
	s, err := a.openFolder(ctx, c, folder, slog.New(slog.NewMultiHandler(a.log().Handler(), newWarnings(&warned).Handler())))
	if err != nil {
		return []finding{failing("store", err, "")}
	}
	defer s.close()
	if err := s.store.Check(ctx); err != nil {
		f := failing("store", err, "")
		var p *corpus.Problem
		if errors.As(err, &p) && p.Err != nil {
			f.Mend = "what was found: " + p.Err.Error()
		}
		return []finding{f}
	}
	spaces, err := s.store.Spaces(ctx)
	if err != nil {
		return []finding{failing("store", err, "")}
	}
	counts, err := s.store.Counts(ctx, a.space())
	if err != nil {
		return []finding{failing("store", err, "")}
	}
	found := []finding{{Check: "store", State: stateOK, Detail: fmt.Sprintf("whole; %s, %s, %s in space %s; %s in all",
		count(counts.Sources, "source"), count(counts.Articles, "article"), count(counts.Passages, "passage"), a.space(), count(len(spaces), "space"))}}
	if len(spaces) > 0 {
		found = append(found, s.examineSources(ctx, a.clock()))
		if f, full := s.examineCeilings(ctx, c.Limits, spaces); full {
			found = append(found, f)
		}
	}

	model, err := s.store.ActiveModel(ctx)
	if err == nil && model != "" && s.embedder != nil {
		if m, err := s.embedder.Model(ctx); err == nil && m.Key() != model {
			found = append(found, finding{"vectors", stateWarn,
				"the articles are embedded with " + modelText(model) + "; the config names " + modelText(m.Key()),
				"run `footnote add` on anything; it embeds all articles anew first"})
		}
	}
	return append(found, s.examineIndex(ctx, a.space(), folder, &warned))
}

// examineIndex brings the index of the space up to date and compares all of it
// with the store. warned is what it said meanwhile.
func (s *services) examineIndex(ctx context.Context, space corpus.Space, folder string, warned fmt.Stringer) finding {
	mend := "stop Footnote and delete " + indexFolder(folder) + "; it is derived from the database and made anew"
	report, err := s.index.Check(ctx, space)
	switch {
	case err != nil:
		return failing("index", err, mend)
	case len(report.Problems) > 0:
		return finding{"index", stateFail, strings.Join(report.Problems, " "), mend}
	case report.Folder == "" && warned.String() != "":
		said := strings.TrimSpace(strings.ReplaceAll(warned.String(), warningMark, ""))
		return finding{"index", stateWarn, "whole, but every command makes it anew in memory, which takes longer: " + said,
			"free some space, or let this user write to " + indexFolder(folder) + "; a file in its place can be deleted"}
	case report.Folder == "":
		return finding{"index", stateOK, "whole; another process has its folder, so this one searches a copy in memory", ""}
	}
	return finding{Check: "index", State: stateOK, Detail: fmt.Sprintf("whole; %s by words, %s by meaning",
		count(report.Indexed, "passage"), thousands(report.Embedded))}
}

// modelText is a model's key (retrieval.Model) for people: a hash of 64 digits is
// cut to what tells two files apart. A name may hold slashes.
func modelText(key string) string {
	parts := strings.Split(key, "/")
	if len(parts) < 4 {
		return key
	}
	n := len(parts)
	text := parts[0] + " " + strings.Join(parts[1:n-2], "/") + ", " + parts[n-2] + " dimensions"
	if hash := parts[n-1]; hash != "" {
		text += ", file " + hash[:min(8, len(hash))]
	}
	return text
}

func (a *app) examineEmbedding(ctx context.Context, c config) finding {
	if c.Embedding.Provider == providerBuiltin {
		m, err := builtinModel(ctx)
		if err != nil {
			return failing("embedding", err, "this program file is damaged; build or download it again")
		}
		return finding{Check: "embedding", State: stateOK, Detail: fmt.Sprintf("builtin, %s, %d dimensions", m.Name, m.Dimension)}
	}
	e, err := a.newEmbedder(c)
	if err != nil {
		return failing("embedding", err, "")
	}
	defer e.Close()
	m, err := e.Model(ctx)
	if err != nil {
		return failing("embedding", err, offered(ctx, e, c.Embedding.Model))
	}
	return finding{Check: "embedding", State: stateOK,
		Detail: fmt.Sprintf("%s at %s answers, %d dimensions", m.Name, hostOf(c.Embedding.BaseURL), m.Dimension)}
}

func (a *app) examineLLM(ctx context.Context, c config) finding {
	if !c.generative() {
		return finding{Check: "llm", State: stateOK, Detail: "none configured; answers are quoted"}
	}
	chat, err := a.newChat(c)
	if err != nil {
		return failing("llm", err, "")
	}
	defer chat.Close()
	if err := chat.Ping(ctx); err != nil {
		return failing("llm", err, offered(ctx, chat, c.LLM.Model))
	}
	return finding{Check: "llm", State: stateOK, Detail: c.LLM.Model + " at " + hostOf(c.LLM.BaseURL) + " answers"}
}

// offered names models that the endpoint has, when the wanted one is not there.
func offered(ctx context.Context, e interface {
	Models(context.Context) ([]string, error)
}, wanted string) string {
	names, err := e.Models(ctx)
	if err != nil || len(names) == 0 {
		return ""
	}
	for _, n := range names {
		if n == wanted {
			return ""
		}
	}
	more := ""
	if len(names) > 5 {
		names, more = names[:5], " and others"
	}
	return "set model to one that the endpoint has: " + strings.Join(names, ", ") + more
}
