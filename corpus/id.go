package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Ids are deterministic, so that adding twice changes nothing and a cluster can
// upsert: each is a version 5 UUID (RFC 9562) of what the thing is, under this
// namespace.
var idNamespace = uuid.MustParse("5bb46a3c-6a53-5d0e-9a2c-3f0c2f5f6d11")

// id hashes the parts, each preceded by its length, so that no two lists of
// parts run into one another.
func id(kind string, parts ...string) string {
	var b strings.Builder
	b.WriteString(kind)
	for _, p := range parts {
		b.WriteByte('\n')
		b.WriteString(strconv.Itoa(len(p)))
		b.WriteByte(':')
		b.WriteString(p)
	}
	return uuid.NewSHA1(idNamespace, []byte(b.String())).String()
}

// SourceID names a source: the same place added again to the same space is the
// same source.
func SourceID(space Space, kind Kind, location string) string {
	return id("source", string(space), string(kind), location)
}

// ArticleID names the article with this key in a source. It survives a change
// of the article's text.
func ArticleID(space Space, sourceID, key string) string {
	return id("article", string(space), sourceID, key)
}

// RevisionID names one text of an article.
func RevisionID(articleID, title, body string) string {
	return id("revision", articleID, ContentHash(title+"\x00"+body))
}

// PassageID names a passage: where it stands in which revision.
func PassageID(revision string, start, end int) string {
	return id("passage", revision, strconv.Itoa(start), strconv.Itoa(end))
}

// ContentHash is the SHA-256 of a text in lower-case hexadecimal.
func ContentHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
