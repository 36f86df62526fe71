package explore

import "github.com/poolproof/poolproof/explore/internal/engine"

// options are what the engine takes; Config is what a user gives.
type options struct {
	SpinCut  bool // a marked CAS waits, a marked retry ends its thread
	Calls    bool // calls and returns of operations are steps
	Traced   bool // keep stacks and places: slow
	MaxSteps int  // of one execution; 0 means 100,000
	Strategy engine.Strategy
	OnDone   func(*engine.Engine)
	Stop     func() bool // asked before each execution
}

// result is what came out.
type result struct {
	Complete, Blocked, Steps int64
	Touched                  int64            // plain accesses
	Failed                   int64            // executions with a failure
	Failures                 []engine.Failure // of the first of them
	Hung                     string           // what was refused because it would never end
	Bounds                   []string         // what else but the strategy bounded the search
}

func run(c options, scenario func()) (r result) {
	if c.MaxSteps == 0 {
		c.MaxSteps = 100_000
	}
	if c.Strategy == nil {
		c.Strategy = &engine.Optimal{}
	}
	e := &engine.Engine{
		Strategy: c.Strategy, Scenario: scenario, MaxSteps: c.MaxSteps,
		SpinCut: c.SpinCut, Calls: c.Calls, Clocks: true, Traced: c.Traced,
	}
	e.OnDone = func(e *engine.Engine) {
		if fs := e.Failures(); len(fs) > 0 {
			r.Failed++
			if r.Failures == nil {
				r.Failures = fs
			}
		}
		if c.OnDone != nil {
			c.OnDone(e)
		}
	}
	r.Hung = e.Run(c.Stop)
	r.Bounds = e.Bounds()
	r.Complete, r.Blocked, r.Steps, r.Touched = e.Totals()
	return r
}
