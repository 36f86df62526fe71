package scenario

import (
	"fmt"
	"strings"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/model"
)

// poolLaws are those of N2 for a scenario of a pool: P1, P6 and P8. P2 is left to the
// race clocks, P3 too, and P4 is a panic.
type poolLaws struct {
	scenario Scenario
	calls    []call
	things   int
	keep     int  // clearings that a value survives
	tells    bool // the pool tells what it gives up
	bound    int  // values that it holds at most, or 0
	counts   bool // it counts what it drops

	done []explore.Call
	may  func(a, b int) bool
	put  []int // by value: its call, plus one; 0 if nothing was put
	got  []int // by value: the call that got it, plus one; -1 the end
}

// judge says what is wrong with an execution, or "".
func (l *poolLaws) judge(p *pooled, done []explore.Call, mayPrecede func(a, b int) bool) (what string) {
	defer func() {
		if what != "" {
			what += l.told(p)
		}
	}()
	l.done, l.may = done, mayPrecede
	if what = l.conserve(p); what != "" {
		return "P1: " + what
	}
	if what = l.age(); what != "" {
		return "P6: " + what
	}
	if p.kept != "" {
		return p.kept
	}
	if what = l.evicted(p); what != "" {
		return what
	}
	if what = l.counted(p); what != "" {
		return what
	}
	if p.astray != "" {
		return p.astray
	}
	return l.registered(p)
}

func (l *poolLaws) result(i int) result { return l.done[i].Result.(result) }

// conserve: a thing is handed out at most once for each time that it was put, and after.
func (l *poolLaws) conserve(p *pooled) string {
	l.put, l.got = make([]int, l.things+1), make([]int, l.things+1)
	for i, c := range l.calls {
		if c.value > 0 && l.result(i).ok {
			l.put[c.value] = i + 1
		}
	}
	take := func(v, by int) string {
		switch {
		case v < 1 || v > l.things || l.put[v] == 0:
			return fmt.Sprintf("%d is got, which was not put", v)
		case l.got[v] != 0:
			return fmt.Sprintf("%d is got twice", v)
		case by > 0 && l.may(by-1, l.put[v]-1):
			return fmt.Sprintf("%d is got before it is put", v)
		}
		l.got[v] = by
		return ""
	}
	for i, c := range l.calls {
		if r := l.result(i); (c.kind == 'g' || c.kind == 'l') && r.ok {
			if what := take(r.value, i+1); what != "" {
				return what
			}
		}
	}
	for _, v := range p.late {
		if what := take(v, -1); what != "" {
			return what + " (at the end)"
		}
	}
	return ""
}

// age: a thing survives one clearing if nobody gets it, and never two. Calls may have come
// one after the other if each of them may have come before each that follows: nothing else
// keeps them from being so ordered.
func (l *poolLaws) age() string {
	var clearings []int
	unseen := false // there are some whose time is unknown
	for i, c := range l.calls {
		alone := l.done[i].Thread == 0
		unseen = unseen || c.kind == 'c' && !alone
		if c.kind == 'R' || c.kind == 'c' && alone {
			clearings = append(clearings, i)
		}
	}
	for v := 1; v <= l.things; v++ {
		put, got := l.put[v]-1, l.got[v]-1
		if put < 0 {
			continue
		}
		if l.got[v] != 0 {
			between := 0
			for _, a := range clearings {
				if l.may(put, a) && (l.got[v] < 0 || l.may(put, got) && l.may(a, got)) {
					between++
				}
			}
			most := l.keep
			if got >= 0 && l.calls[got].kind == 'l' {
				most = 0 // it does not look at what was cleared
			}
			if between > most {
				return fmt.Sprintf("%d is got after %d clearings", v, between)
			}
			continue
		}
		if !unseen && !l.scenario.givenUp() && l.bound == 0 && l.survives(put, clearings) {
			return fmt.Sprintf("%d is lost, though it was cleared %d times at most", v, l.keep)
		}
	}
	return ""
}

// survives reports whether in some order so few clearings follow the Put or overlap it that
// it survives them.
func (l *poolLaws) survives(put int, clearings []int) bool {
	after := make([]bool, len(clearings))
	var fits func(i, left int) bool
	fits = func(i, left int) bool {
		if i == len(clearings) {
			for a, follows := range after {
				for b, precedes := range after {
					if follows && !precedes && !l.may(clearings[b], clearings[a]) {
						return false
					}
				}
			}
			return true
		}
		for _, follows := range []bool{false, true} {
			if after[i] = follows; follows {
				if left > 0 && fits(i+1, left-1) {
					return true
				}
			} else if l.may(clearings[i], put) && fits(i+1, left) {
				return true
			}
		}
		return false
	}
	return fits(0, l.keep)
}

// evicted: a pool that tells what it gives up gives up what nobody got, once.
func (l *poolLaws) evicted(p *pooled) string {
	if !l.tells || l.scenario.givenUp() {
		return ""
	}
	for v := 1; v <= l.things; v++ {
		switch {
		case l.put[v] == 0:
		case l.got[v] != 0 && p.gone[v] > 0:
			return fmt.Sprintf("P12: %d is got, and told to be given up", v)
		case l.got[v] == 0 && p.gone[v] != 1:
			return fmt.Sprintf("P12: nobody got %d, and it is told %d times to be given up", v, p.gone[v])
		}
	}
	if n := len(p.late); l.bound > 0 && n > l.bound {
		return fmt.Sprintf("P13: the pool holds %d values, and its bound is %d", n, l.bound)
	}
	return ""
}

// counted: what the pool counts is what happened. Of what was put, each thing was got or is
// counted as dropped, now that nothing is inside.
func (l *poolLaws) counted(p *pooled) string {
	if l.scenario.givenUp() {
		return ""
	}
	var lost, told, rotations, aged uint64
	first := l.calls[:len(l.scenario.First)]
	cleared := 0 // how many calls came, alone, before the last clearing of those
	for i, c := range first {
		if c.kind == 'R' {
			cleared = i
		}
	}
	for v := 1; v <= l.things; v++ {
		if l.put[v] != 0 && l.got[v] == 0 {
			lost++
		}
		if l.put[v] != 0 && l.put[v] <= cleared && l.got[v] > len(first) {
			aged++
		}
		told += uint64(p.gone[v])
	}
	for _, c := range l.calls {
		if c.kind == 'R' || c.kind == 'c' {
			rotations++
		}
	}
	rotations += uint64(l.keep) + 1 // of the end
	switch s := p.end; {
	case s.Clearings > rotations:
		return fmt.Sprintf("P7: %d clearings, and %d reasons for one", s.Clearings, rotations)
	case s.Steals+s.VictimHits > p.hits:
		return fmt.Sprintf("Stats counts %d steals and %d victim hits, of %d values that were got", s.Steals, s.VictimHits, p.hits)
	case s.VictimHits < aged:
		return fmt.Sprintf("Stats counts %d victim hits, and %d values were got that had been cleared", s.VictimHits, aged)
	case !l.counts:
	case s.Drops != lost:
		return fmt.Sprintf("P14: nobody got %d values, and %d are counted in Drops", lost, s.Drops)
	case s.Hits != p.hits || s.Misses != p.misses:
		return fmt.Sprintf("Stats counts %d hits and %d misses, and there were %d and %d", s.Hits, s.Misses, p.hits, p.misses)
	case s.Evicted != told:
		return fmt.Sprintf("P14: %d values were told to Evicted, and %d are counted", told, s.Evicted)
	}
	return ""
}

// registered: the registry keeps no pool alive, and forgets one that was given up.
func (l *poolLaws) registered(p *pooled) string {
	for _, root := range p.roots {
		if v := p.reached(root, func(*thing) bool { return true }); v > 0 {
			return fmt.Sprintf("P8: the registry leads to %d", v)
		}
	}
	last := l.scenario.Last
	if l.scenario.givenUp() && strings.Contains(last[strings.Index(last, "x")+1:], "c") {
		if n := p.known(); n != 0 {
			return "P8: the pool was given up, then the garbage was collected, and the registry still has an entry"
		}
	}
	return ""
}

// told lists what was called and answered.
func (l *poolLaws) told(p *pooled) string {
	var b strings.Builder
	for i, c := range l.calls {
		who := "alone"
		if t := l.done[i].Thread; t > 0 {
			who = fmt.Sprintf("thread %d", t)
		}
		if c.kind != drained {
			fmt.Fprintf(&b, "\n\t%-8s %s → %v", who, l.done[i].Name, l.result(i))
		}
	}
	if len(p.late) > 0 {
		fmt.Fprintf(&b, "\n\tgot at the end: %v", p.late)
	}
	return b.String()
}

// explainedPool says why no order of the specification explains the calls, or "" (N3).
func explainedPool(spec model.Spec, done []explore.Call) string {
	var h model.History
	all := history(done)
	for i, op := range all {
		op.Client = done[i].Thread
		switch done[i].Result.(result).kind {
		case 'p', 'r':
			op.Kind = model.Put
		case 'g', 'l':
			op.Kind = model.Get
		case 'R', 'c':
			op.Kind, op.Value = model.Rotate, 0
		default:
			continue
		}
		if op.Kind == model.Put && !op.OK || done[i].Result.(result).kind == 'l' && !op.OK {
			continue // it put nothing, or looked at one P
		}
		h = append(h, op)
	}
	if spec.Check(h, 0) == model.Legal {
		return ""
	}
	return fmt.Sprintf("not linearizable: no order explains this history by the %s\n\n%v%s", spec.Name(), h, why(spec, "pool", h))
}
