package source

import (
	"strconv"
	"strings"
	"time"
)

// docxStyles are the styles of a document by their ids.
type docxStyles map[string]*docxStyle

// docxStyle is what a style says that matters for the text.
type docxStyle struct {
	name   string // in lower case; Word has it in English in every language
	based  string
	level  int  // outline level from 1 on; 0 where the style does not say
	listed bool // its paragraphs are items of a list
	plain  bool // its paragraphs are not, though those of the style it is based on are
	hidden *bool
}

// styleNameBytes is more than the longest name that Word takes, of 253 characters.
const styleNameBytes = 1024

// bodyLevel is the outline level of text that is no heading.
const bodyLevel = 10

// styles reads the part of the styles; "" has none.
func (z *docxFile) styles(part string) (docxStyles, error) {
	if part == "" {
		part = "word/styles.xml"
	}
	styles := docxStyles{}
	err := z.walk(part, func(p *docxPart) error {
		return p.each(func(e element) error {
			if !e.is(spaceWord, "style") {
				return p.skip()
			}
			s := &docxStyle{}
			styles[e.attr("styleId")] = s
			return p.each(func(e element) error {
				switch e.name {
				case "name":
					if name := e.attr("val"); len(name) < styleNameBytes { // it is looked at for each paragraph
						s.name = strings.ToLower(strings.TrimSpace(name))
					}
				case "basedOn":
					s.based = e.attr("val")
				case "pPr":
					props, err := p.paragraph()
					s.level, s.listed, s.plain = props.level, props.listed, props.plain
					return err
				case "rPr":
					props, err := p.run()
					s.hidden = props.hidden
					return err
				}
				return p.skip()
			})
		})
	})
	return styles, err
}

// chain calls f with a style and those that it is based on, until f says stop.
func (s docxStyles) chain(id string, f func(*docxStyle) (stop bool)) {
	for range 20 { // a style may be based on itself
		one := s[id]
		if one == nil || f(one) {
			return
		}
		id = one.based
	}
}

// is reports whether a style is of that name. Where a document has no styles, its
// ids have to do, which are the names without spaces.
func (s docxStyles) is(id, name string) bool {
	if one := s[id]; one != nil {
		return one.name == name
	}
	return strings.EqualFold(id, strings.ReplaceAll(name, " ", ""))
}

// contents reports whether a style is that of a line in a table of contents.
func (s docxStyles) contents(id string) bool {
	name := strings.ToLower(id)
	if one := s[id]; one != nil {
		name = one.name
	}
	rest, ok := strings.CutPrefix(name, "toc")
	_, err := strconv.Atoi(strings.TrimSpace(rest))
	return ok && (err == nil || strings.TrimSpace(rest) == "heading") || name == "table of figures"
}

// heading is the level of the headings of a style, 0 if it has none.
func (s docxStyles) heading(id string) int {
	level := 0
	if s[id] == nil {
		level = headingName(id)
	} else if s[id].name == "heading" {
		level = 1 // Pages has one style for them all
	}
	s.chain(id, func(one *docxStyle) bool {
		if one.level > 0 {
			level = one.level
		} else if n := headingName(one.name); n > 0 {
			level = n
		} else {
			return false
		}
		return true
	})
	if level >= bodyLevel {
		return 0
	}
	return level
}

// headingName is the level in a name such as "heading 2" or "Heading2".
func headingName(name string) int {
	rest, ok := strings.CutPrefix(strings.ToLower(name), "heading")
	n, err := strconv.Atoi(strings.TrimSpace(rest))
	if !ok || err != nil || n < 1 || n > 9 {
		return 0
	}
	return n
}

func (s docxStyles) listed(id string) (listed bool) {
	s.chain(id, func(one *docxStyle) bool {
		listed = one.listed
		return one.listed || one.plain
	})
	return listed
}

func (s docxStyles) hidden(id string) (hidden bool) {
	s.chain(id, func(one *docxStyle) bool {
		if one.hidden != nil {
			hidden = *one.hidden
		}
		return one.hidden != nil
	})
	return hidden
}

// paragraphProps are the properties of a paragraph that matter.
type paragraphProps struct {
	style         string
	level         int // as in docxStyle
	listed, plain bool
	// run says that the end of the paragraph was deleted: it goes on in the next.
	run bool
}

// paragraph reads them. What they were before a tracked change is passed over.
func (p *docxPart) paragraph() (props paragraphProps, err error) {
	err = p.each(func(e element) error {
		switch e.name {
		case "pStyle":
			props.style = e.attr("val")
		case "outlineLvl":
			if n, err := strconv.Atoi(e.attr("val")); err == nil && n >= 0 && n < bodyLevel {
				props.level = n + 1
			}
		case "numPr":
			return p.each(func(e element) error {
				if e.name == "numId" {
					props.listed = e.attr("val") != "0"
					props.plain = !props.listed
				}
				return p.skip()
			})
		case "rPr":
			return p.each(func(e element) error {
				props.run = props.run || e.is(spaceWord, "del") || e.is(spaceWord, "moveFrom")
				return p.skip()
			})
		}
		return p.skip()
	})
	return props, err
}

// runProps are the properties of a run of characters that matter.
type runProps struct {
	style  string
	hidden *bool // nil where they do not say
}

func (p *docxPart) run() (props runProps, err error) {
	err = p.each(func(e element) error {
		switch {
		case e.is(spaceWord, "rStyle"):
			props.style = e.attr("val")
		case e.is(spaceWord, "vanish"):
			on := e.on()
			props.hidden = &on
		}
		return p.skip()
	})
	return props, err
}

// docxProperties is what a document says of itself.
type docxProperties struct {
	title, author, language string
	published               time.Time
}

func (z *docxFile) properties(part string) (about docxProperties, err error) {
	values := map[string]string{}
	err = z.walk(part, func(p *docxPart) error {
		return p.each(func(e element) error {
			v, err := p.text()
			if v = spaced(v); v != "" && values[e.name] == "" {
				values[e.name] = v
			}
			return err
		})
	})
	if t := values["title"]; !genericTitle(t) {
		about.title = t
	}
	if a := values["creator"]; !genericAuthors[strings.ToLower(a)] {
		about.author = a
	}
	about.language = languageTag(values["language"])
	// Of a text that was worked on, the last day says how old it is.
	for _, name := range []string{"modified", "created"} {
		if d := parseDate(values[name]); about.published.IsZero() && d.Year() > 1980 {
			about.published = d // programs without a clock write the first day of 1970 or of 1980
		}
	}
	return about, err
}
