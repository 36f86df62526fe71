package verify

import (
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/stress"
)

// stressed runs workloads until the claim's time is over. The arguments are the names
// of workloads and then those of the counts to show.
func stressed(c *check, names ...string) {
	var workloads []string
	for _, w := range stress.Workloads() {
		if slices.Contains(names, w.Name) {
			workloads = append(workloads, w.Name)
		}
	}
	deadline, _ := c.Deadline()
	length := max(time.Until(deadline)-10*time.Millisecond, time.Millisecond) // so that it ends by itself
	res, err := stress.Run(c, stress.Config{Workloads: workloads, For: length, Seed: c.seed, Procs: runtime.NumCPU()})
	if err != nil {
		panic("internal error: verify: " + err.Error())
	}
	met := res.Map()
	c.counts["operations"] = met["operations"]
	for _, name := range names {
		if n, ok := met[name]; ok {
			c.counts[name] = n
		}
	}
	c.verdict, c.evidence = res.Verdict, res.Evidence
	if res.Verdict == verdict.Violated {
		c.evidence = strings.Join([]string{res.Evidence, res.Replay}, "\n")
	}
}
