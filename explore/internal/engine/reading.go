package engine

import "unsafe"

// Holding returns the place where the engine counts how often the running thread
// holds the object at p for reading, or nil when nothing has touched it. A reader that
// releases what it holds itself commutes with all other readers; one that releases
// what another thread took does not.
//
//go:norace
func (e *Engine) Holding(p unsafe.Pointer) *int32 {
	i := e.findLoc(p)
	if i < 0 {
		return nil
	}
	l := &e.locs[i]
	for len(l.held) <= int(e.cur.id) {
		l.held = append(l.held, 0)
	}
	return &l.held[e.cur.id]
}
