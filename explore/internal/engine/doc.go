// Package engine runs one scenario again and again, each time under another
// schedule, until its strategy says that nothing is left.
//
//	          strategy (optimal, depth-first, random, …)
//	             │ Pick: who takes the next step?
//	             ▼
//	thread ──announce──► schedule ──commit──► the access itself ──► Leave
//	   ▲                    │ someone else: yield, and the trampoline
//	   └────────────────────┘ resumes that thread's coroutine
//
// The laws of this package:
//
//	E1  One step at a time. Explored threads are coroutines, and exactly one of
//	    them runs; between two announcements a thread runs alone. A goroutine
//	    outside of the exploration that touches an object of it is noticed.
//	E2  A visible operation is announced before it is performed, and its event
//	    is recorded after it: what it was is known only then.
//	E3  Two events depend on each other when they are of different threads,
//	    touch one location, and at least one really wrote. A CAS that failed
//	    read.
//	E4  Same schedule, same execution. A replayed prefix that differs is
//	    uncontrolled nondeterminism, and reported as such.
//	E5  The optimal strategy runs one execution of each equivalence class, none
//	    twice, and starts none that it must throw away.
//	E6  A lock is reversed acquire against acquire: a blocking step is moved
//	    only to where it was enabled.
//	E7  No execution leaves a coroutine behind: what did not end is unwound.
//	E8  Calls and returns of operations are ordered in real time; where a
//	    scenario records them, they are part of the dependency relation.
//	E9  The race clocks follow Go's memory model and see only the program's own
//	    synchronisation, never the schedule.
//	E10  A step on an object of the engine's is a pure function of one word, and
//	    what it conflicts with is told by its mode: changes that cannot be told
//	    apart commute, and each adds its part to the word.
//	E11  A pin follows the last unpin of its P; who stops the world follows every
//	    unpin, and every later pin follows it. Pins of different Ps commute.
//	E12  Under -race, Go's own detector sees the same: what runs on a thread's
//	    stack shows it no access and no synchronisation of ours.
//	E13  A GC step finds garbage only what was declared dropped, by the scenario or
//	    since the code keeps no reference, and what no thread got from a weak
//	    pointer and may still hold. So no object dies here that could not die.
//	E14  Package variables that are registered hold at the start of each execution
//	    what they held at the start of the exploration, or it is refused. In a program that has some,
//	    explorations run one after the other.
//	E15  A part of a search runs the classes of its frames and no others: the sum
//	    of the parts is the whole. A class belongs to the first schedule of a
//	    frame that it contains, in the order of filing, whatever that is; so a
//	    part needs of other parts only the hashes that were filed before its own.
//	    What is filed later for a frame at its default step, by any part that
//	    passes through it, becomes a part with all earlier hashes.
//	E16  A loop that waits is left where it would begin again, if what it keeps is what
//	    it kept before and it has changed nothing since. What decides is its thread's own
//	    past, so that classes stay classes; and no execution shows anything that one
//	    without such an iteration does not. Where that is not known, it is a bound.
//	E17  Time is the same for a thread in all executions of a class: it stands still,
//	    but for those who sleep or do nothing but wait for it, and who come after them.
//
// Nothing here is for users; package explore is.
package engine
