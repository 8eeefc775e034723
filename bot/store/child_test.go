package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	corpusstore "footnote/corpus/store"
)

// childSaves saves answers and prints the id of each once it is kept.
func childSaves() {
	ctx := context.Background()
	c, err := corpusstore.Open(ctx, os.Getenv("BOT_STORE_TEST_CHILD"), corpusstore.Options{})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	s, err := Open(ctx, c.DB(), Options{})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	for i := 0; ; i++ {
		id := fmt.Sprintf("%d-%d", os.Getpid(), i)
		if err := s.SaveAnswer(ctx, answered(id, "a", "p", "q"+id, start, "s")); err != nil {
			fmt.Println("error", err)
			return
		}
		fmt.Println(id)
	}
}

// A process that is killed loses nothing that it acknowledged, and leaves nothing
// half done.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	ctx := t.Context()
	var acknowledged []string
	for round := range 3 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "BOT_STORE_TEST_CHILD="+dir)
		cmd.Stderr = os.Stderr
		pipe, err := cmd.StdoutPipe()
		check(t, err)
		check(t, cmd.Start())
		out := bufio.NewScanner(pipe)
		for i := 0; out.Scan(); i++ {
			if strings.HasPrefix(out.Text(), "error") {
				cmd.Process.Kill()
				t.Fatal(out.Text())
			}
			acknowledged = append(acknowledged, out.Text())
			if i == 5+7*round {
				check(t, cmd.Process.Kill())
			}
		}
		cmd.Wait()
		s := openIn(t, dir)
		for _, id := range acknowledged {
			if p, err := s.Answer(ctx, "a", id); err != nil || p.Answer.Question != "q"+id {
				t.Fatalf("round %d: answer %s is lost: %v", round, id, err)
			}
		}
		quoting, err := s.Quoting(ctx, "a", []string{"s"}, start)
		check(t, err)
		if st, err := s.Stats(ctx, "a", start); err != nil || st.Questions != len(quoting) || len(quoting) < len(acknowledged) {
			t.Errorf("round %d: %d acknowledged, %d kept, %d with their sources, %v", round, len(acknowledged), st.Questions, len(quoting), err)
		}
		check(t, s.corpus.Check(ctx))
		check(t, s.corpus.Close())
	}
}
