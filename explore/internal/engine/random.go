package engine

// Random returns the running thread's next random number. The k-th number of a thread,
// known by its place in the tree of starts, is the same in every execution (E4): so
// what numbers other sequences would lead to is not explored, and the search is bounded.
//
//go:norace
func (e *Engine) Random() uint64 {
	e.bound("one sequence of random numbers")
	t := e.cur
	t.drawn++
	t.changes++
	x := t.drawn * 0x9E3779B97F4A7C15
	for i := range len(t.name) {
		x = (x ^ uint64(t.name[i])) * 0x100000001B3
	}
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// Hashed says that the running thread goes by a hash: what others lead to is not explored.
//
//go:norace
func (e *Engine) Hashed() { e.bound("one hash function") }
