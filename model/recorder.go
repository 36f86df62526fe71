package model

import (
	"cmp"
	"fmt"
	"slices"
	"sync/atomic"
)

// Recorder makes a history of what concurrent clients do. They share a clock, one
// atomic counter, and nothing else: each writes to a buffer of its own.
//
// The counter orders the clients' events, for the race detector too. So a recorded
// run may hide a data race of what it records; look for races without a recorder.
type Recorder struct {
	clock   atomic.Int64
	clients []*Client
}

// Client records the operations of one goroutine at a time.
type Client struct {
	clock   *atomic.Int64
	id      int
	ops     []Op
	pending bool // the last of ops has not returned
}

// NewRecorder returns a recorder for clients 0 to clients-1.
func NewRecorder(clients int) *Recorder {
	if clients < 1 {
		panic(fmt.Sprintf("model: a recorder of %d clients records nothing", clients))
	}
	r := new(Recorder)
	for i := range clients {
		r.clients = append(r.clients, &Client{clock: &r.clock, id: i})
	}
	return r
}

// Client returns the i-th client.
func (r *Recorder) Client(i int) *Client {
	if i < 0 || i >= len(r.clients) {
		panic(fmt.Sprintf("model: client %d is none of the recorder's %d", i, len(r.clients)))
	}
	return r.clients[i]
}

// Begin records a call; value is what is pushed or put, and ignored otherwise. It
// panics on what no client can do (M8): two operations at once, a thief at the head.
func (c *Client) Begin(k Kind, value int) {
	if c.pending {
		panic(fmt.Sprintf("model: client %d calls %v while its %v is pending", c.id, k, c.last().Kind))
	}
	op := Op{Client: c.id, Kind: k, OK: true}
	if why := op.impossible(); why != "" {
		panic(fmt.Sprintf("model: client %d calls %v, which %s", c.id, k, why))
	}
	if k.gives() {
		op.Value = value
	}
	c.ops = append(c.ops, op)
	c.pending = true
	c.last().Call = c.clock.Add(1) // last of all: the interval is as short as it can be
}

// End records the return of the pending operation; value is what a pop or a Get
// returned, and ignored otherwise. It panics when no operation is pending, or when
// the answer is none that the operation has (M8).
func (c *Client) End(value int, ok bool) {
	now := c.clock.Add(1) // first of all, as in Begin
	if !c.pending {
		panic(fmt.Sprintf("model: client %d returns, and no operation of it is pending", c.id))
	}
	op := c.last()
	op.OK, op.Return = ok, now
	if why := op.impossible(); why != "" {
		panic(fmt.Sprintf("model: client %d returns from %v, which %s", c.id, op.Kind, why))
	}
	if ok && !op.Kind.gives() && op.Kind != Rotate {
		op.Value = value
	}
	c.pending = false
}

func (c *Client) last() *Op { return &c.ops[len(c.ops)-1] }

// History returns what was recorded, in the order of the calls. The clients must
// have ended, in a way that the caller knows of (a WaitGroup, a channel); it panics
// when an operation is pending (M8).
func (r *Recorder) History() History {
	var h History
	for _, c := range r.clients {
		if c.pending {
			panic(fmt.Sprintf("model: %v of client %d is pending", c.last().Kind, c.id))
		}
		h = append(h, c.ops...)
	}
	slices.SortFunc(h, func(a, b Op) int { return cmp.Compare(a.Call, b.Call) })
	return h
}
