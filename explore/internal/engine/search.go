package engine

import (
	"maps"
	"slices"
)

// A Search is what is left of a whole search, as a value: parts that nobody runs at
// the moment, and what parts share (E15). Whoever runs a part takes it out and
// brings back what it has become.
type Search struct {
	Parts []*Part          `json:"parts"`
	Nodes map[int][]uint64 `json:"nodes"` // the hashes of all schedules of a shared frame, in order of arrival
	Last  int              `json:"last"`  // number of a node
}

// NewSearch returns a whole search, not begun.
func NewSearch() *Search { return &Search{Parts: []*Part{{}}, Nodes: map[int][]uint64{}} }

// Take takes out the part with the most left to do, or nil.
func (s *Search) Take() *Part {
	best := -1
	for i, p := range s.Parts {
		if best < 0 || s.Left(p) > s.Left(s.Parts[best]) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	p := s.Parts[best]
	s.Parts = slices.Delete(s.Parts, best, best+1)
	return p
}

// Return brings back a part that was run: what it filed for shared frames and
// nobody did before becomes parts of its own. It reports whether p, too, has
// something left.
func (s *Search) Return(p *Part) bool {
	for k := range p.Low {
		f := &p.Frames[k]
		if f.Node == 0 || f.At >= 0 {
			continue
		}
		known := s.Nodes[f.Node]
		var moves []Move
		for i := range f.Moves {
			if m := &f.Moves[i]; m.Steps != nil {
				if !slices.Contains(known, m.Hash) {
					moves = append(moves, *m)
				}
				m.Steps = nil
			}
		}
		if moves == nil {
			continue
		}
		q := p.until(k)
		q.Frames[k].At = len(known)
		q.Frames[k].Moves = nil
		for _, h := range known {
			q.Frames[k].Moves = append(q.Frames[k].Moves, Move{Hash: h})
		}
		for _, m := range moves {
			q.Frames[k].Moves = append(q.Frames[k].Moves, m)
			s.Nodes[f.Node] = append(s.Nodes[f.Node], m.Hash)
		}
		s.Parts = append(s.Parts, q)
	}
	return !p.Done()
}

// until returns a part with the first frames of p, up to k, that runs what is left
// of frame k.
func (p *Part) until(k int) *Part {
	q := &Part{Begun: true, Low: k, Threads: p.Threads, Frames: slices.Clone(p.Frames[:k+1])}
	for i := range q.Frames {
		q.Frames[i].Moves = slices.Clone(q.Frames[i].Moves)
	}
	return q
}

// Split divides a part that nobody runs in two, at its shallowest frame that has a
// schedule left, and returns the one that is new, or nil when p is too small. Frames
// that are still at their default step and lead to both are shared from now on.
func (s *Search) Split(p *Part) *Part {
	if !p.trim() {
		return nil
	}
	k := p.first()
	for i := p.Low; i < k; i++ {
		if f := &p.Frames[i]; f.At < 0 && !f.Inside {
			s.Last++
			f.Node = s.Last
			var known []uint64
			for _, m := range f.Moves {
				known = append(known, m.Hash)
			}
			s.Nodes[f.Node] = known
		}
	}
	p.Low = k
	q := p.until(k)
	f, g := &p.Frames[k], &q.Frames[k]
	if f.At < 0 { // p goes on with its default step and files more for itself; q runs what there is
		g.At = g.waiting()
		for i := range f.Moves {
			f.Moves[i].Steps = nil
		}
		return q
	}
	mine := false // every other one
	for i := range f.Moves {
		if f.Moves[i].Steps == nil {
			continue
		}
		if mine {
			g.Moves[i].Steps = nil
		} else {
			f.Moves[i].Steps = nil
		}
		mine = !mine
	}
	return q
}

// trim drops the frames with which p is through, and reports whether two schedules
// are left.
func (p *Part) trim() bool {
	n := 0
	for k := len(p.Frames) - 1; k >= p.Low; k-- {
		f := &p.Frames[k]
		here := 0
		for _, m := range f.Moves {
			if m.Steps != nil && !f.Inside {
				here++
			}
		}
		if n == 0 && here == 0 {
			p.Frames = p.Frames[:k]
		} else if n == 0 {
			f.At = max(f.At, f.waiting()) // its default step is done, too
		}
		n += here
	}
	return n > 1
}

// Left estimates which share of the whole is left in p. See share.
func (s *Search) Left(p *Part) float64 {
	if !p.Begun {
		return 1
	}
	left, w := 0.0, 1.0
	for k := range p.Frames {
		f := &p.Frames[k]
		if f.Inside {
			continue
		}
		here, each := share(w, f.At, max(len(f.Moves), len(s.Nodes[f.Node])))
		for i := range f.Moves {
			if k >= p.Low && f.Moves[i].Steps != nil {
				left += each
			}
		}
		w = here
	}
	return left
}

// Forget drops the nodes that no part shares any more; running are those parts that
// were taken out.
func (s *Search) Forget(running []*Part) {
	used := map[int]bool{}
	for _, p := range slices.Concat(s.Parts, running) {
		for i := range p.Frames {
			used[p.Frames[i].Node] = true
		}
	}
	maps.DeleteFunc(s.Nodes, func(n int, _ []uint64) bool { return !used[n] })
}
