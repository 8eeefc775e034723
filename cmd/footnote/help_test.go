package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// The help of every command fits a terminal of 80 columns, and says nothing in
// the marks of Markdown.
func TestHelpFits(t *testing.T) {
	root := (&app{}).command()
	seen := 0
	var check func(*cobra.Command)
	check = func(cmd *cobra.Command) {
		seen++
		var b bytes.Buffer
		cmd.SetOut(&b)
		cmd.InitDefaultHelpFlag()
		if err := cmd.Help(); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(b.String(), "\n") {
			if columns(line) > pageWidth || strings.Contains(line, "`") {
				t.Errorf("%s: %q", cmd.CommandPath(), line)
			}
			if strings.Count(line, "FILE") > 1 || strings.Count(line, "FOLDER") > 1 {
				t.Errorf("%s says it twice: %q", cmd.CommandPath(), line)
			}
		}
		for _, c := range cmd.Commands() {
			check(c)
		}
	}
	check(root)
	if seen < 15 {
		t.Errorf("only %d commands were looked at", seen)
	}
}
