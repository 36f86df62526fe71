// Package gotests holds tests that ask of ours what Go's own tests ask of sync.Pool and
// of the queues under it: the same questions, in words of our own. They are no part of
// what kills mutants here. They show, beside it, how many mutants a good suite of the
// usual kind finds.
package gotests
