package pool

// Inspect reports whether the pool holds no array, and how often it stands in the
// registry. No thread may be running: it is for the time after an execution.
func (p *Pool[T]) Inspect() (idle bool, registered int) {
	c := p.core.Load()
	if c == nil {
		return true, 0
	}
	for e := registry.Load(); e != nil; e = e.next.Load() {
		if e == c.entry {
			registered++
		}
	}
	return c.idle(), registered
}

// Roots are what the package keeps beside the pools themselves.
func Roots() []any { return []any{&registry} }
