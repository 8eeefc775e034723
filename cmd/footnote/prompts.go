package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"footnote/retrieval/answer"
)

func (a *app) promptsCommand() *cobra.Command {
	folder := ""
	cmd := &cobra.Command{
		Use:   "prompts [NAME...]",
		Short: "Print the templates of what a language model is told",
		Long: `Print the builtin templates of what a language model is told, or write them to a
folder. Change them there, delete those that you do not change, and name the
folder in the config:

  [llm]
  prompts = "FOLDER"

They are Go's text/template. system.tmpl has the rules and the passages,
user.tmpl the question, repair.tmpl the sentences that failed and why,
second.tmpl the second check. A template that misses something is refused when
Footnote starts.`,
		RunE: func(_ *cobra.Command, args []string) error {
			for _, name := range args {
				if !slices.Contains(answer.PromptFiles(), name) {
					return usagef("There is no template %s; there are %s.", quoted(name), strings.Join(answer.PromptFiles(), ", "))
				}
			}
			if len(args) == 0 {
				args = answer.PromptFiles()
			}
			if folder != "" {
				return a.writePrompts(folder, args)
			}
			return a.printPrompts(args)
		},
	}
	text(cmd.Flags(), &folder, "write", "FOLDER", "write them to this folder; a file that is there already is left alone")
	return cmd
}

func (a *app) printPrompts(names []string) error {
	for i, name := range names {
		text, err := answer.BuiltinPrompt(name)
		if err != nil {
			return err
		}
		if a.json {
			err = writeJSON(a.out, struct {
				Name string `json:"name"`
				Text string `json:"text"`
			}{name, text})
		} else if len(names) == 1 {
			_, err = fmt.Fprintln(a.out, strings.TrimSuffix(text, "\n"))
		} else {
			gap := "\n"
			if i == 0 {
				gap = ""
			}
			_, err = fmt.Fprintf(a.out, "%s==> %s <==\n%s\n", gap, name, strings.TrimSuffix(text, "\n"))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writePrompts writes templates, and never over a file.
func (a *app) writePrompts(folder string, names []string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return cannotWrite(folder, err)
	}
	for _, name := range names {
		text, err := answer.BuiltinPrompt(name)
		if err != nil {
			return err
		}
		path := filepath.Join(folder, name)
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			a.note("Left alone, as it is there already: " + path)
			continue
		}
		if err != nil {
			return cannotWrite(path, err)
		}
		_, err = f.WriteString(text)
		if err = errors.Join(err, f.Close()); err != nil {
			return cannotWrite(path, err)
		}
		if _, err := fmt.Fprintln(a.out, path); err != nil {
			return err
		}
	}
	return nil
}
