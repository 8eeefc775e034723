package sourcetest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// HostilePDFs are documents made to keep a reader busy for hours, or to fill its
// memory, by their names. None is larger than some megabytes.
func HostilePDFs() map[string][]byte {
	return map[string][]byte{
		"endless operators":          tree(1, deflated("q 1 0 0 1 0 0 cm Q\n", 100<<20)),
		"endless text":               tree(1, deflated("BT /F1 9 Tf 1 0 0 1 9 9 Tm (harbour) Tj ET\n", 100<<20)),
		"inflates to a gigabyte":     tree(1, deflated(strings.Repeat(" ", 1<<10), 1<<30)),
		"nested forms":               nestedForms(30, 10),
		"nested patterns":            nestedPatterns(20, 10),
		"a million pages":            tree(1_000_000, stream("", "BT /F1 9 Tf (harbour) Tj ET")),
		"a hundred thousand objects": Objects(append([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"}, repeated("<< /A [0 0 0] >>", 100_000)...), ""),
		"deep arrays":                Objects([]string{"<< /Type /Catalog /Pages 2 0 R /A " + strings.Repeat("[", 1<<20) + " >>", "<< /Type /Pages /Kids [] /Count 0 >>"}, ""),
		"deep dictionaries":          Objects([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", strings.Repeat("<< /A ", 1<<20)}, ""),
	}
}

// BusyPDF is a document that keeps a reader busy for hours in little memory: a
// font's map of characters that says the same of all of them, a million times.
func BusyPDF() []byte {
	return Objects([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		stream("", "BT /F1 9 Tf 1 0 0 1 9 9 Tm (harbour) Tj ET"),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
		deflated("1 beginbfrange <0000> <FFFF> <0041> endbfrange\n", 8<<20),
	}, "")
}

// tree is a document of one page, said so many times.
func tree(pages int, content string) []byte {
	kid := "3 0 R "
	return Objects([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Repeat(kid, pages), pages),
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		content,
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}, "")
}

func repeated(s string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = s
	}
	return all
}

func stream(dict, content string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(content), content)
}

// deflated is a stream of a text that is repeated to a size.
func deflated(text string, size int) string {
	var b bytes.Buffer
	w, _ := zlib.NewWriterLevel(&b, zlib.BestSpeed)
	block := bytes.Repeat([]byte(text), 1<<20/len(text))
	for n := 0; n < size; n += len(block) {
		_, _ = w.Write(block) // to memory
	}
	_ = w.Close()
	return stream("/Filter /FlateDecode", b.String())
}

// nestedForms is a page of forms that each draw the next so many times.
func nestedForms(depth, times int) []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
		stream("", "/X Do"),
	}
	for range depth {
		objects = append(objects, stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X %d 0 R >> >>", len(objects)+2),
			strings.Repeat("/X Do ", times)))
	}
	objects = append(objects, stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", "0 0 1 1 re f"))
	return Objects(objects, "")
}

// nestedPatterns is a page filled with patterns that are each filled with the next.
func nestedPatterns(depth, times int) []byte {
	fill := strings.Repeat("/Pattern cs /P scn 0 0 500 500 re f ", times)
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Pattern << /P 5 0 R >> >> >>",
		stream("", fill),
	}
	for range depth {
		objects = append(objects, stream(fmt.Sprintf("/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 1 /YStep 1 /Resources << /Pattern << /P %d 0 R >> >>", len(objects)+2), fill))
	}
	objects = append(objects, stream("/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 1 /YStep 1 /Resources << >>", "0 0 1 1 re f"))
	return Objects(objects, "")
}
