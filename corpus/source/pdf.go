package source

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"footnote/corpus"
)

// readPDF reads a PDF: its text in paragraphs, and where its pages begin.
func readPDF(ctx context.Context, p *PDF, in input) (corpus.Draft, error) {
	file, err := p.open(ctx, in.data)
	if err != nil {
		return corpus.Draft{}, p.problem(ctx, in.name, err)
	}
	text, breaks, edges := layOut(file.pages)
	if strings.TrimSpace(text) == "" {
		if len(file.pages) == 0 {
			return corpus.Draft{}, invalid(nil, "%s is a PDF without pages: there is nothing to add.", in.name)
		}
		return corpus.Draft{}, invalid(nil, "%s is a PDF that holds only pictures of text: make its text readable by text recognition (OCR) first.", in.name)
	}
	return corpus.Draft{
		Text: text, Pages: breaks, MediaType: "application/pdf", Original: in.data,
		Title: documentTitle(file.title), Author: tidy(file.author),
		Published: pdfDay(file.created),
		Language:  language(text),
		LeftOut:   leftOut(file, edges),
	}, nil
}

// leftOut tells what of a PDF is not in its text.
func leftOut(file pdfFile, edges []string) []corpus.Removal {
	var out []corpus.Removal
	var bare []string
	for i, p := range file.pages {
		if len(p) == 0 {
			bare = append(bare, strconv.Itoa(i+1))
		}
	}
	if len(bare) > 0 {
		out = append(out, corpus.Removal{Reason: "pages without text, such as pictures", Text: strings.Join(bare, ", ")})
	}
	said := map[string]bool{} // the same head of each page once
	for _, e := range edges {
		if k := edgeKey(e); !said[k] {
			said[k] = true
			out = append(out, corpus.Removal{Reason: "head or foot of pages", Text: e})
		}
	}
	return out
}

// pdfDay is the day in a date of a PDF, such as D:20240617101500Z.
func pdfDay(s string) time.Time {
	s = strings.TrimPrefix(s, "D:")
	return parseDate(s[:min(len(s), 8)])
}

// documentTitle is the title that a document says of itself, unless a program
// left the name of a file there.
func documentTitle(s string) string {
	s = strings.ReplaceAll(tidy(s), "\n", " ")
	lower := strings.ToLower(s)
	for _, noise := range []string{"untitled", "microsoft word - ", "powerpoint presentation"} {
		if strings.HasPrefix(lower, noise) {
			return ""
		}
	}
	for _, end := range []string{".doc", ".docx", ".odt", ".pdf", ".tex", ".dvi", ".indd", ".qxd"} {
		if strings.HasSuffix(lower, end) {
			return ""
		}
	}
	if !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	return s
}

// problem is the sentence about a PDF that cannot be read.
func (p *PDF) problem(ctx context.Context, name string, err error) error {
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("read PDF: %w", ctx.Err())
	case errors.Is(err, errPDFPassword):
		return invalid(err, "%s is a PDF that is protected by a password: save it without one and add that.", name)
	case errors.Is(err, errPDFTime):
		return invalid(err, "%s is a PDF that takes longer than %v to read: split it, or add only the part that is needed.", name, p.Timeout)
	case errors.Is(err, errPDFPages):
		return invalid(err, "%s is a PDF of more than %d pages: split it, or add only the part that is needed.", name, p.Pages)
	case errors.Is(err, errPDFText):
		return invalid(err, "%s is a PDF with more than %s of text: split it, or add only the part that is needed.", name, size(int64(p.Bytes)))
	case errors.Is(err, errPDFTrap):
		return invalid(err, "%s is a PDF that is damaged, or needs more than %s of memory to read: save it anew, or split it.", name, size(p.Memory))
	case errors.Is(err, errPDFStart):
		return unavailable(err, "%s is a PDF, and the reader of PDFs cannot start: see that the machine has %s of free memory, and try again.", name, size(p.Memory))
	case errors.Is(err, errPDFDamaged):
		return invalid(err, "%s is a PDF that is damaged or not complete: save or download it again.", name)
	}
	return unavailable(err, "%s is a PDF, and the reader of PDFs failed: try again.", name)
}
