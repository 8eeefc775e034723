// Package eval measures how well questions are answered, on golden questions
// whose answers are known.
//
// A file of paragraphs and questions (squad.go) is imported into a store that is
// handed in and thrown away afterwards (collection.go): every paragraph becomes
// one article, cut into passages as any other. Then each question is asked, and
// what comes back is turned into figures (figures.go) and a table (table.go).
//
// Golden files of JSON lines (goldenfile.go) are asked over articles that stand
// in any store. That is what `footnote eval` does: a Shelf knows the articles by
// the names in the files and makes the cases to ask, with their twins (case.go); a
// Run asks them and judges what comes back (run.go); Measure makes figures
// (report.go), Curve the trade between the two errors of refusing (curve.go), and
// Misses sets each miss beside what would have been right (miss.go), for a page
// that a person looks at (html.go).
//
// Questions come in halves, by title. Whatever is tuned is tuned on the one half
// and reported on the other.
package eval
