package mutate

// mistakes are those that the pool's design had to avoid, R1 to R7 (docs/pool.md), and
// those of its relatives' history: each by a mutant that makes it, and a claim that is
// turned by that.
var mistakes = []struct{ mistake, mutant, claim string }{
	{"R1: an array and its length, loaded apart", "pool/pool.go:Put:R1-array-loaded-twice:1", "pool/explored"},
	{"R2: a stale mark on the victim", "pool/watched.go:newArray:R2-one-mark-for-all-generations:1", "pool/explored"},
	{"a mark taken away without another look", "pool/array.go:steal:mark-taken-without-another-look:1", "pool/explored"},
	{"R3: put twice, since the array was cleared", "pool/pool.go:Put:R3-put-again-if-cleared-meanwhile:1", "pool/explored"},
	{"R4: an owner that is not pinned", "pool/core.go:search:R4-unpinned-before-the-victim:1", "pool/explored-migrate"},
	{"R4: a private value taken by another place", "pool/array.go:scavenge:R4-private-of-another-place:1", "pool/explored"},
	{"R5: two clearings at once", "pool/core.go:rotate:R5-clearings-at-once:1", "pool/explored-registry"},
	{"R5: an old victim is kept", "pool/core.go:rotate:R5-old-victim-kept:1", "pool/explored"},
	{"R6: a registry that keeps pools alive", "pool/watched.go:register:R6-registry-holds-strongly:1", "pool/unused"},
	{"R6: a pool leaves that is not idle", "pool/registry.go:stays:R6-leaves-unasked:1", "pool/explored-registry"},
	{"R6: a pool leaves in the middle of a rotation", "pool/registry.go:stays:R6-idle-is-asked-in-the-middle-of-a-rotation:1", "pool/explored-registry"},
	{"R6: a pool joins twice", "pool/watched.go:register:R6-joins-twice:1", "pool/explored-registry"},
	{"R6: a pool joins before it holds anything", "pool/core.go:grow:R6-registered-before-local-is-set:1", "pool/explored-registry"},
	{"R7: an index of the old GOMAXPROCS", "pool/pool.go:Put:R7-index-of-the-old-GOMAXPROCS:1", "pool/explored-procs"},
	{"R7: the same, between grow and the pin", "pool/core.go:putElsewhere:the-index-of-an-old-place:1", "pool/explored-procs"},
	{"R7: growth with new shards", "pool/watched.go:newArray:R7-grown-with-new-shards:1", "pool/explored-procs"},
	{"R7: growth brings back what was cleared", "pool/core.go:grow:R7-cleared-shards-come-back:1", "pool/explored-procs"},
	{"recycled rings (ABA)", "chain/chain.go:PopTail:rings-recycled:1", "chain/explored-clients"},
	{"unpinned before use, in Put", "pool/pool.go:Put:unpinned-before-use:1", "pool/explored-migrate"},
	{"unpinned before use, in Get", "pool/pool.go:Get:unpinned-before-use:1", "pool/explored-migrate"},
	{"a CAS whose result is ignored, in the ring", "dequeue/dequeue.go:claimTail:cas-result-ignored:1", "dequeue/explored-clients"},
	{"a CAS whose result is ignored, in the pool", "pool/core.go:grow:result-of-the-CAS-ignored:1", "pool/explored-procs"},
	{"next loaded after the pop", "chain/chain.go:PopTail:accesses-swapped:1", "chain/explored-clients"},
	{"a value read before the claim", "dequeue/dequeue.go:PopTail:value-read-before-the-claim:1", "dequeue/explored-clients"},
	{"published before it is written", "dequeue/dequeue.go:PushHead:accesses-swapped:2", "dequeue/explored-clients"},
	{"a slot that is not asked whether it was released", "dequeue/dequeue.go:PushHead:test-missing:2", "dequeue/explored-clients"},
}
