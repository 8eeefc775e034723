package retrieval

import (
	"net/url"
	"strconv"
)

// PageLabel names a page of a document as a footnote does: "p. 4"; "" for 0, a
// text without pages.
func PageLabel(page int) string {
	if page <= 0 {
		return ""
	}
	return "p. " + strconv.Itoa(page)
}

// PageURL is the address of a page of a document. Viewers of PDFs, the only
// documents with pages, open it by this fragment (RFC 8118, section 3). What is no
// address of the web, or names a place of its own already, stays as it is.
func PageURL(address string, page int) string {
	u, err := url.Parse(address)
	if page <= 0 || err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Fragment != "" {
		return address
	}
	u.Fragment = "page=" + strconv.Itoa(page)
	return u.String()
}
