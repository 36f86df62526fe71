package dequeue

import "sync/atomic"

// slot is one place of the ring: a value, and whose turn it is to have it.
//
// The owner may fill the slot for index i when lap is the lap of i. Only a thief
// that leaves the slot moves lap on, to the index that uses the slot next; a
// push does not change it, and neither does the owner's own pop, after which the
// same index is pushed again. A slot of zero bytes is ready for the first lap of
// a ring that starts at index 0, so a new ring need not be filled in.
//
// value is plain: D4 says who may touch it, and lap and headTail carry the order.
// Its two accesses, put and take, stand in watched.go and unwatched.go.
type slot[T any] struct {
	lap   atomic.Uint32
	value T
}
