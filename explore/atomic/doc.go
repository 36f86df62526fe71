// Package atomic is sync/atomic under an explorer: the same types, functions,
// sizes, alignments and zero values, and, where no exploration runs, exactly
// the same behaviour. Inside an exploration every operation is a scheduling
// point, and the explorer decides who performs the next one.
//
//	A1  One call is one step: announced, scheduled, performed, recorded.
//	A2  A CAS that fails is a read.
//	A3  With no exploration running, a call is std's call.
//
// Everything else that may be said of sync/atomic holds here as well. All
// operations are safe for concurrent use and take constant time; in an
// exploration only its own threads may use them.
package atomic
