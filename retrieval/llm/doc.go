// Package llm speaks to any OpenAI-compatible endpoint (OpenAI, Ollama,
// llama.cpp, vLLM, LiteLLM, OpenRouter and the like): Chat streams a language
// model's reply, Embedder makes vectors of texts.
//
// A call goes through four small layers, each in its file:
//
//	Chat, Embedder   what is asked and what a good reply looks like
//	client.go        attempts: which failures are worth another try, and when
//	exchange.go      one HTTP request under go-openai: size limits, stalls,
//	                 web pages and error bodies sorted out before it sees them
//	problem.go       a failure told to people, naming the config key to mend
//
// What a chat request holds, and which server refuses which field of it, stands in
// shape.go; in whose words, in refused.go. What a reply holds beside the reply, the
// thoughts of a model, is taken out in thoughts.go.
//
// The requests and replies themselves are go-openai's. These of its habits
// (v1.43.0) shape the package:
//   - It reads every body without a limit, and an error carries the body, which
//     may echo the key. So exchange reads error bodies itself, bounded, and what
//     leaves the package is redacted.
//   - It hides the headers of failed replies, so Retry-After is read below it.
//   - It takes 3xx for success. Redirects are refused here: they could carry
//     the prompt to another host.
//   - A stream's end and its [DONE] look the same, so the event filter in
//     events.go remembers which it was. The filter also drops comments and empty
//     lines, of which go-openai tolerates 300 in a row, and which, once
//     collected, make it lose the error message that follows.
//   - It appends the path to the base URL as it stands, query included; base
//     URLs without /v1 are completed here.
//   - A temperature of 0 is left out of the JSON, which means the endpoint's
//     default, often 1; see shape.go.
//   - It refuses max_tokens and a temperature for models whose names look like
//     OpenAI's reasoning models; its own validator is asked first.
//   - JSON null in a vector becomes 0 silently; the Embedder looks for it.
package llm
