package sync

// Unlike std's, what these functions return keeps f alive: it is called again in
// the next execution.

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
		once   Once
		ok     bool // f returned
		reason any  // or panicked with this
		r1     T1
		r2     T2
	)
	call := func() {
		ok = false
		defer func() {
			if !ok {
				reason = recover()
				panic(reason) // the first call, with f on its stack
			}
		}()
		r1, r2 = f()
		ok = true
	}
	return func() (T1, T2) {
		once.Do(call)
		if !ok {
			panic(reason)
		}
		return r1, r2
	}
}
