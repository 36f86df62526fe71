package sync

import std "sync"

// A Pool is std's where no exploration runs. In an exploration every method panics.
type Pool struct {
	// New makes a value when Get finds none. It must not change while Get runs.
	New func() any

	p std.Pool
}

// Get is std's Get.
func (p *Pool) Get() any {
	refuse("Pool")
	if x := p.p.Get(); x != nil || p.New == nil {
		return x
	}
	return p.New()
}

// Put is std's Put.
func (p *Pool) Put(x any) {
	refuse("Pool")
	p.p.Put(x)
}
