package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"footnote/corpus"
	"footnote/corpus/ingest"
	"footnote/retrieval/embed"
	"footnote/retrieval/eval"
	"footnote/retrieval/llm"
)

// evalOptions are the flags of eval.
type evalOptions struct {
	golden, corpus []string
	html, results  string
	half           string
	min            []string
	parallel       int
}

func (a *app) evalCommand() *cobra.Command {
	o := evalOptions{parallel: min(runtime.GOMAXPROCS(0), 100)}
	cmd := &cobra.Command{
		Use:   "eval --golden FILE [--corpus PATH...]",
		Short: "Ask golden questions, and print how good the answers are",
		Long: `Ask golden questions, of which the right answers are known, and print figures:
what is found, what is answered, cited, refused, which lies made of the right
answers verification refuses, and how long an answer takes. Misses are no
failure.

A golden file has one JSON object a line:

  {"id":"spill/1","q":"How much leaked?","any":["7,000"],"sources":["wire.txt"]}
  {"id":"spill/2","q":"How much leaked in 2019?","answerable":false}

The answer must match one regular expression of any and each of all; sources
(titles, file names, ids) may be cited; conflict lists values to be shown side
by side; turns are the questions before. With none of any, all and conflict, or
with answerable false, a refusal is right. A file in SQuAD's format brings its
articles along, and each of its questions is asked as a near miss, a far miss
and with a word swapped, too.

With --corpus or a SQuAD file the articles are read into a temporary folder;
otherwise those of the space are asked.`,
		Example: `  footnote eval --golden golden.jsonl
  footnote eval --golden golden.jsonl --corpus ~/articles --html misses.html
  footnote eval --golden dev-v2.0.json --half tune --min right=0.95`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(o.golden) == 0:
				return usagef("Name a file of golden questions with --golden; see: %s --help", cmd.CommandPath())
			case len(args) > 0 && len(o.corpus) == 0:
				return usagef("%s takes articles behind --corpus only, but %s was given.", cmd.CommandPath(), quoted(args[0]))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			// A shell turns --corpus *.txt into one flag and many arguments.
			o.corpus = append(o.corpus, args...)
			return a.eval(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.Var(listFlag{&o.golden, "FILE"}, "golden", "ask the golden questions of this file; may be repeated")
	flags.Var(listFlag{&o.corpus, "PATH"}, "corpus", "ask over these articles: files, folders, addresses; may be repeated")
	text(flags, &o.html, "html", "FILE", "write a page that shows every miss beside what would have been right")
	text(flags, &o.results, "results", "FILE", "write what became of each question of the tune half, a line each, and the figures, to compare two runs")
	text(flags, &o.half, "half", "HALF", "ask one half only: tune, or report, whose misses are not shown")
	flags.Var(listFlag{&o.min, "FIGURE=VALUE"}, "min", "fail if a figure, by its name in --json, is less; may be repeated")
	flags.Var(limitFlag{&o.parallel, 100}, "parallel", "ask so many questions at a time (default: one for each core)")
	flags.Lookup("parallel").DefValue = ""
	return cmd
}

// eval measures, and prints what came out.
func (a *app) eval(ctx context.Context, o evalOptions) error {
	minima, err := readMinima(o.min)
	if err != nil {
		return err
	}
	switch eval.Half(o.half) {
	case "", eval.Tune, eval.Report:
	default:
		return usagef("--half must be tune or report, not %s.", quoted(o.half))
	}
	for _, file := range []string{o.html, o.results} {
		if file == "-" {
			return usagef("--html and --results write files; standard output has the figures.")
		}
		if err := checkFolder(file); err != nil {
			return err
		}
	}
	files, err := readGoldenFiles(o.golden)
	if err != nil {
		return err
	}
	r, outcomes, err := a.measure(ctx, o, files)
	if err != nil {
		return err
	}
	if o.results != "" {
		var lines bytes.Buffer
		if err := eval.WriteResults(&lines, outcomes, true); err != nil {
			return err
		}
		if err := os.WriteFile(o.results, lines.Bytes(), 0o600); err != nil {
			return cannotWrite(o.results, err)
		}
	}
	if o.html != "" {
		var page bytes.Buffer
		if err := r.WriteHTML(&page); err != nil {
			return err
		}
		// As private as the articles that it quotes.
		if err := os.WriteFile(o.html, page.Bytes(), 0o600); err != nil {
			return cannotWrite(o.html, err)
		}
	}
	if a.json {
		err = writeJSON(a.out, r)
	} else {
		err = r.Write(safeWriter{a.out})
	}
	if err != nil {
		return err
	}
	return minima.check(r.Figures)
}

// measure opens what is asked, and asks.
func (a *app) measure(ctx context.Context, o evalOptions, files []eval.File) (eval.Reported, []eval.Outcome, error) {
	a.warns = true
	r := eval.Reported{Half: eval.Half(o.half), Parallel: o.parallel, Files: []string{}}
	c, err := loadConfig(a.configFlag)
	if err != nil {
		return r, nil, err
	}
	if c.generative() {
		r.Model = c.LLM.Model
	}
	var s *services
	temporary := len(o.corpus) > 0 || slices.ContainsFunc(files, func(f eval.File) bool { return f.Titles != nil })
	if temporary {
		s, err = a.openTemporary(ctx, c)
	} else {
		s, err = a.open(ctx)
	}
	if err != nil {
		return r, nil, err
	}
	defer s.close()
	a.announce(s)
	if err := a.importCorpus(ctx, s, o.corpus); err != nil {
		return r, nil, err
	}

	var collections []*eval.Collection
	for _, f := range files {
		r.Files = append(r.Files, f.Name)
		collection, err := a.importTitles(ctx, s, f)
		if err != nil {
			return r, nil, err
		}
		collections = append(collections, collection)
	}
	shelf, err := eval.NewShelf(ctx, s.store, a.space())
	if err != nil {
		return r, nil, err
	}
	r.Articles = len(shelf.Metas)
	var cases []eval.Case
	for i, f := range files {
		of, unknown := shelf.Cases(f, collections[i])
		if len(unknown) > 0 {
			a.note(fmt.Sprintf("%s names %s that no article is called by: %s", f.Name, count(len(unknown), "source"),
				strings.Join(unknown[:min(len(unknown), 3)], ", ")))
		}
		cases = append(cases, of...)
	}
	if r.Half != "" {
		cases = slices.DeleteFunc(cases, func(c eval.Case) bool { return c.Half != r.Half })
	}
	if len(cases) == 0 {
		return r, nil, &corpus.Problem{Code: corpus.CodeInvalid, Message: "There is no golden question in this half; leave --half out."}
	}

	bar := newProgress(a.err)
	run := eval.Run{Asker: s.asker, Shelf: shelf, Parallel: o.parallel, Progress: func(done, total int) {
		bar.set(corpus.Progress{Done: done, Total: total, What: "Asking"}, true)
	}}
	outcomes, err := run.Outcomes(ctx, cases)
	bar.done()
	if err != nil {
		return r, nil, err
	}
	if err := shelf.Report(ctx, &r, outcomes); err != nil {
		return r, nil, err
	}
	words, err := embed.Builtin()
	if err != nil {
		return r, nil, err
	}
	told, err := shelf.Tell(ctx, words, outcomes)
	if err != nil {
		return r, nil, err
	}
	r.AddLies(told)
	return r, outcomes, nil
}

// openTemporary readies the asking over a store that is gone when the services
// are closed.
func (a *app) openTemporary(ctx context.Context, c config) (*services, error) {
	folder, err := os.MkdirTemp("", "footnote-eval-*")
	if err != nil {
		return nil, &corpus.Problem{Code: corpus.CodeUnavailable, Err: err,
			Message: "No temporary folder can be made: " + reason(err) + "; name a place for it with TMPDIR."}
	}
	var chat *llm.Chat
	if c.generative() {
		if chat, err = a.newChat(c); err != nil {
			_ = os.RemoveAll(folder)
			return nil, err
		}
	}
	of := *a
	of.dataFlag = folder
	s, err := of.openWriterOf(ctx, c, true)
	if err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	s.closers = append([]func() error{func() error { return os.RemoveAll(folder) }}, s.closers...)
	if chat != nil {
		s.onClose(func() error { chat.Close(); return nil })
	}
	if err := a.openAsker(s, c, chat); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// importCorpus reads the articles that the flags name. What cannot be read is
// named, and the others go on.
func (a *app) importCorpus(ctx context.Context, s *services, paths []string) error {
	if len(paths) == 0 {
		return nil
	}
	if slices.Contains(paths, "-") {
		return usagef("--corpus takes files, folders and addresses, but not - for standard input.")
	}
	bar := newProgress(a.err)
	read := 0
	err := s.importArgs(ctx, a.space(), paths, addOptions{}, nil, ingest.Observer{
		Progress: func(p corpus.Progress) { bar.set(p, true) },
		Imported: func(i corpus.Imported) {
			if i.Status != corpus.StatusFailed {
				read++
				return
			}
			if i.Cause != nil {
				i.Error = explain(i.Cause)
			}
			a.note("Not read: " + orPlace(i.URL, i.Title) + ": " + i.Error)
		},
	})
	bar.done()
	if errors.Is(err, errSomeFailed) && read > 0 {
		err = nil
	}
	if err == nil && read == 0 {
		return &corpus.Problem{Code: corpus.CodeInvalid, Message: "There are no articles in " + strings.Join(paths, ", ") + "."}
	}
	return err
}

// importTitles takes the paragraphs of a SQuAD file in; nil for another file.
func (a *app) importTitles(ctx context.Context, s *services, f eval.File) (*eval.Collection, error) {
	if f.Titles == nil {
		return nil, nil
	}
	return eval.Import(ctx, s.store, s.embedder, a.space(), f.Titles, true)
}

func readGoldenFiles(names []string) ([]eval.File, error) {
	var files []eval.File
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, usagef("The golden file %s cannot be opened: %s.", name, reason(err))
		}
		if info, err := f.Stat(); err == nil && info.IsDir() {
			_ = f.Close()
			return nil, usagef("%s is a folder; name a golden file in it.", name)
		}
		file, err := eval.ReadFile(name, f)
		_ = f.Close()
		if err != nil {
			return nil, &usageError{err}
		}
		files = append(files, file)
	}
	return files, nil
}

// checkFolder says before the long run that a file cannot be written after it.
func checkFolder(file string) error {
	if file == "" {
		return nil
	}
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return usagef("%s cannot be written: there is no folder %s.", file, filepath.Dir(file))
	}
	return nil
}

func cannotWrite(file string, err error) error {
	return &corpus.Problem{Code: corpus.CodeUnavailable, Message: file + " cannot be written: " + reason(err) + ".", Err: err}
}

// minima are the least values of figures, by name.
type minima []minimum

type minimum struct {
	name  string
	least float64
}

func readMinima(texts []string) (minima, error) {
	known := append(eval.Measure(nil), eval.LieFigures(nil)...)
	var all minima
	for _, t := range texts {
		name, value, ok := strings.Cut(t, "=")
		least, err := strconv.ParseFloat(value, 64)
		if !ok || err != nil {
			return nil, usagef("--min must be like right=0.95, not %s.", quoted(t))
		}
		if _, ok := known.Find(name); !ok {
			var names []string
			for _, f := range known {
				names = append(names, f.Name)
			}
			return nil, usagef("There is no figure %s for --min; there are %s.", quoted(name), strings.Join(names, ", "))
		}
		all = append(all, minimum{name, least})
	}
	return all, nil
}

// check fails if a figure is less than it must be, or was not measured at all.
func (m minima) check(figures eval.Figures) error {
	var less []string
	for _, x := range m {
		f, _ := figures.Find(x.name)
		switch {
		case f.Of == 0:
			less = append(less, x.name+" was not measured")
		case f.Value < x.least:
			less = append(less, fmt.Sprintf("%s is %.3f, less than %g", x.name, f.Value, x.least))
		}
	}
	if len(less) == 0 {
		return nil
	}
	return errors.New(strings.Join(less, "; ") + ".")
}

// safeWriter makes what it writes safe for a terminal.
type safeWriter struct {
	w interface{ Write([]byte) (int, error) }
}

func (s safeWriter) Write(b []byte) (int, error) {
	if _, err := s.w.Write([]byte(safe(string(b)))); err != nil {
		return 0, err
	}
	return len(b), nil
}
