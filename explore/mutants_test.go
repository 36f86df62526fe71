package explore_test

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A mutant is a way to break the explorer, and the test that first noticed when
// it was tried. Where equivalent says why, nothing can notice.
type mutant struct {
	name, file, from, to string
	killer               string
	equivalent           string
}

var mutants = []mutant{
	{`dep: a failed CAS writes`, `internal/engine/announce.go`,
		`	ev.Mode = mode
`,
		`	if ev.Mode = mode; ev.Op == CAS {
		ev.Mode = Writes
	}
`,
		"TestRealTimeLitmus", ""},
	{`dep: write conflicts only with writes`, `internal/engine/analyse.go`,
		`copy(s.conf, s.at(s.all, int(loc)))`,
		`copy(s.conf, s.at(s.writes, int(loc)))`,
		"TestRealTimeLitmus", ""},
	{`dep: reads conflict`, `internal/engine/analyse.go`,
		`copy(s.conf, s.at(s.writes, int(loc)))`,
		`copy(s.conf, s.at(s.all, int(loc)))`,
		"TestRealTimeLitmus", ""},
	{`dep: calls and returns commute`, `internal/engine/analyse.go`,
		`copy(s.conf, s.returns)`,
		`clear(s.conf)`,
		"TestRealTimeLitmus", ""},
	{`race: non-immediate races reversed too`, `internal/engine/analyse.go`,
		`			andNot(s.conf, p)
			s.races = append(s.races, c)`,
		`			s.conf[c>>6] &^= 1 << (c & 63)
			s.races = append(s.races, c)`,
		"TestRealTimeLitmus", ""},
	{`kind: CAS not judged anew when moved`, `internal/engine/analyse.go`,
		`mode = ev.modeIn(`,
		`_ = ev.modeIn(`,
		"TestRing", ""},
	{`kind: CAS judged by writes outside of its context`, `internal/engine/mode.go`,
		`if m := w[k] & ctx[k]; m != 0 {`,
		`if m := w[k]; m != 0 {`,
		"TestRandomRetries", ""},
	{`kind: CAS judged by the initial value`, `internal/engine/mode.go`,
		`if m := w[k] & ctx[k]; m != 0 {`,
		`if m := uint64(0); m != 0 {`,
		"TestRandomRetries", ""},
	{`hash: no choice value`, `internal/engine/analyse.go`,
		`s.hash[j] = mix(hpo + sum ^ e.identity(ev.Thread, ev.Choice))`,
		`s.hash[j] = mix(hpo + sum ^ e.identity(ev.Thread, 0))`,
		"TestRandomPrograms", ""},
	{`hash: no conflicts`, `internal/engine/analyse.go`,
		`s.hash[j] = mix(hpo + sum ^ e.identity`,
		`s.hash[j] = mix(hpo ^ e.identity`,
		"TestRealTimeLitmus", ""},
	{`hash: no start/join`, `internal/engine/analyse.go`,
		`		h += mix(s.hash[p] + 0x632BE59BD9B4E019)
`,
		``,
		"timeout", ""},
	{`hb: no start/join edges`, `internal/engine/analyse.go`,
		`		or(s.base, s.at(s.pre, int(p)))
`,
		``,
		"TestRealTimeLitmus", ""},
	{`sleep: outer schedules forgotten`, `internal/engine/analyse.go`,
		`if i := o.find(h); i >= 0 && i <= o.at {`,
		`if i := o.find(h); i >= 0 && i < 0 {`,
		"TestRealTimeLitmus", ""},
	{`sleep: outer pending ones count too`, `internal/engine/analyse.go`,
		`i >= 0 && i <= o.at {`,
		`i >= 0 {`,
		"TestRealTimeLitmus", ""},
	{`schedules: duplicates kept`, `internal/engine/analyse.go`,
		`	if f.find(h) >= 0 {
		return
	}
`,
		``,
		"TestRealTimeLitmus", ""},
	{`schedules: a schedule's own steps reversed`, `internal/engine/analyse.go`,
		`if f.inside || f.at >= 0 {
		return`,
		`if false {
		return`,
		"TestRingSpinCut", ""},
	{`schedule: default step not repeated after`, `internal/engine/optimal.go`,
		`if e.Enabled(f.thread) {`,
		`if false && e.Enabled(f.thread) {`,
		"TestRealTimeLitmus", ""},
	{`schedule: led steps dropped`, `internal/engine/analyse.go`,
		`for k := range led {`,
		`for k := range led[:0] {`,
		"TestRealTimeLitmus", ""},
	{`lock: reversed at the first span only`, `internal/engine/analyse.go`,
		`if earlier >= 0 {`,
		`if false {`,
		"TestVerdicts", ""},
	{`lock: only the latest in the span`, `internal/engine/analyse.go`,
		`case phase == inSpan && enabled:
				if immediate {`,
		`case phase == inSpan && enabled:
				if immediate && len(s.races) == 0 {`,
		"TestRingSpinCut", ""},
	{`lock: threads stuck at the end ignored`, `internal/engine/analyse.go`,
		`if t.run == e.run && t.stuck {`,
		`if false {`,
		"TestRingSpinCut", ""},
	{`choice: alternatives ignored`, `internal/engine/analyse.go`,
		`if v != ev.Choice {`,
		`if false {`,
		"TestRandomPrograms", ""},
	{`clock: join forgets`, `internal/engine/thread.go`,
		`t.clock.join(c.clock)`,
		`_ = c`,
		"TestVerdicts", ""},
	{`clock: start forgets`, `internal/engine/thread.go`,
		`t.clock.copy(parent.clock)`,
		`t.clock.copy(nil)`,
		"TestRaces", ""},
	{`clock: store joins`, `internal/engine/race.go`,
		`l.sync.copy(t.clock)`,
		`l.sync.join(t.clock)`,
		"TestRaces", ""},
	{`clock: RMW replaces`, `internal/engine/race.go`,
		`		} else {
			l.sync.join(t.clock)`,
		`		} else {
			l.sync.copy(t.clock)`,
		"", "an RMW acquires first: its thread has all that the location had"},
	{`clock: load does not acquire`, `internal/engine/race.go`,
		`if ev.Op != Store {`,
		`if ev.Op != Store && ev.Write {`,
		"TestRaces", ""},
	{`clock: no tick after release`, `internal/engine/race.go`,
		`			l.sync.join(t.clock)
		}
		t.clock.tick(t.id)
	}
}`,
		`			l.sync.join(t.clock)
		}
	}
}`,
		"TestRaces", ""},
	{`race: reads forgotten`, `internal/engine/race.go`,
		`(a.write || write) && t.clock`,
		`a.write && write && t.clock`,
		"TestVerdicts", ""},
	{`race: bytes ignored`, `internal/engine/race.go`,
		`a.mask&mask != 0 && `,
		``,
		"TestRaces", ""},
	{`sync: what LoadOrStore loads is in no order`, `sync/map.go`,
		`return old.take(e), true`,
		`return old.read(), true`,
		"TestMapLooksInOrder", ""},
	{`sync: a CompareAndSwap of a map that fails is in no order`, `sync/map.go`,
		`		c.put(was, n)
	}
	was.take(e)`,
		`		c.put(was, n)
	}
	if swapped {
		was.take(e)
	}`,
		"TestMapLooksInOrder", ""},
	{`sync: a map is kept from execution to execution`, `sync/map.go`,
		`if c.engine != e || c.run != e.Number() {`,
		`if c.engine != e {`,
		"TestMapLooksInOrder", ""},
	{`race: an access of some bytes stands for one of more`, `internal/engine/race.go`,
		`b.mask&^a.mask == 0 {`,
		`b.mask&a.mask != 0 {`,
		"TestRaces", ""},
	{`race: a read stands for a write`, `internal/engine/race.go`,
		`b.thread == a.thread && b.write == a.write && `,
		`b.thread == a.thread && `,
		"TestRaces", ""},
	{`race: a table that grows forgets`, `internal/engine/race.go`,
		`if o.run == e.run && o.addr != nil {`,
		`if o.run == e.run && o.addr != nil && o.loc%2 == 0 {`,
		"TestRacesAmongManyWords", ""},
	{`race: plain checked against the last step alone`, `internal/engine/race.go`,
		`for i := range e.ev[:e.n] {
			ev := &e.ev[i]
			if ev.Loc == l`,
		`for i := range e.ev[:e.n] {
			ev := &e.ev[i]
			if i == e.n-1 && ev.Loc == l`,
		"TestRaces", ""},
	{`race: atomics not checked against plain`, `internal/engine/race.go`,
		`if e.raced.cells.used > 0 {`,
		`if false {`,
		"TestRaces", ""},
	{`race: plain not checked against atomics`, `internal/engine/race.go`,
		`		e.checkSteps(word, mask, write)
`,
		``,
		"TestRaces", ""},
	{`race: the first four bytes of an atomic`, `internal/engine/race.go`,
		`end := uintptr(l.addr) + uintptr(l.size)`,
		`end := uintptr(l.addr) + min(uintptr(l.size), 4)`,
		"TestRaces", ""},
	{`race: the first word of an atomic`, `internal/engine/race.go`,
		`w < end; w += 8 {
			e.check(`,
		`w < end; w += 800 {
			e.check(`,
		"TestRaces", ""},
	{`race: plain checked against the first four bytes`, `internal/engine/race.go`,
		`to := from + uintptr(e.locs[l].size)`,
		`to := from + min(uintptr(e.locs[l].size), 4)`,
		"TestRaces", ""},
	{`race: plain not checked against what begins before the word`, `internal/engine/race.go`,
		`for off := 4 - e.widest; off < 8; off += 4 {`,
		`for off := 0; off < 8; off += 4 {`,
		"TestRaces", ""},
	{`race: the whole word of an atomic`, `internal/engine/race.go`,
		`if to <= uintptr(word) || octets(uintptr(word), from, to)&mask == 0 {`,
		`if to <= uintptr(word) {`,
		"TestRaces", ""},
	{`loops: a step that writes is no change`, `internal/engine/loop.go`,
		`		t.changes++
		l.version++`,
		`		l.version++`,
		"TestLoopsThatDo", ""},
	{`loops: a plain write is no change`, `internal/engine/race.go`,
		`	if write {
		t.changes++
	}
`,
		``,
		"TestLoopsThatDo", ""},
	{`loops: a thread that is started is no change`, `internal/engine/thread.go`,
		`		parent.changes++
`,
		``,
		"TestLoopsThatWait", ""},
	{`loops: where a thread pins is no change`, `internal/engine/procs.go`,
		`		e.cur.changes++
`,
		``,
		"TestLoopsThatWait", ""},
	{`loops: what is kept is not compared`, `internal/engine/loop.go`,
		`if !sameValue(a[i], b[i]) {`,
		`if !sameValue(a[i], a[i]) {`,
		"TestLoopsThatTell", ""},
	{`loops: compared with before a change`, `internal/engine/loop.go`,
		`l.iterations > 0 && t.state() == l.state && sameValues`,
		`l.iterations > 0 && sameValues`,
		"TestLoopsThatTell", ""},
	{`loops: only the iteration before is compared with`, `internal/engine/loop.go`,
		`l.until, l.age = 2*l.until, 0`,
		`l.until, l.age = 1, 0`,
		"TestLoopsThatWait", ""},
	{`loops: the bound is not told`, `internal/engine/loop.go`,
		`		e.bound(fmt.Sprintf("%d turns of the loop at %s that do the same", most, Place()))
`,
		`		_ = fmt.Sprint(most)
`,
		"TestLoopsThatWait", ""},
	{`loops: a bound is a livelock`, `internal/engine/livelock.go`,
		`t.status == retrying && t.bounded {`,
		`false {`,
		"TestLoopsThatWait", ""},
	{`loops: an iteration that is asked for is compared with one before`, `internal/engine/loop.go`,
		`if e.probing && l.probe != e.probes {`,
		`if false {`,
		"TestLoopsThatWait", ""},
	{`loops: an iteration that is asked for is held against what an older one had changed`, `internal/engine/loop.go`,
		`t.state() != e.before {`,
		`t.state() != l.state {`,
		"TestLoopsThatWait", ""},
	{`loops: what gets the value that it had has changed`, `internal/engine/loop.go`,
		`(ev.step != nil || ev.Before != ev.After) {`,
		`true {`,
		"TestLoopsThatWait", ""},
	{`loops: a word that gets another value has not changed`, `internal/engine/loop.go`,
		`(ev.step != nil || ev.Before != ev.After) {`,
		`ev.step != nil {`,
		"TestLoopsThatTell", ""},
	{`livelock: who changes a word does not go on`, `internal/engine/announce.go`,
		`if before != after {
			panic`,
		`if false {
			panic`,
		"TestLoopsThatWait", ""},
	{`livelock: who writes goes on, whatever was there`, `internal/engine/livelock.go`,
		`case step == nil && (op == Store || op == RMW || op == CAS):`,
		`case false:`,
		"TestLoopsThatWait", ""},
	{`loops: one without a step may be endless`, `internal/engine/loop.go`,
		`l.still >= endless:`,
		`false:`,
		"TestLoopsThatWait", ""},
	{`loops: a random strategy does not wait for others`, `internal/engine/loop.go`,
		`	case *RandomWalk, *PCT, *POS:
		return false
`,
		``,
		"TestLoopsThatWait", ""},
	{`loops: turns with other values are others`, `internal/engine/loop.go`,
		`	t.acts += mix(step)
`,
		`	t.acts += mix(step ^ mix(ev.After))
`,
		"TestLoopsThatWait", ""},
	{`livelock: a choice may not be another one`, `internal/engine/livelock.go`,
		`others{asks: t.asks, choices: t.choices}`,
		`others{asks: t.asks}`,
		"TestLoopsThatWait", ""},
	{`livelock: it is never later`, `internal/engine/livelock.go`,
		`others{asks: t.asks, choices: t.choices}`,
		`others{choices: t.choices}`,
		"TestLoopsThatWait", ""},
	{`livelock: what others change is nothing to who waits`, `internal/engine/livelock.go`,
		`o.changes += mix(uint64(c.id)<<48 ^ c.state())`,
		`_ = c`,
		"TestLoopsThatWait", ""},
	{`livelock: who takes a lock goes on`, `internal/engine/livelock.go`,
		`if t.calm && t.around == e.others(t) {`,
		`if false {`,
		"TestLoopsThatWait", ""},
	{`overwrites: whatever is written plainly was there`, `internal/engine/overwrite.go`,
		`same = o.was[k] == *(*byte)(unsafe.Add(o.p, k))`,
		`_ = o.was[k]`,
		"TestLoopsThatDo", ""},
	{`overwrites: what else is changed after them is forgotten`, `internal/engine/overwrite.go`,
		`same := t.changes == t.written`,
		`same := true`,
		"TestLoopsThatDo", ""},
	{`overwrites: what else is changed among them is forgotten`, `internal/engine/overwrite.go`,
		`if n > 0 && t.changes != t.written {`,
		`if false {`,
		"TestLoopsThatDo", ""},
	{`overwrites: a plain write is a change`, `internal/engine/overwrite.go`,
		`		t.closed, t.equal = t.changes, t.unwritten
`,
		``,
		"TestLoopsThatWait", ""},
	{`sections: what frees a lock and takes it again is idle`, `internal/engine/section.go`,
		`		t.sections = extend(t.sections, []section{{ev.Loc, before, t.changes, added, read}})`,
		`		t.closed, t.equal = t.changes, before+1<<40
		t.sections = extend(t.sections, []section{{ev.Loc, before, t.equal, added, read}})`,
		"TestLoopsUnderALock", ""},
	{`sections: whatever is done under a lock is idle`, `internal/engine/section.go`,
		`	if n >= 0 && before != t.sections[n].here {`,
		`	if n >= 0 && before < t.sections[n].base {`,
		"TestLoopsUnderALock", ""},
	{`sections: whatever is done once a lock was held is idle`, `internal/engine/section.go`,
		`	if t.changes == t.closed {`,
		`	if t.closed != 0 {`,
		"TestLoopsUnderALock", ""},
	{`sections: only a lock's own step ends it`, `internal/engine/section.go`,
		`		if s.delta == 0 {`,
		`		if s.delta == 0 && false {`,
		"TestLoopsUnderALock", ""},
	{`sections: what was read of the lock counts`, `internal/engine/section.go`,
		`			t.reads -= s.read
`,
		``,
		"TestLoopsThatWait", ""},
	{`sections: who tries to take a lock knows of nothing`, `internal/engine/section.go`,
		`		e.bound(inVain)
`,
		``,
		"TestLoopsUnderALock", ""},
	{`loops: who came last is said to wait`, `internal/engine/failure.go`,
		`(t == nil || x.steps > t.steps)`,
		`(t == nil || x == e.cur)`,
		"TestStepBoundRemedy", ""},
	{`loops: a slice is its array`, `internal/engine/loop.go`,
		`x.UnsafePointer() == y.UnsafePointer() && x.Len() == y.Len() && x.Cap() == y.Cap()`,
		`x.UnsafePointer() == y.UnsafePointer()`,
		"TestLoopsThatWait", ""},
	{`loops: without SpinCut the first idle iteration is the last`, `internal/engine/loop.go`,
		`idle && again && e.stutters()`,
		`idle && (again || true) && e.stutters()`,
		"TestLoopsThatWait", ""},
	{`loops: a schedule that is replayed is cut`, `internal/engine/loop.go`,
		`if s.Schedule[i].Thread == e.cur.name {`,
		`if false {`,
		"TestLoopsOfARandomSchedule", ""},
	{`loops: who has no turn any more in what is replayed goes on`, `internal/engine/loop.go`,
		`if s.Schedule[i].Thread == e.cur.name {`,
		`if true {`,
		"TestLoopsThatWait", ""},
	{`overlap: of another size at one address`, `internal/engine/location.go`,
		`if e.locs[l].size != size {`,
		`if false {`,
		"TestOverlap", ""},
	{`overlap: not looked for`, `internal/engine/location.go`,
		`	e.alone(p, size)
`,
		``,
		"TestOverlap", ""},
	{`overlap: only what begins before`, `internal/engine/location.go`,
		`off < int(size); off += 4 {
		if`,
		`off < 0; off += 4 {
		if`,
		"TestOverlap", ""},
	{`overlap: whatever is near`, `internal/engine/location.go`,
		`l >= 0 && off+int(e.locs[l].size) > 0 {`,
		`l >= 0 {`,
		"TestOverlap", ""},
	{`stranger: a bare go statement's is ours`, `internal/engine/current.go`,
		`return t != nil && t.g == g`,
		`return t != nil && (t.g == g || unsafe.Pointer(e) == getLabel())`,
		"TestBareGo", ""},
	{`stranger: label ignored`, `internal/engine/stranger.go`,
		`case unsafe.Pointer(e) == label:`,
		`case false && unsafe.Pointer(e) == label:`,
		"TestBareGo", ""},
	{`stranger: a coroutine is a bare go statement's`, `internal/engine/stranger.go`,
		`strings.HasPrefix(f.Function, "iter.Pull")`,
		`strings.HasPrefix(f.Function, "iter.Pulls")`,
		"TestPull", ""},
	{`stranger: objects not looked up`, `internal/engine/stranger.go`,
		`case p != nil && e.knows(p):`,
		`case false:`,
		"TestStranger", ""},
	{`stranger: everything is known`, `internal/engine/stranger.go`,
		`case p != nil && e.knows(p):`,
		`case p != nil:`,
		"TestNoStranger", ""},
	{`stranger: the judge is one`, `internal/engine/stranger.go`,
		`case e.home == g: // between executions, and judging them`,
		`case e.home == 0:`,
		"TestNoStranger", ""},
	{`stranger: a table that grew is not published`, `internal/engine/location.go`,
		`		e.known.Store(&slots)
`,
		`		_ = slots
`,
		"TestStrangerLater", ""},
	{`stranger: other explorations are not asked`, `internal/engine/location.go`,
		`	e.neighbours(p, o)
`,
		``,
		"TestTwoExplorations", ""},
	{`stranger: not reported`, `internal/engine/engine.go`,
		`what != nil { // it explains`,
		`false { // it explains`,
		"TestStranger", ""},
	{`refused: the exploration goes on`, `internal/engine/engine.go`,
		`case Nondeterminism, Stranger, Refused:`,
		`case Nondeterminism, Stranger:`,
		"TestRefusedEnds", ""},
	{`watch: a lock is no place to block in`, `internal/engine/watch.go`,
		`"chan ", "select", "sync.", `, `"chan ", "select", `,
		"TestBlocked", ""},
	{`watch: one look is enough`, `internal/engine/watch.go`,
		`now.where != "" && now.where == last.where`, `now.where != ""`,
		"", "a thread blocked for half a second is one that the clock has not yet shown to be stuck, and no test may depend on that"},
	{`watch: who computes is blocked`, `internal/engine/watch.go`,
		`		if !waits(state) {
`, `		if false {
`,
		"TestSlow", ""},
	{`watch: who was left behind goes on`, `internal/engine/engine.go`,
		`e.diverged() || e.abandoned.Load()`, `e.diverged()`,
		"TestBlocked", ""},
	{`budget: as many as there are, and it ends`, `internal/engine/engine.go`,
		`for e.Strategy.Next(e) && (stop == nil || !stop()) {`,
		`for (stop == nil || !stop()) && e.Strategy.Next(e) {`,
		"TestVerdicts", ""},
	{`stranger: plain accesses are nobody's`, `internal/engine/stranger.go`,
		` || listed(e.plain.Load(), unsafe.Add(p, -int(uintptr(p)&7)))`, ``,
		"TestStrangerPlain", ""},
	{`stranger: a table of words that grew is not published`, `internal/engine/race.go`,
		`			slots := s.cells.slots
			e.plain.Store(&slots)
		}
	}
`, `		}
	}
`,
		"TestStrangerPlain", ""},
	{`stranger: the exploration goes on`, `internal/engine/engine.go`,
		`case Nondeterminism, Stranger, Refused:`,
		`case Nondeterminism, Refused:`,
		"TestStrangerEnds", ""},
	{`cut: spinning CAS always enabled`, `internal/engine/thread.go`,
		`return e.value(t) == t.arg`,
		`return true`,
		"TestRingSpinCut", ""},
	{`cut: cut thread counts as complete`, `internal/engine/engine.go`,
		`		case cut:
			e.cut = true
`,
		`		case cut:
`,
		"TestSync", ""},
	{`livelock: one that would fail again is enough`, `internal/engine/livelock.go`,
		`		if !e.fails {
			return
		}`,
		`		if !e.fails {
			continue
		}`,
		"TestLivelock", ""},
	{`livelock: retries not asked`, `internal/engine/livelock.go`,
		`if !t.retried && !(t.stuck && t.spin) {`,
		`if !(t.stuck && t.spin) {`,
		"TestLivelock", ""},
	{`livelock: waiting CASes not asked`, `internal/engine/livelock.go`,
		`if !t.retried && !(t.stuck && t.spin) {`,
		`if !t.retried {`,
		"TestLivelock", ""},
	{`livelock: assumptions forgotten`, `internal/engine/livelock.go`,
		`		if t.status == cut {
			return
		}
`,
		``,
		"TestLivelock", ""},
	{`livelock: writes are performed`, `internal/engine/livelock.go`,
		`case op == Load || op == Yield:`,
		`case op != Call:`,
		"TestLivelock", ""},
	{`livelock: the engine's locks look free`, `internal/engine/livelock.go`,
		`		now = e.locs[l].val
`,
		`		_ = l
`,
		"TestLivelock", ""},
	{`livelock: what the extra iteration asserts counts`, `internal/engine/failure.go`,
		`	if e.probing {
		return // not in this execution
	}
`,
		``,
		"TestLivelock", ""},
	{`cut: a retry counts as complete`, `internal/engine/engine.go`,
		`t.retried, e.cut = true, true`,
		`t.retried = true`,
		"TestLivelock", ""},
	{`orders: one direction only`, `internal/engine/history.go`,
		`			p.order(pre, c.call, c.ret)
`,
		`			return true
`,
		"TestRealTimeLitmus", ""},
	{`orders: ret stamped at first`, `internal/engine/history.go`,
		`pair{2*a + 1, 2 * b}`,
		`pair{2 * a, 2 * b}`,
		"TestRealTimeLitmus", ""},
	{`orders: no closure`, `internal/engine/history.go`,
		`			or(r, p.row(pre, x))
`,
		`			set(r, x)
`,
		"TestRealTimeLitmus", ""},
	{`orders: strictest takes the larger block`, `internal/engine/history.go`,
		`			case contained(blocks[i], calls):
				p.sets`,
		`			case contained(calls, blocks[i]):
				p.sets`,
		"TestStrictestOrders", ""},
	{`orders: strictest lets returns wait`, `internal/engine/history.go`,
		`for more := true; more; {
				more = false`,
		`for more := true; more; {
				more = now > returned`,
		"TestStrictestOrders", ""},
	{`cache: key forgets results`, `linearizable.go`,
		`r.key = binary.AppendUvarint(r.key, uint64(n))`,
		`_ = n`,
		"TestLinearizable", ""},
	{`cache: key forgets order`, `linearizable.go`,
		`	for n := range r.calls {
		r.key`,
		`	for n := range r.calls[:0] {
		r.key`,
		"TestLinearizable", ""},
	{`engine: E4 not checked`, `internal/engine/announce.go`,
		`if i < e.repeat && (ev`,
		`if false && (ev`,
		"TestTwiceNamesNondeterminism", ""},
	{`engine: E4 values not checked`, `internal/engine/announce.go`,
		`if e.n < e.repeat && (ev.Write`,
		`if false && (ev.Write`,
		"TestTwiceNamesNondeterminism", ""},
	{`engine: a panic is ignored`, `internal/engine/thread.go`,
		`if !t.dying && !e.probing {
		f := Failure{Kind: Panicked`,
		`if false {
		f := Failure{Kind: Panicked`,
		"TestVerdicts", ""},
	{`engine: stuck threads not unwound`, `internal/engine/engine.go`,
		`	e.unwindAll()
`,
		``,
		"TestRandomPrograms", ""},
	{`engine: coroutines not stopped`, `internal/engine/engine.go`,
		`	defer e.stopAll()
`,
		``,
		"TestNothingLeaks", ""},
	{`engine: spawn ids by order of start`, `internal/engine/thread.go`,
		`if parent != nil && parent.started < len(parent.children) {`,
		`if false {`,
		"TestRealTimeLitmus", ""},
	{`twin: bound off by one`, `internal/engine/depthfirst.go`,
		`switches >= s.Bound`,
		`switches > s.Bound`,
		"TestVerdicts", ""},
	{`walk: uniform over threads`, `internal/engine/randomwalk.go`,
		`return max(1, s.total[id]-e.threads[id].steps)`,
		`return 1`,
		"TestRandomWalkIsUniform", ""},
	{`PCT: no change points`, `internal/engine/pct.go`,
		`for range s.Depth - 1 {`,
		`for range 0 {`,
		"TestVerdicts", ""},
	{`verdict: bound not told`, `explorer.go`,
		`case bound:`,
		`case bound && false:`,
		"TestVerdicts", ""},
	{`verdict: budget not told`, `explorer.go`,
		`case ended != "":`,
		`case false:`,
		"TestVerdicts", ""},
	{`verdict: nothing met not told`, `explorer.go`,
		`case res.Steps == 0:`,
		`case false:`,
		"TestVerdicts", ""},
	{`rwmutex: writers do not keep readers out`, `sync/rwmutex.go`,
		`Mode: engine.Shuts, Guard: noWriter`,
		`Mode: engine.Shuts, Guard: engine.Free`,
		"TestSync", ""},
	{`parts: what two parts filed is run twice`, `internal/engine/search.go`,
		`if !slices.Contains(known, m.Hash) {`,
		`if true {`,
		"TestPartsOfRows", ""},
	{`parts: what a part files for others is lost`, `internal/engine/search.go`,
		`if f.Node == 0 || f.At >= 0 {`,
		`if true {`,
		"TestPartsOfRows", ""},
	{`parts: what is filed later forgets what was before`, `internal/engine/search.go`,
		`		for _, h := range known {
			q.`,
		`		for _, h := range known[:0] {
			q.`,
		"TestPartsOfRows", ""},
	{`parts: the deepest frame that leads to both is not shared`, `internal/engine/search.go`,
		`for i := p.Low; i < k; i++ {`,
		`for i := p.Low; i < k-1; i++ {`,
		"TestPartsOfRows", ""},
	{`cond: a lost signal is kept`, `internal/engine/waiters.go`,
		`asleep = &Step{Name: "Cond.Wait", Mode: Reads, Guard: isOne`,
		`asleep = &Step{Name: "Cond.Wait", Mode: Reads, Guard: nil`,
		"TestSignalWakesAny", ""},
	{`mutex: unlock does not free`, `sync/mutex.go`,
		`Done{After: 0,`,
		`Done{After: 1,`,
		"TestSideBySide", ""},
}

var runMutants = flag.Bool("mutants", false, "run the tests against every mutant of the explorer: minutes")

// TestMutantsAreFresh: every mutant still applies to the code.
func TestMutantsAreFresh(t *testing.T) {
	for _, m := range mutants {
		text, err := os.ReadFile(m.file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), m.from); n != 1 {
			t.Errorf("%s: %s has %q %d times, not once", m.name, m.file, m.from, n)
		}
		if (m.killer == "") == (m.equivalent == "") {
			t.Errorf("%s: needs a killer or a reason", m.name)
		}
	}
}

// overlayOf returns the file for the flag -overlay with which a file has another text in
// place of one.
func overlayOf(t *testing.T, file, from, to string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mutant := filepath.Join(dir, filepath.Base(file))
	if err := os.WriteFile(mutant, []byte(strings.Replace(string(text), from, to, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(map[string]any{"Replace": map[string]string{abs: mutant}})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return overlay
}

// TestMutantsDie: go test ./explore -run MutantsDie -mutants
func TestMutantsDie(t *testing.T) {
	if !*runMutants {
		t.Skip("asks for -mutants")
	}
	for _, m := range mutants {
		t.Run(strings.ReplaceAll(m.name, " ", "_"), func(t *testing.T) {
			overlay := overlayOf(t, m.file, m.from, m.to)
			out, err := exec.Command("go", "test", "-short", "-failfast", "-timeout", "30s", "-overlay", overlay, ".", "-rapid.nofailfile").CombinedOutput()
			switch {
			case strings.Contains(string(out), "[build failed]"):
				t.Fatalf("does not build: %s", out)
			case err == nil && m.equivalent == "":
				t.Error("survived")
			case err != nil && m.equivalent != "":
				t.Errorf("is not equivalent:\n%s", out)
			}
			t.Logf("%s", out)
		})
	}
}
