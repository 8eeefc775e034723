package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/retrieval"
)

// hostile is text as a model, an endpoint or a file name may send it.
const hostile = "\x1b[2J\x1b]0;owned\x07 red\u202e \u009b31m\r\n\n\ttail\u200b"

func hostileAnswer() retrieval.Answer {
	ref := retrieval.Ref{ArticleID: hostile, SourceID: hostile, Title: hostile, URL: hostile}
	return retrieval.Answer{
		Question: hostile, Answered: true, Notice: hostile, Reason: hostile,
		Sentences: []retrieval.Sentence{{Text: hostile, Citations: []int{1}}},
		Citations: []retrieval.Citation{{N: 1, Title: hostile, Publisher: hostile, URL: hostile, Published: hostile,
			Quote: hostile, Passage: hostile + " more", Also: []retrieval.Ref{ref}}},
		Conflicts: []retrieval.Conflict{{About: hostile, Claims: []retrieval.Claim{{Value: hostile, Text: hostile, Citations: []int{1}}}}},
		Uncovered: []string{hostile},
		Nearest:   []retrieval.Nearest{{Title: hostile, URL: hostile, Quote: hostile, Also: []retrieval.Ref{ref}}},
	}
}

// No text from outside reaches the terminal with its control characters, by
// whatever command.
func TestNothingHostileReachesTheTerminal(t *testing.T) {
	meta := corpus.Meta{ID: hostile, Revision: hostile, Title: hostile, Publisher: hostile, Author: hostile, URL: hostile}
	declined := hostileAnswer()
	declined.Answered = false
	for name, write := range map[string]func(*page){
		"answer":  func(p *page) { p.answer(hostileAnswer(), true) },
		"refusal": func(p *page) { p.answer(declined, true) },
		"evidence": func(p *page) {
			p.evidence(1, retrieval.Evidence{Article: meta, Passage: corpus.Passage{Text: hostile}})
		},
		"article": func(p *page) { p.article(corpus.Article{Meta: meta, Body: hostile}) },
		"source": func(p *page) {
			p.source(corpus.SourceInfo{Source: corpus.Source{ID: hostile, Title: hostile, Kind: hostile, State: hostile, Reason: hostile, Shown: hostile}, URL: hostile})
		},
		"finding": func(p *page) { p.finding(finding{hostile, stateFail, hostile, hostile}) },
		"imported": func(p *page) {
			p.imported(corpus.Imported{Status: hostile, Title: hostile, URL: hostile, Error: hostile, Removed: []corpus.Removal{{Reason: hostile, Text: hostile}}}, true)
		},
		"removed": func(p *page) {
			p.removed(corpus.Removed{Status: hostile, Title: hostile, URL: hostile, Error: hostile})
		},
		"report": func(p *page) { report(p.w, &corpus.Problem{Message: hostile}) },
	} {
		for _, styled := range []bool{false, true} {
			var b bytes.Buffer
			p := &page{w: &b, width: pageWidth, styled: styled}
			write(p)
			out := b.String()
			if styled {
				for _, s := range []style{bold, dim, red, green, yellow} {
					out = strings.ReplaceAll(out, "\x1b["+string(s)+"m", "")
				}
				out = strings.ReplaceAll(out, "\x1b[0m", "")
			}
			if strings.ContainsFunc(out, unsafeRune) {
				t.Errorf("%s, styled %v: %q is not safe", name, styled, out)
			}
			if !strings.Contains(out, "tail") {
				t.Errorf("%s: the text itself is lost: %q", name, out)
			}
		}
	}
}

func TestAnswerForPeople(t *testing.T) {
	var b bytes.Buffer
	p := &page{w: &b, width: 60}
	p.answer(retrieval.Answer{
		Answered: true,
		Sentences: []retrieval.Sentence{
			{Text: "The bridge is 640 metres long.", Citations: []int{1}},
			{Text: "It opened in 1968, and more than one paper says so today.", Citations: []int{1, 2}},
		},
		Citations: []retrieval.Citation{
			{N: 1, Title: "A bridge", Publisher: "The Gazette", Published: "2023-11-19", URL: "https://gazette.example/a", Quote: "The bridge is 640 metres long.",
				Also: []retrieval.Ref{{Title: "Reprint", URL: "https://post.example/b"}}, Times: []retrieval.Time{{Text: "last year", Means: "2022"}}},
			{N: 2, Quote: "It opened in 1968.", Page: 12, Times: []retrieval.Time{{Text: "last year"}}},
		},
		Updates: []retrieval.Conflict{{About: "the number of cars", Claims: []retrieval.Claim{
			{Value: "300", By: "the town", Later: true, Text: "The town counted 300 cars.", Citations: []int{1}},
			{Value: "200", By: "police", Text: "The police put it at 200.", Citations: []int{1}},
		}}},
		Conflicts: []retrieval.Conflict{{About: "length", Claims: []retrieval.Claim{
			{Value: "640 metres", Text: "The bridge is 640 metres long.", Citations: []int{1}},
			{Value: "700", Text: "It is 700 metres long.", Citations: []int{2}},
		}}},
		Uncovered: []string{"who paid for it"},
	}, false)
	const want = `The bridge is 640 metres long. [1] It opened in 1968, and
more than one paper says so today. [1][2]

The sources disagree: length
  640 metres [1]  November 2023  The bridge is 640 metres
                                 long.
  700 [2]                        It is 700 metres long.

Reported anew since: the number of cars
  300 (the town) [1]  19 November 2023 (later)  The town
                                                counted 300
                                                cars.
  200 (police) [1]    19 November 2023          The police
                                                put it at
                                                200.

Not in the sources: who paid for it.

[1] A bridge
    The Gazette · 2023-11-19
    https://gazette.example/a
    “The bridge is 640 metres long.”
    “last year” = 2022 (article of 2023-11-19)
    The same in: Reprint
    https://post.example/b

[2] (no title)
    p. 12
    “It opened in 1968.”
    “last year”: the article has no date
`
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
}

// The growing answer is shown once, sentence by sentence; what comes out
// otherwise in the end is shown again as a whole.
func TestMore(t *testing.T) {
	var b bytes.Buffer
	p := &page{w: &b, width: 60}
	one := []retrieval.Sentence{{Text: "One.", Citations: []int{1}}}
	two := append(one[:1:1], retrieval.Sentence{Text: "Two.", Citations: []int{2}})
	shown := p.more(nil, one)
	shown = p.more(shown, one)
	shown = p.more(shown, two)
	if want := "One. [1]\nTwo. [2]\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	other := []retrieval.Sentence{{Text: "Other.", Citations: []int{1}}}
	if continues(shown, other) || continues(shown, one) || !continues(shown, two) {
		t.Error("continues does not tell a longer answer from another one")
	}
}

// The contract knows no null, whatever the asker left out, and the asker's own
// value is not changed.
func TestCompleteHasNoNull(t *testing.T) {
	sparse := retrieval.Answer{
		Sentences: []retrieval.Sentence{{}}, Citations: []retrieval.Citation{{}},
		Conflicts: []retrieval.Conflict{{}, {Claims: []retrieval.Claim{{}}}}, Nearest: []retrieval.Nearest{{}},
	}
	for _, a := range []retrieval.Answer{{}, sparse} {
		text, err := json.Marshal(complete(a))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("null")) {
			t.Errorf("%s has a null", text)
		}
		conforming(t, string(text), answerShape)
	}
	if sparse.Sentences[0].Citations != nil || sparse.Conflicts[1].Claims[0].Citations != nil {
		t.Error("the asker's answer was changed")
	}
	if !reflect.DeepEqual(list([]int(nil)), []int{}) {
		t.Error("an absent list is not an empty one")
	}
}
