// Package index finds passages: by their words (bleve) and by their meaning
// (chromem-go), in one order.
//
// Everything here is derived from the store and can be deleted at any time. The
// way of a query, in Index.Search:
//
//	acquire   the space is opened, or found open           pool.go
//	refresh   what the store has and the index lacks        sync.go
//	          is applied
//	verify    a folder just opened is compared with the     verify.go
//	          store, passage by passage
//	search    both engines run, each behind an interface    search.go
//	          of its own (words, vectors)                   words.go, vectors.go
//	fuse      the union of both gets both scores, scaled    fuse.go
//	          and added
//
// # Spaces
//
// Each space has its own engines and its own folder; nothing crosses. A space is
// opened by its first query and closed again, the least recently used first,
// when the open ones outgrow the memory budget, or when it has been idle.
//
// # Words
//
// bleve holds, for every passage, the stems that retrieval.Terms gives for the
// article's language, without the stop words. A query is a disjunction of those
// stems, made here and not by bleve's parser, so the document frequencies of
// DocFreq and of the scores are the same. Scores are bleve's default tf-idf,
// which does not depend on how documents fell into segments.
//
// A space's folder belongs to one process, which holds a lock beside it. Another
// process builds a copy in memory. The folder carries a stamp: which space, which
// way of analysing, and up to which generation of the store it has come. The
// stamp is written in the same batch as the documents, so after a crash the
// folder is old but never wrong, and what is missing is applied. A folder that
// cannot be read is rebuilt: its files are checked before bleve sees them
// (folder_check.go), because a damaged file that is mapped into memory can end
// the whole process.
//
// # Vectors
//
// chromem-go compares the question with every passage, in memory. It shares the
// float32 slices of the store and holds nothing else: about 1.25 KB a passage at
// 256 dimensions.
//
// # Copies
//
// Articles that print one text are found by samples of their shingles (copies.go),
// which are made when somebody asks, and kept up to date like the rest.
package index
