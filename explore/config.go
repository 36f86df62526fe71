package explore

import "github.com/poolproof/poolproof/explore/internal/engine"

// Config says how to explore. The zero value means: every interleaving.
type Config struct {
	SpinCut  bool // end a thread at [Retry]
	Calls    bool // calls and returns of operations are steps
	Traced   bool // keep stacks of plain accesses: slow
	MaxSteps int  // of one execution; 0 means 100,000
	Strategy engine.Strategy
	OnDone   func(*engine.Engine)
	Stop     func() bool // asked before each execution
}

// Result is what came out.
type Result struct {
	Complete, Blocked, Steps int64
	Failures                 []engine.Failure // of the first execution that had any
	Failed                   int64
}

// Run explores scenario.
func Run(c Config, scenario func()) Result {
	if c.MaxSteps == 0 {
		c.MaxSteps = 100_000
	}
	if c.Strategy == nil {
		c.Strategy = &engine.Optimal{}
	}
	e := &engine.Engine{Strategy: c.Strategy, Scenario: scenario, MaxSteps: c.MaxSteps, SpinCut: c.SpinCut, Calls: c.Calls, Clocks: true, Traced: c.Traced}
	var r Result
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
	e.Run(c.Stop)
	r.Complete, r.Blocked, r.Steps = e.Complete, e.Blocked, e.Steps
	return r
}
