package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/poolproof/poolproof/explore/scenario"
	"github.com/poolproof/poolproof/internal/verdict"
	linearizability "github.com/poolproof/poolproof/linearizability_test"
)

// How many calls the clients have that are all run.
const (
	ringCalls   = 7
	chainCalls  = 6
	excuseCalls = 6
	ringTight   = 6
	chainTight  = 5
)

// claims is the table.
var claims = []claim{
	{
		subject: "dequeue", name: "slice", expected: verdict.Bounded,
		law:    "D1 D2 D3 D6: alone, a ring does what a slice does",
		method: "every sequence of calls by one goroutine, against a slice",
		bounds: "rings of 1, 2 and 4, from index 0 and from 2³²-1 on; up to 9 calls; no concurrency",
		check:  ringSequences,
	},
	{
		subject: "dequeue", name: "linearizable", expected: verdict.Sampled, weight: 3,
		law:    "D2 D3 D6: every history is one of the true ring",
		method: "real goroutines, recorded histories, porcupine",
		bounds: "1 owner and 1 to 8 thieves, rings of 1 to 8 that wrap around 2³², up to 14 calls of the owner",
		check:  func(c *check) { linearizable(c, linearizability.Ring) },
	},
	{
		subject: "dequeue", name: "strict", expected: verdict.Violated,
		law:    "a ring is full only when it holds as many values as it has slots (expected to be false: D6)",
		method: "a thief that is slow to copy a large value, recorded history, porcupine",
		bounds: "ring of 2, values of 128 KiB, an owner and two thieves; tries until it is found",
		check:  spuriouslyFull,
	},
	{
		subject: "dequeue", name: "stress", expected: verdict.Sampled, weight: 3,
		law:    "D2 D3: nothing lost, doubled, invented or out of order",
		method: "real goroutines at full speed, every value checked",
		bounds: "1 owner and 1 to 8 thieves, rings of 1 to 64, each across 2³²",
		check:  func(c *check) { stressed(c, "ring", "steals", "wraps") },
	},
	{
		subject: "dequeue", name: "retention", expected: verdict.Sampled,
		law:    "D5: what was popped, the ring keeps not alive",
		method: "weak pointers to values, and a garbage collection",
		bounds: "one goroutine, rings of 1 to 64, both ends",
		check:  ringRetention,
	},
	{
		subject: "dequeue", name: "explored", expected: verdict.Exhausted,
		law:    "D1 D2 D3 D4 D5 D6: nothing lost, doubled, invented or out of order; slots have one owner, and keep nothing; no data race",
		method: woven,
		bounds: "uuhuh | tt | tt | tt (u PushHead, h PopHead, t PopTail), rings of 1, 2 and 4, from index 0, 2³²-1 and 2³²-2 on",
		check: func(c *check) {
			exhaust(c, scenario.None, places("dequeue", 1, 2, 4), "uuhuh | tt | tt | tt")
		},
	},
	{
		subject: "dequeue", name: "explored-model", expected: verdict.Exhausted,
		law:    "D2 D3 D6: every history, in every real-time order, is one of the true ring",
		method: woven + ", linearizability",
		bounds: "uuh | tt | tt, uuh | tt | tt | tt, uuu | t | t | t and uuuu | tt | tt, rings of 1, 2 and 4, and uuhuh | tt | tt | tt, ring of 2, from index 0, 2³²-1 and 2³²-2 on",
		check: func(c *check) {
			exhaust(c, scenario.True, places("dequeue", 1, 2, 4), "uuh | tt | tt", "uuh | tt | tt | tt", "uuu | t | t | t", "uuuu | tt | tt")
			if c.verdict == verdict.Exhausted {
				exhaust(c, scenario.True, places("dequeue", 2), "uuhuh | tt | tt | tt")
			}
		},
	},
	{
		subject: "dequeue", name: "explored-clients", expected: verdict.Bounded,
		law:    "D1 D2 D3 D4 D5 D6, by the true ring, and no data race, for all clients",
		method: woven + ", linearizability",
		bounds: fmt.Sprintf("every program of the owner, and every way to share the rest among thieves, up to %d calls; rings of 1 and 2, from index 0, 2³²-1 and 2³²-2 on", ringCalls),
		check:  func(c *check) { everyClient(c, ringCalls, places("dequeue", 1, 2)) },
	},
	{
		subject: "dequeue", name: "explored-counts", expected: verdict.Exhausted,
		law:    "the ring has as many executions as other checkers count",
		method: woven + "; against published numbers",
		bounds: "11 scenarios, with retries run and with retries cut",
		check:  publishedCounts,
	},
	{
		subject: "dequeue", name: "explored-strict", expected: verdict.Violated,
		law:    "a ring is full only when it holds as many values as it has slots (expected to be false: D6)",
		method: woven + ", linearizability",
		bounds: "uuu | t | t, ring of 2",
		check:  func(c *check) { spurious(c, place{subject: "dequeue", size: 2}, "uuu | t | t") },
	},
	{
		subject: "dequeue", name: "explored-excuses", expected: verdict.Violated,
		law:    "D6: some excuse of the true ring can be spared (expected to be false: each is needed)",
		method: woven + "; by the true ring without it",
		bounds: fmt.Sprintf("all clients up to %d calls, the smallest first, rings of 1 and 2", excuseCalls),
		check: func(c *check) {
			spared(c, excuseCalls, place{subject: "dequeue", size: 4}, "uuuu / u | tt | t", place{subject: "dequeue", size: 1}, place{subject: "dequeue", size: 2})
		},
	},
	{
		subject: "dequeue", name: "explored-tight", expected: verdict.Bounded,
		law:    "D6: the true ring permits nothing that the ring does not do",
		method: woven + "; every history of the model is looked for",
		bounds: fmt.Sprintf("all clients up to %d calls, rings of 1 and 2", ringTight),
		check: func(c *check) {
			tight(c, ringTight, place{subject: "dequeue", size: 1}, place{subject: "dequeue", size: 2})
		},
	},
	{
		subject: "dequeue", name: "explored-more", expected: verdict.Bounded, nightly: true,
		law:    "D1 D2 D3 D4 D5 D6, by the true ring, and no data race, for all clients",
		method: woven + ", linearizability",
		bounds: "as dequeue/explored-clients, up to 8 calls; rings of 1 and 2, from index 0 on",
		check: func(c *check) {
			everyClient(c, 8, slices.Values([]place{{subject: "dequeue", size: 1}, {subject: "dequeue", size: 2}}))
		},
	},
	{
		subject: "chain", name: "slice", expected: verdict.Bounded,
		law:    "C1 C3 C5 C6: alone, a chain does what a slice does",
		method: "every sequence of calls by one goroutine, against a slice",
		bounds: "up to 8 steps, each one push, 9 pushes, one pop at either end, or 9 at either end; no concurrency",
		check:  chainSequences,
	},
	{
		subject: "chain", name: "linearizable", expected: verdict.Sampled, weight: 3,
		law:    "C3 C5: every history is one of the true chain",
		method: "real goroutines, recorded histories, porcupine",
		bounds: "1 owner and 1 to 8 thieves, up to 24 calls of the owner, rings of 8 and 16",
		check:  func(c *check) { linearizable(c, linearizability.Chain) },
	},
	{
		subject: "chain", name: "stress", expected: verdict.Sampled, weight: 3,
		law:    "C3: nothing lost, doubled, invented or out of order",
		method: "real goroutines at full speed, every value checked",
		bounds: "1 owner and 1 to 8 thieves, 2,000 values a chain",
		check:  func(c *check) { stressed(c, "chain", "steals", "growths") },
	},
	{
		subject: "chain", name: "retention", expected: verdict.Sampled,
		law:    "C4: what was popped, and rings that were drained, the chain keeps not alive",
		method: "weak pointers to values and the size of the heap, and a garbage collection",
		bounds: "one goroutine, rings of 8 to 64, both ends",
		check:  chainRetention,
	},
	{
		subject: "chain", name: "explored", expected: verdict.Exhausted,
		law:    "C1 C2 C3 C4 C5: nothing lost, doubled, invented or out of order; dropped rings and popped values are not kept; no data race",
		method: woven,
		bounds: "uuhuh | tt | tt, and growth 1 → 2 → 4 by uuuuh | tt | tt and 2 → 4 → 8 by uuuuuuu | tt | tt; rings from index 0, 2³²-1 and 2³²-2 on",
		check: func(c *check) {
			exhaust(c, scenario.None, places("chain", 1), "uuhuh | tt | tt", "uuuuh | tt | tt")
			if c.verdict == verdict.Exhausted {
				exhaust(c, scenario.None, places("chain", 2), "uuhuh | tt | tt", "uuuuuuu | tt | tt")
			}
		},
	},
	{
		subject: "chain", name: "explored-model", expected: verdict.Exhausted,
		law:    "C3 C5: every history, in every real-time order, is one of the true chain",
		method: woven + ", linearizability",
		bounds: "uuh | tt | tt and uuu | t | t | t, growth 1 → 2 → 4 by uuuu | tt | tt and 2 → 4 → 8 by uuuuuuu | tt | tt, rings from index 0, 2³²-1 and 2³²-2 on; uuuuuu / uh | tt | tt from index 0 on",
		check: func(c *check) {
			exhaust(c, scenario.True, places("chain", 1), "uuh | tt | tt", "uuu | t | t | t", "uuuu | tt | tt")
			if c.verdict == verdict.Exhausted {
				exhaust(c, scenario.True, places("chain", 2), "uuh | tt | tt", "uuu | t | t | t", "uuuuuuu | tt | tt")
			}
			if c.verdict == verdict.Exhausted {
				exhaust(c, scenario.True, slices.Values([]place{{subject: "chain", size: 2}}), "uuuuuu / uh | tt | tt")
			}
		},
	},
	{
		subject: "chain", name: "explored-clients", expected: verdict.Bounded,
		law:    "C1 C2 C3 C4 C5, by the true chain, and no data race, for all clients",
		method: woven + ", linearizability",
		bounds: fmt.Sprintf("every program of the owner, and every way to share the rest among thieves, up to %d calls; first rings of 1 and 2, from index 0, 2³²-1 and 2³²-2 on", chainCalls),
		check:  func(c *check) { everyClient(c, chainCalls, places("chain", 1, 2)) },
	},
	{
		subject: "chain", name: "explored-litmus", expected: verdict.Exhausted,
		law:    "real time is needed to see that a chain is no strict deque: one order of each class shows no violation, all show 4",
		method: woven + "; against published numbers",
		bounds: "u / uh | t | t, first ring of 1, without and with calls and returns",
		check:  litmus,
	},
	{
		subject: "chain", name: "explored-strict", expected: verdict.Violated,
		law:    "a chain is empty for a thief only when it holds nothing (expected to be false: C5)",
		method: woven + ", linearizability",
		bounds: "uuu | tt | t, first ring of 2",
		check:  func(c *check) { spurious(c, place{subject: "chain", size: 2}, "uuu | tt | t") },
	},
	{
		subject: "chain", name: "explored-excuses", expected: verdict.Violated,
		law:    "C5: some excuse of the true chain can be spared (expected to be false: each is needed)",
		method: woven + "; by the true chain without it",
		bounds: fmt.Sprintf("all clients up to %d calls, the smallest first, first rings of 1 and 2; then uuuu / u | ttt | t | t, first ring of 4", excuseCalls),
		check: func(c *check) {
			spared(c, excuseCalls, place{subject: "chain", size: 4}, "uuuu / u | ttt | t | t", place{subject: "chain", size: 1}, place{subject: "chain", size: 2})
		},
	},
	{
		subject: "chain", name: "explored-tight", expected: verdict.Bounded,
		law:    "C5: the true chain permits nothing that the chain does not do",
		method: woven + "; every history of the model is looked for",
		bounds: fmt.Sprintf("all clients up to %d calls in which the owner pushes before it pops, first rings of 1 and 2", chainTight),
		check: func(c *check) {
			tight(c, chainTight, place{subject: "chain", size: 1}, place{subject: "chain", size: 2})
		},
	},
	{
		subject: "chain", name: "explored-more", expected: verdict.Bounded, nightly: true,
		law:    "C1 C2 C3 C4 C5, by the true chain, and no data race, for all clients",
		method: woven + ", linearizability",
		bounds: "as chain/explored-clients, up to 8 calls; first rings of 1 and 2, from index 0 on",
		check: func(c *check) {
			everyClient(c, 8, slices.Values([]place{{subject: "chain", size: 1}, {subject: "chain", size: 2}}))
		},
	},
	{
		subject: "pool", name: "bag", expected: verdict.Bounded,
		law:    "P1 P6: on one processor, a pool is a bag whose values survive one clearing and never two",
		method: "every sequence of calls by one goroutine, against a bag",
		bounds: "up to 7 steps, each one Put, 10 Puts, one Get, 10 Gets or one clearing; GOMAXPROCS 1; no concurrency",
		check:  poolSequences,
	},
	{
		subject: "pool", name: "linearizable", expected: verdict.Sampled, weight: 3,
		law:    "P1 P6: every history is one of a cache that is cleared",
		method: "real goroutines, recorded histories, porcupine",
		bounds: "2 to 5 goroutines, up to 8 calls each of Put, Get and Rotate",
		check:  poolLinearizable,
	},
	{
		subject: "pool", name: "strict", expected: verdict.Violated,
		law:    "a Get finds what is in the pool (expected to be false: the private value of another processor is hidden)",
		method: "real goroutines, recorded histories, porcupine",
		bounds: "2 goroutines, up to 8 calls each; tries until it is found",
		check:  poolStrict,
	},
	{
		subject: "pool", name: "stress", expected: verdict.Sampled, weight: 6,
		law:    "P1 P2: an item has one holder, and reads what the last one wrote",
		method: "real goroutines, forced garbage collections, changing GOMAXPROCS, every item stamped",
		bounds: "8 goroutines that end and are replaced, 1 pool and 32 pools, GOMAXPROCS 1, 2 and 8, GOGC 1 and 100",
		check:  func(c *check) { stressed(c, "pool", "pools", "gcs", "clearings", "steals", "victim hits") },
	},
	{
		subject: "pool", name: "rotate", expected: verdict.Sampled, weight: 4,
		law:    "P1 P2 P6: the same while clearings run as fast as they go",
		method: "real goroutines, Rotate in a loop beside Get and Put, every item stamped",
		bounds: "8 goroutines and one that rotates, GOMAXPROCS 1, 2 and 8",
		check:  func(c *check) { stressed(c, "rotate", "clearings", "steals", "victim hits") },
	},
	{
		subject: "pool", name: "explored", expected: verdict.Exhausted,
		law:    "P1 P2 P3 P4 P6 P9 P11: beside clearings, nothing is got twice, after two of them, or lost by one",
		method: "the mirrored pool, every interleaving once up to equivalence",
		bounds: "2 Ps, 2 threads with 1 to 4 operations, 1 or 2 rotations at every point, and once 3 Ps and 3 threads; blocks of 1, lists from 2 on",
		check:  func(c *check) { explorePool(c, clearedPools) },
	},
	{
		subject: "pool", name: "explored-migrate", expected: verdict.Exhausted,
		law:    "P1 P2 P3 P6: goroutines share a P, and change it between any two pins",
		method: "the mirrored pool, every interleaving once up to equivalence",
		bounds: "1 and 2 Ps, 2 or 3 threads with 1 to 3 operations, up to 2 rotations",
		check:  func(c *check) { explorePool(c, movingPools) },
	},
	{
		subject: "pool", name: "explored-procs", expected: verdict.Exhausted,
		law:    "P1 P4 P5 P6: GOMAXPROCS grows and shrinks in the middle of Put, Get and Rotate",
		method: "the mirrored pool, every interleaving once up to equivalence",
		bounds: "1 to 4 Ps, 2 threads with 1 to 3 operations, 1 or 2 changes of GOMAXPROCS, up to 1 rotation",
		check:  func(c *check) { explorePool(c, regroupedPools) },
	},
	{
		subject: "pool", name: "explored-registry", expected: verdict.Exhausted,
		law:    "P1 P7 P8: a collection beside the first Put, beside one after two clearings, and beside the pool's end",
		method: "the mirrored pool, its finalizer, timers and weak pointers, every interleaving once up to equivalence",
		bounds: "1 pool, 2 Ps, 1 or 2 threads with 1 or 2 operations, up to 3 collections, of which 1 at any point",
		check:  func(c *check) { explorePool(c, registeredPools) },
	},
	{
		subject: "pool", name: "explored-shipped", expected: verdict.Exhausted,
		law:    "P1 P2 P3 P6 P8: the same, with blocks and lists of the lengths that are shipped",
		method: "the mirrored pool, every interleaving once up to equivalence",
		bounds: "2 Ps, 2 threads with 1 or 2 operations, and rotations, a change of GOMAXPROCS or a collection",
		check:  func(c *check) { explorePool(c, shippedPools) },
	},
	{
		subject: "pool", name: "explored-options", expected: verdict.Exhausted,
		law:    "P1 P6 P8 P12 P13 P14: with options, too, and several at once; what nobody gets is told to be given up, once, and counted",
		method: "the mirrored pool, every interleaving once up to equivalence",
		bounds: "1 and 2 Ps, 2 threads with 1 to 3 operations, and up to 3 rotations, a collection or a change of GOMAXPROCS",
		check:  func(c *check) { explorePool(c, optionedPools) },
	},
	{
		subject: "pool", name: "explored-large", expected: verdict.Sampled, weight: 4,
		law:    "P1 to P9: the same, in larger scenarios",
		method: "the mirrored pool under PCT and POS",
		bounds: "2 and 3 Ps, up to 5 threads with up to 8 operations, rotations, collections and changes of GOMAXPROCS",
		check:  func(c *check) { samplePool(c, largePools) },
	},
	{
		subject: "pool", name: "explored-more", expected: verdict.Exhausted, nightly: true,
		law:    "P1 P2 P3 P4 P5 P6 P7 P8 P9: the same, in larger scenarios",
		method: "the mirrored pool, every interleaving once up to equivalence",
		bounds: "1 and 2 Ps, 2 or 3 threads with 1 to 4 operations, 2 rotations, 2 collections or 2 changes of GOMAXPROCS",
		check:  func(c *check) { explorePool(c, morePools) },
	},
	{
		subject: "pool", name: "gc", expected: verdict.Sampled,
		law:    "P6 P7: a clearing follows a garbage collection, one at most, and two empty the pool",
		method: "explicit garbage collections, watched",
		bounds: "20 collections one after the other, one goroutine",
		check:  poolCollections,
	},
	{
		subject: "pool", name: "unused", expected: verdict.Sampled,
		law:    "P8: a pool that nobody uses is collected, with what it holds",
		method: "weak pointers, and garbage collections",
		bounds: "alone, in a struct, in a slice of 100, and the values of a global one",
		check:  poolUnused,
	},
	{
		subject: "pool", name: "growth", expected: verdict.Sampled,
		law:    "P5: no value is lost when GOMAXPROCS grows",
		method: "100 Puts at GOMAXPROCS 1, then a Put on a second processor, then Gets",
		bounds: "20 rounds, one goroutine at a time; 16 values in each may be hidden on the other processor (P10)",
		check:  func(c *check) { growth(c, ours) },
	},
	{
		subject: "oldpool", name: "stress", expected: verdict.Sampled, weight: 2,
		law:    "O1 O2: the design before Go 1.13 hands out each value once, and what its holder wrote is seen",
		method: "the same as pool/rotate",
		bounds: "the same as pool/rotate, 8 shards",
		check:  func(c *check) { stressed(c, "oldpool", "hits", "clearings") },
	},
	{
		subject: "oldpool", name: "explored", expected: verdict.Exhausted,
		law:    "O1 O2 O3: no value is got twice, invented or kept by a clearing; no data race",
		method: woven,
		bounds: strings.Join(oldPools, ", ") + " (p Put, g Get, R Clear), 2 Ps, each thread on any at each call",
		check:  exploreOld,
	},
	{
		subject: "sync.Pool", name: "stress", expected: verdict.Sampled, weight: 3,
		law:    "P1 P2, asked of the installed sync.Pool",
		method: "the same as pool/stress",
		bounds: "the same as pool/stress, with 1 pool",
		check:  func(c *check) { stressed(c, "sync.Pool", "gcs") },
	},
	{
		subject: "sync.Pool", name: "gc", expected: verdict.Sampled,
		law:    "P6, asked of the installed sync.Pool: values survive one garbage collection and never two",
		method: "explicit garbage collections",
		bounds: "20 rounds, one goroutine, GOMAXPROCS 1",
		check:  stdCollections,
	},
	{
		subject: "sync.Pool", name: "growth", expected: verdict.Violated,
		law:    "P5, asked of the installed sync.Pool (expected to be false: it drops its values when GOMAXPROCS grows)",
		method: "the same as pool/growth",
		bounds: "the same as pool/growth",
		check:  func(c *check) { growth(c, std) },
	},
}
