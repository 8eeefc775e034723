package source

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// shapes are pages just below the limit of size, each built to be costly for one
// step of the reading.
var shapes = map[string]func(n int) string{
	"nested div":         func(n int) string { return strings.Repeat("<div>", n/5) },
	"nested span":        func(n int) string { return strings.Repeat("<span>", n/6) },
	"nested b":           func(n int) string { return strings.Repeat("<b>", n/3) },
	"b and p":            func(n int) string { return strings.Repeat("<b><p>x", n/7) },
	"nested font":        func(n int) string { return repeatNumbered("<font a%d=1>x<p>", n) },
	"nested a":           func(n int) string { return strings.Repeat("<a href=x>y", n/11) },
	"nested table":       func(n int) string { return strings.Repeat("<table><tr><td>", n/15) },
	"nested list":        func(n int) string { return strings.Repeat("<ul><li>x", n/9) },
	"nested to the edge": func(n int) string { return deepText(n, 500) },
	"nested in pieces": func(n int) string {
		return strings.Repeat(strings.Repeat("<div>", 500)+strings.Repeat("some words ", 1000)+strings.Repeat("</div>", 500), n/16500)
	},
	"few elements, nested in pieces": func(n int) string {
		return strings.Repeat(strings.Repeat("<div>", 500)+strings.Repeat("some words ", n/110/11)+strings.Repeat("</div>", 500), 110)
	},
	"attributes": func(n int) string { return "<p " + repeatNumbered("a%d=1 ", n) + ">x" },
	"siblings":   func(n int) string { return strings.Repeat("<div class=c><p class=d>words of it</p></div>", n/46) },
	"few siblings": func(n int) string {
		return strings.Repeat("<div class=c><span class=d>"+strings.Repeat("words ", n/20000/6)+"</span></div>", 20000)
	},
	"few links": func(n int) string {
		return strings.Repeat("<a href=/x class=y>"+strings.Repeat("w ", n/50000/2)+"</a>", 50000)
	},
	"few paragraphs": func(n int) string { return strings.Repeat("<p>"+strings.Repeat("Some words. ", n/4900/12), 4900) },
	"few lines":      func(n int) string { return strings.Repeat("<br>"+strings.Repeat("Some words. ", n/50000/12), 50000) },
	"few items": func(n int) string {
		return "<ul>" + strings.Repeat("<li>"+strings.Repeat("Some words. ", n/50000/12), 50000)
	},
	"few cells": func(n int) string {
		return "<table>" + strings.Repeat("<tr><td>"+strings.Repeat("Some words. ", n/25000/12), 25000)
	},
	"few headings": func(n int) string {
		return strings.Repeat("<h2>x</h2>"+strings.Repeat("Some words. ", n/50000/12), 50000)
	},
	"few marks": func(n int) string {
		return "<p>" + strings.Repeat("<b>x</b>"+strings.Repeat("Some words. ", n/50000/12), 50000)
	},
	"one text":     func(n int) string { return strings.Repeat("Some words of a text. ", n/22) },
	"one word":     func(n int) string { return strings.Repeat("x", n) },
	"signs":        func(n int) string { return strings.Repeat("<", n) },
	"entities":     func(n int) string { return strings.Repeat("&amp;", n/5) },
	"comments":     func(n int) string { return strings.Repeat("<!--x-->", n/8) },
	"open comment": func(n int) string { return strings.Repeat("<!--", n/4) },
	"meta":         func(n int) string { return strings.Repeat("<meta name=date content=x>", n/26) },
	"linked data":  func(n int) string { return "<script type=application/ld+json>" + strings.Repeat("[", n) },
	"scripts":      func(n int) string { return strings.Repeat("<script type=application/ld+json>{}</script>", n/44) },
	"select":       func(n int) string { return "<select>" + strings.Repeat("<option>x", n/9) },
	"svg":          func(n int) string { return strings.Repeat("<svg><g>", n/8) },
	"templates":    func(n int) string { return strings.Repeat("<template>", n/10) },
	"misnested":    func(n int) string { return strings.Repeat("<a><table><b></a></table>", n/25) },
}

func repeatNumbered(format string, n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func deepText(n, depth int) string {
	return strings.Repeat("<div>", depth) + strings.Repeat("some words ", n/11)
}

// TestShapes reads each shape at a size of FOOTNOTE_SHAPES bytes and says how long
// that takes and how much it allocates; without that, small ones, to see that they
// are read at all.
func TestShapes(t *testing.T) {
	n, large := 1<<16, os.Getenv("FOOTNOTE_SHAPES")
	if large != "" {
		fmt.Sscan(large, &n)
	}
	for name, shape := range shapes {
		if large == "" && strings.HasPrefix(name, "few") {
			continue // these have a fixed number of elements, just below the limit
		}
		src := "<!doctype html><html><head><title>x</title></head><body>" + shape(n)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := time.Now()
		d, err := readHTML(src, "https://example.org/a")
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if err == nil && strings.TrimSpace(d.Text) == "" {
			t.Errorf("%s: no text and no error", name)
		}
		t.Logf("%-30s %8d bytes %9v %6d MB allocated, %d of text, %v", name, len(src), took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, len(d.Text), err)
	}
}

// A text that stands in too many elements is read plainly, at once.
func TestNestedText(t *testing.T) {
	d, err := readHTML("<!doctype html><body>"+deepText(mostNestedText/100, 200), "")
	if err != nil || !d.Scraped || !strings.HasPrefix(d.Text, "some words some words") {
		t.Errorf("scraped %v, %d bytes, %v", d.Scraped, len(d.Text), err)
	}
	d, err = readHTML("<!doctype html><body>"+deepText(mostNestedText/400, 200), "")
	if err != nil || d.Scraped {
		t.Errorf("scraped %v, %v", d.Scraped, err)
	}
}
