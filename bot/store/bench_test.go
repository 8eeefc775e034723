package store

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
)

// many are the answers of a busy server, and of another beside it.
const many = 100_000

// manyAnswers fills a store with answers of the usual size, a second apart.
func manyAnswers(b *testing.B) opened {
	b.Helper()
	s := open(b)
	ctx := b.Context()
	p := answered("", "", "", "", start, "s1", "s2", "s3")
	for i := range p.Answer.Citations {
		p.Answer.Citations[i].Passage = strings.Repeat("A sentence of a passage. ", 30)
	}
	answer, err := encode(p.Answer)
	check(b, err)
	check(b, s.write(ctx, func(tx *sql.Tx) error {
		for _, space := range []corpus.Space{"a", "b"} {
			_, err := tx.ExecContext(ctx, `WITH RECURSIVE i(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM i WHERE i < ?1 - 1)
				INSERT INTO bot_answers (space, id, guild, channel, parent, message, person, private, at, took,
					answered, tokens, sentences, dropped, gap_key, question, resolved, marks, answer)
				SELECT ?2, 'id' || i, ?2, 'channel' || (i % 20), '', 'm' || i, 'person' || (i % 997), i % 7 = 0, ?3 + i * 1000000, (i * 7919) % 5000000000,
					i % 5 > 0, 100, 3, 0, iif(i % 5 > 0, '', 'when:key' || (i % 3000)), 'When does the harbour of town ' || i || ' open?', '', '[]', ?4
				FROM i`, many, string(space), micros(start), answer)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `INSERT INTO bot_quotes (space, source, answer)
				SELECT space, 's' || (n % 500), n FROM bot_answers WHERE space = ?`, string(space))
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return s
}

// BenchmarkMany measures the methods with 100,000 answers in each of two spaces.
// Turns and Answer must not grow with them.
func BenchmarkMany(b *testing.B) {
	s := manyAnswers(b)
	ctx := b.Context()
	end := after(many * time.Second)
	b.Run("SaveAnswer", func(b *testing.B) {
		p := answered("", "a", "person5", "When does it open?", end, "s1", "s2", "s3")
		for i := range p.Answer.Citations {
			p.Answer.Citations[i].Passage = strings.Repeat("A sentence of a passage. ", 30)
		}
		for i := 0; b.Loop(); i++ {
			p.ID = fmt.Sprint("new", b.N, "-", i)
			check(b, s.SaveAnswer(ctx, p))
		}
	})
	b.Run("Turns", func(b *testing.B) {
		for b.Loop() {
			turns, err := s.Turns(ctx, "a", "channel3", "person3", true, start, 5)
			check(b, err)
			if len(turns) != 5 {
				b.Fatal(turns)
			}
		}
	})
	b.Run("Answer", func(b *testing.B) {
		for b.Loop() {
			_, err := s.Answer(ctx, "a", "id5000")
			check(b, err)
		}
	})
	b.Run("TakeWord", func(b *testing.B) {
		for b.Loop() {
			_, err := s.TakeWord(ctx, "a", "person3")
			check(b, err)
		}
	})
	b.Run("Quoting", func(b *testing.B) {
		for b.Loop() {
			all, err := s.Quoting(ctx, "a", []string{"s1"}, start)
			check(b, err)
			if len(all) < many/500 {
				b.Fatal(len(all))
			}
		}
	})
	b.Run("Stats", func(b *testing.B) {
		for b.Loop() {
			st, err := s.Stats(ctx, "a", start)
			check(b, err)
			if st.Questions < many {
				b.Fatal(st)
			}
		}
	})
	b.Run("Gaps", func(b *testing.B) {
		for b.Loop() {
			_, err := s.Gaps(ctx, "a")
			check(b, err)
		}
	})
	b.Run("Forget", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			_, err := s.Forget(ctx, "a", fmt.Sprint("person", 100+i))
			check(b, err)
		}
	})
	// All goes the first time: run this with -benchtime 1x.
	b.Run("ForgetSpace", func(b *testing.B) {
		for range b.N {
			check(b, s.ForgetSpace(ctx, "b"))
		}
	})
}
