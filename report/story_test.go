package report

// The story told by the golden files: every verdict, expected and not, with what
// a real table brings and what a hostile one would.

import "github.com/poolproof/poolproof/internal/verdict"

var storyHeader = Header{
	Title:    "poolproof verify",
	Go:       "go1.26.0",
	Platform: "linux/amd64",
	Procs:    "2",
	Race:     "off",
	Seed:     "1",
	Command:  "poolproof verify -run 'ring|pool'",
	Started:  "2026-03-01 12:00 UTC",
	Elapsed:  "4m 12s",
	Notes:    []string{"3 claims of this table were left out by -run"},
}

const lanes = `         owner                       thief A                    thief B
  1      pushHead(1) = true
  2      pushHead(2) = true
  3                                  popTail: claims 1
  4                                                             popTail() = 2
  5      pushHead(3) = false         <- the ring is empty, the answer is "full"
  6                                  popTail() = 1`

// story returns a fresh copy of the claims.
func story() []verdict.Claim {
	return []verdict.Claim{
		{
			ID: "ring/conserve/explore", Law: "D2 no value is lost, doubled or invented",
			Subject: "dequeue", Method: "every interleaving, sleep sets",
			Verdict: verdict.Exhausted, Expected: verdict.Exhausted,
			Bounds: "ring of 2; owner: 3 pushes, 1 pop; 2 thieves: 1 pop each",
			Counts: map[string]int64{"executions": 184_203, "steals": 91_022, "full": 4_410}, Seconds: 1.254,
			Replay: "poolproof verify -run '^ring/conserve/explore$'",
		},
		{
			ID: "ring/strict-full/explore", Law: "D6 pushHead answers full only when the ring is full",
			Subject: "dequeue", Method: "every interleaving, sleep sets",
			Verdict: verdict.Violated, Expected: verdict.Violated,
			Bounds: "ring of 2; owner: 3 pushes; 2 thieves: 1 pop each",
			Counts: map[string]int64{"executions": 311}, Seconds: 0.004,
			Replay: "poolproof verify -run '^ring/strict-full/explore$' -schedule 1.0x7.1x4.2x9", Evidence: lanes,
		},
		{
			ID: "ring/fifo/stress", Law: "D3 thieves meet values in the order they were pushed",
			Subject: "dequeue", Method: "real goroutines",
			Verdict: verdict.Bounded, Expected: verdict.Sampled,
			Bounds: "every history of at most 6 operations", Counts: map[string]int64{"histories": 20_160}, Seconds: 12,
		},
		{
			ID: "chain/grow/explore", Law: "C2 a new ring is linked once",
			Subject: "chain", Method: "preemption bound",
			Verdict: verdict.Bounded, Expected: verdict.Bounded,
			Bounds: "at most 3 preemptions", Counts: map[string]int64{}, Seconds: 40.5,
		},
		{
			ID: "chain/empty/explore", Law: "C5 popTail answers empty only if the chain was empty or growing",
			Subject: "chain", Method: "preemption bound",
			Verdict: verdict.Unknown, Expected: verdict.Exhausted,
			Bounds: "stopped after 60 s", Seconds: 60, Replay: "poolproof verify -run '^chain/empty/explore$' -budget 10m",
			Evidence: "the budget of 60 s ended in execution 10,402,118; 3 of 7 first steps were finished",
		},
		{
			ID: "pool/once/stress", Law: "P1 a value is in one hand at a time",
			Subject: "pool", Method: "real goroutines, real GC, -race",
			Verdict: verdict.Sampled, Expected: verdict.Sampled,
			Bounds: "200 runs of 1 s", Counts: map[string]int64{"gets": 81_000_000, "clearings": 1_200}, Seconds: 200.4,
		},
		{
			ID: "pool/once/explore", Law: "P1 a value is in one hand at a time",
			Subject: "pool", Method: "every interleaving",
			Verdict: verdict.Sampled, Expected: verdict.Exhausted,
			Bounds: "10,000 random schedules", Seconds: 3, Replay: "poolproof verify -run '^pool/once/explore$'",
		},
		{
			ID: "pool/clear|twice/explore", Law: "P6 two clearings empty the pool; `drop` </summary><script>alert(1)</script>",
			Subject: "pool", Method: "every interleaving",
			Verdict: verdict.Violated, Expected: verdict.Exhausted,
			Bounds: "1 owner, 1 thief, 2 clearings", Counts: map[string]int64{"a|b": 1}, Seconds: 0.31,
			Replay:   "poolproof verify -run '^pool/clear' \\\n\t-schedule 2.0x1",
			Evidence: "</pre><script>alert('x')</script> ]]> & \x1b[31mred\x1b[0m \x00 \xff \u202eesrever\n```\nfence\n",
		},
		{
			ID: "pool/leak/explore", Law: "P8 a dropped pool is collected",
			Subject: "pool", Method: "seeded fault", Seconds: 0.2,
			Verdict: verdict.Exhausted, Expected: verdict.Violated,
			Bounds: "1 owner, 1 clearing", Replay: "poolproof verify -run '^pool/leak/explore$'",
		},
		{
			ID: "std/ring/lookout", Law: "D2 the toolchain's own ring, for comparison",
			Subject: "sync.Pool of the toolchain", Method: "every interleaving",
			Verdict: verdict.Exhausted, Expected: verdict.Unknown, Seconds: 0.01,
		},
	}
}

// sections returns a fresh copy of what stands beside the claims: a table with marks, one
// with numbers, and plots of one line and of two.
func sections() []Section {
	return []Section{
		{
			Title: "Stress against exploration",
			Notes: []string{"Each of 2 mutants of the pool under stress for 20 s."}, Replay: "poolproof mutants -storm 20s",
			Tables: []Table{{
				Columns: []Column{{"mutant", false}, {"law", false}, {"stress", false}, {"explore", false}},
				Rows: [][]string{
					{"the source itself", "", "nothing in 3 min", "nothing: exhausted"},
					{"pool/pool.go:Get:unpinned|early:1", "P1 <P3>", "found in 0.3 s: S1 `holder`", "found in 0.0 s"},
				},
			}},
			Limits: []string{"What stress found once it may not find the next time."},
		},
		{
			Title: "Benchmarks",
			Tables: []Table{{
				Title:   "time",
				Columns: []Column{{"benchmark", false}, {"ours, ns/op", true}, {"sync.Pool, ns/op", true}},
				Rows:    [][]string{{"GetPut", "6.66", "8.56"}, {"Overflow", "500", "897"}},
			}},
			Plots: []Plot{
				{
					Title: "A Put and a Get, by values in the pool", X: "values", Y: "ns",
					Lines: []Line{
						{"ours", []Point{{1, 9.5}, {10, 10.7}, {100, 13.7}, {1000, 15.7}, {10000, 16.1}}},
						{"sync.Pool", []Point{{1, 12}, {10, 18.4}, {100, 19}, {1000, 19.3}, {10000, 21.5}}},
					},
				},
				{Title: "One point", X: "pools", Y: "ns", Lines: []Line{{"ours", []Point{{7, 0}}}}},
				{Title: "Nothing", X: "pools", Y: "ns"},
			},
		},
	}
}
