package scenario

import (
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/mirror/pool"
	tinypool "github.com/poolproof/poolproof/explore/internal/mirror/tinypool"
)

// wrongPool is a pool that breaks one law.
type wrongPool struct {
	cache
	put      func(x *thing)
	get      func() *thing
	getLocal func() (*thing, bool)
	rotate   func()
	inspect  func() (string, bool, int)
	keeps    []*thing
}

func (w *wrongPool) Put(x *thing) {
	if w.put != nil {
		w.put(x)
		return
	}
	w.cache.Put(x)
}

func (w *wrongPool) Get() *thing {
	if w.get != nil {
		return w.get()
	}
	return w.cache.Get()
}

func (w *wrongPool) GetLocal() (*thing, bool) {
	if w.getLocal != nil {
		return w.getLocal()
	}
	return w.cache.GetLocal()
}

func (w *wrongPool) Rotate() {
	if w.rotate != nil {
		w.rotate()
		return
	}
	w.cache.Rotate()
}

func (w *wrongPool) Inspect() (string, bool, int) {
	if w.inspect != nil {
		return w.inspect()
	}
	return w.cache.Inspect()
}

// Each law of a pool is seen to be broken, by its number, without a model (N2); and a right
// pool breaks none of them in the same scenario.
func TestLawsRejectWrongPools(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		config           Config
		wrong            func(w *wrongPool, p *pooled)
	}{
		{"loses a value", "pp", "P6: 2 is lost, though it was cleared 1 times at most", Config{}, func(w *wrongPool, p *pooled) {
			w.put = func(x *thing) {
				if x.value != 2 {
					w.cache.Put(x)
				}
			}
		}},
		{"gives a value twice", "pgg", "P1: 1 is got twice", Config{}, func(w *wrongPool, p *pooled) {
			w.get = func() *thing { w.cache.Get(); return p.things[1] }
		}},
		{"gives a value twice in the end", "pg", "P1: 1 is got twice (at the end)", Config{}, func(w *wrongPool, p *pooled) {
			w.get = func() *thing { w.cache.Get(); return p.things[1] }
		}},
		{"invents a value", "pg", "P1: 7 is got, which was not put", Config{}, func(w *wrongPool, p *pooled) {
			w.get = func() *thing { return &thing{value: 7} }
			p.from = make([]int, 8)
		}},
		{"gives what is put later", "gp", "P1: 1 is got before it is put", Config{}, func(w *wrongPool, p *pooled) {
			w.get = func() *thing { w.get = nil; open(); return &thing{value: 1} }
		}},
		{"keeps values too long", "pRRg", "P6: 1 is got after 2 clearings", Config{}, func(w *wrongPool, p *pooled) { w.rotate = open }},
		{"keeps values longer than was asked", "pRRRg", "P6: 1 is got after 3 clearings", Config{Keep: 2}, func(w *wrongPool, p *pooled) { w.rotate = open }},
		{"GetLocal looks at what was cleared", "pRl", "P6: 1 is got after 1 clearings", Config{}, func(w *wrongPool, p *pooled) {
			w.getLocal = func() (*thing, bool) { x := w.cache.Get(); return x, x != nil }
		}},
		{"GetLocal looks elsewhere", "p | l", "GetLocal on P 1 found 1, which was put on P 0", Config{}, func(w *wrongPool, p *pooled) {
			w.getLocal = func() (*thing, bool) { explore.On(0); return w.cache.GetLocal() }
		}},
		{"GetLocal answers wrongly", "l", "GetLocal answers true, with 0", Config{}, func(w *wrongPool, p *pooled) {
			w.getLocal = func() (*thing, bool) { return nil, true }
		}},
		{"refers to what was got", "pg", "P6: the pool still refers to 1, which was got", Config{}, func(w *wrongPool, p *pooled) {
			w.put = func(x *thing) { w.keeps = append(w.keeps, x); w.cache.Put(x) }
		}},
		{"refers to what was cleared", "p | c", "P6: after 2 clearings the pool still refers to 1", Config{}, func(w *wrongPool, p *pooled) {
			rotations := 0
			w.put = func(x *thing) { w.keeps = append(w.keeps, x) }
			w.rotate = func() {
				if rotations++; rotations == 3 {
					w.keeps = nil
				}
			}
		}},
		{"is in the registry twice", "p", "P8: the pool is in use, and 2 times in the registry", Config{}, func(w *wrongPool, p *pooled) {
			w.inspect = func() (string, bool, int) { return "", false, 2 }
		}},
		{"is not in the registry", "p", "P8: the pool is in use, and 0 times in the registry", Config{}, func(w *wrongPool, p *pooled) {
			w.inspect = func() (string, bool, int) { return "", false, 0 }
		}},
		{"is not as it should be at rest", "p", "P9: so", Config{}, func(w *wrongPool, p *pooled) {
			w.inspect = func() (string, bool, int) { return "P9: so", true, 0 }
		}},
		{"is never idle", "p", "P8: after 2 clearings the pool is not idle", Config{}, func(w *wrongPool, p *pooled) {
			w.inspect = func() (string, bool, int) { return "", false, 1 }
		}},
		{"is kept by the registry", "p", "P8: the registry leads to 1", Config{}, func(w *wrongPool, p *pooled) {
			w.put = func(x *thing) { p.roots = append(p.roots, x); w.cache.Put(x) }
		}},
		{"leaves its entry behind", "/ p / x c", "P8: the pool was given up, then the garbage was collected, and the registry still has an entry", Config{}, func(w *wrongPool, p *pooled) {
			p.known = func() int { return 1 }
		}},
		{"tells twice", "pRR", "P12: nobody got 1, and it is told 2 times to be given up", Config{Evict: true}, func(w *wrongPool, p *pooled) {
			w.rotate = func() {
				if w.cache.Rotate(); p.gone[1] == 1 {
					p.evicted(p.things[1])
				}
			}
		}},
		{"tells nothing", "pRR", "P12: nobody got 1, and it is told 0 times to be given up", Config{Evict: true}, func(w *wrongPool, p *pooled) {
			w.rotate = func() { w.cache.Rotate(); p.gone[1] = 0 }
		}},
		{"tells of what is got", "pg", "P12: 1 is got, and told to be given up", Config{Evict: true}, func(w *wrongPool, p *pooled) {
			w.get = func() *thing {
				x := w.cache.Get()
				if x != nil {
					p.evicted(x)
				}
				return x
			}
		}},
		{"tells of a value that it races for", "p | R", "data race", Config{Evict: true}, func(w *wrongPool, p *pooled) {
			w.rotate = func() {
				if x := p.things[1]; x != nil {
					p.evicted(x)
				}
			}
		}},
		{"holds more than its bound", "pp", "P13: the pool holds 2 values, and its bound is 1", Config{Evict: true, Bound: 1}, func(w *wrongPool, p *pooled) {
			w.cache = new(tinypool.Pool[*thing])
		}},
		{"counts more drops", "p", "P14: nobody got 0 values, and 1 are counted in Drops", Config{Keep: 2}, counts(func(s *pool.Stats) { s.Drops++ })},
		{"counts fewer drops", "pRRR", "P14: nobody got 1 values, and 0 are counted in Drops", Config{Keep: 2}, counts(func(s *pool.Stats) { s.Drops-- })},
		{"counts more hits", "p", "Stats counts 2 hits and 2 misses, and there were 1 and 2", Config{Keep: 2}, counts(func(s *pool.Stats) { s.Hits++ })},
		{"counts fewer misses", "p", "Stats counts 1 hits and 1 misses, and there were 1 and 2", Config{Keep: 2}, counts(func(s *pool.Stats) { s.Misses-- })},
		{"counts more that were told", "pRR", "P14: 1 values were told to Evicted, and 2 are counted", Config{Evict: true}, counts(func(s *pool.Stats) { s.Evicted++ })},
		{"clears too often", "pR", "P7: 4 clearings, and 3 reasons for one", Config{}, counts(func(s *pool.Stats) { s.Clearings++ })},
		{"counts more steals", "pR", "Stats counts 1 steals and 1 victim hits, of 1 values that were got", Config{}, counts(func(s *pool.Stats) { s.Steals++ })},
		{"counts fewer victim hits", "pR / g", "Stats counts 0 victim hits, and 1 values were got that had been cleared", Config{}, counts(func(s *pool.Stats) { s.VictimHits-- })},
	} {
		if raceEnabled && c.want == "data race" { // which Go's detector reports as well
			continue
		}
		s, err := Parse("pool", c.text)
		if err != nil {
			t.Fatal(err)
		}
		c.config.Subject, c.config.Model = "pool", None
		table := poolTable(c.config, s)
		if r := explore.Linearizable(explore.Config{}, table); r.Verdict != explore.Exhausted {
			t.Errorf("%s: the right one: %v", c.name, r)
		}
		fresh := table.New
		table.New = func() *pooled {
			p := fresh()
			w := &wrongPool{cache: p.cache}
			p.cache = w
			c.wrong(w, p)
			return p
		}
		table.Fewer = nil
		if r := explore.Linearizable(explore.Config{}, table); r.Verdict != explore.Violated || !strings.HasPrefix(r.Failure, c.want) {
			t.Errorf("%s: %v %s, want %s", c.name, r.Verdict, r.Failure, c.want)
		}
	}
}

// counts is a pool that counts something else than it should.
func counts(wrong func(s *pool.Stats)) func(*wrongPool, *pooled) {
	return func(_ *wrongPool, p *pooled) {
		right := p.stats
		p.stats = func() pool.Stats {
			s := right()
			wrong(&s)
			return s
		}
	}
}

// A pool's histories are judged by the model where it has one, whatever the options.
func TestHistoriesOfPoolsAreJudged(t *testing.T) {
	for _, c := range []struct {
		config Config
		text   string
		judged bool
	}{
		{Config{}, "p | g | R", true}, {Config{Evict: true}, "p | g | R", true}, {Config{}, "p | l", true},
		{Config{Keep: 2}, "p | g", false}, {Config{Bound: 1}, "p | g", false}, {Config{Model: None}, "p | g", false}, {Config{}, "p | c", false},
	} {
		c.config.Subject = "pool"
		if r, err := Run(c.config, c.text); err != nil || r.Histories > 0 != c.judged {
			t.Errorf("%+v %s: %d histories, judged: %t, %v", c.config, c.text, r.Histories, c.judged, err)
		}
	}
}
