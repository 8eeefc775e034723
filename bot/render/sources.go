package render

import (
	"slices"
	"strconv"
	"strings"

	"footnote/bot"
	"footnote/retrieval"
)

// cited draws the sources that sentences rest on, and the marks behind the
// sentences.
type cited struct {
	citations []retrieval.Citation
	marks     map[int]bot.Mark // by number of the citation
}

func newCited(citations []retrieval.Citation, marks []bot.Mark) cited {
	c := cited{citations, make(map[int]bot.Mark)}
	for _, m := range marks {
		if have, ok := c.marks[m.Citation]; !ok || have.Kind != bot.MarkRemoved {
			c.marks[m.Citation] = m
		}
	}
	return c
}

// maxMarks is how many footnotes one sentence shows. More prove nothing more.
const maxMarks = 5

// numbers are those of the footnotes that exist, each once, at most maxMarks.
func (c cited) numbers(list []int) []int {
	var out []int
	for _, n := range list {
		known := slices.ContainsFunc(c.citations, func(x retrieval.Citation) bool { return x.N == n })
		if known && !slices.Contains(out, n) && len(out) < maxMarks {
			out = append(out, n)
		}
	}
	return out
}

// after is what stands behind a sentence: [1][2].
func (c cited) after(list []int) md {
	var b strings.Builder
	for _, n := range c.numbers(list) {
		if b.Len() == 0 {
			b.WriteByte(' ')
		}
		b.WriteString("[" + strconv.Itoa(n) + "]")
		if _, marked := c.marks[n]; marked {
			b.WriteString("⚠️")
		}
	}
	return md(b.String())
}

// newest is the last day of publication among the cited, "" if none is known.
func (c cited) newest(list []int) string {
	newest := ""
	for _, x := range c.citations {
		if slices.Contains(list, x.N) && x.Published > newest {
			newest = x.Published
		}
	}
	return newest
}

// brevity is how much a list of sources says of each.
type brevity int

const (
	full    brevity = iota
	short           // without the other articles that say the same
	tightly         // short titles, and only short addresses
)

// list draws the sources with these numbers, an article with several of them
// once, or once for each page that is cited.
func (c cited) list(numbers []int, b brevity) []md {
	type entry struct {
		heads []string
		first retrieval.Citation
	}
	var entries []*entry
	for _, x := range c.citations {
		if !slices.Contains(numbers, x.N) {
			continue
		}
		head := "[" + strconv.Itoa(x.N) + "]"
		at := slices.IndexFunc(entries, func(e *entry) bool {
			return e.first.ArticleID == x.ArticleID && e.first.Revision == x.Revision && e.first.URL == x.URL && e.first.Page == x.Page && x.ArticleID != "" &&
				c.marks[e.first.N].Kind == c.marks[x.N].Kind
		})
		if at < 0 {
			entries = append(entries, &entry{[]string{head}, x})
		} else if !slices.Contains(entries[at].heads, head) {
			e := entries[at]
			e.heads = append(e.heads, head)
			for _, t := range x.Times {
				if !slices.Contains(e.first.Times, t) {
					e.first.Times = append(slices.Clone(e.first.Times), t)
				}
			}
		}
	}
	var out []md
	for _, e := range entries {
		out = append(out, md(strings.Join(e.heads, ""))+" "+c.source(e.first, b))
	}
	return out
}

func (c cited) source(x retrieval.Citation, b brevity) md {
	name, address, publisher := maxName, maxLink, maxShort
	if b == tightly {
		name, address, publisher = maxShort, maxLink/3, maxShort/2
	}
	var note md
	switch m := c.marks[x.N]; m.Kind {
	case bot.MarkRemoved:
		return joined(" ", "⚠️ removed from the sources", moment(m.At, dateOnly))
	case bot.MarkChanged:
		note = joined(" ", "⚠️ changed since", moment(m.At, dateOnly))
	}
	line := joined(" · ", titled(x.Title, name), escape(x.Publisher, publisher), day(x.Published), pageOf(x.Page), link("open", retrieval.PageURL(x.URL, x.Page), address), note)
	if b == full {
		line = joined("\n", line, also(x.Also))
	}
	if b != tightly {
		line = joined("\n", line, escape(retrieval.TimesExplained(x), maxQuote))
	}
	return line
}

// maxAlso is how many other articles with the same sentence are named.
const maxAlso = 3

// also names other articles that say the same.
func also(refs []retrieval.Ref) md {
	var names []md
	for i, r := range refs {
		if i == maxAlso {
			names = append(names, count(len(refs)-i, "more"))
			break
		}
		names = append(names, joined(" ", titled(r.Title, maxShort), link("open", r.URL, maxLink/2)))
	}
	if len(names) == 0 {
		return ""
	}
	return "-# also in " + joined(", ", names...)
}

// withSources puts the sources under what they prove, or on a second card when
// they do not fit on the first. It reports whether all of it fits.
func withSources(body *sheet, sources []md) ([]*sheet, bool) {
	if len(sources) == 0 {
		return []*sheet{body}, true
	}
	list := "**Sources**\n" + joined("\n", sources...)
	if units(list)+2 <= body.room() {
		body.gap()
		body.add(list)
		return []*sheet{body}, body.size() <= maxEmbedSum
	}
	second := &sheet{color: body.color}
	fits := second.add(list)
	return []*sheet{body, second}, fits && body.size()+second.size() <= maxEmbedSum
}
