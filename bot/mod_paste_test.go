package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"footnote/corpus"
)

func TestPasteForm(t *testing.T) {
	f := moderated(t)
	for name, r := range map[string]Response{
		"the command": f.Command(t.Context(), command("open", CommandSourcePaste)),
		"the button":  f.Press(t.Context(), pressed(VerbPaste, "")),
		"to replace":  f.Press(t.Context(), pressed(VerbReplace, "pasted")),
	} {
		form := r.Form
		if form == nil || len(form.Fields) != 5 || !form.Fields[1].Required || form.Fields[1].Max != 4000 || form.Fields[0].Required {
			t.Fatalf("%s: %+v", name, r)
		}
		if replaces := argument(form.ID, 0, 1); (name == "to replace") != (replaces == "pasted") || (form.Fields[0].Value != "") != (replaces != "") {
			t.Errorf("%s: %+v", name, form)
		}
	}
	for id, want := range map[string]string{"tides": "is no copy", "local": "is no copy", "theirs": "no such source"} {
		for _, verb := range []Verb{VerbReplace, VerbPaste} {
			if text := said(t, f.Press(t.Context(), pressed(verb, id)).Show); !strings.Contains(text, want) {
				t.Errorf("%s %s: %q", verb, id, text)
			}
		}
	}
}

func TestJoinParts(t *testing.T) {
	full := strings.Repeat("word ", 799) + "wordw" // 4,000
	if Units(full) != pasteMax {
		t.Fatal(Units(full))
	}
	flags := strings.Repeat("a", 3996) // a flag of four units did not fit behind it... but one did
	for name, x := range map[string]struct {
		parts []string
		want  string
		full  bool
	}{
		"nothing":                   {[]string{"", " ", "\n", ""}, "", false},
		"one":                       {[]string{"A text.", "", "", ""}, "A text.", false},
		"cut within a word":         {[]string{full, "ord and more.", "", ""}, full + "ord and more.", false},
		"cut before a space":        {[]string{full, " and more.", "", ""}, full + " and more.", false},
		"ended by the person":       {[]string{"First part.", "Second part.", "", ""}, "First part.\nSecond part.", false},
		"a sentence that goes on":   {[]string{"The tide rose", "in the night.", "", ""}, "The tide rose in the night.", false},
		"space kept":                {[]string{"The tide rose ", "In the night.", "", ""}, "The tide rose In the night.", false},
		"the first left empty":      {[]string{"", "", "A text.", ""}, "A text.", false},
		"one full":                  {[]string{full, "", "", ""}, full, true},
		"full and then white space": {[]string{full, " \n ", "", ""}, full, true},
		"the last full":             {[]string{"a.", "b.", "c.", full}, "a. b. c. " + full, true},
		"nearly full":               {[]string{flags, "", "", ""}, flags, true},
		"far from full":             {[]string{strings.Repeat("a", 3900), "", "", ""}, strings.Repeat("a", 3900), false},
		"full in units":             {[]string{strings.Repeat("🌊", 2000), "", "", ""}, strings.Repeat("🌊", 2000), true},
		"line ends of Windows":      {[]string{"a\r\nb", "", "", ""}, "a\nb", false},
	} {
		if got, isFull := joinParts(x.parts); got != x.want || isFull != x.full {
			t.Errorf("%s: %.60q (%d), full %t", name, got, len(got), isFull)
		}
	}
}

// Whatever is pasted into the fields one after the other, cut at their limit,
// comes out as it was.
func TestJoinPartsProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runes := rapid.SliceOfN(rapid.SampledFrom([]rune("abc XYZ.\n🌊é")), 1, 12000).Draw(t, "text")
		parts := make([]string, 0, pasteFields)
		rest := string(runes)
		for len(parts) < pasteFields {
			part := clip(rest, pasteMax)
			if Units(part) == pasteMax-1 && rest != part {
				t.Skip("cut before a character of two units")
			}
			parts, rest = append(parts, part), rest[len(part):]
		}
		text, full := joinParts(parts)
		if strings.TrimSpace(text) != strings.TrimSpace(string(runes)) && !strings.Contains(string(runes), strings.Repeat(" ", pasteMax)) {
			t.Fatalf("%d units became %d", Units(string(runes)), Units(text))
		}
		if !utf8.ValidString(text) || full && Units(text) < pasteFull {
			t.Fatal(full)
		}
	})
}

func submitted(id string, fields ...string) Submission {
	s := Submission{Origin: mod("closed"), CustomID: VerbPaste.ID(id), Fields: map[string]string{}}
	for i := 0; i < len(fields); i += 2 {
		s.Fields[fields[i]] = fields[i+1]
	}
	return s
}

// A text that somebody pastes is meant to be added, wherever the command was used.
func TestPaste(t *testing.T) {
	f := moderated(t)
	f.run(t)
	s := final(t, f.Submit(t.Context(), submitted("", "title", " Opening\u202e hours ", "text1", "We open at nine.", "text2", "Bring a coat."))).(JobScreen)
	if s.Job.Kind != "add" || !s.Seen {
		t.Errorf("%+v", s)
	}
	r := f.importer.imports()[0].what.Reading
	if r.Kind != corpus.KindText || r.Draft.Title != "Opening hours" || r.Draft.Text != "We open at nine.\nBring a coat." {
		t.Errorf("%+v", r)
	}
	// The same again is the same source, and another title does not make it another.
	final(t, f.Submit(t.Context(), submitted("", "text1", "We open at nine.", "text2", "Bring a coat.")))
	if again := f.importer.imports()[1].what.Reading; again.Location != r.Location {
		t.Error("the same text is another source")
	}
	final(t, f.Submit(t.Context(), submitted("pasted", "text1", "A new text.")))
	if what := f.importer.imports()[2].what; what.Replace != "pasted" || what.Reading.Draft.Text != "A new text." {
		t.Errorf("%+v", what)
	}
	for _, empty := range [][]string{nil, {"title", "Only a title"}, {"text1", " \n\t "}, {"text9", "a field that is none"}} {
		if text := said(t, f.Submit(t.Context(), submitted("", empty...)).Show); !strings.Contains(text, "no text in it") {
			t.Errorf("%q: %q", empty, text)
		}
	}
	if n := len(f.importer.imports()); n != 3 {
		t.Errorf("%d imports", n)
	}
}

// Where the end may have been cut, the person is asked.
func TestPasteFull(t *testing.T) {
	for _, replaces := range []string{"", "pasted"} {
		f := moderated(t)
		f.run(t)
		long := strings.Repeat("The tide rose in the night. ", 142) + "And then it fell again in the morning."
		long = clip(long, pasteMax)
		r := f.Submit(t.Context(), submitted(replaces, "text1", long))
		text := said(t, r.Show)
		if !strings.Contains(text, "as a file with /source add") || !strings.Contains(text, "tide rose") || len(f.importer.imports()) != 0 {
			t.Errorf("%q", text)
		}
		yes := r.Show.(Note).Buttons[0]
		if s, ok := final(t, f.Press(t.Context(), Press{Origin: mod("closed"), CustomID: yes.ID})).(JobScreen); !ok || s.Job.State != JobDone {
			t.Errorf("%#v", s)
		}
		what := f.importer.imports()[0].what
		if what.Reading.Draft.Text != long || what.Replace != replaces {
			t.Errorf("%+v", what)
		}
	}
}
