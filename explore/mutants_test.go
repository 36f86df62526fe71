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
	{`dep: a failed CAS writes`, `internal/engine/engine.go`,
		`ev.Before, ev.After, ev.Write, ev.Opaque = before, after, wrote, opaque`,
		`ev.Before, ev.After, ev.Write, ev.Opaque = before, after, wrote || ev.Op == CAS, opaque`,
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
`,
		`			s.conf[c>>6] &^= 1 << (c & 63)
`,
		"TestRealTimeLitmus", ""},
	{`kind: CAS not judged anew when moved`, `internal/engine/analyse.go`,
		`write = holds(ev.guard, ev.Arg, before)`,
		`_ = before`,
		"TestRing", ""},
	{`hash: no choice value`, `internal/engine/analyse.go`,
		`s.hash[j] = mix(hpo + sum ^ identity(ev.Thread, ev.Choice))`,
		`s.hash[j] = mix(hpo + sum ^ identity(ev.Thread, 0))`,
		"TestRandomPrograms", ""},
	{`hash: no conflicts`, `internal/engine/analyse.go`,
		`s.hash[j] = mix(hpo + sum ^ identity`,
		`s.hash[j] = mix(hpo ^ identity`,
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
		`if i := o.find(h); i >= 0 && i < o.next {`,
		`if i := o.find(h); i >= 0 && i < 0 {`,
		"TestRealTimeLitmus", ""},
	{`sleep: outer pending ones count too`, `internal/engine/analyse.go`,
		`i >= 0 && i < o.next {`,
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
		`if f.inside || f.next > 0 {
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
		`t.clock.join(e.threads[c].clock)`,
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
	{`race: atomics not checked against plain`, `internal/engine/race.go`,
		`if e.raced.cells.used > 0 && (order == 0 || order&Watched != 0) {`,
		`if false {`,
		"TestRaces", ""},
	{`race: plain not checked against atomics`, `internal/engine/race.go`,
		`		e.checkSteps(word, mask, write)
`,
		``,
		"TestRaces", ""},
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
	{`orders: one direction only`, `internal/engine/history.go`,
		`			pre = ordered(pre, n, w, p.call, p.ret)
`,
		`			return true
`,
		"TestRealTimeLitmus", ""},
	{`orders: ret stamped at first`, `internal/engine/history.go`,
		`pair{int(e.spans[a].Last), int(e.spans[b].First)}`,
		`pair{int(e.spans[a].First), int(e.spans[b].First)}`,
		"TestRealTimeLitmus", ""},
	{`orders: no closure`, `internal/engine/history.go`,
		`			or(r, pre[x*w:x*w+w])
`,
		`			set(r, x)
`,
		"TestRealTimeLitmus", ""},
	{`cache: key forgets results`, `linearizable.go`,
		`fmt.Fprintf(&key, "%v;", results[a])`,
		``,
		"TestLinearizable", ""},
	{`cache: key forgets order`, `linearizable.go`,
		`key.WriteByte('1')`,
		`key.WriteByte('0')`,
		"TestLinearizable", ""},
	{`engine: E4 not checked`, `internal/engine/engine.go`,
		`if i < e.known && (ev`,
		`if false && (ev`,
		"TestTwiceNamesNondeterminism", ""},
	{`engine: E4 values not checked`, `internal/engine/engine.go`,
		`if e.n < e.known && (ev.Write`,
		`if false && (ev.Write`,
		"TestTwiceNamesNondeterminism", ""},
	{`engine: a panic is ignored`, `internal/engine/thread.go`,
		`if !t.dying {
		e.fail(Failure{Kind: Panicked`,
		`if false {
		e.fail(Failure{Kind: Panicked`,
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
		`case ended:`,
		`case false:`,
		"TestVerdicts", ""},
	{`verdict: nothing met not told`, `explorer.go`,
		`case res.Steps == 0:`,
		`case false:`,
		"TestVerdicts", ""},
	{`rwmutex: writers do not keep readers out`, `sync/rwmutex.go`,
		`func noWriter(v uint64) bool  { return v < writerWaits }`,
		`func noWriter(v uint64) bool  { return v < writerHolds }`,
		"TestSync", ""},
	{`cond: late waiter takes the signal`, `sync/cond.go`,
		`if ticket < limit {`,
		`if limit >= 0 {`,
		"TestSignalWakesAny", ""},
	{`mutex: unlock does not free`, `sync/mutex.go`,
		`e.LeaveOrdered(v, 0, true,`,
		`e.LeaveOrdered(v, v, true,`,
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
		if !strings.Contains(string(text), m.from) {
			t.Errorf("%s: %s has no %q any more", m.name, m.file, m.from)
		}
		if (m.killer == "") == (m.equivalent == "") {
			t.Errorf("%s: needs a killer or a reason", m.name)
		}
	}
}

// TestMutantsDie: go test ./explore -run MutantsDie -mutants
func TestMutantsDie(t *testing.T) {
	if !*runMutants {
		t.Skip("asks for -mutants")
	}
	for _, m := range mutants {
		t.Run(strings.ReplaceAll(m.name, " ", "_"), func(t *testing.T) {
			text, err := os.ReadFile(m.file)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			file := filepath.Join(dir, filepath.Base(m.file))
			if err := os.WriteFile(file, []byte(strings.Replace(string(text), m.from, m.to, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			abs, err := filepath.Abs(m.file)
			if err != nil {
				t.Fatal(err)
			}
			overlay := filepath.Join(dir, "overlay.json")
			b, err := json.Marshal(map[string]any{"Replace": map[string]string{abs: file}})
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(overlay, b, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command("go", "test", "-short", "-failfast", "-timeout", "30s", "-overlay", overlay, ".", "-rapid.nofailfile").CombinedOutput()
			switch {
			case strings.Contains(string(out), "[build failed]"):
				t.Fatalf("does not build: %s", out)
			case err == nil && m.equivalent == "":
				t.Error("survived")
			case err != nil && m.equivalent != "":
				t.Errorf("is not equivalent:\n%s", out)
			}
		})
	}
}
