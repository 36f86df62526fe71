package stress

import (
	"context"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/pool"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Each workload alone finds nothing and meets what it is for (S4).
func TestWorkloads(t *testing.T) {
	for _, w := range Workloads() {
		t.Run(w.Name, func(t *testing.T) {
			c := Config{Workloads: []string{w.Name}, Seed: 1, For: 2 * time.Second}
			for {
				res, err := Run(context.Background(), c)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%+v", res)
				if res.Verdict == verdict.Violated {
					t.Fatalf("%s\n%s", res.Evidence, res.Replay)
				}
				if res.Verdict == verdict.Sampled {
					return
				}
				if c.For *= 2; c.For > 20*time.Second { // a busy machine: give it more time
					t.Fatalf("%v: %s", res.Verdict, res.Evidence)
				}
			}
		})
	}
}

// S5, and that a run ends when its context does, with a verdict.
func TestARunEndsWithItsContextAndLeavesNothingBehind(t *testing.T) {
	procs := runtime.GOMAXPROCS(0)
	ctx, cancel := context.WithCancel(context.Background())
	calls := 0
	res, err := Run(ctx, Config{Seed: 1, Progress: func(c Counts) {
		if calls++; calls == 3 {
			cancel()
		}
	}})
	if err != nil || calls < 3 {
		t.Fatal(calls, err)
	}
	if res.Verdict == verdict.Violated || res.Operations == 0 {
		t.Errorf("%+v", res)
	}
	if now := runtime.GOMAXPROCS(0); now != procs {
		t.Errorf("GOMAXPROCS was %d and is %d", procs, now)
	}
}

// A run that met too little is unknown (S4).
func TestAShortRunIsUnknown(t *testing.T) {
	res, err := Run(context.Background(), Config{For: time.Nanosecond})
	if err != nil || res.Verdict != verdict.Unknown {
		t.Errorf("%v, %v: %s", res.Verdict, err, res.Evidence)
	}
}

func TestBadConfigs(t *testing.T) {
	for _, c := range []struct {
		Config
		want string
	}{
		{Config{Workloads: []string{"ring", "rng"}}, `unknown scenario "rng"; there are pool, pools, rotate, guarded, oldpool, ring, chain, sync.Pool`},
		{Config{For: -time.Second}, "negative duration -1s"},
		{Config{Procs: -1}, "negative number of processors -1"},
	} {
		if _, err := Run(context.Background(), c.Config); err == nil || err.Error() != c.want {
			t.Errorf("%+v: %v", c.Config, err)
		}
	}
}

// Pools and deques that are wrong, each in one way, and what must be said of them.

func TestWrongSubjectsAreFound(t *testing.T) {
	if raceEnabled {
		t.Skip("what is wrong here is a data race as well, and the detector ends the test for it")
	}
	for name, c := range map[string]struct {
		run  func(*turn)
		want string
	}{
		"hands out twice": {func(t *turn) {
			poolTurn(t, func(h *home) cache { return &doublePool{cache: std(h)} }, 1, false)
		}, "S1: goroutine"},
		"invents": {func(t *turn) {
			poolTurn(t, func(h *home) cache { return &inventingPool{cache: std(h)} }, 1, false)
		}, "S1: Get returned an item that this pool never made"},
		"mixes pools up": {func(t *turn) {
			poolTurn(t, func(h *home) cache { return &mixingPool{cache: std(h)} }, 1, false)
		}, "S1: Get returned an item that this pool never made"},
		"evicts what is held": {func(t *turn) {
			poolTurn(t, func(h *home) cache { return &evictingPool{t.guarded(h).(*pool.Pool[*item]), h} }, 1, true)
		}, "S1: an item was evicted that 77 holds"},
		"scribbles": {func(t *turn) {
			poolTurn(t, func(h *home) cache { return &scribblingPool{cache: std(h)} }, 1, false)
		}, "S2:"},
		"doubles":     {func(t *turn) { t.deque(&wrongDeque{deque: new(growing), double: true}, 1000, 0) }, "S3: "},
		"loses":       {func(t *turn) { t.deque(&wrongDeque{deque: new(growing), lose: true}, 1000, 0) }, "never left"},
		"reorders":    {func(t *turn) { t.deque(&wrongDeque{deque: new(growing), reorder: true}, 1000, 0) }, "S3: a thief got value"},
		"turns round": {func(t *turn) { t.deque(&turnedDeque{new(growing)}, 1000, 0) }, "S3: the owner popped value"},
	} {
		t.Run(name, func(t *testing.T) {
			saved := workloads
			defer func() { workloads = saved }()
			workloads = []Workload{{Name: "wrong", run: c.run}}
			res, err := Run(context.Background(), Config{For: time.Minute})
			if err != nil || res.Verdict != verdict.Violated || !strings.Contains(res.Evidence, c.want) {
				t.Errorf("%v, %v: %s", res.Verdict, err, res.Evidence)
			}
		})
	}
}

type doublePool struct {
	cache
	last atomic.Pointer[item]
}

func (p *doublePool) Get() *item {
	if x := p.last.Swap(nil); x != nil {
		return x
	}
	x := p.cache.Get()
	p.last.Store(x)
	return x
}

type inventingPool struct {
	cache
	n atomic.Int64
}

func (p *inventingPool) Get() *item {
	if p.n.Add(1)%100 == 0 {
		return new(item)
	}
	return p.cache.Get()
}

// mixingPool hands out another pool's items at times.
type mixingPool struct {
	cache
	n     atomic.Int64
	other home
}

func (p *mixingPool) Get() *item {
	if p.n.Add(1)%100 == 0 {
		return p.other.new()
	}
	return p.cache.Get()
}

// evictingPool hands out new items alone, and has been given others that somebody holds.
type evictingPool struct {
	*pool.Pool[*item]
	h *home
}

func (p *evictingPool) Get() *item { return p.h.new() }

func (p *evictingPool) Put(x *item) {
	x.holder.Store(77)
	p.Pool.Put(x)
}

type scribblingPool struct {
	cache
	n atomic.Int64
}

func (p *scribblingPool) Get() *item {
	x := p.cache.Get()
	if p.n.Add(1)%100 == 0 {
		x.mark++
	}
	return x
}

type wrongDeque struct {
	deque
	double, lose, reorder bool
}

func (d *wrongDeque) PushHead(v value) bool {
	if v.n == 777 {
		switch {
		case d.double:
			d.deque.PushHead(v)
		case d.lose:
			return true
		case d.reorder: // pushed late, before an old value of nobody's
			v, w := value{778, ^uint64(778)}, v
			return d.deque.PushHead(v) && d.deque.PushHead(w)
		}
	}
	if d.reorder && v.n == 778 {
		return true
	}
	return d.deque.PushHead(v)
}

// turnedDeque gives its owner the oldest value.
type turnedDeque struct{ deque }

func (d *turnedDeque) PopHead() (value, bool) { return d.deque.PopTail() }
