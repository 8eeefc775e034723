// Package eval measures how well questions are answered, on golden questions
// whose answers are known.
//
// A file of paragraphs and questions (squad.go) is imported into a store that is
// handed in and thrown away afterwards (collection.go): every paragraph becomes
// one article, cut into passages as any other. Then each question is asked, and
// what comes back is turned into figures (figures.go) and a table (table.go).
//
// Questions come in halves, by title. Whatever is tuned is tuned on the one half
// and reported on the other.
package eval
