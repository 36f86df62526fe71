package explore

// Virtual processors. The scenario says with Procs how many Ps there are; where
// the code under test pins its goroutine to a P, it calls Pin. A goroutine may be
// on any P when it pins, a choice, and waits while another is pinned there.
// Goroutines that are not pinned, or pinned to different Ps, run as they like.
//
// A pin of a P happens after the last unpin of it: package runtime promises no
// such edge in words, but gives it, since the scheduler hands a P on with locks and
// atomics, and per-P data without atomics are correct only because of it.

// Procs sets the number of virtual Ps of this execution to n, once nobody is
// pinned, and returns what it was, at first 2. An n below 1 only asks. It stands
// for runtime.GOMAXPROCS, which stops the world. A thread that is pinned may
// not set it, and may ask. It panics outside of an exploration.
func Procs(n int) int {
	if t := onReal(); t != nil {
		return t.setProcs(n)
	}
	return here("Procs").Procs(n)
}

// Pin pins the calling thread to a P and returns the P's number, from 0 to the
// number of Ps less one. Until the matching [Unpin] it is the only one pinned
// there, the number of Ps stays, no GC step is made, and the thread must not
// wait: a lock, a wait, a Join or a Gosched is a failure, "blocked while pinned".
// Pins nest: an inner one returns the same P. It panics outside of an exploration.
func Pin() int {
	if t := onReal(); t != nil {
		return t.pin()
	}
	return here("Pin").Pin()
}

// On says on which P the calling thread pins from now on, as long as there is that
// many; -1, as at first, means on any of them. It is no step. It panics outside of an
// exploration.
func On(p int) {
	if t := onReal(); t != nil {
		t.home = p + 1
		return
	}
	here("On").On(p)
}

// Unpin undoes one [Pin] of the calling thread.
// It panics outside of an exploration.
func Unpin() {
	if t := onReal(); t != nil {
		t.unpin()
		return
	}
	here("Unpin").Unpin()
}
