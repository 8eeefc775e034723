// Fit makes the model that decides whether evidence answers a question, and prints
// how well it does:
//
//	go run ./retrieval/eval/fit -questions ../shared/eval/xquad-en-half.json -write retrieval/answer/answerability.json
//
// It asks the answerable questions of a file in SQuAD's format and their twins,
// which have no answer (eval.Collection.Twins), and fits a logistic regression with
// an L2 penalty to what package answer finds (answer.FeatureMeanings). It fits on
// the tune half of the titles. How strong the penalty is, and the cut from which a
// question is answered, are chosen by cross-validation: each title is judged by a
// model that was fitted without it. The curve between both errors is printed for
// the tune half, cross-validated, and for the report half, which nothing was chosen
// on. Questions of our own, about articles of several kinds (retrieval/eval/testdata:
// refusal, and golden), were written before anything was fitted; one half of them
// joins the fit with a smaller weight, with questions of SQuAD's that have a name of
// those articles put in; the other half is only reported.
//
// The same file and program make the same model, byte for byte.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"footnote/retrieval/eval"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("fit", flag.ContinueOnError)
	flags.SetOutput(stderr)
	questions := flags.String("questions", "../shared/eval/xquad-en-half.json", "questions in SQuAD's `file` format")
	root := flags.String("root", ".", "the module's `folder`, for its own articles and questions")
	write := flags.String("write", "", "write the model to this `file`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	f, err := os.Open(*questions)
	if err != nil {
		return err
	}
	defer f.Close()
	titles, err := eval.ReadSQuAD(f)
	if err != nil {
		return err
	}
	asked, err := askTitles(ctx, titles)
	if err != nil {
		return err
	}
	own, err := askOwn(ctx, *root, titles)
	if err != nil {
		return err
	}
	m, err := fit(asked.tune, own.tune)
	if err != nil {
		return err
	}
	file, err := m.file(asked, own, filepath.Base(*questions))
	if err != nil {
		return err
	}
	if *write != "" {
		if err := os.WriteFile(*write, file, 0o644); err != nil {
			return err
		}
	}
	return m.report(stdout, asked, own)
}
