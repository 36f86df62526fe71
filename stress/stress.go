// Package stress runs the ring, the chain and the pool on real goroutines, with real
// garbage collections, as hard as the machine can, and checks every value on its way
// instead of recording histories: what a run of hours does is judged as it happens.
//
//	workload ──► workers ──► checks (first failure ends the run)
//	                └──────► counts ──► Progress, Result ──► verdict
//
// # Laws
//
//	S1  A pooled item has one holder: who gets it stamps it, and takes the stamp off
//	    before putting it back. A double hand-out meets a stamp; an invented item has
//	    no home.
//	S2  What the holder wrote into an item, plainly, the next holder reads. Under
//	    -race the detector checks the order as well.
//	S3  Through a deque every value goes exactly once, and each thief gets values in
//	    the order in which they were pushed.
//	S4  A clean run counts only if it met what it is for: each count has a minimum,
//	    and a run below it is unknown, not sampled.
//	S5  A run leaves GOMAXPROCS and GOGC as they were, and no goroutine behind.
package stress

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/poolproof/poolproof/internal/verdict"
)

// Config says what to run. The zero value of a field means its default.
type Config struct {
	Workloads []string      // by name, in turns; none means all
	For       time.Duration // how long; 0 means until the context ends
	Seed      uint64        // of whatever is random; the scheduling is not
	Procs     int           // GOMAXPROCS to begin with and come back to; 0 means what it is

	// Progress, if not nil, is called a few times a second, by one goroutine at a time.
	Progress func(Counts)
}

// Counts is what a run met so far.
type Counts struct {
	Elapsed    time.Duration // since the run began
	Operations int64         // calls of Put, Get and Rotate, of pushes and pops
	GCs        int64         // garbage collections
	Clearings  int64         // clearings of pools, by the collector and by Rotate
	Steals     int64         // values taken from another's shard, or at a deque's tail
	VictimHits int64         // values found among cleared ones
	Hits       int64         // values that Get found in package oldpool's
	Evictions  int64         // values that pools gave up and told of
	Growths    int64         // chains that must have outgrown their first ring
	Wraps      int64         // rings whose indexes passed 2³²
	Exits      int64         // goroutines that ended, and were replaced
	Procs      int64         // changes of GOMAXPROCS
	Failed     bool          // something was found
}

// Result is what a run came to.
type Result struct {
	Counts                   // what it met
	Verdict  verdict.Verdict // sampled, violated, or unknown if it met too little (S4)
	Evidence string          // the failure, or what the run did not meet
	Replay   string          // the command that runs it again
}

// Workload is one way to put the subject under stress.
type Workload struct {
	Name string // as the command line has it
	What string // one line
	run  func(*turn)

	// least is the minimum of each count (S4).
	least map[string]int64
}

// Workloads returns all workloads in the order in which they take turns.
func Workloads() []Workload { return slices.Clone(workloads) }

var workloads = []Workload{
	{"pool", "many goroutines, one pool, forced garbage collections, GOMAXPROCS 1, 2, 8 and back", func(t *turn) { poolTurn(t, ours, 1, false) }, poolLeast},
	{"pools", "the same over 32 pools at once", func(t *turn) { poolTurn(t, ours, 32, false) }, poolsLeast},
	{"rotate", "clearings as fast as they go, beside Get and Put", func(t *turn) { poolTurn(t, ours, 1, true) }, rotateLeast},
	{"guarded", "the workload rotate, on a pool with a bound that tells what it evicts", func(t *turn) { poolTurn(t, t.guarded, 1, true) }, guardedLeast},
	{"oldpool", "the workload rotate, on the design before Go 1.13 (package oldpool), for comparison", func(t *turn) { poolTurn(t, t.old, 1, true) }, oldLeast},
	{"ring", "one owner, one to eight thieves, rings of 1 to 64 that wrap around", ringTurn, map[string]int64{"steals": 1000, "wraps": 10}},
	{"chain", "one owner, one to eight thieves, chains that grow", chainTurn, map[string]int64{"steals": 1000, "growths": 10}},
	{"sync.Pool", "the workload pool, on the installed sync.Pool, for comparison", func(t *turn) { poolTurn(t, std, 1, false) }, map[string]int64{"gcs": 3}},
}

// What the workloads with pools have to meet. A turn of half a second on two cores
// meets tens of times as much.
var (
	poolLeast    = map[string]int64{"gcs": 3, "clearings": 3, "steals": 100, "victim hits": 10}
	poolsLeast   = map[string]int64{"gcs": 3, "clearings": 3, "steals": 10}
	guardedLeast = map[string]int64{"clearings": 100, "victim hits": 100, "evictions": 100}
	oldLeast     = map[string]int64{"clearings": 100, "hits": 1000}
	rotateLeast  = map[string]int64{"clearings": 100, "steals": 10, "victim hits": 100}
)

// find returns the workloads of the given names.
func find(names []string) (found []Workload, err error) {
	if len(names) == 0 {
		return workloads, nil
	}
	for _, name := range names {
		i := slices.IndexFunc(workloads, func(w Workload) bool { return w.Name == name })
		if i < 0 {
			var all []string
			for _, w := range workloads {
				all = append(all, w.Name)
			}
			return nil, fmt.Errorf("unknown scenario %q; there are %s", name, strings.Join(all, ", "))
		}
		found = append(found, workloads[i])
	}
	return found, nil
}

// turnLength is how long a workload runs before the next one does.
const turnLength = 500 * time.Millisecond

// run is one call of Run.
type run struct {
	start time.Time
	gcs   uint32 // collections before the run

	operations, clearings, steals, victimHits, evictions, hits atomic.Int64
	growths, wraps, exits, procs                               atomic.Int64

	failure atomic.Pointer[string]
	stop    context.CancelCauseFunc
}

// turn is a workload's share of the run.
type turn struct {
	*run
	context.Context
	rng   *rand.Rand
	procs int
}

// fail ends the run with the first failure.
func (r *run) fail(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	if r.failure.CompareAndSwap(nil, &s) {
		r.stop(fmt.Errorf("%s", s))
	}
}

func (r *run) counts() Counts {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	return Counts{
		Elapsed:    time.Since(r.start),
		Operations: r.operations.Load(),
		GCs:        int64(mem.NumGC - r.gcs),
		Clearings:  r.clearings.Load(),
		Steals:     r.steals.Load(),
		VictimHits: r.victimHits.Load(),
		Evictions:  r.evictions.Load(),
		Hits:       r.hits.Load(),
		Growths:    r.growths.Load(),
		Wraps:      r.wraps.Load(),
		Exits:      r.exits.Load(),
		Procs:      r.procs.Load(),
		Failed:     r.failure.Load() != nil,
	}
}

// Run runs the workloads in turns until the time is over, the context ends or
// something fails. It returns an error, having run nothing, for a workload that does
// not exist or a negative time or number. It changes GOMAXPROCS and GOGC meanwhile,
// so nothing else should run in the process.
func Run(ctx context.Context, c Config) (Result, error) {
	chosen, err := find(c.Workloads)
	if err != nil {
		return Result{}, err
	}
	if c.For < 0 {
		return Result{}, fmt.Errorf("negative duration %v", c.For)
	}
	if c.Procs < 0 {
		return Result{}, fmt.Errorf("negative number of processors %d", c.Procs)
	}
	before := runtime.GOMAXPROCS(c.Procs) // S5
	defer runtime.GOMAXPROCS(before)
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	if c.Procs == 0 {
		c.Procs = before
	}

	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if c.For > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.For)
		defer cancel()
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	r := &run{start: time.Now(), gcs: mem.NumGC, stop: stop}
	defer r.report(ctx, c.Progress)()

	for i := 0; ctx.Err() == nil; i++ {
		w := chosen[i%len(chosen)]
		length := turnLength
		if c.For > 0 { // each workload gets a turn, however short the run
			length = min(length, c.For/time.Duration(len(chosen)))
		}
		share, end := context.WithTimeout(ctx, length)
		w.run(&turn{run: r, Context: share, rng: rand.New(rand.NewPCG(c.Seed, uint64(i))), procs: c.Procs})
		end()
		runtime.GOMAXPROCS(c.Procs)
	}
	return r.result(c, chosen), nil
}

// report calls progress a few times a second until the returned function is called.
func (r *run) report(ctx context.Context, progress func(Counts)) (end func()) {
	if progress == nil {
		return func() {}
	}
	quit := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		tick := time.NewTicker(250 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				progress(r.counts())
			case <-quit:
				progress(r.counts())
				return
			}
		}
	})
	return func() { close(quit); done.Wait() }
}

// result judges the run (S4).
func (r *run) result(c Config, chosen []Workload) Result {
	res := Result{Counts: r.counts(), Verdict: verdict.Sampled}
	var names []string
	least := map[string]int64{}
	for _, w := range chosen {
		names = append(names, w.Name)
		for what, n := range w.least {
			least[what] = max(least[what], n)
		}
	}
	res.Replay = fmt.Sprintf("poolproof stress -for %v -seed %d -procs %d %s",
		max(c.For, res.Elapsed.Round(time.Second)), c.Seed, c.Procs, strings.Join(names, " "))
	if f := r.failure.Load(); f != nil {
		res.Verdict, res.Evidence = verdict.Violated, *f
		return res
	}
	met := res.Counts.Map()
	var missing []string
	for what, n := range least {
		if met[what] < n {
			missing = append(missing, fmt.Sprintf("%d of at least %d %s", met[what], n, what))
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		res.Verdict, res.Evidence = verdict.Unknown, "the run was too short: it met "+strings.Join(missing, ", ")
	}
	return res
}

// Map returns the counts by name, as reports show them.
func (c Counts) Map() map[string]int64 {
	return map[string]int64{
		"operations": c.Operations, "gcs": c.GCs, "clearings": c.Clearings, "steals": c.Steals,
		"victim hits": c.VictimHits, "hits": c.Hits, "evictions": c.Evictions, "growths": c.Growths, "wraps": c.Wraps,
		"exited goroutines": c.Exits, "GOMAXPROCS changes": c.Procs,
	}
}
