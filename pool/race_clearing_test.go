//go:build race

package pool

import (
	"runtime"
	"testing"
)

// A clearing's goroutine tells Evicted of a pool of which the detector knows that nobody
// handed it over: it comes from the registry. That is no race of the user's.
func TestAClearingKnowsPoolsByItself(t *testing.T) {
	calm(t)
	ready, told := make(chan bool), make(chan int)
	go func() { // before there is a pool
		runtime.RaceDisable()
		<-ready
		runtime.RaceEnable()
		look()
	}()
	p := New(Config[int]{Evicted: func(v int) { told <- v }})
	p.Put(1)
	p.Rotate()
	missACollection(p)
	runtime.RaceDisable()
	ready <- true
	runtime.RaceEnable()
	if v := <-told; v != 1 {
		t.Errorf("told of %d, want 1", v)
	}
}
