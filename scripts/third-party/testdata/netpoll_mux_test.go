// A queue of writes in shards, which who comes first sends.
//
//poolproof:module github.com/cloudwego/netpoll@v0.7.2
//poolproof:inside
//poolproof:weave github.com/cloudwego/netpoll/mux github.com/cloudwego/netpoll/internal/runner
//poolproof:trust github.com/cloudwego/... github.com/bytedance/gopkg/...
package mux_test

import (
	"context"
	"testing"

	"github.com/cloudwego/netpoll"
	"github.com/cloudwego/netpoll/internal/runner"
	"github.com/cloudwego/netpoll/mux"
	"github.com/poolproof/poolproof/explore"
)

type conn struct {
	netpoll.Connection
	writer *writer
}

func (c conn) Writer() netpoll.Writer { return c.writer }

type writer struct {
	netpoll.Writer
	n, flushed int
}

func (w *writer) Append(netpoll.Writer) error { w.n++; return nil }
func (w *writer) Flush() error                { w.flushed = w.n; return nil }

// Three threads add to a shard: all is sent.
func TestSends(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		runner.RunTask = func(_ context.Context, f func()) { f() }
		w := new(writer)
		q := mux.NewShardQueue(1, conn{writer: w})
		add := func() { q.Add(func() (netpoll.Writer, bool) { return nil, false }) }
		explore.Parallel(add, add, add)
		explore.Check(w.flushed == 3, "%d of 3 are sent", w.flushed)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// A queue is closed beside two who add: what is sent is flushed.
func TestCloses(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		runner.RunTask = func(_ context.Context, f func()) { f() }
		w := new(writer)
		q := mux.NewShardQueue(1, conn{writer: w})
		add := func() { q.Add(func() (netpoll.Writer, bool) { return nil, false }) }
		explore.Parallel(add, add, func() { q.Close() })
		explore.Check(w.flushed == w.n, "%d of %d are flushed", w.flushed, w.n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
