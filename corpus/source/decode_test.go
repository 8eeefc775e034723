package source

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func encode(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const (
	english = "The café on the quay — “Zoë’s” — reopened; a coffee is £2.80, or €3 for visitors. Its naïve façade was painted blue."
	german  = "Die Brücke über die Leine wurde gestern für Lastwagen gesperrt. Die Bürger ärgern sich über die lange Umleitung durch die Straßen der Altstadt."
	french  = "La mairie a décidé de rénover l’école du village. Les travaux débuteront à l’été et coûteront près de trois cent mille euros à la commune."
	polish  = "Most na rzece został zamknięty dla ciężarówek. Mieszkańcy skarżą się na długi objazd, który prowadzi przez wąskie uliczki starego miasta."
	russian = "Мост через реку закрыт для грузовиков. Жители жалуются на долгий объезд, который ведёт через узкие улицы старого города."
	greek   = "Η γέφυρα έκλεισε για τα φορτηγά. Οι κάτοικοι παραπονιούνται για τη μεγάλη παράκαμψη μέσα από τους στενούς δρόμους της παλιάς πόλης."
	nihongo = "橋は昨日からトラックの通行が禁止された。住民は古い町の狭い道を通る長い迂回路に不満を言っている。修理は四月に始まる予定である。"
	chinese = "大桥从昨天起禁止卡车通行。居民们抱怨绕行路线太长，要穿过老城区狭窄的街道。修理工作预计四月开始，费用约为六十万元。"
)

func TestDecode(t *testing.T) {
	le, be := xunicode.LittleEndian, xunicode.BigEndian
	for _, c := range []struct {
		name, charset string
		data          []byte
		want          string
	}{
		{"ASCII", "", []byte("plain words"), "plain words"},
		{"UTF-8", "", []byte(english), english},
		{"UTF-8 with a mark", "", []byte("\ufeff" + english), english},
		{"UTF-16 LE with a mark", "", encode(t, xunicode.UTF16(le, xunicode.UseBOM), english), english},
		{"UTF-16 BE with a mark", "", encode(t, xunicode.UTF16(be, xunicode.UseBOM), russian), russian},
		{"UTF-16 LE without", "", encode(t, xunicode.UTF16(le, xunicode.IgnoreBOM), english), english},
		{"UTF-16 BE without", "", encode(t, xunicode.UTF16(be, xunicode.IgnoreBOM), german), german},
		{"UTF-16 LE without, Cyrillic", "", encode(t, xunicode.UTF16(le, xunicode.IgnoreBOM), russian), russian},
		{"UTF-32 with a mark", "", encode(t, utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), greek), greek},
		{"windows-1252", "", encode(t, charmap.Windows1252, english), english},
		{"one accent", "", []byte("A short note from the caf\xe9."), "A short note from the café."},
		{"latin-1 German", "", encode(t, charmap.ISO8859_1, german), german},
		{"windows-1252 French", "", encode(t, charmap.Windows1252, french), french},
		{"windows-1250 Polish, declared", "windows-1250", encode(t, charmap.Windows1250, polish), polish},
		{"windows-1251", "", encode(t, charmap.Windows1251, russian), russian},
		{"KOI8-R", "", encode(t, charmap.KOI8R, russian), russian},
		{"Greek", "", encode(t, charmap.ISO8859_7, greek), greek},
		{"Shift JIS", "", encode(t, japanese.ShiftJIS, nihongo), nihongo},
		{"EUC-JP", "", encode(t, japanese.EUCJP, nihongo), nihongo},
		{"ISO-2022-JP, declared", "iso-2022-jp", encode(t, japanese.ISO2022JP, nihongo), nihongo},
		{"GB 18030", "", encode(t, simplifiedchinese.GB18030, chinese), chinese},
		{"declared latin-1, is UTF-8", "iso-8859-1", []byte(english), english},
		{"declared UTF-8, is windows-1252", "utf-8", encode(t, charmap.Windows1252, english), english},
		{"declared nonsense", "x-nothing", []byte(english), english},
		{"declared in the page", "", encode(t, charmap.ISO8859_2, `<html><head><meta charset="iso-8859-2"><p>`+polish), `<html><head><meta charset="iso-8859-2"><p>` + polish},
		{"a broken byte in UTF-8", "", []byte("Zo\xc3\xab’s caf\xc3 is open"), "Zoë’s caf\ufffd is open"},
		{"cut in the middle of a rune", "", []byte("Zoë’s café"[:12] + "\xc3"), "Zoë’s caf\ufffd"},
		{"broken bytes in ASCII", "", []byte("The harbour \xff\xfe reopened"), "The harbour \ufffd\ufffd reopened"},
		{"broken bytes at the start", "", []byte("\xff\xfeThe harbour reopened!"), "\ufffd\ufffdThe harbour reopened!"},
		{"line ends", "", []byte("a\r\nb\rc\n"), "a\nb\nc\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := decode(c.data, c.charset)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v\nwant %q", got, err, c.want)
			}
		})
	}
}

// Detection must not depend on the order in which the detector's answers come.
func TestDecodeTwice(t *testing.T) {
	data := encode(t, charmap.Windows1252, french)
	first, _ := decode(data, "")
	for range 50 {
		if again, _ := decode(data, ""); again != first {
			t.Fatalf("%q, then %q", first, again)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{english, russian, nihongo, "\xff\xfea\x00", "\xfe\xff\x00a", "caf\xe9", "\x00\x00\xfe\xff", "a\x00b\x00", "<meta charset=koi8-r>\xc1"} {
		f.Add([]byte(s), "")
		f.Add([]byte(s), "shift_jis")
	}
	f.Fuzz(func(t *testing.T, data []byte, charset string) {
		text, err := decode(data, charset)
		if err != nil {
			return
		}
		if !utf8.ValidString(text) {
			t.Fatalf("%q is not UTF-8", text)
		}
		if strings.Contains(text, "\r") {
			t.Fatalf("%q has a carriage return", text)
		}
		if utf8.Valid(data) && charset == "" && !strings.ContainsAny(string(data), "\x00\r\x1b\ufeff") && text != string(data) {
			t.Fatalf("valid UTF-8 %q became %q", data, text)
		}
	})
}
