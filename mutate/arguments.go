package mutate

// arguments say, by the mutant's name, why nobody can tell it from the source.
var arguments = map[string]string{
	"dequeue/dequeue.go:New:wrong-number:1": "a ring behaves the same wherever its indexes start (D1 counts modulo 2³²); " +
		"New only takes the start that needs no filling in",
	"dequeue/dequeue.go:NewAt:atomic-to-plain:1":  unpublishedRing,
	"dequeue/dequeue.go:NewAt:atomic-to-plain:2":  unpublishedRing,
	"dequeue/dequeue.go:NewAt:accesses-swapped:2": unpublishedRing,

	"chain/chain.go:PushHead:atomic-to-plain:2":  "nobody else can reach the new ring before next.Store, which orders the plain write for whoever does",
	"chain/chain.go:PushHead:accesses-swapped:3": ownersHead,
	"chain/chain.go:PushHead:accesses-swapped:4": ownersHead,
	"chain/chain.go:PushHead:accesses-swapped:7": ownersHead,
	"chain/chain.go:PushHead:accesses-swapped:5": "no thief reaches the new ring before next is stored, and the owner is in this very push: " +
		"the push takes effect with the later of the two, and in between nobody can look",
	"chain/chain.go:PopTail:cas-result-ignored:1": "who loses the compare-and-swap has seen r closed and drained as well, and nobody moves tail back: " +
		"the ring before next is dropped, and the winner cuts the same prev (C2)",

	"pool/options.go:New:atomic-to-plain:1":     "nobody else knows of the pool before New has returned, and whoever hands it over orders what was done to it",
	"pool/unwatched.go:newGuarded:wrong-size:2": "some places share a count then, and Stats adds up all counts",
	"pool/guarded.go:putGuarded:accesses-swapped:1": "local is loaded before the pin: a clearing waits for a pinned Put as little as for another, so either may find the " +
		"array too short, which has tells, or its shard closed, which begin tells",
	"pool/core.go:more:accesses-swapped:1":         anExtraInVain,
	"pool/core.go:more:test-missing:1":             anExtraInVain,
	"pool/core.go:more:load-of-nil:1":              anExtraInVain,
	"pool/core.go:grow:off-by-one:1":               "an array of the same shards is made once more (P5), as old as the one before; grow is only called where a shard is missing",
	"pool/pool.go:Put:load-of-nil:1":               "every Put goes the long way, by putElsewhere, which does the same in the same shard",
	"pool/race_write_on.go:raceWrite:off-by-one:1": "the race detector is told of a write to no bytes, which is no access to any",
	"pool/array.go:overflow:accesses-swapped:1":    "nonempty is the owner's own, and the owner is in this call; set for nothing, it makes the next miss look into an empty chain once",
}

const (
	anExtraInVain   = "an extra is made in vain, and the first one that was made is returned"
	unpublishedRing = "nobody else knows of the ring before NewAt has returned, and whoever hands it over orders what was done to it"
	ownersHead      = "head is the owner's alone, and the owner is in this very push: no other access can tell the two orders apart"
)
