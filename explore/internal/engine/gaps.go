package engine

import "math/bits"

// gaps reverses a step that waits for a count of zero, as WaitGroup.Wait does.
// Those who add and take commute, so the count may have been zero, or may yet be
// zero, after some of them and without the others: for each step c that the
// waiting one conflicts with, every set of steps of the count that do not follow c
// and leave zero without it. Time: exponential in their number where adding and
// waiting race, linear where they do not.
func (s *Optimal) gaps(e *Engine, ev *Event, hpo uint64) {
	conf := make([]uint64, s.words)
	s.meeting(e, conf, ev.Loc, ev.Mode)
	andNot(conf, s.base)
	base := append([]uint64(nil), s.base...)
	led := make([]uint64, s.words)
	ctx := make([]uint64, s.words)
	for c := highest(conf); c >= 0; c = highest(conf) {
		conf[c>>6] &^= 1 << (c & 63)
		if f := &s.frames[c]; f.inside || f.at >= 0 {
			continue
		}
		var later []int // that change the count and do not follow c
		for k, w := range s.at(s.all, int(ev.Loc)) {
			for ; w != 0; w &= w - 1 {
				if i := k<<6 + bits.TrailingZeros64(w); i > c && e.ev[i].Write && !has(base, i) && !has(s.at(s.pre, i), c) {
					later = append(later, i)
				}
			}
		}
		// What those from i on can add and take at most.
		most, least := make([]int64, len(later)+1), make([]int64, len(later)+1)
		for i := len(later) - 1; i >= 0; i-- {
			d := delta(&e.ev[later[i]])
			most[i], least[i] = most[i+1]+max(d, 0), least[i+1]+min(d, 0)
		}
		copy(ctx, base)
		for i := range c {
			set(ctx, i)
		}
		var take func(i int, v int64, led []uint64)
		take = func(i int, v int64, led []uint64) {
			if v+least[i] > 0 || v+most[i] < 0 {
				return
			}
			if i == len(later) {
				s.base = append(s.base[:0], base...)
				s.reverse(e, c, ev, led, hpo)
				return
			}
			take(i+1, v, led)
			x := later[i]
			for _, y := range later[:i] {
				if has(s.at(s.pre, x), y) && !has(led, y) {
					return
				}
			}
			more := append([]uint64(nil), led...)
			or(more, s.at(s.pre, x))
			take(i+1, v+delta(&e.ev[x]), more)
		}
		copy(led, base)
		take(0, int64(s.valueIn(e, ev.Loc, ctx)), led)
	}
}

func delta(ev *Event) int64 { return int64(ev.After - ev.Before) }
