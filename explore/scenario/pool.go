package scenario

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/mirror/chain"
	"github.com/poolproof/poolproof/explore/internal/mirror/pool"
	rings "github.com/poolproof/poolproof/explore/internal/mirror/rings"
	tinypool "github.com/poolproof/poolproof/explore/internal/mirror/tinypool"
	"github.com/poolproof/poolproof/explore/sync"
	"github.com/poolproof/poolproof/model"
)

var poolLetters = []letter{
	{'p', "Put", true},
	{'g', "Get", true},
	{'l', "GetLocal", true},
	{'r', "Put of what was got last", true},
	{'R', "Rotate", true},
	{'c', "a garbage collection", true},
	{'m', "migrate to another P", true},
	{'G', "GOMAXPROCS plus or minus one", true},
	{'x', "give the pool up", true},
}

// drained is the call that a scenario of a pool ends with, whatever its text says: once
// every thread has ended, it gets all that can be got on each P in turn, and then
// clears the pool twice.
const drained = 'd'

// thing is what is put.
type thing struct {
	value int
	count int  // of those who held it, plain: P2 is what orders them
	out   bool // it was got
}

// pooled is the pool of one execution.
type pooled struct {
	cache
	roots  []any      // what its package keeps
	known  func() int // how many entries its package's registry has
	stats  func() pool.Stats
	things []*thing // by value, nil if it was not put yet
	got    []*thing // by thread, what it got last
	home   []int    // by thread, the P on which it is
	late   []int    // what the end found
	gone   []int    // by value: how often the pool told that it gave it up
	keep   int      // clearings that a value survives
	kept   string   // what is wrong at the end
	most   int      // Ps, at most

	hits, misses uint64     // what its Gets answered
	stole        []bool     // by P: a Get was there, which may have stolen
	from         []int      // by value: the P on which it was put
	astray       string     // what a GetLocal found that it may not
	end          pool.Stats // what the pool has counted by the end
}

// cache is the pool as it is shipped, or the tiny one.
type cache interface {
	Put(*thing)
	Get() *thing
	GetLocal() (*thing, bool)
	Rotate()
	Inspect() (broken string, idle bool, registered int)
}

// runPool explores the pool.
func runPool(c Config, s Scenario) explore.Report {
	if c.Model == Strict && c.poolSpecification(s) == nil {
		return explore.Report{Failure: "the strict model does not judge collections beside other calls: when they clear is not told"}
	}
	shaping.Lock()
	defer shaping.Unlock()
	chain.Sizes(c.first(), c.limit())
	rings.StartAt(c.Index)
	return c.repeatable(s, explore.Linearizable(c.Explore, poolTable(c, s)))
}

// poolTable is a scenario of a pool as a table.
func poolTable(c Config, s Scenario) explore.Table[*pooled, any] {
	calls, puts := s.poolCalls()
	var made *pooled
	threads, homes := len(s.Threads), s.homes(c)
	t := explore.Table[*pooled, any]{New: func() *pooled {
		explore.Procs(c.procs())
		made = &pooled{cache: new(tinypool.Pool[*thing]), roots: tinypool.Roots(), known: tinypool.Entries, things: make([]*thing, puts+1), got: make([]*thing, threads+1), home: make([]int, threads+1)}
		copy(made.home, homes)
		made.most = c.procs() + strings.Count(strings.Join(s.Threads, "")+s.First+s.Last, "G")
		made.gone, made.keep = make([]int, puts+1), max(1, c.Keep)
		made.from, made.stole = make([]int, puts+1), make([]bool, made.most)
		evicted := made.evicted
		if !c.Evict {
			evicted = nil
		}
		special := c.Evict || c.Bound > 0 || c.Keep > 1
		switch {
		case special && c.Shipped:
			made.cache = pool.New(pool.Config[*thing]{New: made.none, Evicted: evicted, Bound: c.Bound, Clearings: c.Keep, Count: true})
		case special:
			made.cache = tinypool.New(tinypool.Config[*thing]{New: made.none, Evicted: evicted, Bound: c.Bound, Clearings: c.Keep, Count: true})
		case c.Shipped:
			made.cache = new(pool.Pool[*thing])
		}
		if c.Shipped {
			made.roots, made.known = pool.Roots(), pool.Entries
		}
		switch c := made.cache.(type) {
		case *pool.Pool[*thing]:
			made.stats = c.Stats
		case *tinypool.Pool[*thing]:
			made.stats = func() pool.Stats { return pool.Stats(c.Stats()) }
		}
		return made
	}}
	rest := calls
	changes := strings.Contains(strings.Join(s.Threads, "")+s.First+s.Last, "G")
	take := func(thread, n int, alone bool) (ops []poolOp) {
		for _, call := range rest[:n] {
			ops = append(ops, call.onPool(c, thread, alone, changes))
		}
		rest = rest[n:]
		return ops
	}
	t.Init = take(0, len(s.First), true)
	for i, th := range s.Threads {
		t.Parallel = append(t.Parallel, take(i+1, len(th), false))
		t.Threads = append(t.Threads, fmt.Sprintf("thread %d", i+1))
	}
	t.Post = take(0, len(rest), true)
	laws := &poolLaws{
		calls: calls, scenario: s, things: puts, keep: max(1, c.Keep), tells: c.Evict, bound: c.Bound,
		counts: c.Evict || c.Bound > 0 || c.Keep > 1,
	}
	t.Ended = func(done []explore.Call, mayPrecede func(a, b int) bool) string {
		return laws.judge(made, done, mayPrecede)
	}
	if spec := c.poolSpecification(s); spec != nil {
		t.Judge = func(done []explore.Call) string { return explainedPool(*spec, done) }
	}
	t.Fewer = func(keep []bool) explore.Table[*pooled, any] { return poolTable(c, s.fewer(keep)) }
	return t
}

// checkPool says what is wrong with a Config of a pool.
func checkPool(c Config) error {
	if c.Procs < 0 || c.Procs > maxProcs {
		return fmt.Errorf("%d Ps: give a number from 1 to %d", c.Procs, maxProcs)
	}
	if c.Bound < 0 || c.Keep < 0 {
		return fmt.Errorf("a bound of %d and %d clearings: give numbers from 0 on", c.Bound, c.Keep)
	}
	if c.Model == Strict && (c.Bound > 0 || c.Keep > 1) {
		return fmt.Errorf("the strict model is of pools without a bound that keep values for one clearing; give another one")
	}
	return checkDeque(c)
}

const maxProcs = 64

func (c Config) procs() int {
	if c.Procs == 0 {
		return 2
	}
	return c.Procs
}

// poolSpecification returns what judges histories, nil if nothing does. A collection
// clears the pool at a time of its own, which no history tells.
func (c Config) poolSpecification(s Scenario) *model.Spec {
	var spec model.Spec
	switch {
	case c.Model == None || c.Keep > 1 || c.Bound > 0 || strings.ContainsAny(strings.Join(s.Threads, ""), "c"):
		return nil
	case c.Model == Strict:
		spec = model.StrictPool()
	default:
		spec = model.TruePool()
	}
	return &spec
}

// homes says on which P each thread begins: those that touch the pool take turns.
func (s Scenario) homes(c Config) []int {
	at := make([]int, len(s.Threads)+1)
	next := 0
	for i, th := range s.Threads {
		if strings.ContainsAny(th, "pglr") {
			at[i+1] = next % c.procs()
			next++
		}
	}
	if c.Anywhere {
		for i := range at {
			at[i] = -1
		}
	}
	return at
}

// poolCalls are the calls of a scenario in the order of an explore.Table, and how many
// things they put.
func (s Scenario) poolCalls() (calls []call, puts int) {
	add := func(letters string) {
		for i := range len(letters) {
			c := call{kind: letters[i]}
			if c.kind == 'p' || c.kind == 'r' {
				puts++
				c.value = puts
			}
			calls = append(calls, c)
		}
	}
	add(s.First)
	for _, th := range s.Threads {
		add(th)
	}
	add(s.Last)
	if !s.givenUp() {
		add(string(drained))
	}
	return calls, puts
}

func (s Scenario) givenUp() bool {
	return strings.Contains(s.First+strings.Join(s.Threads, "")+s.Last, "x")
}

type poolOp = explore.Op[*pooled, any]

// onPool is a call as a table has it.
func (c call) onPool(cfg Config, thread int, alone, changes bool) poolOp {
	at := func(do func(p *pooled) result) func(*pooled) any {
		return func(p *pooled) any {
			explore.On(p.home[thread])
			r := do(p)
			r.kind = c.kind
			return r
		}
	}
	fixed := !cfg.Anywhere && !changes // each thread knows its P
	switch c.kind {
	case 'p':
		return poolOp{Name: fmt.Sprintf("Put %d", c.value), Do: at(func(p *pooled) result {
			x := &thing{value: c.value}
			p.things[c.value] = x
			return p.put(x, thread)
		})}
	case 'r':
		return poolOp{Name: fmt.Sprintf("Put again, as %d", c.value), Do: at(func(p *pooled) result {
			x := p.got[thread]
			if x == nil {
				return result{}
			}
			p.got[thread] = nil
			*explore.W(&x.value) = c.value
			p.things[c.value] = x
			return p.put(x, thread)
		})}
	case 'g':
		return poolOp{Name: "Get", Do: at(func(p *pooled) result {
			if home := p.home[thread]; home >= 0 {
				note(&p.stole[home], true)
			}
			return p.took(p.Get(), thread)
		})}
	case 'l':
		return poolOp{Name: "GetLocal", Do: at(func(p *pooled) result {
			x, ok := p.GetLocal()
			r := p.took(x, thread)
			switch home := p.home[thread]; {
			case ok != r.ok:
				note(&p.astray, fmt.Sprintf("GetLocal answers %t, with %d", ok, r.value))
			case r.ok && fixed && !noted(&p.stole[home]) && p.from[r.value] != home:
				note(&p.astray, fmt.Sprintf("GetLocal on P %d found %d, which was put on P %d", home, r.value, p.from[r.value]))
			}
			return r
		})}
	case 'R':
		return poolOp{Name: "Rotate", Do: at(func(p *pooled) result { p.Rotate(); return result{ok: true} })}
	case 'c':
		return poolOp{Name: "collection", Do: at(func(p *pooled) result {
			explore.GC()
			if alone {
				explore.Settle()
			}
			return result{ok: true}
		})}
	case 'm':
		return poolOp{Name: "migrate", Do: func(p *pooled) any {
			if n := cfg.procs(); !cfg.Anywhere && n > 1 {
				p.home[thread] = (p.home[thread] + 1 + explore.Choose(n-1)) % n
			}
			return result{kind: c.kind, ok: true}
		}}
	case 'G':
		return poolOp{Name: "GOMAXPROCS", Do: func(*pooled) any {
			n := explore.Procs(0)
			to := n + 1
			if n > 1 && explore.Choose(2) == 0 {
				to = n - 1
			}
			explore.Procs(to)
			return result{c.kind, to, true}
		}}
	case 'x':
		return poolOp{Name: "give up", Do: func(p *pooled) any {
			explore.Drop(p.cache)
			return result{kind: c.kind, ok: true}
		}}
	default:
		return poolOp{Name: "the end", Do: func(p *pooled) any { p.drain(); return result{kind: c.kind, ok: true} }}
	}
}

// took is what a thread has got, nil if nothing.
func (p *pooled) took(x *thing, thread int) result {
	if x == nil {
		count(&p.misses)
		return result{}
	}
	count(&p.hits)
	p.got[thread] = x
	*explore.W(&x.count)++
	x.out = true
	return result{value: *explore.R(&x.value), ok: true}
}

func (p *pooled) put(x *thing, thread int) result {
	p.from[x.value] = p.home[thread]
	*explore.W(&x.count)++
	x.out = false
	p.Put(x)
	return result{value: x.value, ok: true}
}

// drain ends an execution.
func (p *pooled) drain() {
	explore.Settle()
	explore.Procs(p.most) // so that nothing stays private to a P that is gone
	broken, idle, registered := p.Inspect()
	p.kept = broken
	if p.kept == "" && !idle && registered != 1 {
		p.kept = fmt.Sprintf("P8: the pool is in use, and %d times in the registry", registered)
	}
	for at := range p.most {
		explore.On(at)
		for range 2 * len(p.things) {
			x := p.Get()
			if x == nil {
				count(&p.misses)
				break
			}
			count(&p.hits)
			p.late = append(p.late, *explore.R(&x.value))
			x.out = true
		}
	}
	if v := p.reached(p.cache, func(x *thing) bool { return x.out }); v > 0 && p.kept == "" {
		p.kept = fmt.Sprintf("P6: the pool still refers to %d, which was got", v)
	}
	for range p.keep + 1 {
		p.Rotate()
	}
	if v := p.reached(p.cache, func(*thing) bool { return true }); v > 0 && p.kept == "" {
		p.kept = fmt.Sprintf("P6: after %d clearings the pool still refers to %d", p.keep+1, v)
	}
	if broken, idle, _ := p.Inspect(); p.kept == "" && (broken != "" || !idle) {
		p.kept = cmp.Or(broken, fmt.Sprintf("P8: after %d clearings the pool is not idle", p.keep+1))
	}
	p.end = p.stats()
}

// none is the pool's New: there is nothing to be got.
func (p *pooled) none() *thing {
	open()
	return nil
}

// open is what a function of the pool's user may do: wait. Who is pinned may not (pin.K4).
func open() {
	var m sync.Mutex
	m.Lock()
	//lint:ignore SA2001 to wait is the point
	m.Unlock()
}

// evicted is told what the pool gives up.
func (p *pooled) evicted(x *thing) {
	open()
	*explore.W(&x.count)++ // P2
	p.gone[*explore.R(&x.value)]++
}

// reached returns the value of a thing among some that root leads to, or 0.
func (p *pooled) reached(root any, some func(*thing) bool) int {
	var objects []any
	for _, x := range p.things {
		if x != nil && some(x) {
			objects = append(objects, x)
		}
	}
	for i, yes := range explore.Reached(root, objects...) {
		if yes {
			return objects[i].(*thing).value
		}
	}
	return 0
}
