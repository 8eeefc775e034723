// Package llmtest is a mock of an OpenAI-compatible endpoint: chat, streamed
// and not, embeddings and the list of models, under /v1 and without it. Tests
// use it, and `footnote mock-llm` serves it to developers.
//
// Without a script it is honest. It reads the numbered passages out of the
// prompt's system message (each begins with a line that starts with "[1]",
// "[2]" and so on), takes the question from the last user message, and answers
// with one to three sentences of the passages, verbatim, each on a line of its
// own that ends with its passage's " [n]". When no passage fits it says
// NOT IN THE SOURCES. Its vectors are those of the builtin embedding model.
//
// # Script
//
// A script makes it misbehave on purpose. It is a list of rules, one JSON object
// a line; empty lines and lines that begin with # are skipped. The first rule
// that fits a request is applied; if none does, the mock is honest.
//
//	{"match": "capital", "reply": "Paris is the capital. [1]"}
//	{"match": "(?i)how many", "fault": "invent"}
//	{"fault": "rate", "retry_after": "2", "times": 2}
//	{"on": "embeddings", "fault": "dimension"}
//	{"match": "slow", "fault": "slow", "delay": "200ms"}
//
// ScriptHelp lists the fields of a rule and the faults there are.
package llmtest
