package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// build is what the Go toolchain wrote into the binary.
type build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	Model   string `json:"embedding_model"`
}

func buildInfo() build {
	b := build{Version: "unknown"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.Version, b.Go = info.Main.Version, info.GoVersion
	if b.Version == "" || b.Version == "(devel)" {
		b.Version = "development"
	}
	dirty := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if dirty {
		b.Commit += " with changes"
	}
	return b
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, the commit and the builtin model",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.version(cmd.Context()) },
	}
}

func (a *app) version(ctx context.Context) error {
	b := buildInfo()
	model, err := builtinModel(ctx)
	if err != nil {
		return err
	}
	b.Model = model.Name
	if a.json {
		return writeJSON(a.out, b)
	}
	if b.Commit == "" {
		b.Commit = "unknown"
	}
	_, err = fmt.Fprintf(a.out, "version   %s\ncommit    %s\ngo        %s\nmodel     %s, %d dimensions\n",
		b.Version, b.Commit, b.Go, b.Model, model.Dimension)
	return err
}
