package bot

import (
	"strconv"
	"strings"

	"footnote/corpus"
)

// CommandSpec describes a command as Discord is to show it.
type CommandSpec struct {
	Name        string // "source add" is the sub-command add of source
	Description string
	OnMessage   bool // a command in the menu of a message; it has no description
	Moderator   bool // shown to people with Manage Server only, unless the server says otherwise
	Options     []OptionSpec
}

// OptionSpec is one option of a command.
type OptionSpec struct {
	Name        string
	Description string
	Type        OptionType
	Required    bool
	Complete    bool // the bot completes it while it is typed
	// Choices are all that it can be, if there are any. Who sends an event by hand
	// can send anything.
	Choices []Choice
}

// OptionType is what an option holds.
type OptionType string

// The types of options.
const (
	OptionText OptionType = "text"
	OptionBool OptionType = "bool"
	OptionFile OptionType = "file"
)

// The names of the commands.
const (
	CommandAsk           = "ask"
	CommandHelp          = "help"
	CommandForget        = "forget-me"
	CommandCheck         = "Check this message"
	CommandAddMessage    = "Add as source"
	CommandSourceAdd     = "source add"
	CommandSourcePaste   = "source paste"
	CommandSourceList    = "source list"
	CommandSourceInfo    = "source info"
	CommandSourceRefresh = "source refresh"
	CommandSourceRemove  = "source remove"
	CommandSettings      = "settings"
	CommandStats         = "stats"
	CommandGaps          = "gaps"
	CommandAudit         = "audit"
	CommandExport        = "export"
)

// MaxFiles is how many attachments one /source add takes.
const MaxFiles = 10

// Commands are all commands of the bot.
func Commands() []CommandSpec {
	source := OptionSpec{Name: "source", Description: "Which source: begin to type its title or address", Type: OptionText, Required: true, Complete: true}
	add := []OptionSpec{
		{Name: "link", Description: "Address of a page, a feed or a PDF: https://…", Type: OptionText},
		{Name: "refresh", Description: "How often the link is read again", Type: OptionText, Choices: ruleChoices()},
		{Name: "pages", Description: "Add the pages that this sitemap or page of links names; you see them first", Type: OptionBool},
	}
	for i := 1; i <= MaxFiles; i++ {
		name := "file"
		if i > 1 {
			name += strconv.Itoa(i)
		}
		add = append(add, OptionSpec{Name: name, Description: "A file: PDF, DOCX, Markdown, HTML, text, or a zip of these", Type: OptionFile})
	}
	add = append(add, OptionSpec{Name: "replaces", Description: "The source whose text the file replaces", Type: OptionText, Complete: true})
	return []CommandSpec{
		{Name: CommandAsk, Description: "Ask this server's sources", Options: []OptionSpec{
			{Name: "question", Description: "What do you want to know?", Type: OptionText, Required: true},
			{Name: "private", Description: "Only you see the answer", Type: OptionBool},
		}},
		{Name: CommandHelp, Description: "What this bot can do, with examples"},
		{Name: CommandForget, Description: "Delete what is kept of you in this server"},
		{Name: CommandCheck, OnMessage: true},
		{Name: CommandAddMessage, OnMessage: true, Moderator: true},
		{Name: CommandSourceAdd, Description: "Add a page, a feed, the pages of a site, or files", Moderator: true, Options: add},
		{Name: CommandSourcePaste, Description: "Add a text that you paste", Moderator: true},
		{Name: CommandSourceList, Description: "List the sources", Moderator: true, Options: []OptionSpec{
			{Name: "search", Description: "Words of the title, publisher or address", Type: OptionText},
		}},
		{Name: CommandSourceInfo, Description: "All about one source", Moderator: true, Options: []OptionSpec{source}},
		{Name: CommandSourceRefresh, Description: "Read a page or feed again, and set how often that is done", Moderator: true, Options: []OptionSpec{source,
			{Name: "every", Description: "From now on, read it again by itself", Type: OptionText, Choices: ruleChoices()},
		}},
		{Name: CommandSourceRemove, Description: "Remove a source; it can be undone for 15 minutes", Moderator: true, Options: []OptionSpec{source}},
		{Name: CommandSettings, Description: "Who may manage sources, where the bot answers, and limits", Moderator: true},
		{Name: CommandStats, Description: "Questions, answers and votes of the last 30 days", Moderator: true},
		{Name: CommandGaps, Description: "Questions that the sources did not answer", Moderator: true},
		{Name: CommandAudit, Description: "Who changed sources and settings, and when", Moderator: true},
		{Name: CommandExport, Description: "Sources, settings and audit as a file", Moderator: true},
	}
}

// RuleName is a rule in words that fit behind "is read again"; "" for no rule.
func RuleName(r corpus.Rule) string {
	switch r {
	case corpus.RuleFeed:
		return "as often as the feed says"
	case corpus.RuleHourly:
		return "every hour"
	case corpus.RuleDaily:
		return "every day"
	case corpus.RuleWeekly:
		return "every week"
	case corpus.RuleMonthly:
		return "every month"
	case corpus.RuleNever:
		return "never"
	}
	return ""
}

// ruleChoices are the rules as an option offers them.
func ruleChoices() []Choice {
	var all []Choice
	for _, r := range corpus.Rules {
		label := RuleName(r)
		all = append(all, Choice{Label: strings.ToUpper(label[:1]) + label[1:], Value: string(r)})
	}
	return all
}

// readRule reads an option that names a rule; "" is none.
func readRule(text string, k corpus.Kind) (corpus.Rule, error) {
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	return corpus.ParseRule(text, k)
}
