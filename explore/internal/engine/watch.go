package engine

import (
	"bytes"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A thread that blocks where the engine cannot see it, in a channel or in a lock of
// package sync, would hang the exploration: whoever could wake it is another thread,
// and waits for its turn. So the caller of Run explores in a goroutine of its own,
// and looks at it from time to time. A thread that takes no step between three looks,
// and that the runtime calls blocked in the last two, is refused by name and place.
// The clock only says when to look.

const look = 500 * time.Millisecond

// oneByOne is held by the exploration that has the package variables: each puts back what they
// held, so in a program that has some, explorations wait for each other (E14).
var oneByOne sync.Mutex

// Run explores until the strategy has nothing left or stop says so. It returns what
// it refused because a thread blocked where it cannot be seen, or "". That thread and
// its exploration are then left behind: nothing can end a goroutine that is blocked.
// If it wakes after all, both end.
func (e *Engine) Run(stop func() bool) (hung string) {
	if Current() != nil {
		panic("explore: an exploration inside an exploration")
	}
	if len(variables) > 0 {
		oneByOne.Lock()
		defer oneByOne.Unlock()
	}
	type end struct {
		normal   bool
		panicked any // or nil: runtime.Goexit
	}
	ended := make(chan end, 1)
	go func() {
		var how end
		defer func() {
			if !how.normal {
				how.panicked = recover()
			}
			ended <- how
		}()
		e.explore(stop)
		how.normal = true
	}()
	clock := time.NewTicker(look)
	defer clock.Stop()
	var last moment
	for {
		select {
		case how := <-ended:
			if how.normal {
				return ""
			}
			if how.panicked == nil {
				runtime.Goexit()
			}
			panic(how.panicked)
		case <-clock.C:
			now := e.moment()
			if now.same(last) {
				now.where = blocked(now.goid)
			}
			if now.where != "" && now.where == last.where {
				e.abandoned.Store(true)
				e.resign()
				return fmt.Sprintf("refused: thread %s is blocked in %s: use explore/sync, or weave the code that blocks", now.thread, now.where)
			}
			last = now
		}
	}
}

// moment is how far an exploration is.
type moment struct {
	beat   int64
	run    uint32
	n      int
	goid   int64 // of the thread that runs
	thread string
	where  string // it is blocked
}

func (m moment) same(x moment) bool {
	return m.goid != 0 && m.beat == x.beat && m.run == x.run && m.n == x.n && m.goid == x.goid
}

// moment reads what another goroutine changes meanwhile: only what does not change
// between two looks means something.
//
//go:norace
func (e *Engine) moment() moment {
	m := moment{beat: e.beat.Load(), run: e.run, n: e.n}
	if t := e.cur; t != nil && t.g != 0 {
		m.goid, m.thread = t.goid, t.name
	}
	return m
}

// goid returns the caller's number in a dump of goroutines.
func goid() int64 {
	var b [64]byte
	n, _ := number(b[:runtime.Stack(b[:], false)])
	return n
}

// number reads "goroutine 7 [".
func number(line []byte) (n int64, rest []byte) {
	rest, ok := bytes.CutPrefix(line, []byte("goroutine "))
	text, rest, found := bytes.Cut(rest, []byte(" ["))
	n, err := strconv.ParseInt(string(text), 10, 64)
	if !ok || !found || err != nil {
		return 0, nil
	}
	return n, rest
}

// blocked returns what goroutine id waits for and where, in words, or "" if it does
// not, or waits for the engine.
func blocked(id int64) string {
	buf := make([]byte, 1<<16)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) || n >= 1<<26 {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 4*len(buf))
	}
	for text := range bytes.SplitSeq(buf, []byte("\n\n")) {
		n, rest := number(text)
		if n != id {
			continue
		}
		state, frames, _ := strings.Cut(string(rest), "\n")
		state, _, _ = strings.Cut(state, "]")
		state, _, _ = strings.Cut(state, ",") // how long
		if !waits(state) {
			return ""
		}
		return site(state, frames)
	}
	return ""
}

// waits reports whether a goroutine in that state goes on only when something happens.
func waits(state string) bool {
	for _, s := range []string{"chan ", "select", "sync.", "semacquire", "sleep"} {
		if strings.HasPrefix(state, s) {
			return true
		}
	}
	return false
}

// site names the first function on the stack that is not the runtime's or std's way
// of waiting, unless it is the engine's.
func site(state, frames string) string {
	lines := strings.Split(frames, "\n")
	for i := 0; i+1 < len(lines); i += 2 {
		f := lines[i]
		if strings.HasPrefix(f, "runtime.") || strings.HasPrefix(f, "sync.") || strings.HasPrefix(f, "internal/") || strings.HasPrefix(f, "time.") {
			continue
		}
		if ours(f) {
			return ""
		}
		place, _, _ := strings.Cut(strings.TrimSpace(lines[i+1]), " +")
		return state + ", at " + filepath.Base(place)
	}
	return ""
}
