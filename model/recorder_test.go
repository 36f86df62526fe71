package model

import (
	"math"
	"slices"
	"sync"
	"testing"
)

// Clients at once: nothing is lost, and the times are such as Validate wants.
func TestRecorderConcurrent(t *testing.T) {
	const clients, each = 8, 200
	r := NewRecorder(clients)
	var deque struct {
		sync.Mutex
		values []int
	}
	var wg sync.WaitGroup
	for id := range clients {
		wg.Go(func() {
			c := r.Client(id)
			for i := range each {
				if id == 0 {
					c.Begin(PushHead, i)
					deque.Lock()
					deque.values = append(deque.values, i)
					deque.Unlock()
					c.End(0, true)
					continue
				}
				c.Begin(PopTail, 0)
				deque.Lock()
				value, ok := -1, len(deque.values) > 0
				if ok {
					value, deque.values = deque.values[0], deque.values[1:]
				}
				deque.Unlock()
				c.End(value, ok)
			}
		})
	}
	wg.Wait()
	h := r.History()
	if len(h) != clients*each {
		t.Fatalf("%d operations recorded of %d", len(h), clients*each)
	}
	if err := h.Validate(); err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(h, func(a, b Op) int { return int(a.Call - b.Call) }) {
		t.Error("not in the order of the calls")
	}
	last := int64(0)
	for _, op := range h {
		last = max(last, op.Return)
	}
	if last != 2*clients*each {
		t.Errorf("the clock is at %d after %d events", last, 2*clients*each)
	}
}

func TestRecorderKeeps(t *testing.T) {
	r := NewRecorder(2)
	owner, thief := r.Client(0), r.Client(1)
	owner.Begin(PushHead, 5)
	thief.Begin(PopTail, 99) // the 99 means nothing
	owner.End(98, true)      // nor does the 98
	thief.End(97, false)     // nor, without a value, the 97
	thief.Begin(PopTail, 0)
	thief.End(5, true)
	owner.Begin(PushHead, 6)
	owner.End(0, false)
	want := History{
		{Client: 0, Kind: PushHead, Value: 5, OK: true, Call: 1, Return: 3},
		{Client: 1, Kind: PopTail, Call: 2, Return: 4},
		{Client: 1, Kind: PopTail, Value: 5, OK: true, Call: 5, Return: 6},
		{Client: 0, Kind: PushHead, Value: 6, Call: 7, Return: 8},
	}
	if got := r.History(); !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestRecorderRefuses(t *testing.T) {
	r := NewRecorder(2)
	c := r.Client(1)
	refuses(t, "model: client 1 returns, and no operation of it is pending", func() { c.End(0, true) })
	c.Begin(PopTail, 0)
	refuses(t, "model: client 1 calls PopTail while its PopTail is pending", func() { c.Begin(PopTail, 0) })
	refuses(t, "model: PopTail of client 1 is pending", func() { r.History() })
	c.End(0, false)
	refuses(t, "model: client 1 returns, and no operation of it is pending", func() { c.End(0, true) })
	refuses(t, "model: client 1 calls PushHead, which is the owner's to do", func() { c.Begin(PushHead, 1) })
	refuses(t, "model: client 1 calls PopHead, which is the owner's to do", func() { c.Begin(PopHead, 1) })
	refuses(t, "model: client 1 calls Kind(7), which is of an unknown kind", func() { c.Begin(7, 1) })
	refuses(t, "model: client 2 is none of the recorder's 2", func() { r.Client(2) })
	refuses(t, "model: client -1 is none of the recorder's 2", func() { r.Client(-1) })
	refuses(t, "model: a recorder of 0 clients records nothing", func() { NewRecorder(0) })
	refuses(t, "model: client 0 returns from Put, which cannot fail", func() {
		c := r.Client(0)
		c.Begin(Put, math.MaxInt)
		c.End(0, false)
	})
}
