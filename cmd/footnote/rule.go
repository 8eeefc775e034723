package main

import (
	"slices"

	"github.com/spf13/cobra"

	"footnote/corpus"
)

// ruleFlag adds a flag that takes a rule for reading again, which the shell
// completes.
func ruleFlag(cmd *cobra.Command, value *string, name, usage string) {
	text(cmd.Flags(), value, name, "RULE", usage)
	// It fails only for a flag that is not there.
	_ = cmd.RegisterFlagCompletionFunc(name, func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var all []cobra.Completion
		for _, r := range slices.Backward(corpus.Rules) {
			all = append(all, cobra.Completion(r))
		}
		return all, cobra.ShellCompDirectiveNoFileComp
	})
}

// readRule reads such a flag; "" is none. Whether it suits a source is known only
// when that was found.
func readRule(flag, text string) (corpus.Rule, error) {
	if text == "" {
		return "", nil
	}
	r, err := corpus.ParseRule(text, corpus.KindFeed)
	if err != nil {
		return "", usagef("--%s: %s", flag, corpus.Explain(err))
	}
	return r, nil
}
