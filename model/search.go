package model

import "math/bits"

// The search for the moments of a short history without a timeout. Porcupine's is the same search, made
// for histories of any length: it has a goroutine of its own, a timer and linked lists,
// and a history of six operations is judged before they are ready. The explorer judges
// millions of such histories.

// short is the most moments of a history that explain takes.
const short = 64

// explain reports whether some order of the points, true to real time, is one of the
// specification: the points that can come next are tried, the one first that returns
// first, and what has come to the same state by the same points is not tried again.
func (s Spec) explain(points []point) bool {
	var (
		follows [short]uint64 // by point: those that returned before it was called
		order   [short]int    // by return
	)
	n := len(points)
	for i, p := range points {
		at := i
		for ; at > 0 && points[order[at-1]].op.Return > p.op.Return; at-- {
			order[at] = order[at-1]
		}
		order[at] = i
		for j, q := range points {
			if q.op.Return < p.op.Call {
				follows[i] |= 1 << j
			}
		}
	}
	type been struct {
		points uint64
		hash   uint64
	}
	failed := map[been][]state{}
	var next func(done uint64, now state) bool
	next = func(done uint64, now state) bool {
		if bits.OnesCount64(done) == n {
			return true
		}
		key := been{done, now.hash()}
		for _, other := range failed[key] {
			if other.equal(now) {
				return false
			}
		}
		for _, i := range order[:n] {
			if done>>i&1 != 0 || follows[i]&^done != 0 {
				continue
			}
			if then, legal := now.step(points[i]); legal && next(done|1<<i, then) {
				return true
			}
		}
		failed[key] = append(failed[key], now)
		return false
	}
	return next(0, s.start)
}
