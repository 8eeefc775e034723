package main

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"footnote/corpus"
)

// progress shows how far a long job has come: a bar on a terminal, otherwise a
// line now and then. The methods may be called from several goroutines.
type progress struct {
	w    io.Writer
	bars *mpb.Progress // nil where there is no terminal
	what atomic.Value  // string; read while the bar is drawn

	mu    sync.Mutex
	bar   *mpb.Bar
	tenth int // tenths of the job that a line was written for
}

// lineFrom is the size of a job from which on it is worth a line in a log.
const lineFrom = 50

func newProgress(w io.Writer) *progress {
	p := &progress{w: w}
	if isTerminal(w) {
		p.bars = mpb.New(mpb.WithOutput(w), mpb.WithWidth(pageWidth))
	}
	return p
}

// set shows a new state; lines says whether it is worth lines where no bar can
// be drawn.
func (p *progress) set(s corpus.Progress, lines bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bars == nil {
		if lines {
			p.line(s)
		}
		return
	}
	p.what.Store(fit(s.What, 30))
	if p.bar == nil {
		// A bar that begins without a total is not done before it is told so: one
		// job may follow another.
		p.bar = p.bars.AddBar(0,
			mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.CountersNoUnit("%d of %d ")),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string {
				what, _ := p.what.Load().(string)
				return " " + what
			})))
	}
	p.bar.SetTotal(int64(s.Total), false)
	p.bar.SetCurrent(int64(s.Done))
}

// line writes a line for every tenth of a large job.
func (p *progress) line(s corpus.Progress) {
	if s.Total < lineFrom {
		return
	}
	if tenth := s.Done * 10 / s.Total; tenth > p.tenth {
		p.tenth = tenth
		fmt.Fprintf(p.w, "%s: %s of %s\n", safeLine(s.What), thousands(s.Done), thousands(s.Total))
	}
}

// print writes lines beside the bar, so that neither runs into the other.
func (p *progress) print(write func(io.Writer) error, w io.Writer) error {
	p.mu.Lock()
	drawn := p.bar != nil
	p.mu.Unlock()
	if !drawn || !isTerminal(w) {
		return write(w) // without a bar nothing would draw what is above it
	}
	return write(above{p.bars})
}

// above writes above the bars.
type above struct{ bars *mpb.Progress }

func (a above) Write(b []byte) (int, error) {
	return a.bars.Write(b)
}

// done takes the bar away.
func (p *progress) done() {
	if p.bars == nil {
		return
	}
	p.mu.Lock()
	bar := p.bar
	p.mu.Unlock()
	if bar != nil {
		bar.Abort(true)
	}
	p.bars.Wait()
}
