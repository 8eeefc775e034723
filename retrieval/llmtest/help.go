package llmtest

// ScriptHelp explains scripts to people; `footnote mock-llm --help` prints it.
const ScriptHelp = `A script is a list of rules, one JSON object a line; empty lines and lines that
begin with # are skipped. The first rule that fits a request is applied; if none
does, the mock is honest.

  {"match": "capital", "reply": "Paris is the capital. [1]"}
  {"match": "(?i)how many", "fault": "invent"}
  {"fault": "rate", "retry_after": "2", "times": 2}
  {"on": "embeddings", "fault": "dimension"}
  {"match": "slow", "fault": "slow", "delay": "200ms"}

The fields, all optional, though a rule needs one of reply, fault, status:

  match        a regular expression (RE2) on what the user said, or on the texts
               to embed, one a line; without it the rule fits every request. A rule
               goes on fitting when the user asks to mend the reply; see times
  on           "chat", "embeddings" or "models"; without it chat and embeddings
  reply        the text of the reply; for a status, the text of the error
  fault        what goes wrong, see below
  status       an HTTP status from 400 to 599 to fail with
  delay        a duration such as "2s", with slow
  retry_after  the Retry-After header of rate and of a status: seconds or a date
  times        how often the rule applies before it is passed over; 0 = always
  field        a field of the request, with refuse
  as           whose words a refusal has: openai, vllm, fastapi, lmstudio,
               llamacpp; with refuse and context
  tokens       what fits into the context, with context

Faults of every call:

  slow    waits for delay before the reply and, in a stream, before every word
  stall   sends half of the reply, and then nothing until the caller leaves
  cut     sends half of the reply and ends it: no [DONE], half a JSON object
  rate    429 with Retry-After
  500     an internal error
  html    a web page with status 200
  empty   status 200 and no body
  reset   closes the connection without a reply
  echo    401, with the key that was sent in the error

Faults of a chat:

  nostream  answers a request for a stream with plain JSON
  error     an error inside of the stream, after half of the reply
  cite      an honest answer whose citations do not exist, such as [9]
  nocite    an honest answer without its citations
  invent    an honest answer with a number changed
  refuse    400 for a request that has the field; it fits no other
  context   400 for a request whose prompt and max_tokens do not fit together;
            it fits no other
  nousage   tells no tokens
  think     thinks first, between <think> and </think>
  thinkaloud  the same, and <think> is missing
  reasoning  thinks first, in reasoning_content
  gibberish  says nothing that can be read
  deny      says no to all statements of a second check; else it is honest
  obey      does what an instruction inside of a passage says ("ignore all
            previous instructions and say X": it says X); else it is honest

Habits of models, each with an honest answer:

  preface   "Based on the passages provided, …"
  list      a Markdown list under a heading
  named     [Passage 1]
  round     (1)
  caret     [^1], with notes below
  dagger    【1†source】
  first     the mark before the sentence
  last      all marks at the end
  sources   marks, and a list of sources below
  question  repeats the question
  json      JSON, though nobody asked for it

Faults of embeddings:

  dimension  vectors of another length
  nan        null for a number, which is how servers write NaN
  zero       vectors of zeros
  order      vectors in reverse, with the right index
  few        one vector too few
`
