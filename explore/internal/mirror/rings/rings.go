// Package dequeue stands between the mirrored chain and the mirrored ring: a chain makes
// its rings at index 0, and here they can be made to start elsewhere, near the point at
// which indexes wrap around.
package dequeue

import "github.com/poolproof/poolproof/explore/internal/mirror/dequeue"

// MaxSize is the ring's.
const MaxSize = dequeue.MaxSize

// Dequeue is the ring.
type Dequeue[T any] = dequeue.Dequeue[T]

var index uint32

// StartAt sets the index at which rings start that are made from now on.
func StartAt(at uint32) { index = at }

// Index returns that index.
func Index() uint32 { return index }

// New returns an empty ring.
func New[T any](size int) *Dequeue[T] { return dequeue.NewAt[T](size, index) }
