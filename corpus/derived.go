package corpus

// Document is an article's current revision as an index reads it: what is known
// of the article, and its passages in reading order. The body is left out.
type Document struct {
	Meta
	Passages []Passage
}

// ArticleVectors are the embeddings of an article's current passages under one
// model. PassageIDs and Vectors run in parallel. A passage without an embedding
// is missing from both. Whoever receives them may keep the vectors, so they are
// not reused and must not be changed afterwards.
type ArticleVectors struct {
	ArticleID  string
	PassageIDs []string
	Vectors    [][]float32
}
