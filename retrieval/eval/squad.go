package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"footnote/corpus"
)

// Title is a text in paragraphs, with questions about it.
type Title struct {
	Name       string
	Paragraphs []Paragraph
}

// Paragraph is a text and the questions that it answers.
type Paragraph struct {
	Text      string
	Questions []Question
}

// Question is a question and the places of its answer.
type Question struct {
	ID, Text string
	// Gold are the accepted answers; none if the paragraph does not answer the
	// question.
	Gold []Gold
}

// Gold is an answer that stands in the paragraph: Paragraph.Text[Start:End] is
// Text, in bytes.
type Gold struct {
	corpus.Span
	Text string
}

// maxSQuAD is the size in bytes of the largest file that ReadSQuAD reads. SQuAD's
// own training set has 42 MB.
const maxSQuAD = 64 << 20

// squadFile is the SQuAD format, version 1.1 or 2.0. Keys that are not listed are
// ignored: the collections made after SQuAD have added many.
type squadFile struct {
	Data []struct {
		Title      string           `json:"title"`
		Paragraphs []squadParagraph `json:"paragraphs"`
	} `json:"data"`
}

type squadParagraph struct {
	Context string          `json:"context"`
	QAs     []squadQuestion `json:"qas"`
}

type squadQuestion struct {
	ID         string `json:"id"`
	Question   string `json:"question"`
	Impossible bool   `json:"is_impossible"`
	Answers    []struct {
		Text  string `json:"text"`
		Start *int   `json:"answer_start"` // in characters
	} `json:"answers"`
}

// ReadSQuAD reads golden questions in SQuAD's JSON format. It is strict: every
// answer stands where the file says, every question has an id of its own. The
// error is a *corpus.Problem that names the place.
func ReadSQuAD(r io.Reader) ([]Title, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxSQuAD+1))
	switch {
	case err != nil:
		return nil, &corpus.Problem{
			Code:    corpus.CodeUnavailable,
			Message: "The file of questions cannot be read to its end; check the disk and try again.",
			Err:     err,
		}
	case len(b) > maxSQuAD:
		return nil, notSQuAD(fmt.Sprintf("it is larger than %d MB; split it by titles", maxSQuAD>>20), nil)
	case !utf8.Valid(b):
		return nil, notSQuAD("it is not UTF-8; convert it", nil)
	}
	var file squadFile
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, notSQuAD(jsonPlace(b, err), err)
	}
	if len(file.Data) == 0 {
		return nil, notSQuAD(`it has no titles under "data"`, nil)
	}

	titles := make([]Title, len(file.Data))
	ids := make(map[string]bool)
	for i, t := range file.Data {
		place := fmt.Sprintf("title %d (%.60q)", i+1, t.Title)
		if len(t.Paragraphs) == 0 {
			return nil, notSQuAD(place+" has no paragraphs", nil)
		}
		titles[i].Name = strings.ReplaceAll(t.Title, "_", " ")
		for j, p := range t.Paragraphs {
			paragraph, err := p.read(fmt.Sprintf("%s, paragraph %d", place, j+1), ids)
			if err != nil {
				return nil, err
			}
			titles[i].Paragraphs = append(titles[i].Paragraphs, paragraph)
		}
	}
	return titles, nil
}

// read checks a paragraph and its questions. ids are those of all questions so
// far; place is for errors.
func (p squadParagraph) read(place string, ids map[string]bool) (Paragraph, error) {
	paragraph := Paragraph{Text: p.Context}
	if strings.TrimSpace(p.Context) == "" {
		return paragraph, notSQuAD(place+" has no text", nil)
	}
	at := newOffsets(p.Context)
	for i, q := range p.QAs {
		place := fmt.Sprintf("%s, question %d", place, i+1)
		if ids[q.ID] {
			return paragraph, notSQuAD(fmt.Sprintf("%s has the id of an earlier one, %.60q", place, q.ID), nil)
		}
		ids[q.ID] = true
		question, err := q.read(place, p.Context, at)
		if err != nil {
			return paragraph, err
		}
		paragraph.Questions = append(paragraph.Questions, question)
	}
	return paragraph, nil
}

func (q squadQuestion) read(place, context string, at offsets) (Question, error) {
	question := Question{ID: q.ID, Text: q.Question}
	switch {
	case strings.TrimSpace(q.Question) == "":
		return question, notSQuAD(place+" has no text", nil)
	case q.ID == "":
		return question, notSQuAD(place+" has no id", nil)
	case len(q.Answers) == 0 && !q.Impossible:
		return question, notSQuAD(place+" has no answers and is not marked impossible", nil)
	case len(q.Answers) > 0 && q.Impossible:
		return question, notSQuAD(place+" is marked impossible and has answers", nil)
	}
	for i, a := range q.Answers {
		start, ok := 0, a.Start != nil
		if ok {
			start, ok = at.byte(*a.Start)
		}
		if !ok || a.Text == "" || !strings.HasPrefix(context[start:], a.Text) {
			return question, notSQuAD(fmt.Sprintf("%s: answer %d does not stand in the paragraph where it should", place, i+1), nil)
		}
		question.Gold = append(question.Gold, Gold{corpus.Span{Start: start, End: start + len(a.Text)}, a.Text})
	}
	return question, nil
}

// offsets turns SQuAD's offsets, which count characters, into bytes.
type offsets []int

func newOffsets(text string) offsets {
	starts := make(offsets, 0, len(text))
	for i := range text {
		starts = append(starts, i)
	}
	return starts
}

func (o offsets) byte(character int) (int, bool) {
	if character < 0 || character >= len(o) {
		return 0, false
	}
	return o[character], true
}

// jsonPlace says where JSON is broken or of the wrong shape.
func jsonPlace(b []byte, err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return fmt.Sprintf("line %d has a JSON %s as %q", line(b, kind.Offset), kind.Value, kind.Field)
	case errors.As(err, &syntax):
		return fmt.Sprintf("line %d is not JSON", line(b, syntax.Offset))
	}
	return "it is not JSON"
}

func line(b []byte, offset int64) int {
	n := 1
	for _, c := range b[:min(max(offset, 0), int64(len(b)))] {
		if c == '\n' {
			n++
		}
	}
	return n
}

func notSQuAD(what string, err error) error {
	return &corpus.Problem{
		Code:    corpus.CodeInvalid,
		Message: "The file of questions is not in SQuAD format: " + what + ".",
		Err:     err,
	}
}

// Halves splits titles in two: every other one, beginning with the first, to tune
// on, and the rest to report.
func Halves(titles []Title) (tune, report []Title) {
	for i, t := range titles {
		if i%2 == 0 {
			tune = append(tune, t)
		} else {
			report = append(report, t)
		}
	}
	return tune, report
}
