// Package sync is package sync under an explorer: the same types and methods,
// and, where no exploration runs, std's behaviour. Inside an exploration a
// lock's state lives in the explorer, is new in every execution, and every
// acquire, release and wait is a scheduling point.
//
//	B1  An acquire is one step, enabled only while the lock can be taken; only
//	    RWMutex.Lock takes two: it shuts new readers out, then waits for the rest.
//	B2  A try that fails is a read of the lock, and synchronises nothing.
//	B3  What std calls a fatal error is a panic of the thread here, so that the
//	    explorer can report it.
//	B4  With no exploration running, a call is std's call.
//	B5  What cannot be told apart commutes: readers with readers, Done with Done,
//	    a reader's release with a writer's arrival, waking one waiter with waking
//	    another. A happens-before edge is there only where package sync promises it.
//	B6  An operation of a Map or a Pool is one step on it, and synchronises with the
//	    one alone whose value it observes. A Pool may have lost any value.
//
// The zero value of each type is ready, as in package sync. A type may be larger
// than std's. Nothing may be copied after first use. All methods may be called
// from any thread at any time, except where package sync says otherwise.
//
// Which of several threads panics, when they take more from a WaitGroup or from a
// RWMutex's readers than was there, is not explored: one of them does.
package sync
