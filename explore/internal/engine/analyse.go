package engine

import (
	"fmt"
	"math/bits"
)

// Sets of steps are bit sets of s.words words each, laid out in flat arrays.

func set(b []uint64, i int)      { b[i>>6] |= 1 << (i & 63) }
func has(b []uint64, i int) bool { return b[i>>6]>>(i&63)&1 != 0 }
func or(b, c []uint64) {
	for k := range b {
		b[k] |= c[k]
	}
}
func andNot(b, c []uint64) {
	for k := range b {
		b[k] &^= c[k]
	}
}

// below keeps only the elements under i.
func below(b []uint64, i int) {
	k := i >> 6
	if k < len(b) {
		b[k] &= 1<<(i&63) - 1
		clear(b[k+1:])
	}
}

// highest returns the greatest element, or -1.
func highest(b []uint64) int {
	for k := len(b) - 1; k >= 0; k-- {
		if b[k] != 0 {
			return k<<6 + 63 - bits.LeadingZeros64(b[k])
		}
	}
	return -1
}

func mix(h uint64) uint64 {
	h ^= h >> 31
	h *= 0x7FB5D329728EA185
	h ^= h >> 27
	h *= 0x81DADEF4BC2DD44D
	return h ^ h>>33
}

func (s *Optimal) at(b []uint64, i int) []uint64 {
	w := s.words
	return b[i*w : i*w+w : i*w+w]
}

// room makes the arrays wide and long enough for n steps and the engine's
// locations and threads, keeping what they hold.
func (s *Optimal) room(e *Engine, n int) {
	words := s.words
	if words == 0 {
		words = 1
	}
	for words*64 < n+1 {
		words *= 2
	}
	if words != s.words {
		for _, b := range []*[]uint64{&s.pre, &s.all, &s.writes, &s.calls, &s.returns} {
			old := *b
			rows := 0
			if s.words > 0 {
				rows = len(old) / s.words
			}
			*b = make([]uint64, rows*words)
			for r := range rows {
				copy((*b)[r*words:], old[r*s.words:(r+1)*s.words])
			}
		}
		s.words = words
		s.base, s.conf = make([]uint64, words), make([]uint64, words)
		s.acc, s.ctx = make([]uint64, words), make([]uint64, words)
	}
	lengthen := func(b *[]uint64, rows int) {
		if len(*b) < rows*words {
			*b = append(*b, make([]uint64, rows*words-len(*b))...)
		}
	}
	lengthen(&s.pre, n+1)
	lengthen(&s.all, e.nlocs)
	lengthen(&s.writes, e.nlocs)
	lengthen(&s.calls, 1)
	lengthen(&s.returns, 1)
	for len(s.hash) < n+1 {
		s.hash = append(s.hash, 0)
	}
	for len(s.own) < len(e.threads) {
		s.own = append(s.own, -1)
	}
}

// Done finds the races of the new steps and files the schedules they name.
func (s *Optimal) Done(e *Engine) {
	if e.diverged() {
		s.n = 0
		return
	}
	n := e.n
	s.room(e, n)
	from := s.branch
	if s.resumed != nil {
		from = 0 // what led here was analysed elsewhere, and its races filed: to do it again changes nothing
	}
	for id := len(s.names); id < len(e.threads); id++ {
		s.names = append(s.names, e.threads[id].name)
	}
	if s.n > n {
		s.n = n // the execution ended right after its schedule
	}
	if s.n > 0 {
		f := &s.frames[s.n-1]
		f.e = choice{e.ev[s.n-1].Thread, e.ev[s.n-1].Choice}
	}
	for i := s.n; i < n; i++ {
		f := s.push(false, -1)
		f.thread = e.ev[i].Thread
		f.e = choice{f.thread, e.ev[i].Choice}
	}
	s.forget(from)
	for k := range from {
		s.own[e.ev[k].Thread] = int32(k)
	}
	for j := from; j < n; j++ {
		s.analyse(e, j)
	}
	if s.resumed != nil && !s.resume(e) {
		return
	}
	for _, t := range e.threads { // waiting for ever: still in conflict with what disabled it
		if t.run == e.run && t.stuck {
			s.reverseStuck(e, t)
		}
	}
}

// resume reports whether the steps that led to a part are those that led to it
// where it was made.
func (s *Optimal) resume(e *Engine) bool {
	want := s.resumed[:min(s.branch, len(s.resumed))]
	s.resumed = nil
	for i, h := range want {
		if i >= e.n || s.hash[i] != h {
			s.n, s.low = 0, 0
			e.fail(Failure{Kind: Nondeterminism, Thread: -1, Value: fmt.Sprintf("step %d is not what it was where this part of the search was made", i)})
			return false
		}
	}
	return true
}

// forget drops the steps from i on.
func (s *Optimal) forget(i int) {
	w := s.words
	if w == 1 {
		m := uint64(1)<<(i&63) - 1
		if i >= 64 {
			m = ^uint64(0)
		}
		for k := range s.all {
			s.all[k] &= m
			s.writes[k] &= m
		}
		s.calls[0] &= m
		s.returns[0] &= m
	} else {
		for _, b := range [][]uint64{s.all, s.writes, s.calls, s.returns} {
			for r := 0; r < len(b); r += w {
				below(b[r:r+w], i)
			}
		}
	}
	for t := range s.own {
		s.own[t] = -1
	}
}

// follow puts into s.base what the step with these predecessors follows without
// regard to conflicts, and returns their hash.
func (s *Optimal) follow(own int32, preds []int32) uint64 {
	clear(s.base)
	h := uint64(0x9E3779B97F4A7C15)
	if own >= 0 {
		or(s.base, s.at(s.pre, int(own)))
		h = s.hash[own]
	}
	for _, p := range preds {
		or(s.base, s.at(s.pre, int(p)))
		h += mix(s.hash[p] + 0x632BE59BD9B4E019)
	}
	return h
}

// conflicts puts into s.conf the steps that conflict with an op on loc (E3, E8).
func (s *Optimal) conflicts(e *Engine, op Op, loc int32, mode Mode) {
	switch {
	case loc >= 0 && e.locs[loc].parts:
		s.meeting(e, s.conf, loc, mode)
	case loc >= 0 && mode == Writes:
		copy(s.conf, s.at(s.all, int(loc)))
	case loc >= 0:
		copy(s.conf, s.at(s.writes, int(loc)))
	case op == Call:
		copy(s.conf, s.returns)
	case op == Return:
		copy(s.conf, s.calls)
	default:
		clear(s.conf)
	}
}

// identity tells threads apart by their names: numbers differ from process to process.
func (e *Engine) identity(thread, value int32) uint64 {
	return mix(e.threads[thread].tag + uint64(uint32(value)) + 0xD1B54A32D192ED03)
}

// analyse computes what step j follows and its hash, and reverses its races.
func (s *Optimal) analyse(e *Engine, j int) {
	ev := &e.ev[j]
	var preds []int32
	if ev.preds >= 0 {
		preds = e.preds[ev.preds]
	}
	hpo := s.follow(s.own[ev.Thread], preds)
	s.conflicts(e, ev.Op, ev.Loc, ev.Mode)
	row := s.at(s.pre, j)
	copy(row, s.base)
	andNot(s.conf, s.base)
	var sum uint64
	if ev.step != nil && ev.step.Gaps {
		for c := highest(s.conf); c >= 0; c = highest(s.conf) {
			sum += mix(s.hash[c])
			p := s.at(s.pre, c)
			or(row, p)
			andNot(s.conf, p)
		}
		s.gaps(e, ev, hpo)
	} else if ev.Blocking() {
		// It can move to any place in the span in which it is enabled, and to the
		// end of the last span before that (E6).
		s.races = s.races[:0]
		const (
			inSpan = iota
			beforeSpan
			enough
		)
		phase, earlier := inSpan, -1
		for c := highest(s.conf); c >= 0; c = highest(s.conf) {
			s.conf[c>>6] &^= 1 << (c & 63)
			immediate := !has(row, c)
			if immediate {
				sum += mix(s.hash[c])
				or(row, s.at(s.pre, c))
			}
			enabled := holds(ev.guard, ev.Arg, e.ev[c].Before)
			switch {
			case phase == inSpan && enabled:
				if immediate {
					s.races = append(s.races, c)
				}
				if !e.ev[c].Mode.commutes() {
					phase = enough
				}
			case phase == inSpan:
				phase = beforeSpan
			case phase == beforeSpan && enabled:
				earlier, phase = c, enough
			}
		}
		for _, c := range s.races {
			s.reverse(e, c, ev, row, hpo)
		}
		if earlier >= 0 {
			s.reverse(e, earlier, ev, s.base, hpo)
		}
	} else {
		s.races = s.races[:0]
		for c := highest(s.conf); c >= 0; c = highest(s.conf) {
			sum += mix(s.hash[c])
			p := s.at(s.pre, c)
			or(row, p)
			andNot(s.conf, p)
			s.races = append(s.races, c)
		}
		for _, c := range s.races {
			if f := &s.frames[c]; !f.inside && f.at < 0 {
				s.reverse(e, c, ev, row, hpo)
			}
		}
	}
	s.hash[j] = mix(hpo + sum ^ e.identity(ev.Thread, ev.Choice))
	set(row, j)
	s.own[ev.Thread] = int32(j)
	if ev.Loc >= 0 {
		set(s.at(s.all, int(ev.Loc)), j)
		if ev.Write {
			set(s.at(s.writes, int(ev.Loc)), j)
		}
	}
	switch ev.Op {
	case Call:
		set(s.calls, j)
	case Return:
		set(s.returns, j)
	case Choice:
		f := &s.frames[j]
		if !f.inside && f.at < 0 && len(f.schedules) == 0 {
			for v := int32(0); v < int32(ev.Arg); v++ {
				if v != ev.Choice {
					f.add(mix(hpo+sum^e.identity(ev.Thread, v)), append(s.steps(), choice{ev.Thread, v}))
				}
			}
		}
	}
}

func (s *Optimal) steps() []choice {
	if k := len(s.free); k > 0 {
		b := s.free[k-1]
		s.free = s.free[:k-1]
		return b
	}
	return nil
}

// reverse files the schedule that moves d, the step of ev, before step c; led
// holds the steps that d follows.
func (s *Optimal) reverse(e *Engine, c int, ev *Event, led []uint64, hpo uint64) {
	f := &s.frames[c]
	if f.inside || f.at >= 0 {
		return
	}
	// What d does there, it does in the context of the frame's prefix and led. If it
	// is a CAS, whether it would succeed there is known from what was recorded here:
	// no step of that context follows c, and with every step it has all that this
	// follows. So each step of it reads what it read here, and leaves in its location
	// what it left here; and writes to one location are ordered, so that the last of
	// the context is the same in every order of it. What d expects comes from its own
	// thread's past, of which c is no part.
	copy(s.ctx, led)
	for k := range s.ctx {
		lo := c - k<<6
		switch {
		case lo >= 64:
			s.ctx[k] = ^uint64(0)
		case lo > 0:
			s.ctx[k] |= 1<<lo - 1
		}
	}
	s.ctx[c>>6] &^= 1 << (c & 63)
	mode := ev.Mode
	if ev.step != nil || ev.Op == CAS || ev.Op == Try {
		mode = ev.modeIn(s.valueIn(e, ev.Loc, s.ctx))
	}
	// Its hash there.
	acc := s.acc
	s.conflictsInto(e, acc, ev.Op, ev.Loc, mode)
	sum := uint64(0)
	for k := range acc {
		acc[k] &= s.ctx[k] &^ s.base[k]
	}
	for k := highest(acc); k >= 0; k = highest(acc) {
		sum += mix(s.hash[k])
		andNot(acc, s.at(s.pre, k))
	}
	h := mix(hpo + sum ^ e.identity(ev.Thread, ev.Choice))
	if f.find(h) >= 0 {
		return
	}
	for a := f.outer; a >= 0; a = s.frames[a].outer {
		o := &s.frames[a]
		if i := o.find(h); i >= 0 && i <= o.at {
			return // those classes were explored with that schedule
		}
	}
	steps := s.steps()
	for k := range led {
		m := led[k]
		if lo := c + 1 - k<<6; lo >= 64 {
			continue
		} else if lo > 0 {
			m &^= 1<<lo - 1
		}
		for ; m != 0; m &= m - 1 {
			x := &e.ev[k<<6+bits.TrailingZeros64(m)]
			steps = append(steps, choice{x.Thread, x.Choice})
		}
	}
	f.add(h, append(steps, choice{ev.Thread, ev.Choice}))
}

func (s *Optimal) conflictsInto(e *Engine, b []uint64, op Op, loc int32, mode Mode) {
	old := s.conf
	s.conf = b
	s.conflicts(e, op, loc, mode)
	s.conf = old
}

// reverseStuck reverses the step for which t waited when the execution ended.
func (s *Optimal) reverseStuck(e *Engine, t *thread) {
	loc := e.findLoc(t.addr)
	if loc < 0 {
		return
	}
	ev := Event{Thread: t.id, Loc: loc, Op: t.op, Write: t.op == Lock || t.spin, Arg: t.arg, guard: t.guard, spin: t.spin}
	ev.Mode = plainMode(ev.Write)
	if t.step != nil {
		ev.step, ev.Mode = t.step, t.step.Mode
	}
	hpo := s.follow(s.own[t.id], t.preds)
	s.conflicts(e, ev.Op, loc, ev.Mode)
	andNot(s.conf, s.base)
	if t.step != nil && t.step.Gaps {
		s.gaps(e, &ev, hpo)
		return
	}
	for c := highest(s.conf); c >= 0; c = highest(s.conf) {
		s.conf[c>>6] &^= 1 << (c & 63)
		if holds(t.guard, t.arg, e.ev[c].Before) {
			s.reverse(e, c, &ev, s.base, hpo)
			return
		}
	}
}
