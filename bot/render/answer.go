package render

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"footnote/bot"
	"footnote/retrieval"
)

func drawAnswer(s bot.AnswerScreen) Message {
	rows := answerButtons(s)
	if !s.Answer.Answered && len(s.Answer.Sentences) == 0 && len(s.Answer.Conflicts)+len(s.Answer.Updates) == 0 {
		if s.Growing {
			return drawWait()
		}
		return message([]*sheet{refusal(s)}, rows...)
	}
	return message(answered(s), rows...)
}

// answerButtons are what can be done with an answer. While it grows it has no id,
// and no buttons.
func answerButtons(s bot.AnswerScreen) []Row {
	if s.Growing || s.ID == "" {
		return nil
	}
	var list []Component
	if len(showable(s.Answer.Citations, s.Marks)) > 0 {
		list = append(list, primary(button(bot.VerbPassages.ID(s.ID), "📖", "Passages")))
	}
	list = append(list,
		button(bot.VerbUp.ID(s.ID), "👍", ""),
		button(bot.VerbDown.ID(s.ID), "👎", ""),
		button(bot.VerbFurther.ID(s.ID), "💬", "Ask further"))
	if s.CanSubscribe && !s.Answer.Answered {
		list = append(list, button(bot.VerbSubscribe.ID(s.ID), "🔔", "Tell me when it is covered"))
	}
	return buttons(list...)
}

// head is what stands above an answer: a word for the person, the question, and
// what became of the sources since.
func head(out *sheet, s bot.AnswerScreen) {
	if w := escape(s.Word, maxQuote); w != "" {
		out.add("ℹ️ " + w)
		out.gap()
	}
	if q := escape(s.Answer.Question, maxQuote); s.Asked && q != "" {
		out.add("> " + q)
		out.gap()
	}
	if u := escape(s.Answer.Understood, maxQuote); u != "" {
		out.add("↪️ Understood as: " + u)
		out.gap()
	}
	changed, removed := 0, 0
	for _, m := range s.Marks {
		if m.Kind == bot.MarkRemoved {
			removed++
		} else {
			changed++
		}
	}
	if changed > 0 {
		out.add("⚠️ **Changed since:** what is marked with ⚠️ does not stand in its source any more.")
	}
	if removed > 0 {
		out.add("⚠️ **Removed since:** a source of this answer was removed. What rested on it alone is taken out.")
	}
	if changed+removed > 0 {
		out.color = colorUnsure
		out.gap()
	}
}

// length is how much of an answer is drawn.
type length struct {
	sentences, claims int
	brevity           brevity
}

// Above these an answer is too long in any case; cutting here keeps drawing fast.
const (
	mostSentences = 60
	mostClaims    = 20
	mostUncovered = 8
)

// answered draws an answer that says something. What is too long for Discord
// loses whole sentences from the end, and only then sides of conflicts and details
// of its sources; the sources of what is left are always there.
func answered(s bot.AnswerScreen) []*sheet {
	a := s.Answer
	d := drawing{screen: s, cited: newCited(a.Citations, s.Marks), total: len(a.Sentences)}
	for _, x := range a.Sentences[:min(len(a.Sentences), mostSentences)] {
		text := escape(x.Text, maxSentence)
		if text == "" {
			d.total--
			continue
		}
		d.sentences = append(d.sentences, text+d.cited.after(x.Citations))
		d.numbers = append(d.numbers, d.cited.numbers(x.Citations))
	}
	claims := 0
	for _, c := range slices.Concat(a.Conflicts, a.Updates) {
		claims += len(c.Claims)
	}
	claims = min(claims, mostClaims)
	all, least := len(d.sentences), min(1, len(d.sentences))
	if sheets, ok := d.draw(length{all, claims, full}); ok {
		return sheets
	}
	for _, l := range []length{{least, claims, short}, {least, claims, tightly}, {least, min(claims, 4), tightly}} {
		if _, ok := d.draw(l); ok {
			return d.longest(l)
		}
	}
	// One sentence and its sources, at most maxMarks: that always fits.
	return d.longest(length{least, 0, tightly})
}

// longest draws as many more sentences as fit.
func (d *drawing) longest(l length) []*sheet {
	l.sentences += sort.Search(len(d.sentences)-l.sentences, func(more int) bool {
		_, ok := d.draw(length{l.sentences + more + 1, l.claims, l.brevity})
		return !ok
	})
	sheets, _ := d.draw(l)
	return sheets
}

// drawing is an answer whose sentences are escaped, once.
type drawing struct {
	screen    bot.AnswerScreen
	cited     cited
	sentences []md
	numbers   [][]int // of each sentence
	total     int     // sentences of the answer, also those that are not even tried
}

// draw draws so much of the answer, and reports whether all of that fits.
func (d *drawing) draw(l length) ([]*sheet, bool) {
	s := d.screen
	body := &sheet{color: colorPlain, footer: plain(s.Answer.Notice, maxQuote)}
	head(body, s)
	used := slices.Concat(d.numbers[:l.sentences]...)
	fits := true
	if p := escape(s.Answer.Premise, maxQuote); p != "" && l.sentences > 0 {
		fits = body.add("❗ " + bold(p))
	}
	fits = body.add(joined(" ", d.sentences[:l.sentences]...)) && fits
	shown, ok := d.conflicts(body, l.claims)
	used, fits = append(used, shown...), fits && ok
	if left := d.total - l.sentences; left > 0 {
		body.gap()
		fits = body.add("✂️ The answer is too long for Discord: "+count(left, "sentence")+" at the end left out.") && fits
	}
	if parts := uncovered(s.Answer.Uncovered); parts != "" {
		body.gap()
		fits = body.add("**Not in the sources:** "+parts) && fits
	}
	if len(body.lines) == 0 || len(d.sentences) == 0 && len(s.Answer.Conflicts)+len(s.Answer.Updates) == 0 {
		body.add("Nothing is left of this answer.")
	}
	if s.Growing {
		body.gap()
		fits = body.add("⏳ More is coming …") && fits
	}
	sheets, ok := withSources(body, d.cited.list(used, l.brevity))
	return sheets, fits && ok
}

// conflicts sets what the sources disagree about side by side, newest first, as
// the answer has them. It returns the numbers of what is cited.
func (d *drawing) conflicts(out *sheet, most int) (numbers []int, fits bool) {
	fits = true
	left := 0
	for i, c := range slices.Concat(d.screen.Answer.Conflicts, d.screen.Answer.Updates) {
		shown := min(len(c.Claims), most)
		most -= shown
		left += len(c.Claims) - shown
		if shown == 0 {
			continue
		}
		out.gap()
		head := md("🔄 **Reported anew since:**")
		if i < len(d.screen.Answer.Conflicts) {
			out.color = colorUnsure
			head = "⚖️ **The sources disagree:**"
		}
		fits = out.add(joined(" ", head, escape(c.About, maxName))) && fits
		for _, claim := range c.Claims[:shown] {
			fits = out.add(d.claim(claim, c.Claims)) && fits
			numbers = append(numbers, d.cited.numbers(claim.Citations)...)
		}
	}
	if left > 0 {
		fits = out.add("✂️ "+count(left, "more claim")+" left out.") && fits
	}
	return numbers, fits
}

// claim draws one side: value, citation and date, then the sentence. Who says so is
// told where another side rests on the same article.
func (d *drawing) claim(c retrieval.Claim, all []retrieval.Claim) md {
	days, same := make([]string, len(all)), 0
	for i, other := range all {
		days[i] = d.cited.newest(other.Citations)
		if slices.Equal(other.Citations, c.Citations) {
			same++
		}
	}
	when := md(retrieval.Dated(d.cited.newest(c.Citations), !retrieval.MonthsApart(days)))
	if c.Later {
		when = joined(", ", when, "later")
	}
	if when != "" {
		when = " (" + when + ")"
	}
	by := md("")
	if same > 1 {
		by = escape(c.By, maxShort)
	}
	head, text := joined(", ", bold(escape(c.Value, maxShort)), by), escape(c.Text, maxQuote)
	if head == "" && text == "" {
		head = "(no text)"
	}
	head = md(strings.TrimSpace(string(head + d.cited.after(c.Citations) + when)))
	return "- " + joined(" — ", head, text)
}

// uncovered names the parts of a question that the sources do not cover.
func uncovered(parts []string) md {
	var out []md
	for i, p := range parts {
		if i == mostUncovered {
			out = append(out, md(strconv.Itoa(len(parts)-i)+" more"))
			break
		}
		out = append(out, escape(p, maxShort))
	}
	return joined("; ", out...)
}

// refusal says that the sources do not answer, why, what is missing, and what
// came nearest.
func refusal(s bot.AnswerScreen) *sheet {
	a := s.Answer
	out := &sheet{color: colorQuiet, footer: plain(a.Notice, maxQuote)}
	head(out, s)
	out.add("**Not in the sources.**")
	out.add(escape(a.Reason, maxQuote))
	if p := escape(a.Premise, maxQuote); p != "" {
		out.add("❗ " + bold(p))
	}
	unsaid := func(part string) bool { return !strings.Contains(a.Reason, part) }
	if parts := uncovered(a.Uncovered); parts != "" && slices.ContainsFunc(a.Uncovered, unsaid) {
		out.add("Missing: " + parts)
	}
	if len(a.Nearest) == 0 {
		return out
	}
	out.gap()
	out.add("**What comes nearest:**")
	var list []md
	for _, n := range a.Nearest {
		line := "- " + joined(" · ", titled(n.Title, maxName), pageOf(n.Page), link("open", retrieval.PageURL(n.URL, n.Page), maxLink))
		if q := escape(n.Quote, maxQuote); q != "" {
			line += "\n  “" + q + "”"
		}
		list = append(list, line)
	}
	out.list(list, mostNearest, "passage")
	return out
}

// mostNearest is how many near passages a refusal shows.
const mostNearest = 4

func drawWait() Message { return spoken("🔎 Looking in the sources …", nil) }
