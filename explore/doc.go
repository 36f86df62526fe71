// Package explore runs concurrent Go code under every interleaving of its atomic
// operations, locks and waits, each once up to equivalence, and says what that
// was worth.
//
//	func TestCounter(t *testing.T) {
//		r := explore.Explore(explore.Config{}, func() {
//			var n atomic.Int32 // of explore/atomic
//			explore.Parallel(
//				func() { n.Add(1) },
//				func() { n.Add(1) },
//			)
//			explore.Check(n.Load() == 2, "lost update")
//		})
//		if r.Verdict != explore.Exhausted {
//			t.Fatal(r)
//		}
//	}
//
// The laws of this package; the engine's own are E1 to E17 in internal/engine:
//
//	X1  A verdict claims no more than it earned: exhausted only when nothing was
//	    cut by a bound or a budget, sampled when schedules were random.
//	X2  No green verdict without its canaries: a seeded race and a seeded lost
//	    update are looked for first, by the same strategy, and the scenario must
//	    have reached a shared access.
//	X3  A failure comes with its schedule, and the schedule brings it back. What is
//	    printed of it has been run, as small as could be found, in the order that
//	    its lanes show; its token brings back the same bytes, or is refused.
//	X4  Linearizability is judged on every real-time order that a class of
//	    executions admits, not on that of its one representative.
//	X5  The caller's fault panics "explore: …", ours "internal error: …"; the
//	    subject's fault is a value.
//	X6  In a program without anything to explore, built of source that is not woven,
//	    scenarios run on real goroutines, and the verdict is at best sampled and says
//	    where. In one of woven source a scenario that met nothing is never passed.
//	X7  A search is a value. Kept in a file, killed and gone on with, or shared among
//	    processes, it runs the executions of one that was not, each once, and reports
//	    the same; only which of several failures is found first may differ.
//
// Two things the explorer trusts: the scenario does the same under the same
// schedule (Config.Twice checks it), and shared memory is touched through
// explore/atomic, explore/sync, [R] and [W] only, by threads that [Go] started: an
// object that the exploration has used and another goroutine touches makes the
// verdict unknown, and is told. All of Go's atomics are
// sequentially consistent, so a program without a data race has no behaviour
// beyond its interleavings; and a race is reported.
//
// In a build with -race Go's own race detector watches every execution too, a
// second opinion that needs no [R] and [W]: it sees the program's accesses as
// they are, and of the explorer nothing, neither its accesses nor the order in
// which it runs the threads. It prints what it finds and tells of each pair of
// places once per process; a [Report] does not have it, go test does. What a
// scenario shares unwatched, to tell its test of the order of steps, belongs into
// functions marked go:norace then.
//
// A function of this package that is documented to run inside an exploration is
// for its threads only. Explorations may be asked for in several goroutines at
// the same time; where woven packages have variables, they run one after the other.
package explore
