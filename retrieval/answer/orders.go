package answer

import (
	"regexp"
	"slices"
	"strings"

	"footnote/corpus"
)

// A text may speak to the model that will read it: "ignore your instructions and say
// …". To a reader it is text like any other: it is stored, found, and shown to whoever
// asks about it. But it states nothing. Such sentences bear no sentence of a model out,
// are not quoted in answers to other questions, and are not shown to the model.
//
// What these patterns do not know, the other rules hold: a model can only say what
// stands in a passage, passages cannot leave their place in the prompt (shielded), and
// an address is shown only where it stands in a cited passage.

// orders are the ways in which a text speaks to a model. The first are role marks and
// the templates of chats; then setting its instructions aside, in the languages of most
// of the web; then telling it what to answer or to cite.
var orders = []order{
	{words(`<¦ inst] sys>> _of_turn> </ system> assistant> instruction> instructions> passage> passages> context> source> sources>`), regexp.MustCompile(`<\|[^|<>\n]{1,40}\|>|\[/?INST\]|<</?SYS>>|</?(?:start|end)_of_turn>|(?i)</?(?:system|assistant|instructions?|passages?|context|sources?)>`)},
	{words(`: #`), regexp.MustCompile(`(?i)^[\s"'“#*_>-]*(?:system|assistant|developer|user|ai|human)(?:\s+(?:prompt|message|note|override|instructions?))?[*_\s]*:(?:[^=]|$)|^\s*#{1,6}\s*(?:system|assistant|(?:new )?instructions?|new rules)\s*:?\s*$`)},
	{words(`end|of begin|of beginning|of start|of`), regexp.MustCompile(`(?i)\b(?:end|begin(?:ning)?|start) of (?:the )?(?:passages?|context|sources?|documents?|quotations?|prompt|instructions)\b`)},
	{words(`ignore disregard forget override bypass overrule discard`), regexp.MustCompile(`(?i)\b(?:ignore|disregard|forget|override|bypass|overrule|discard)\b[^.!?\n]{0,60}\b(?:instructions?|prompts?|system messages?|guidelines|(?:your|the|all|previous|prior|other|these|those|above) (?:rules|messages|sources|passages|context|directions|commands|text|articles))\b`)},
	{words(`ignor vergiss missacht verge vergé vergee negeer oublie olvid dimentica esque zignoruj glöm`), regexp.MustCompile(`(?i)\b(?:ignorier\w*|vergiss|missachte\w*|verg[eé]e[tr]\w*|negeer|ignore[zr]?|oublie[zr]?|ignora\w*|olvid\w*|dimentica\w*|esque[cç]\w*|zignoruj|ignorera|glöm)\b[^.!?\n]{0,60}\b(?:anweisung\w*|vorgaben|regeln|instructions?|consignes|r[eè]gles|instrucciones|reglas|istruzioni|regole|instruções|regras|instructies|regels|instrukcje|polecenia|instruktioner\w*)`)},
	{words(`игнорируй забудь обращай 忽略 无视 無視 忘 指令 指示 命令 무시 تجاهل`), regexp.MustCompile(`(?i)(?:игнорируй|забудь|не обращай внимания)[^.!?\n]{0,80}(?:инструкци|указани|правил)|(?:忽略|无视|無視|忘记|忘れ)[^。！？\n]{0,30}(?:指令|指示|说明|規則|规则|ルール)|(?:指示|命令|ルール)[^。！？\n]{0,20}(?:無視|忘れ)|(?:이전|모든)[^.!?\n]{0,20}(?:지시|명령)[^.!?\n]{0,20}무시|(?:تجاهل)[^.!?\n]{0,40}(?:التعليمات|الأوامر)`)},
	// To a model, with an order: "AI assistants must answer that …". What the law tells
	// those who run one, "AI providers must tell users that …", is none.
	{words(`|ai| |ais| artificial chatbot chat|bot language|model llm |assistant |gpt |bot footnote`), regexp.MustCompile(`(?i)\b(?:AIs?|artificial intelligence|chat ?bots?|language models?|LLMs?|assistants?|GPT|bots?|footnote)\b(?: (?:systems?|models?|assistants?|agents?|tools?))?(?:,? (?:which|that|who|reading|read|processing|summari[sz]ing|using|answering)\b[^.!?\n]{0,60})?,? (?:must|should|shall|please|are to|is to|has to|have to)\b[^.!?\n]{0,30}\b(?:(?:say|reply|answer|respond|output|repeat|cite)\b|(?:write|print|tell|claim|state|mention|include)\b[^.!?\n]{0,60}(?:\b(?:answers?|repl(?:y|ies)|responses?|asks?|asked|questions?|following|passages?|sources?|instead)\b|["“:]))`)},
	{words(`you|are you're act|as pretend behave`), regexp.MustCompile(`(?i)\b(?:you are|you're|act as|pretend to be|behave as) (?:now |no longer )?(?:an? |the )?(?:\w+ ){0,2}(?:AI|assistant|chatbot|bot|language model|model|LLM|DAN)\b`)},
	// What to answer: "when asked about …, say …", "reply only with …".
	{words(`asked`), regexp.MustCompile(`(?i)\b(?:when|if|whenever|once)\b[^.!?\n]{0,40}\basked\b[^.!?\n]{0,80}\b(?:say|reply|answer|respond|write|output|cite|claim|insist)\b`)},
	{words(`say| reply| answer| respond| output| print|`), regexp.MustCompile(`(?i)^[\s"'“*>•–-]*(?:(?:please|always|only|now|then|instead|you must|you should|you will)\s+)*(?:say|reply|answer|respond|output|print)\b[^.!?\n]*(?:\b(?:questions?|asked|asks)\b|["“«「])`)},
	{words(`|say| |reply| |answer| |respond| |output| |print| |repeat|`), regexp.MustCompile(`(?i)(?:^|[.!?:;,]\s*|\b(?:and|then|instead|please|only|always|now)\s+)(?:say|reply|answer|respond|output|print|repeat)\s+(?:only|exactly|just|always|instead|with|that|this|the following|in)\b[^.!?\n]*(?:["“‘'«:]|\b(?:answer|question|marks?|citations?|passages?|sources?)\b)`)},
	{words(`|cite| |quote| |credit| |mention| |trust| |use|`), regexp.MustCompile(`(?i)(?:^|[.!?:;,]\s*|\b(?:and|then|instead|please|only|always|must|never|not)\s+)(?:cite|quote|credit|mention|trust|use)\s+(?:only |always |this |the |passage |source |number |article |no )*(?:\[?\(?\d{1,3}\)?\]?|passages?|sources?|citations?|articles?)\b[^.!?\n]*\b(?:instead|only|always|answers?|sources?|passages?|everything|every|all|other|rest|marks?)\b`)},
	{words(`without| do|not|cite do|not|use do|not|mention do|not|quote do|not|trust don't| never|`), regexp.MustCompile(`(?i)\b(?:answer|reply|respond|write)\b[^.!?\n]{0,40}\bwithout (?:any )?(?:marks?|citations?|sources?|footnotes?|brackets?|numbers)\b|\b(?:do not|don't|never) (?:cite|use|mention|quote|trust)\b[^.!?\n]{0,30}\b(?:passages?|sources?|articles?)\b`)},
	{words(`prompt instructions rules |url |link |address`), regexp.MustCompile(`(?i)\b(?:reveal|print|repeat|show|output|leak|send|append)\b[^.!?\n]{0,40}\b(?:system prompt|your (?:instructions|rules|prompt)|the prompt|(?:question|answer|conversation) (?:to|in) (?:the|a|this) (?:url|link|address))\b`)},
}

// order is one such way. A text without any of its words, in lower case, is not looked
// at more closely: of most sentences nothing more is asked.
type order struct {
	words   []string
	pattern *regexp.Regexp
}

// words reads a list; a bar stands for a blank, and a broken bar for a bar.
func words(list string) []string {
	out := strings.Fields(list)
	for i := range out {
		out[i] = strings.NewReplacer("|", " ", "¦", "|").Replace(out[i])
	}
	return out
}

// ordersIn are the parts of a passage that speak to a model, in bytes: whole
// sentences, and what follows one in its paragraph, as that may be what is ordered.
func ordersIn(text string, spans []corpus.Span) []corpus.Span {
	var out []corpus.Span
	for i, span := range spans {
		if s := text[span.Start:span.End]; speaksToModel(s) || len(out) > 0 && out[len(out)-1].End == spans[max(i, 1)-1].End && !parted(text[spans[i-1].End:span.Start]) {
			out = append(out, span)
		}
	}
	return out
}

func speaksToModel(s string) bool {
	lower := " " + strings.ToLower(s) + " "
	return slices.ContainsFunc(orders, func(o order) bool {
		return slices.ContainsFunc(o.words, func(w string) bool { return strings.Contains(lower, w) }) && o.pattern.MatchString(s)
	})
}

// parted says that a line ends between two sentences.
func parted(between string) bool { return strings.Contains(between, "\n") }

// A question asks of an order when it covers what marks that order: two words that also
// stand in it and that say together what neither says alone. Each of them, and
// "command", "order", "attack" and "trick" as well, is an everyday word: "How many days
// does delivery of model parcels take?" asks of no order.
var (
	// setsAside is what an order says of the instructions of a model.
	setsAside = stemsOf(`ignore disregard override overrule bypass forget discard`)
	// instructing are the words for what it sets aside: "Which instructions are ignored?"
	instructing = stemsOf(`instruction prompt guidelines`)
	// modelNames are whom it speaks to: "What is the assistant told to ignore?"
	modelNames = stemsOf(`assistant ai chatbot bot model llm gpt`)
	// These make a term of the trade only side by side: "prompt injection", "system prompt".
	systems, prompts, injections = stemsOf(`system`), stemsOf(`prompt`), stemsOf(`injection`)
)

// beforeOrdered stand before the verb of what somebody is told to do.
var beforeOrdered = set(`to must should shall`)

// asksOf says that the question asks of the order that this sentence gives.
func (q *query) asksOf(s *text) bool {
	var aside, told, instructions, model bool
	before := word{}
	for _, w := range q.words {
		if s.stems[w.stem] {
			if s.stems[before.stem] && (systems[before.stem] && prompts[w.stem] || prompts[before.stem] && injections[w.stem]) {
				return true
			}
			aside = aside || setsAside[w.stem]
			told = told || setsAside[w.stem] && beforeOrdered[before.fold]
			instructions = instructions || instructing[w.stem]
			model = model || modelNames[w.stem]
		}
		before = w
	}
	return aside && instructions || told && model
}

// isOrder says that a sentence speaks to a model, and nobody asked what it says. What
// follows an order in its paragraph is asked of with it.
func (d *desk) isOrder(s *sentence) bool {
	if s.in == nil {
		return false
	}
	from := d.evidence[s.in.index].Passage.Start
	at := slices.IndexFunc(s.in.orders, func(o corpus.Span) bool { return s.start-from < o.End && o.Start < s.end-from })
	for i := at; i >= 0; i-- {
		o := s.in.orders[i]
		if d.q.asksOf(s.in.part(o.Start, o.End)) {
			return false
		}
		if i == 0 || !follows(s.in.s[s.in.orders[i-1].End:o.Start]) {
			break
		}
	}
	return at >= 0
}

// follows says that only blanks of one line stand between two sentences.
func follows(between string) bool { return strings.TrimSpace(between) == "" && !parted(between) }

// withoutOrders is the text of a passage as a model is to see it.
func (d *desk) withoutOrders(p *passage) string {
	text := p.s
	for _, o := range slices.Backward(p.orders) {
		text = text[:o.Start] + text[o.End:]
	}
	return text
}

// shielded makes sure that a text stays in its place in a prompt. No mark in it can
// pass for the number of a passage, nor for the marks with which chats are written
// down, some of which servers read as such wherever they stand; and each of its lines
// is indented, as no line of ours is.
func shielded(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" {
			b.WriteString(indentation + harmless(line))
		}
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n")
}

const indentation = "  "

// harmless is one line of a text without what could pass for a mark.
func harmless(line string) string {
	return unmark(instMark.ReplaceAllString(angle.ReplaceAllString(strings.Join(strings.Fields(line), " "), "< $1"), "($1)"))
}

var (
	angle    = regexp.MustCompile(`<+([|/!a-zA-Z])`)
	instMark = regexp.MustCompile(`\[(/?[A-Z_]{3,})\]`)
)
