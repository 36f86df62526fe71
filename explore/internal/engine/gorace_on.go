//go:build race

package engine

import (
	"iter"
	"math/bits"
	"math/rand/v2"
	"runtime"
	"unsafe"
)

// Under -race Go's own detector watches too, an oracle that shares nothing with
// our clocks. It must see what the program does and nothing of what we do (E12):
//
//   - A thread is a goroutine, and the hand-over a message on a channel that the
//     detector is told to ignore, on both sides. Were it seen, it would order all
//     that the threads do, and hide every race. (iter.Pull announces each switch
//     as synchronisation, and that cannot be bracketed from outside.)
//   - Start and join are announced on the threads' tokens. Atomic operations are
//     performed for real, outside of the bracket, and the detector draws its own
//     conclusions. What has no word of its own, a lock's state or a Value, is
//     announced on its address, as the clocks have it.
//   - Whatever we touch on a thread's stack is touched by functions marked
//     go:norace. Maps, copy, append of a slice and most of std are watched
//     nevertheless, and have no place there. Between executions the engine may
//     do what it likes: it has acquired every thread's end, and all that comes
//     later follows its start.

const watched = true

// Slowness is how many times longer a step takes than without -race, at least.
const Slowness = 10

// tokens are the addresses on which a thread's start and end are announced.
type tokens struct{ start, end byte }

//go:norace
func (k *tokens) acquireStart() { runtime.RaceAcquire(unsafe.Pointer(&k.start)) }

//go:norace
func (k *tokens) releaseStart() { runtime.RaceReleaseMerge(unsafe.Pointer(&k.start)) }

//go:norace
func (k *tokens) acquireEnd() { runtime.RaceAcquire(unsafe.Pointer(&k.end)) }

//go:norace
func (k *tokens) releaseEnd() { runtime.RaceReleaseMerge(unsafe.Pointer(&k.end)) }

// Acquire makes all that was released at p come before what the caller does next.
//
//go:norace
func Acquire(p unsafe.Pointer) { runtime.RaceAcquire(p) }

// Release replaces what was released at p, as a store does.
//
//go:norace
func Release(p unsafe.Pointer) { runtime.RaceRelease(p) }

// ReleaseMerge adds to what was released at p, as an RMW or an unlock does.
//
//go:norace
func ReleaseMerge(p unsafe.Pointer) { runtime.RaceReleaseMerge(p) }

// Ignore begins what is no synchronisation of the program, up to Heed.
//
//go:norace
func Ignore() { runtime.RaceDisable() }

// Heed ends what Ignore began.
//
//go:norace
func Heed() { runtime.RaceEnable() }

// coroutine is iter.Pull's, by channel.
type coroutine struct {
	t        *thread
	seq      iter.Seq[struct{}]
	in, out  chan struct{}
	stopped  bool
	normal   bool // seq returned
	done     bool
	panicked any // nil: runtime.Goexit
}

// handOver lets the other side go on, and waits until it is our turn again.
//
//go:norace
func handOver(to, from chan struct{}) {
	Ignore()
	if to != nil {
		to <- struct{}{}
	}
	if from != nil {
		<-from
	}
	Heed()
}

//go:norace
func pull(t *thread, seq iter.Seq[struct{}]) (resume func() (struct{}, bool), stop func()) {
	c := &coroutine{t: t, seq: seq, in: make(chan struct{}, 1), out: make(chan struct{}, 1)}
	go c.run()
	return c.resume, c.stop
}

//go:norace
func (c *coroutine) run() {
	defer c.end()
	handOver(nil, c.in)
	c.t.acquireStart()
	if !c.stopped {
		c.seq(c.yield)
	}
	c.normal = true
}

// end hands over for the last time, after a return, a panic or a Goexit.
//
//go:norace
func (c *coroutine) end() {
	if !c.normal {
		c.panicked = recover()
	}
	c.done = true
	c.t.releaseEnd()
	handOver(c.out, nil)
}

//go:norace
func (c *coroutine) yield(struct{}) bool {
	if c.stopped {
		return false
	}
	c.t.releaseEnd()
	handOver(c.out, c.in)
	c.t.acquireStart()
	return !c.stopped
}

//go:norace
func (c *coroutine) resume() (struct{}, bool) {
	if c.done {
		return struct{}{}, false
	}
	handOver(c.in, c.out)
	if c.done && !c.normal {
		if c.panicked == nil {
			runtime.Goexit()
		}
		panic(c.panicked)
	}
	return struct{}{}, !c.done
}

//go:norace
func (c *coroutine) stop() {
	c.stopped = true
	c.resume()
}

// extend is append, unwatched.
//
//go:norace
func extend[T any](list, more []T) []T {
	for i := range more {
		list = append(list, more[i])
	}
	return list
}

// pcg is rand.PCG, number for number, unwatched: threads draw in turn.
type pcg struct{ hi, lo uint64 }

func newPCG(seed1, seed2 uint64) rand.Source { return &pcg{seed1, seed2} }

//go:norace
func (p *pcg) Uint64() uint64 {
	const (
		mulHi = 2549297995355413924
		mulLo = 4865540595714422341
		incHi = 6364136223846793005
		incLo = 1442695040888963407
		cheap = 0xda942042e4dd58b5
	)
	hi, lo := bits.Mul64(p.lo, mulLo)
	hi += p.hi*mulLo + p.lo*mulHi
	lo, c := bits.Add64(lo, incLo, 0)
	hi, _ = bits.Add64(hi, incHi, c)
	p.lo, p.hi = lo, hi
	hi ^= hi >> 32
	hi *= cheap
	hi ^= hi >> 48
	hi *= lo | 1
	return hi
}
