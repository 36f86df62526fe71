// Package sync is package sync under an explorer: the same types and methods,
// and, where no exploration runs, exactly std's behaviour. Inside an
// exploration a lock's state lives in the explorer and every acquire, release
// and wait is a scheduling point.
//
//	S1  An acquire is one step, enabled only while the lock can be taken.
//	S2  A try that fails is a read of the lock.
//	S3  What std calls a fatal error is a panic of the thread here, so that the
//	    explorer can report it.
//	S4  With no exploration running, a call is std's call.
package sync
