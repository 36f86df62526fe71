package sync

import (
	std "sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A Pool keeps values for later use. In an exploration it is empty at the start of each
// execution, and a Get returns any of the values that were put and not got, or none: a
// choice (B6). It follows the Put of its value and no other.
type Pool struct {
	// New makes a value where there is none.
	New func() any

	p  std.Pool
	in contents
}

var (
	poolPut = &engine.Step{Name: "Pool.Put", On: engine.Pool, Do: func(v uint64) engine.Done { return done(v+1, engine.Writes, engine.Nothing) }}
	poolGet = &engine.Step{Name: "Pool.Get", On: engine.Pool, Do: func(v uint64) engine.Done { return done(v+1, engine.Writes, engine.Nothing) }}
)

// Put is as std's.
func (p *Pool) Put(x any) {
	e := engine.At(unsafe.Pointer(p), engine.Pool)
	switch {
	case e == nil:
		p.p.Put(x)
	case x != nil:
		n := give(e, nil, x)
		e.Do(unsafe.Pointer(p), poolPut)
		p.in.of(e).put(nil, n)
	}
}

// Get is as std's.
func (p *Pool) Get() any {
	e := engine.At(unsafe.Pointer(p), engine.Pool)
	if e == nil {
		if x := p.p.Get(); x != nil || p.New == nil {
			return x
		}
		return p.New()
	}
	e.Do(unsafe.Pointer(p), poolGet)
	c := p.in.of(e)
	if list := c.all(); len(list) > 0 {
		// Until it has chosen they are its own: another Get finds none meanwhile, as it may.
		c.clear()
		k := e.Choose(len(list) + 1)
		if len(list) > 1 || k == len(list) {
			e.Do(unsafe.Pointer(p), poolPut)
			for i, n := range list {
				if i != k {
					p.in.of(e).put(nil, n)
				}
			}
		}
		if k < len(list) {
			return list[k].take(e)
		}
	}
	if p.New == nil {
		return nil
	}
	return p.New()
}
