package linearizability

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/poolproof/poolproof/model"
)

var (
	seed    = flag.Uint64("seed", 1, "seed of the scenarios")
	round   = flag.Int("round", -1, "run this round alone; -1 runs all")
	thieves = flag.Int("thieves", -1, "number of thieves, 1 to 8; 0 means another number each round; -1 all of these")
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// enough is how often a run has to meet each interesting case (L3). On a busy machine
// that takes more rounds, as goroutines seldom run at the same time there.
const enough = 100

// Real goroutines over the real ring, chain and pool, with 1 to 8 thieves.
func TestReal(t *testing.T) {
	for _, s := range []struct {
		name string
		run  func(Config) Result
		met  func(Result) map[string]int64
	}{
		{"dequeue", deques(Ring), func(r Result) map[string]int64 {
			return map[string]int64{"steal": r.Steals, "pop at the head": r.Pops, "overlap": r.Overlaps, "wrap-around": r.Wraps}
		}},
		{"chain", deques(Chain), func(r Result) map[string]int64 {
			return map[string]int64{"steal": r.Steals, "pop at the head": r.Pops, "overlap": r.Overlaps, "growth": r.Growths}
		}},
		{"pool", func(c Config) Result { return RunPool(context.Background(), c) }, func(r Result) map[string]int64 {
			return map[string]int64{"steal": r.Steals, "victim hit": r.VictimHits, "overlap": r.Overlaps, "excused miss": r.Excused}
		}},
	} {
		t.Run(s.name, func(t *testing.T) {
			var total Result
			for first, deadline := 0, time.Now().Add(time.Minute); ; {
				for n := 1; n <= 8; n++ {
					c := Config{Thieves: n, Seed: *seed, First: first, Rounds: 200}
					if *thieves >= 0 {
						c.Thieves = *thieves
					}
					if *round >= 0 {
						c.First, c.Rounds = *round, 1
					}
					res := s.run(c)
					if res.Failure != nil {
						names, err := res.Failure.Save("failed")
						t.Fatalf("%v\nkept in %v (%v)", res.Failure, names, err)
					}
					total.add(res)
					if *round >= 0 {
						return
					}
				}
				first += 200
				missing := ""
				for what, n := range s.met(total) {
					if n < enough {
						missing += fmt.Sprintf(" %d of %d times a %s;", n, enough, what)
					}
				}
				if missing == "" && (first >= 600 || testing.Short()) {
					break
				}
				if time.Now().After(deadline) {
					t.Fatalf("in a minute the run met only%s (L3)", missing)
				}
			}
			t.Logf("%+v", total)
			if total.Undecided > 0 {
				t.Errorf("%d histories undecided", total.Undecided)
			}
		})
	}
}

func deques(s Subject) func(Config) Result {
	return func(c Config) Result {
		c.Subject = s
		return Run(context.Background(), c)
	}
}

// add sums up what runs met.
func (res *Result) add(r Result) {
	res.Rounds += r.Rounds
	res.Operations += r.Operations
	res.Steals += r.Steals
	res.Pops += r.Pops
	res.Overlaps += r.Overlaps
	res.Growths += r.Growths
	res.Wraps += r.Wraps
	res.Excused += r.Excused
	res.VictimHits += r.VictimHits
	res.Undecided += r.Undecided
}

// The harness finds what is wrong with a deque, and keeps it (L2).
func TestAWrongDequeIsFoundAndKept(t *testing.T) {
	for name, wrong := range map[string]func(d *sequential) Deque{
		"doubles a value": func(d *sequential) Deque { return &doubling{d} },
		"loses a value":   func(d *sequential) Deque { return &losing{d} },
		"steals the new":  func(d *sequential) Deque { return &greedy{d} },
	} {
		t.Run(name, func(t *testing.T) {
			s := Ring
			s.Name = "wrong"
			s.Fresh = func(capacity int, _ uint32) Deque { return wrong(&sequential{capacity: capacity}) }
			// One client after the other is enough to see these.
			res := Run(context.Background(), Config{Subject: s, Thieves: 1, Rounds: 2000})
			if res.Failure == nil {
				t.Fatalf("not found: %+v", res)
			}
			names, err := res.Failure.Save(t.TempDir())
			if err != nil || len(names) != 2 {
				t.Fatal(names, err)
			}
			for i, want := range []string{"-seed 0 -round ", "<html"} {
				content, err := os.ReadFile(names[i])
				if err != nil || !strings.Contains(string(content), want) {
					t.Errorf("%s does not hold %q: %v", names[i], want, err)
				}
			}
		})
	}
}

// A scenario depends on its seed and round alone.
func TestARoundCanBeRepeated(t *testing.T) {
	s := Ring
	var first, second []scenario
	for _, out := range []*[]scenario{&first, &second} {
		s.Fresh = func(capacity int, start uint32) Deque {
			*out = append(*out, scenario{capacity: capacity, start: start})
			return Ring.Fresh(capacity, start)
		}
		Run(context.Background(), Config{Subject: s, Seed: 7, First: len(first) / 2, Rounds: 20})
	}
	for i := range 10 {
		a, b := first[10+i], second[i]
		if a.capacity != b.capacity || a.start != b.start {
			t.Errorf("round %d: %+v and then %+v", 10+i, a, b)
		}
	}
}

// A history that is not judged in time is counted, and is no failure.
func TestUndecidedHistoriesAreCounted(t *testing.T) {
	for round := 0; ; round++ {
		res := Run(context.Background(), Config{Subject: Chain, First: round, Rounds: 1, Limit: 1})
		if res.Failure != nil || res.Rounds != 1 {
			t.Fatalf("%+v", res)
		}
		if res.Undecided == 1 {
			return
		}
		if round == 1000 {
			t.Fatal("a nanosecond was enough for 1000 histories")
		}
	}
}

func TestAWrongNumberOfThievesPanics(t *testing.T) {
	defer func() {
		if got, _ := recover().(string); !strings.HasPrefix(got, "linearizability: 9 thieves") {
			t.Errorf("panicked with %q", got)
		}
	}()
	Run(context.Background(), Config{Subject: Ring, Thieves: 9})
}

// What a run met is what its histories show for certain (L3): a wrap-around if the head got
// there, a growth if more were inside at once than the first ring holds, whatever was stolen.
func TestCountsAreCertain(t *testing.T) {
	for _, c := range []struct {
		subject       Subject
		start         uint32
		pushes, pops  int
		steals        int
		wraps, growth int64
	}{
		{Ring, 0, 8, 0, 0, 0, 0},
		{Ring, ^uint32(1), 2, 0, 0, 0, 0}, // the head is at 0, and no value has passed it
		{Ring, ^uint32(1), 3, 0, 0, 1, 0},
		{Ring, ^uint32(1), 3, 1, 1, 1, 0},
		{Chain, 0, 8, 0, 0, 0, 0},
		{Chain, 0, 9, 0, 0, 0, 1},
		{Chain, 0, 9, 0, 1, 0, 0}, // that one may have been stolen before the last push
		{Chain, 0, 12, 2, 3, 0, 1},
	} {
		var h model.History
		for range c.pushes {
			h = append(h, model.Op{Kind: model.PushHead, OK: true})
		}
		for range c.pops {
			h = append(h, model.Op{Kind: model.PopHead, OK: true})
		}
		for range c.steals {
			h = append(h, model.Op{Kind: model.PopTail, OK: true, Client: 1})
		}
		h = append(h, model.Op{Kind: model.PopTail, Client: 1}, model.Op{Kind: model.PushHead})
		for i := range h { // each overlaps the one before
			h[i].Call, h[i].Return = int64(2*i), int64(2*i+3)
		}
		var res Result
		res.count(c.subject, scenario{start: c.start}, h)
		want := Result{
			Rounds: 1, Operations: int64(len(h)), Steals: int64(c.steals), Pops: int64(c.pops), Overlaps: int64(len(h) - 1),
			Growths: c.growth, Wraps: c.wraps,
		}
		if res != want {
			t.Errorf("%s %+v:\n%+v, want\n%+v", c.subject.Name, c, res, want)
		}
	}
}
