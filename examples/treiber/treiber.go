// Package treiber is Treiber's stack, twice: over nodes of the garbage collector, and
// over nodes that are used again.
//
//	top ──► node ──► node ──► nil        push and pop move top by one CAS
//
// The second meets the ABA problem. Between the load of top and the CAS the node may be
// popped, and pushed again with another successor: top is what it was, and the CAS
// succeeds though it should not. The remedy is a tag beside the index of the top node,
// which every change raises.
package treiber

import "sync/atomic"

// Stack is a stack of any number of values. The zero value is empty. All methods may be
// called by any goroutine at any time.
type Stack[T any] struct {
	top atomic.Pointer[node[T]]
}

type node[T any] struct {
	value T // written before the node is pushed, by nobody afterwards
	next  *node[T]
}

// Push puts v on top.
func (s *Stack[T]) Push(v T) {
	n := &node[T]{value: v}
	for {
		n.next = s.top.Load()
		if s.top.CompareAndSwap(n.next, n) {
			return
		}
	}
}

// Pop takes the value on top. It returns false if the stack is empty.
func (s *Stack[T]) Pop() (v T, ok bool) {
	for {
		n := s.top.Load()
		if n == nil {
			return v, false
		}
		if s.top.CompareAndSwap(n, n.next) {
			return n.value, true
		}
	}
}

// Recycling is a stack of at most Capacity values, counted with those that are being
// pushed or popped. It keeps a node that was popped for the next push. The zero value is
// empty.
type Recycling struct {
	// Untagged is the seeded bug: the tag beside the top stays as it is.
	Untagged bool

	top   atomic.Uint64 // tag, and index of the top node or 0
	spare atomic.Uint32 // index of a node to be used again, or 0
	used  atomic.Uint32 // nodes that were used at all
	nodes [Capacity + 1]slot
}

// Capacity is the size of a Recycling.
const Capacity = 7

type slot struct {
	value atomic.Int64 // atomic, since who lost the race for a node may still read it
	next  atomic.Uint32
}

// after returns what top becomes when the node i is on top.
func (s *Recycling) after(top uint64, i uint32) uint64 {
	tag := top >> 32
	if !s.Untagged {
		tag++
	}
	return tag<<32 | uint64(i)
}

// Push puts v on top. It panics if no node is left.
func (s *Recycling) Push(v int64) {
	i := s.spare.Swap(0)
	if i == 0 {
		i = s.used.Add(1)
	}
	s.nodes[i].value.Store(v)
	for {
		top := s.top.Load()
		s.nodes[i].next.Store(uint32(top))
		if s.top.CompareAndSwap(top, s.after(top, i)) {
			return
		}
	}
}

// Pop takes the value on top. It returns false if the stack is empty.
func (s *Recycling) Pop() (v int64, ok bool) {
	for {
		top := s.top.Load()
		i := uint32(top)
		if i == 0 {
			return 0, false
		}
		next := s.nodes[i].next.Load()
		if s.top.CompareAndSwap(top, s.after(top, next)) {
			v = s.nodes[i].value.Load()
			s.spare.CompareAndSwap(0, i) // one is enough
			return v, true
		}
	}
}
