package engine

import "math/bits"

// Mode says which steps of its location a step conflicts with. Reads and writes
// are all that a memory word needs; the others are for objects with a state of
// two parts, a gate and a count of those inside:
//
//	Enters   goes through the open gate and adds one to the count
//	Leaves   takes one from the count
//	Shuts    shuts the gate: nobody enters any more
//	Drains   finds the count at zero
//	Probes   finds the gate shut
//	Adds     adds to the count, which may make a step that waits for zero wait
//	Takes    takes one that somebody else may have added
//
// Conflicts are a matter of the two modes alone, never of the state, so that what
// an execution's steps follow is a partial order.
type Mode uint8

const (
	Reads Mode = iota
	Writes
	Enters
	Leaves
	Shuts
	Drains
	Probes
	Adds
	Takes
	modes
)

// meets holds for each mode the modes that it conflicts with (E3, E10).
var meets = [modes]uint16{
	Reads:  1<<Writes | 1<<Enters | 1<<Leaves | 1<<Shuts | 1<<Adds | 1<<Takes,
	Writes: 1<<modes - 1,
	Enters: 1<<Reads | 1<<Writes | 1<<Shuts,
	Leaves: 1<<Reads | 1<<Writes | 1<<Drains,
	Shuts:  1<<Reads | 1<<Writes | 1<<Enters | 1<<Shuts | 1<<Probes,
	Drains: 1<<Writes | 1<<Leaves,
	Probes: 1<<Writes | 1<<Shuts,
	Adds:   1<<Reads | 1<<Writes | 1<<Adds | 1<<Takes,
	Takes:  1<<Reads | 1<<Writes | 1<<Adds,
}

//go:norace
func (m Mode) meets(o Mode) bool { return meets[m]>>o&1 != 0 }

// changes reports whether a step of this mode alters its location's value.
//
//go:norace
func (m Mode) changes() bool { return m != Reads && m != Probes && m != Drains }

// commutes reports whether steps of this mode commute with each other.
//
//go:norace
func (m Mode) commutes() bool { return !m.meets(m) }

// meeting puts into b the steps of loc that one of this mode conflicts with.
func (s *Optimal) meeting(e *Engine, b []uint64, loc int32, m Mode) {
	copy(b, s.at(s.all, int(loc)))
	for k, w := range b {
		for ; w != 0; w &= w - 1 {
			if i := bits.TrailingZeros64(w); !m.meets(e.ev[k<<6+i].Mode) {
				b[k] &^= 1 << i
			}
		}
	}
}

// valueIn returns what loc holds after the steps of ctx, all that some of them
// follow among them. Where two changes commute, each adds its part to the value.
func (s *Optimal) valueIn(e *Engine, loc int32, ctx []uint64) uint64 {
	v := e.locs[loc].initial
	if !e.locs[loc].parts { // the last one tells
		w := s.at(s.writes, int(loc))
		for k := len(w) - 1; k >= 0; k-- {
			if m := w[k] & ctx[k]; m != 0 {
				return e.ev[k<<6+63-bits.LeadingZeros64(m)].After
			}
		}
		return v
	}
	for k, w := range s.at(s.writes, int(loc)) {
		for w &= ctx[k]; w != 0; w &= w - 1 {
			ev := &e.ev[k<<6+bits.TrailingZeros64(w)]
			v += ev.After - ev.Before
		}
	}
	return v
}
