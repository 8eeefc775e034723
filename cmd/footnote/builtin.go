package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// settleBuiltins mends the commands that cobra brings: completion and help. A
// word that they do not know is a mistake like any other.
func settleBuiltins(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "completion":
			cmd.Short = "Print what your shell needs to complete commands and ids"
			cmd.Args = noArgs
			cmd.RunE = func(cmd *cobra.Command, _ []string) error {
				if err := cmd.Help(); err != nil {
					return err
				}
				return usagef("Name a shell, such as: footnote completion bash")
			}
			for _, shell := range cmd.Commands() {
				settleShell(shell)
			}
		case "help":
			help := cmd.Run
			cmd.Run = nil
			cmd.RunE = func(cmd *cobra.Command, args []string) error {
				at := root
				for _, arg := range args {
					i := childNamed(at, arg)
					if i == nil {
						return noCommand(at, arg)
					}
					at = i
				}
				help(cmd, args)
				return nil
			}
		}
	}
}

// settleShell keeps the help of one shell to the width of all other text.
func settleShell(shell *cobra.Command) {
	shell.Short = "Print the completion for " + shell.Name()
	if shell.Name() == "bash" {
		shell.Long = `Print the completion for bash. It needs the package bash-completion, from your
system's package manager; without it bash says "_get_comp_words_by_ref: command
not found".

For this session:
  source <(footnote completion bash)

For every new one, on Linux:
  footnote completion bash > ~/.local/share/bash-completion/completions/footnote`
		return
	}
	shell.Long = strings.Join(wrap(shell.Long, pageWidth), "\n")
}

func childNamed(cmd *cobra.Command, name string) *cobra.Command {
	for _, c := range cmd.Commands() {
		if c.Name() == name || c.HasAlias(name) {
			return c
		}
	}
	return nil
}
