package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A shape is what a JSON value of the contract must be: a string for a type
// ("text", "whole", "bool"), a one-element list for a list, an object for the
// fields that must be there. Further fields may be there, but never null.
type (
	shape  any
	object map[string]shape
	listOf [1]shape
)

var (
	refShape      = object{"article_id": "text", "source_id": "text", "title": "text", "url": "text"}
	citationShape = object{
		"n": "whole", "article_id": "text", "source_id": "text", "revision": "text", "title": "text", "publisher": "text",
		"url": "text", "published": "text", "quote": "text", "start": "whole", "end": "whole", "page": "whole", "passage": "text", "also": listOf{refShape},
		"times": listOf{object{"text": "text", "means": "text"}},
	}
	claimShape  = object{"value": "text", "by": "text", "later": "bool", "text": "text", "citations": listOf{"whole"}}
	answerShape = object{
		"question": "text", "space": "text", "answered": "bool", "mode": "text", "notice": "text",
		"sentences": listOf{object{"text": "text", "citations": listOf{"whole"}}},
		"citations": listOf{citationShape},
		"conflicts": listOf{object{"about": "text", "claims": listOf{claimShape}}},
		"updates":   listOf{object{"about": "text", "claims": listOf{claimShape}}},
		"uncovered": listOf{"text"},
		"nearest":   listOf{object{"article_id": "text", "revision": "text", "title": "text", "quote": "text", "page": "whole", "also": listOf{refShape}}},
	}
	searchShape = object{"question": "text", "evidence": listOf{object{
		"article_id": "text", "source_id": "text", "revision": "text", "title": "text", "url": "text", "passage": "text",
		"start": "whole", "end": "whole", "page": "whole", "lexical_rank": "whole", "vector_rank": "whole", "also": listOf{refShape},
	}}}
	addShape = object{"status": "text", "article_id": "text", "source_id": "text", "title": "text", "url": "text",
		"passages": "whole", "error": "text"}
	sourceShape = object{"source_id": "text", "title": "text", "url": "text", "kind": "text", "state": "text",
		"articles": "whole", "passages": "whole"}
	showShape   = object{"article_id": "text", "revision": "text", "title": "text", "url": "text", "body": "text", "pages": listOf{"whole"}}
	removeShape = object{"status": "text", "source_id": "text",
		"shared": listOf{object{"source_id": "text", "title": "text", "url": "text"}}}
	errorShape = object{"question": "text", "error": "text"}
)

// mismatch says where a decoded value differs from its shape; "" if nowhere.
func mismatch(path string, v any, s shape) string {
	switch s := s.(type) {
	case string:
		ok := false
		switch v := v.(type) {
		case string:
			ok = s == "text"
		case bool:
			ok = s == "bool"
		case json.Number:
			_, err := v.Int64()
			ok = s == "whole" && err == nil
		}
		if !ok {
			return fmt.Sprintf("%s is %v, want %s", path, v, s)
		}
	case listOf:
		items, ok := v.([]any)
		if !ok {
			return fmt.Sprintf("%s is %v, want a list", path, v)
		}
		for i, item := range items {
			if m := mismatch(fmt.Sprintf("%s[%d]", path, i), item, s[0]); m != "" {
				return m
			}
		}
	case object:
		fields, ok := v.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is %v, want an object", path, v)
		}
		for _, name := range sortedKeys(s) {
			field, ok := fields[name]
			if !ok {
				return path + "." + name + " is missing"
			}
			if m := mismatch(path+"."+name, field, s[name]); m != "" {
				return m
			}
		}
		for name, field := range fields {
			if field == nil {
				return path + "." + name + " is null"
			}
		}
	}
	return ""
}

// conforming decodes JSON lines and fails the test unless each has the shape.
func conforming(t *testing.T, out string, s shape) []map[string]any {
	t.Helper()
	var all []map[string]any
	lines := bufio.NewScanner(strings.NewReader(out))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		dec := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		dec.UseNumber()
		var v map[string]any
		if err := dec.Decode(&v); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		if m := mismatch("", v, s); m != "" {
			t.Errorf("%s in %s", m, lines.Text())
		}
		all = append(all, v)
	}
	return all
}

func texts(v any, field string) []string {
	var out []string
	for _, item := range v.([]any) {
		out = append(out, item.(map[string]any)[field].(string))
	}
	return out
}

func whole(v any) int {
	n, _ := v.(json.Number).Int64()
	return int(n)
}

// Every citation of an answer stands verbatim where it says, in the article that
// show prints, and every sentence cites a footnote that is there.
func checkQuotes(t *testing.T, h home, answer map[string]any) {
	t.Helper()
	numbers := map[int]bool{}
	for _, item := range answer["citations"].([]any) {
		c := item.(map[string]any)
		numbers[whole(c["n"])] = true
		shown := conforming(t, h.footnote(t, "", "show", "--json", c["article_id"].(string), "--revision", c["revision"].(string)).out, showShape)
		if len(shown) != 1 {
			t.Fatalf("show %s printed %d lines", c["article_id"], len(shown))
		}
		body, start, end := shown[0]["body"].(string), whole(c["start"]), whole(c["end"])
		if end > len(body) || body[start:end] != c["quote"] {
			t.Errorf("%q does not stand at %d:%d", c["quote"], start, end)
		}
		if !strings.Contains(c["passage"].(string), c["quote"].(string)) {
			t.Errorf("%q is not in its passage", c["quote"])
		}
	}
	for _, item := range answer["sentences"].([]any) {
		s := item.(map[string]any)
		if len(s["citations"].([]any)) == 0 {
			t.Errorf("%q cites nothing", s["text"])
		}
		for _, n := range s["citations"].([]any) {
			if !numbers[whole(n)] {
				t.Errorf("%q cites [%v], which is not there", s["text"], n)
			}
		}
	}
}

func TestSampleAnswers(t *testing.T) {
	h := newHome(t)
	for _, c := range []struct {
		question string
		answered bool
		want     string // in a sentence
	}{
		{"How many vehicles use the Kestrel Bridge on a working day?", true, "18,000"},
		{"Who designed the Kestrel Bridge?", true, "Tomas Arlund"},
		{"What will the repair of the Kestrel Bridge cost?", true, "12 million crowns"},
		{"How often does the ferry leave?", true, "every 20 minutes"},
		{"How many litres of diesel leaked into Wexmoor harbour?", true, "litres"},
		{"Who won the football match in Saltby?", false, ""},
		{"Which airport is the busiest in Norway?", false, ""},
	} {
		t.Run(c.question, func(t *testing.T) {
			r := h.footnote(t, "", "ask", "--json", c.question)
			lines := conforming(t, r.out, answerShape)
			if r.code != exitDone || len(lines) != 1 {
				t.Fatalf("exit %d, %d lines, %s", r.code, len(lines), r.err)
			}
			a := lines[0]
			if a["question"] != c.question || a["space"] != "default" || a["mode"] != "extractive" {
				t.Errorf("got %v, %v, %v", a["question"], a["space"], a["mode"])
			}
			if !strings.Contains(a["notice"].(string), "sample") || !strings.Contains(r.err, "sample") {
				t.Error("the sample is not announced")
			}
			if a["answered"] != c.answered {
				t.Fatalf("answered %v, want %v: %s", a["answered"], c.answered, r.out)
			}
			if !c.answered {
				if len(a["sentences"].([]any)) > 0 || len(a["nearest"].([]any)) == 0 {
					t.Errorf("a refusal names the nearest passages and no sentence: %s", r.out)
				}
				return
			}
			if !slices.ContainsFunc(texts(a["sentences"], "text"), func(s string) bool { return strings.Contains(s, c.want) }) {
				t.Errorf("no sentence has %q: %s", c.want, r.out)
			}
			checkQuotes(t, h, a)
		})
	}
}

// The sample shows what Footnote is for: two papers that disagree, and one that
// reprints another.
func TestSampleConflictAndReprint(t *testing.T) {
	h := newHome(t)
	r := h.footnote(t, "", "ask", "--json", "How many litres of diesel leaked into Wexmoor harbour?")
	a := conforming(t, r.out, answerShape)[0]
	conflicts := a["conflicts"].([]any)
	if len(conflicts) != 1 {
		t.Fatalf("%d conflicts, want 1: %s", len(conflicts), r.out)
	}
	values := strings.Join(texts(conflicts[0].(map[string]any)["claims"], "value"), " | ")
	if !strings.Contains(values, "10,000") || !strings.Contains(values, "7,000") ||
		strings.Index(values, "10,000") > strings.Index(values, "7,000") {
		t.Errorf("claims are %s, want 10,000 and then the older 7,000", values)
	}
	also := 0
	for _, c := range a["citations"].([]any) {
		also += len(c.(map[string]any)["also"].([]any))
	}
	if also == 0 {
		t.Errorf("the reprint is not named beside the original: %s", r.out)
	}
	checkQuotes(t, h, a)

	people := h.footnote(t, "", "ask", "How many litres of diesel leaked into Wexmoor harbour?").out
	for _, want := range []string{"The sources disagree", "10,000", "7,000", "2023-11-17", "2023-11-15", "[1]", "The same in:", "https://"} {
		if !strings.Contains(people, want) {
			t.Errorf("the answer for people has no %q:\n%s", want, people)
		}
	}
}

func TestSearchContract(t *testing.T) {
	h := newHome(t)
	r := h.footnote(t, "", "search", "Kestrel Bridge diesel", "--json", "--limit", "5")
	lines := conforming(t, r.out, searchShape)
	if r.code != exitDone || len(lines) != 1 {
		t.Fatalf("exit %d, %d lines, %s", r.code, len(lines), r.err)
	}
	evidence := lines[0]["evidence"].([]any)
	if len(evidence) == 0 || len(evidence) > 5 {
		t.Fatalf("%d pieces of evidence", len(evidence))
	}
	for _, item := range evidence {
		e := item.(map[string]any)
		shown := conforming(t, h.footnote(t, "", "show", "--json", e["article_id"].(string)).out, showShape)[0]
		if shown["body"].(string)[whole(e["start"]):whole(e["end"])] != e["passage"] {
			t.Errorf("passage %q does not stand at its offsets", e["passage"])
		}
		if whole(e["lexical_rank"])+whole(e["vector_rank"]) == 0 {
			t.Errorf("no engine found %q", e["passage"])
		}
	}
	if again := h.footnote(t, "", "search", "Kestrel Bridge diesel", "--json", "--limit", "5"); again.out != r.out {
		t.Error("the same search gave another result")
	}
}

// One line in, one line out, in order, whatever the lines are.
func TestStdinContract(t *testing.T) {
	h := newHome(t)
	asked := []string{
		"Who designed the Kestrel Bridge?", "", "?!", strings.Repeat("why ", 25_000), "\xff\xfe broken",
		"Who won the football match?", "How long is the bridge?",
	}
	for _, command := range []string{"ask", "search"} {
		r := h.footnote(t, strings.Join(asked, "\n"), command, "--stdin", "--json")
		if r.code != exitDone {
			t.Errorf("%s: exit %d: %s", command, r.code, r.err)
		}
		lines := strings.SplitAfter(strings.TrimSuffix(r.out, "\n"), "\n")
		if len(lines) != len(asked) {
			t.Fatalf("%s: %d lines for %d questions", command, len(lines), len(asked))
		}
		for i, line := range lines {
			want := shape(answerShape)
			if command == "search" {
				want = searchShape
			}
			if i >= 1 && i <= 3 {
				want = errorShape
			}
			v := conforming(t, line, want)[0]
			if q := strings.ToValidUTF8(asked[i], "\ufffd"); strings.TrimSpace(v["question"].(string)) != strings.TrimSpace(q) && i != 4 {
				t.Errorf("%s: line %d is about %.40q", command, i, v["question"])
			}
		}
	}
}

func TestBadQuestionContract(t *testing.T) {
	h := newHome(t)
	for _, q := range []string{"", "  ", "?!…", strings.Repeat("why ", 25_000)} {
		for _, command := range []string{"ask", "search"} {
			r := h.footnote(t, "", command, "--json", q)
			v := conforming(t, r.out, errorShape)
			if r.code != exitUsage || len(v) != 1 || v[0]["error"] == "" || v[0]["question"] != q {
				t.Errorf("%s %.20q: exit %d, %s", command, q, r.code, r.out)
			}
		}
	}
}
