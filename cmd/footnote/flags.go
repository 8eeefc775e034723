package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// textFlag is a flag that takes a text. In the help it is named by what the
// text is; pflag would want the word inside of the description, where the reader
// meets it twice.
type textFlag struct {
	value *string
	what  string // FILE, in capitals
}

func (f textFlag) String() string     { return *f.value }
func (f textFlag) Set(s string) error { *f.value = s; return nil }
func (f textFlag) Type() string       { return f.what }

// text adds a flag for a text. Its default is for the description to tell.
func text(flags *pflag.FlagSet, value *string, name, what, usage string) {
	flags.Var(textFlag{value, what}, name, usage)
	flags.Lookup(name).DefValue = ""
}

// listFlag is a flag that may be repeated; in the help it is named by what one
// of its texts is.
type listFlag struct {
	values *[]string
	what   string
}

func (f listFlag) String() string     { return strings.Join(*f.values, ",") }
func (f listFlag) Set(s string) error { *f.values = append(*f.values, s); return nil }
func (f listFlag) Type() string       { return f.what }

// limitFlag is a flag that takes a whole number from 1 to most.
type limitFlag struct {
	value *int
	most  int
}

func (f limitFlag) String() string { return strconv.Itoa(*f.value) }
func (f limitFlag) Type() string   { return "N" }

func (f limitFlag) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > f.most {
		return fmt.Errorf("must be a whole number between 1 and %s", thousands(f.most))
	}
	*f.value = n
	return nil
}

// flagError turns what pflag says about a flag into a sentence of ours.
func flagError(cmd *cobra.Command, err error) error {
	message := sentence(err.Error())
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		f := invalid.GetFlag()
		why := "must be true or false"
		if f.Value.Type() != "bool" {
			why = errors.Unwrap(invalid).Error()
		}
		message = fmt.Sprintf("--%s %s, not %s", f.Name, why, quoted(invalid.GetValue()))
	}
	return usagef("%s; see: %s --help", message, cmd.CommandPath())
}

// narrow sets the flags of the help in as many columns as all other text.
func narrow(template string) string {
	return strings.ReplaceAll(template, ".FlagUsages ", fmt.Sprintf(".FlagUsagesWrapped %d ", pageWidth))
}
