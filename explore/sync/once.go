package sync

import "github.com/poolproof/poolproof/explore/atomic"

// Once performs one action. The zero value is ready.
// It must not be copied after first use.
type Once struct {
	done atomic.Bool // stored after f has returned: who loads true sees all it did
	m    Mutex
}

// Do calls f if and only if Do is called for the first time, and returns when
// that call of f has.
func (o *Once) Do(f func()) {
	if !o.done.Load() {
		o.slow(f)
	}
}

func (o *Once) slow(f func()) {
	o.m.Lock()
	defer o.m.Unlock()
	if !o.done.Load() {
		defer o.done.Store(true)
		f()
	}
}

// OnceFunc returns a function that calls f only once. If f panics, it panics
// with the same value at every call.
func OnceFunc(f func()) func() {
	g := OnceValue(func() struct{} { f(); return struct{}{} })
	return func() { g() }
}

// OnceValue returns a function that calls f only once and returns what it
// returned. If f panics, it panics with the same value at every call.
func OnceValue[T any](f func() T) func() T {
	g := OnceValues(func() (T, struct{}) { return f(), struct{}{} })
	return func() T {
		v, _ := g()
		return v
	}
}

// OnceValues returns a function that calls f only once and returns what it
// returned. If f panics, it panics with the same value at every call.
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	var (
		once  Once
		valid bool
		p     any
		r1    T1
		r2    T2
	)
	g := func() {
		defer func() {
			if p = recover(); !valid {
				panic(p) // in the first call, with its stack
			}
		}()
		r1, r2 = f()
		f = nil
		valid = true
	}
	return func() (T1, T2) {
		once.Do(g)
		if !valid {
			panic(p)
		}
		return r1, r2
	}
}
