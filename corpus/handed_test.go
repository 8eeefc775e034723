package corpus

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestPasted(t *testing.T) {
	r, err := Pasted(" The\u202e Minutes\n", "Line one.\r\nLine two.")
	if err != nil {
		t.Fatal(err)
	}
	d := r.Draft
	if d.Text != "Line one.\nLine two." || d.Title != "The Minutes" || r.Shown != "The Minutes" || !d.Scraped || string(d.Original) != d.Text || d.URL != "" {
		t.Errorf("%+v", r)
	}
	// Its identity is its content, whatever it is called and whoever typed it.
	other, err := Pasted("", "Line one.\nLine two.")
	if err != nil || other.Location != r.Location || other.Draft.Key != r.Location || r.Location != ContentHash(d.Text) || other.Shown != "pasted text" || other.Draft.Title != "" {
		t.Errorf("%+v, %v", other, err)
	}
	for _, text := range []string{"", " \n\t", "\u00a0"} {
		if _, err := Pasted("T", text); !HasCode(err, CodeInvalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if r, err := Pasted("", "Broken \xff."); err != nil || r.Draft.Text != "Broken \uFFFD." {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestPosted(t *testing.T) {
	link := "https://discord.com/channels/1/22/333"
	m := Message{Link: link, Author: "Ann\n\u202eRoe", Sent: time.Date(2026, 2, 3, 23, 59, 0, 0, time.FixedZone("", 3600)), Text: "<html>\nCookie policy: the ferry sails."}
	r, err := Posted(m)
	if err != nil {
		t.Fatal(err)
	}
	d := r.Draft
	if r.Kind != KindMessage || r.Location != link || r.Shown != link || d.Key != link || d.URL != link ||
		d.Author != "Ann Roe" || d.Published.Format(time.RFC3339) != "2026-02-03T00:00:00Z" {
		t.Errorf("%+v", r)
	}
	if c := Clean(d); c.Body != m.Text || len(c.Removed) != 0 {
		t.Errorf("a message is no web page: %q", c.Body)
	}
	for _, bad := range []string{"", "https://discord.com/channels/1/22", link + "?x", link + "\n", "https://discord.com.evil.example/channels/1/22/333",
		"http://discord.com/channels/1/22/333", "https://discord.com/channels/@me/22/333", "file:///etc/passwd", "javascript:alert(1)//" + link} {
		m.Link = bad
		if _, err := Posted(m); !HasCode(err, CodeInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := Posted(Message{Link: link, Text: " "}); !HasCode(err, CodeInvalid) {
		t.Errorf("an empty message: %v", err)
	}
}

func TestAttachmentIsNamedWithoutItsAddress(t *testing.T) {
	a := Attachment{Name: "a.txt", URL: "https://cdn.example/a.txt?hm=SECRET"}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "attachment", a)
	if text := fmt.Sprintf("%v %s %+v ", a, a, a) + log.String(); strings.Contains(text, "SECRET") || !strings.Contains(text, "a.txt") {
		t.Error(text)
	}
}

func TestFileName(t *testing.T) {
	for name, want := range map[string]string{
		"a.txt": "a.txt", "../../a.txt": "a.txt", `C:\x\a.txt`: "a.txt", "": "attachment", "x/": "attachment",
		"a\u202etxt.exe": "atxt.exe", "a\nb.txt": "a b.txt",
	} {
		if got := FileName(name); got != want {
			t.Errorf("FileName(%q) = %q, want %q", name, got, want)
		}
	}
	if got := FileName(strings.Repeat("x", 500)); len([]rune(got)) > maxFileName {
		t.Errorf("%d characters", len([]rune(got)))
	}
}

func TestCopies(t *testing.T) {
	for kind, want := range map[Kind]bool{KindFile: false, KindPage: false, KindText: true, KindAttachment: true, KindMessage: true, "x": false} {
		if kind.Copy() != want {
			t.Errorf("%s is a copy: %v", kind, kind.Copy())
		}
	}
}
