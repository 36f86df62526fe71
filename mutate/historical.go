package mutate

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// bug is a mutant written by hand: a mistake that a relative of sync.Pool had, or that
// the design of this one had to avoid.
type bug struct {
	file string // path in the repository
	fn   string // the function where it belongs, for its name
	kind string // what the mistake is called
	law  string // that it breaks
	who  string // methods that must kill it, or ""
	// edits are made where from stands. It must stand there once: in the function, or,
	// if the edit names another one, there; "*" is anywhere in the file.
	edits []handEdit
}

type handEdit struct{ in, from, to string }

// bugs are all of them. The rest of the history is among what the operators make, see
// named.
var bugs = []bug{
	{
		"dequeue/dequeue.go", "PopTail", "value-read-before-the-claim", "D2 D4", "explore race",
		[]handEdit{
			{"", "i, ok := d.claimTail()\n\tif !ok {\n\t\treturn v, false\n\t}\n\tv = d.slot(i).take()",
				"var none T\n\tif len(d.slots) > 0 {\n\t\t_, tail := unpack(d.headTail.Load())\n\t\tv = d.slot(tail).value\n\t}\n\ti, ok := d.claimTail()\n\tif !ok {\n\t\treturn none, false\n\t}\n\td.slot(i).take()"},
		},
	},
	{
		"dequeue/dequeue.go", "PopHead", "value-read-before-the-claim", "D2 D4", "explore race",
		[]handEdit{
			{"", "if head--; d.headTail.CompareAndSwap(word, pack(head, tail)) {\n\t\t\treturn d.slot(head).take(), true",
				"head--\n\t\tif x := d.slot(head).take(); d.headTail.CompareAndSwap(word, pack(head, tail)) {\n\t\t\treturn x, true"},
		},
	},
	{
		"dequeue/dequeue.go", "claimTail", "indexes-compared-by-order", "D1", "unit",
		[]handEdit{{"", "head == tail", "head <= tail"}},
	},
	{
		"dequeue/dequeue.go", "PushHead", "fullness-by-order", "D1", "unit",
		[]handEdit{{"", "head-tail == uint32(len(d.slots))", "head >= tail+uint32(len(d.slots))"}},
	},
	{
		"dequeue/dequeue.go", "PushHead", "released-slot-told-by-its-value", "D4 D6", "",
		[]handEdit{{"", "s.lap.Load() != d.lap(head)", "s.lap.Load() == ^uint32(0)"}},
	},
	{
		"dequeue/dequeue.go", "claimTail", "tail-moved-before-the-claim", "D2", "",
		[]handEdit{{"", "if d.headTail.CompareAndSwap(word, pack(head, tail+1)) {",
			"if d.headTail.Add(1) == pack(head, tail+1) {"}},
	},
	{
		"dequeue/dequeue.go", "lap", "laps-of-16-bits", "D4", "unit",
		[]handEdit{{"", "return i &^ uint32(len(d.slots)-1)", "return uint32(uint16(i)) &^ uint32(len(d.slots)-1)"}},
	},
	{
		"dequeue/watched.go", "take", "cleared-before-it-is-read", "D2 D5", "",
		[]handEdit{{"", "v, s.value = s.value, none", "s.value = none\n\tv = s.value"}},
	},
	{
		"dequeue/unwatched.go", "take", "cleared-before-it-is-read", "D2 D5", "",
		[]handEdit{{"", "v, s.value = s.value, none", "s.value = none\n\tv = s.value"}},
	},
	{
		"dequeue/watched.go", "put", "only-into-an-empty-looking-slot", "D2", "",
		[]handEdit{{"", "s.value = v", "if any(s.value) == nil { s.value = v }"}},
	},
	{
		"dequeue/unwatched.go", "put", "only-into-an-empty-looking-slot", "D2", "",
		[]handEdit{{"", "s.value = v", "if any(s.value) == nil { s.value = v }"}},
	},
	{
		"chain/chain.go", "PopTail", "rings-recycled", "C4", "explore",
		[]handEdit{
			{"*", "tail atomic.Pointer[ring[T]]\n}", "tail atomic.Pointer[ring[T]]; spare atomic.Pointer[ring[T]]\n}"},
			{"PushHead", "bigger := newRing[T](min(2*r.values.Size(), limitRing))",
				"bigger := c.spare.Swap(nil)\n\tif bigger == nil {\n\t\tbigger = newRing[T](min(2*r.values.Size(), limitRing))\n\t}\n\tbigger.next.Store(nil)"},
			{"", "next.prev.Store(nil)", "next.prev.Store(nil); c.spare.Store(r)"},
		},
	},
	{
		"chain/chain.go", "PopHead", "missing-back-up", "C3 C5", "unit property",
		[]handEdit{{"", "r = r.prev.Load()", "r = nil"}},
	},
	{
		"chain/chain.go", "PopTail", "gives-up-at-the-first-drained-ring", "C5", "",
		[]handEdit{{"", "r = next", "return v, false"}},
	},
	{
		"chain/chain.go", "PopTail", "an-open-ring-is-dropped", "C1 C3", "",
		[]handEdit{{"", "next := r.next.Load()", "var next *ring[T]\n\t\tdefer func() {\n\t\t\tif n := r.next.Load(); !ok && n != nil {\n\t\t\t\tc.tail.Store(n)\n\t\t\t}\n\t\t}()\n\t\tnext = r.next.Load()"}},
	},
	{
		"chain/chain.go", "PushHead", "full-rings-pushed-to-again", "C1 C3", "",
		[]handEdit{{"", "bigger.values.PushHead(v)", "if !r.values.PushHead(v) { bigger.values.PushHead(v) }"}},
	},
	{
		"chain/watched.go", "setNewest", "only-the-first-ring", "C1", "",
		[]handEdit{{"", "c.head = r", "if c.head == nil { c.head = r }"}},
	},
	{
		"chain/unwatched.go", "setNewest", "only-the-first-ring", "C1", "",
		[]handEdit{{"", "c.head = r", "if c.head == nil { c.head = r }"}},
	},

	{
		"dequeue/dequeue.go", "PushHead", "waits-for-the-thief", "D7", "unit",
		[]handEdit{{"", "if s.lap.Load() != d.lap(head) { // acquires the release of the thief who had the slot last\n\t\treturn false\n\t}",
			"for s.lap.Load() != d.lap(head) {\n\t}"}},
	},

	// The pool: what clearing beside Get and Put makes possible, and does not exist inside
	// a pause.
	{
		"pool/pool.go", "Get", "unpinned-before-use", "P1 P3", "explore",
		[]handEdit{{"", "it := s.privateItem()\n\t\t\ts.disown()\n\t\t\tpin.Unpin(place)", "pin.Unpin(place)\n\t\t\tit := s.privateItem()\n\t\t\ts.disown()"}},
	},
	{
		"pool/array.go", "scavenge", "private-values-of-others-are-taken-from-the-victim", "P1 P3", "explore race",
		[]handEdit{{"", "\ts.disown()\n\tif !ok {", "\ts.disown()\n\tfor _, o := range a.shards {\n\t\tif !ok && o.hasPrivate() {\n\t\t\tit, ok = o.privateItem(), true\n\t\t}\n\t}\n\tif !ok {"}},
	},
	{
		"pool/array.go", "overflow", "marked-before-the-push", "P9", "explore",
		[]handEdit{{"", "s.pushed()\n\tif !s.loot.Load() { // after the push (P9)\n\t\ts.loot.Store(true)\n\t}", "s.pushed()"},
			{"", "// Somebody found", "s.loot.Store(true) // Somebody found"}},
	},
	{
		"pool/array.go", "overflow", "a-block-in-two-places", "P1 P11", "",
		[]handEdit{{"", "s.fullBlock()", "s.block"}},
	},
	{
		"pool/array.go", "find", "a-stolen-block-is-dropped", "P1 P11", "",
		[]handEdit{{"", "it, ok, stolen = p.item, true, true\n\t\t\ts.adopt(p.block)", "it, ok, stolen = p.item, true, true"}},
	},
	{
		"pool/array.go", "visit", "only-the-next-place-is-robbed", "P1", "",
		[]handEdit{{"", "i < n; i++", "i < 2 && i < n; i++"}},
	},
	{
		"pool/core.go", "putElsewhere", "the-index-of-an-old-place", "P3", "explore",
		[]handEdit{{"", "a = p.grow()\n\t\tplace = pin.Pin()", "a = p.grow()\n\t\tpin.Pin()"}},
	},
	{
		"pool/core.go", "grow", "an-array-as-long-as-it-was", "P5", "",
		[]handEdit{{"", "if old.has(n - 1) {", "if old != nil {"}},
	},
	{
		"pool/core.go", "rotate", "the-old-victim-goes-last", "P6", "explore",
		[]handEdit{
			{"", "p.victim.Store(nil)\n\t//", "//"},
			{"", "p.victim.Store(p.local.Swap(nil))\n\t}", "p.victim.Store(p.local.Swap(nil))\n\t} else {\n\t\tp.victim.Store(nil)\n\t}"},
		},
	},
	{
		"pool/core.go", "rotate", "young-arrays-are-cleared", "P6", "unit",
		[]handEdit{{"", " && a.olderThan(collection)", ""}},
	},
	{
		"pool/registry.go", "clear", "what-joins-meanwhile-is-lost", "P8", "explore",
		[]handEdit{{"", "l.putBack(kept)", "l.take()\n\tl.putBack(kept)"}},
	},
	{
		"pool/gc.go", "clearOnce", "cleared-twice-for-one-collection", "P7", "unit",
		[]handEdit{{"", "cleared.Store(n)", "_ = n"}},
	},
	{
		"pool/gc.go", "afterGC", "the-finalizer-is-set-once", "P6", "unit",
		[]handEdit{{"", "runtime.SetFinalizer(s, afterGC)", "_ = s"}},
	},

	// How the collections are counted.
	{"pool/collections.go", "collections", "never-counted", "P6", "", []handEdit{{"", "return sample", "return 0 * sample"}}},
	{"pool/collections.go", "collections", "every-other-one-counted", "P7", "", []handEdit{{"", "Uint64()", "Uint64() / 2"}}},
	{"pool/collections.go", "collections", "forced-ones-not-counted", "P6", "", []handEdit{{"", "total:gc", "automatic:gc"}}},
	{"pool/collections.go", "collections", "counted-by-one-bit", "P6", "", []handEdit{{"", "Uint64()", "Uint64() & 1"}}},
	{"pool/collections.go", "collections", "not-read", "P6", "", []handEdit{{"", "metrics.Read(sample)", "sample[0].Value = metrics.Value{}"}}},
	{"pool/collections_race.go", "collections", "never-counted", "P6", "", []handEdit{{"", "uint64(stats.NumGC)", "0 * uint64(stats.NumGC)"}}},
	{"pool/collections_race.go", "collections", "every-other-one-counted", "P7", "", []handEdit{{"", "uint64(stats.NumGC)", "uint64(stats.NumGC) / 2"}}},
	{"pool/collections_race.go", "collections", "not-read", "P6", "", []handEdit{{"", "debug.ReadGCStats(&stats)", ""}}},
	{"pool/collections_race.go", "collections", "counted-by-one-bit", "P6", "", []handEdit{{"", "uint64(stats.NumGC)", "uint64(stats.NumGC) & 1"}}},
	{"pool/collections_race.go", "collections", "counts-those-that-are-remembered", "P6", "", []handEdit{{"", "stats.NumGC", "min(stats.NumGC, 1)"}}},

	// What stands between the pool and the race detector.
	{"pool/race_off.go", "wrap", "the-value-is-dropped", "P1", "", []handEdit{{"", "item[T]{v}", "item[T]{}"}}},
	{"pool/race_off.go", "item.unwrap", "the-value-is-dropped", "P1", "", []handEdit{{"", "return it.value", "var none T; return none"}}},
	{"pool/race_pool.go", "wrap", "the-value-is-dropped", "P1", "", []handEdit{{"", "item[T]{v}", "item[T]{}"}}},
	{"pool/race_pool.go", "item.unwrap", "the-value-is-dropped", "P1", "", []handEdit{{"", "return it.value", "var none T; return none"}}},
	{"pool/race_pool.go", "token.own", "releases", "P3", "", []handEdit{{"", "RaceAcquire", "RaceRelease"}}},
	{"pool/race_user.go", "wrap", "one-edge-for-all", "P2", "", []handEdit{{"", "new(edge)", "common"}, {"*", "type edge [2]uintptr", "type edge [2]uintptr; var common = new(edge)"}}},
}

// better are mutants of which nothing is wrong but what the claims expect to be. They are
// spare: only the claims that expect a violation can be turned by them.
var better = []bug{
	{
		// A thief that finds no next ring looks again after its pop failed: then the chain was
		// empty when it popped.
		"chain/chain.go", "PopTail", "looks-again", "C5", "",
		[]handEdit{{"", "if next == nil {\n\t\t\treturn v, false\n\t\t}", "if next == nil {\n\t\t\tif r.next.Load() != nil {\n\t\t\t\tcontinue\n\t\t\t}\n\t\t\treturn v, false\n\t\t}"}},
	},
	{
		// No pool at all: two slices, those of before the last clearing and those of since.
		"pool/pool.go", "Put", "a-slice-behind-a-lock", "P1", "",
		[]handEdit{
			{"*", "\t\"sync/atomic\"", "\t\"sync\"\n\t\"sync/atomic\""},
			{"*", "\tNew func() T\n}", "\tNew func() T\n\n\tmu         sync.Mutex\n\tyoung, old []T\n}"},
			{"", "\tif checkAsked {", "\tif true {\n\t\tp.mu.Lock()\n\t\tdefer p.mu.Unlock()\n\t\tp.young = append(p.young, x)\n\t\treturn\n\t}\n\tif checkAsked {"},
			{"Get", "\tenter()\n", "\tif true {\n\t\tp.mu.Lock()\n\t\tdefer p.mu.Unlock()\n" +
				"\t\tfor _, s := range []*[]T{&p.young, &p.old} {\n\t\t\tif n := len(*s); n > 0 {\n\t\t\t\tx, *s = (*s)[n-1], (*s)[:n-1]\n\t\t\t\treturn x\n\t\t\t}\n\t\t}\n" +
				"\t\treturn x\n\t}\n\tenter()\n"},
			{"Rotate", "\tenter()\n", "\tp.mu.Lock()\n\tdefer p.mu.Unlock()\n\tp.old, p.young = p.young, nil\n\tenter()\n"},
		},
	},
}

// named are the mistakes of history that an operator makes, by the mutant's name.
var named = map[string]string{
	"dequeue/dequeue.go:PushHead:accesses-swapped:2":      "published before it is written",
	"dequeue/dequeue.go:PushHead:test-missing:2":          "the slot is not asked whether it was released",
	"dequeue/dequeue.go:PopTail:accesses-swapped:1":       "released before it is read",
	"dequeue/dequeue.go:claimTail:cas-result-ignored:1":   "the result of the compare-and-swap is ignored",
	"dequeue/dequeue.go:PopHead:cas-result-ignored:1":     "the result of the compare-and-swap is ignored",
	"dequeue/dequeue.go:claimTail:cas-expects-reloaded:1": "the expected word is loaded anew (ABA)",
	"chain/chain.go:PopTail:accesses-swapped:1":           "next is loaded after the pop",
}

// resolve finds the places of the bugs. Texts are the files that they make; those whose
// text is not there any more are stale.
func resolve(pkgs []*pkg) (all []Mutant, texts map[string]bool, stale []string) {
	counts := map[string]int{}
	texts = map[string]bool{}
	for i, b := range slices.Concat(bugs, better) {
		id := b.file + ":" + b.fn + ":" + b.kind
		counts[id]++
		id = fmt.Sprintf("%s:%d", id, counts[id])
		m, text, err := b.mutant(pkgs, id)
		if err != nil {
			stale = append(stale, fmt.Sprintf("%s: %v", id, err))
			continue
		}
		m.Spare = i >= len(bugs)
		all = append(all, m)
		texts[string(text)] = true
	}
	return all, texts, stale
}

// mutant makes a mutant of a bug, and the text of its file.
func (b bug) mutant(pkgs []*pkg, id string) (m Mutant, text []byte, err error) {
	var p *pkg
	var f *file
	for _, q := range pkgs {
		for _, g := range q.files {
			if g.name == b.file && g.mine {
				p, f = q, g
			}
		}
	}
	if f == nil {
		return m, nil, fmt.Errorf("there is no such file")
	}
	m = Mutant{ID: id, File: b.file, Func: b.fn, Kind: b.kind, Law: b.law, Who: b.who, Historical: true, Lane: p.lane}
	for _, e := range b.edits {
		in := e.in
		if in == "" {
			in = b.fn
		}
		from, to := 0, len(f.source)
		if in != "*" {
			i := slices.IndexFunc(f.syntax.Decls, func(d ast.Decl) bool {
				fn, ok := d.(*ast.FuncDecl)
				return ok && (fn.Name.Name == in || fn.Recv != nil && receiver(fn)+"."+fn.Name.Name == in)
			})
			if i < 0 {
				return m, nil, fmt.Errorf("there is no function %s", in)
			}
			from = p.fset.Position(f.syntax.Decls[i].Pos()).Offset // without its comment
			to = p.fset.Position(f.syntax.Decls[i].End()).Offset
		}
		fn := string(f.source[from:to])
		if n := strings.Count(fn, e.from); n != 1 {
			return m, nil, fmt.Errorf("%q stands %d times in %s, want once", e.from, n, in)
		}
		m.Edits = append(m.Edits, Edit{from + strings.Index(fn, e.from), e.from, e.to})
	}
	m.Line = 1 + strings.Count(string(f.source[:m.Edits[0].At]), "\n")
	if text, err = m.Apply(f.source); err != nil {
		return m, nil, err
	}
	return m, text, p.compiles(f, text)
}
