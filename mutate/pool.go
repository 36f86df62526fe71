package mutate

// poolBugs are mistakes that the pool's design had to avoid: the races R1 to R7 that a
// clearing beside Get and Put brings with it (docs/pool.md tells them), and some of its
// relatives' history. All of them are explore's to find.
var poolBugs = []bug{
	{
		"pool/pool.go", "Put", "R1-array-loaded-twice", "P4", "explore",
		[]handEdit{{"", "if a := p.local.Load(); a.has(place) {", "if p.local.Load().has(place) {\n\t\ta := p.local.Load()"}},
	},
	{
		"pool/watched.go", "newArray", "R2-one-mark-for-all-generations", "P9", "explore",
		[]handEdit{
			{"", "a.loot = &a.first", "a.loot = &anyLoot"},
			{"*", "// newArray returns an array", "var anyLoot atomic.Bool\n\n// newArray returns an array"},
		},
	},
	{
		"pool/pool.go", "Put", "R3-put-again-if-cleared-meanwhile", "P1", "explore",
		[]handEdit{{"", "s.setPrivate(it)\n\t\t\ts.disown()\n\t\t\tpin.Unpin(place)",
			"s.setPrivate(it)\n\t\t\ts.disown()\n\t\t\tpin.Unpin(place)\n\t\t\tif p.local.Load() != a {\n\t\t\t\tp.putElsewhere(it)\n\t\t\t}"}},
	},
	{
		"pool/core.go", "search", "R4-unpinned-before-the-victim", "P3", "explore",
		[]handEdit{
			{"", "v := c.victim.Load()\n", "v := c.victim.Load()\n\t\tpin.Unpin(place)\n"},
			{"", "due = a.missed(place) || v.missed(place)\n\t\t}", "due = a.missed(place) || v.missed(place)\n\t\t}\n\t\tplace = pin.Pin()"},
		},
	},
	{
		"pool/array.go", "scavenge", "R4-private-of-another-place", "P3", "explore",
		[]handEdit{{"", "s := a.shards[place]", "s := a.shards[0]"}},
	},
	{
		"pool/core.go", "rotate", "R5-clearings-at-once", "P7", "explore",
		[]handEdit{{"", "rotating.Lock()\n", "\n"}, {"", "rotating.Unlock()\n", "\n"}},
	},
	{
		"pool/core.go", "rotate", "R5-old-victim-kept", "P6", "explore",
		[]handEdit{{"", "c.victim.Store(nil)\n", "\n"}},
	},
	{
		"pool/core.go", "rotate", "no-victim", "P6", "explore",
		[]handEdit{{"", "c.victim.Store(c.local.Swap(nil))", "c.local.Store(nil)"}},
	},
	{
		"pool/watched.go", "register", "R6-registry-holds-strongly", "P8", "explore",
		[]handEdit{{"", "c.registered = true", "c.registered = true\n\t\timmortal = append(immortal, c)"}, {"*", "// register puts", "var immortal []any\n\n// register puts"}},
	},
	{
		"pool/registry.go", "comeBack", "R6-leaves-unasked", "P8", "explore",
		[]handEdit{{"", "if c.idle() {", "if c.idle() || true {"}},
	},
	{
		"pool/registry.go", "comeBack", "R6-idle-is-asked-in-the-middle-of-a-rotation", "P8", "explore",
		[]handEdit{{"", "rotating.Lock()\n\tif c.idle() {", "idle := c.idle()\n\trotating.Lock()\n\tif idle {"}},
	},
	{
		"pool/watched.go", "register", "R6-joins-twice", "P8", "explore",
		[]handEdit{{"", "if !c.registered {", "if !c.registered || true {"}},
	},
	{
		"pool/core.go", "grow", "R6-registered-before-local-is-set", "P8", "explore",
		[]handEdit{{"", "if c.local.CompareAndSwap(old, a) {\n\t\t\tc.join()", "c.join()\n\t\tif c.local.CompareAndSwap(old, a) {\n"}},
	},
	{
		"pool/pool.go", "Put", "R7-index-of-the-old-GOMAXPROCS", "P4", "explore",
		[]handEdit{{"", "a := p.local.Load(); a.has(place)", "a := p.local.Load(); a != nil"}},
	},
	{
		"pool/watched.go", "newArray", "R7-grown-with-new-shards", "P5", "explore",
		[]handEdit{{"", "fresh = len(old.shards)", "fresh = 0"}},
	},
	{
		"pool/core.go", "grow", "R7-cleared-shards-come-back", "P6", "explore",
		[]handEdit{{"", "c.local.CompareAndSwap(old, a)", "func() bool { c.local.Store(a); return true }()"}},
	},
	{
		"pool/core.go", "grow", "result-of-the-CAS-ignored", "P5", "explore",
		[]handEdit{{"", "c.local.CompareAndSwap(old, a)", "(c.local.CompareAndSwap(old, a) || true)"}},
	},
	{
		"pool/pool.go", "start", "result-of-the-CAS-ignored", "P8", "explore",
		[]handEdit{{"", "p.core.CompareAndSwap(nil, newCore(&p.local))\n\treturn p.core.Load()", "c := newCore(&p.local)\n\tp.core.CompareAndSwap(nil, c)\n\treturn c"}},
	},
	{
		"pool/pool.go", "Put", "unpinned-before-use", "P3", "explore",
		[]handEdit{{"", "s.setPrivate(it)\n\t\t\ts.disown()\n\t\t\tpin.Unpin(place)", "pin.Unpin(place)\n\t\t\ts.setPrivate(it)\n\t\t\ts.disown()"}},
	},
	{
		"pool/core.go", "search", "clears-while-pinned", "P7", "explore",
		[]handEdit{{"", "due = a.missed(place) || v.missed(place)", "if a.missed(place) || v.missed(place) {\n\t\t\t\tlook()\n\t\t\t}"}},
	},
	{
		"pool/pool.go", "Put", "hidden-though-others-found-nothing", "P10", "",
		[]handEdit{{"", "if s.hasRoom() && a.loot.Load() {", "if s.hasRoom() {"}},
	},
	{
		"pool/pool.go", "Put", "pushed-without-room", "P11", "explore",
		[]handEdit{{"", "if s.hasRoom() && a.loot.Load() {", "if a.loot.Load() {"}},
	},
	{
		"pool/array.go", "overflow", "pushed-without-a-mark", "P9", "explore",
		[]handEdit{{"", "if !loot.Load() { // after the push (P9)\n\t\tloot.Store(true)\n\t}", ""}},
	},
	{
		"pool/array.go", "steal", "mark-taken-without-another-look", "P9", "explore",
		[]handEdit{{"", "if p, ok = a.visit(place); ok {\n\t\tloot.Store(true) // there may be more\n\t}", ""}},
	},
	{
		"pool/watched.go", "privateItem", "reference-kept", "P3", "explore",
		[]handEdit{{"", "s.private, s.full = none, false", "_, s.full = none, false"}},
	},
	{
		"pool/watched.go", "pop", "reference-kept", "P3", "explore",
		[]handEdit{{"", "*p = none", "_ = none"}},
	},
	{
		"pool/core.go", "putElsewhere", "GOMAXPROCS-grows-once", "P4", "",
		[]handEdit{{"", "for !a.has(place) {", "if !a.has(place) {"}},
	},
	{
		"pool/array.go", "visit", "eight-places-are-robbed", "P9", "unit",
		[]handEdit{{"", "i < n; i++", "i < min(n, 9); i++"}},
	},
	{
		"pool/guarded.go", "getGuarded", "thefts-among-the-kept-are-steals", "P14", "",
		[]handEdit{{"", "if it, ok, _ = o.kept[i].Load().takeGuarded(place, false); ok {\n", "if it, ok, stolen = o.kept[i].Load().takeGuarded(place, false); ok {\n\t\t\t\tif stolen {\n\t\t\t\t\tc.steals.Add(1)\n\t\t\t\t}\n"}},
	},
	{
		"pool/watched.go", "addBlock", "a-block-leads-to-another", "P11", "unit",
		[]handEdit{{"", "s.spare, s.block.next = s.block.next, nil", "s.spare = s.block.next"}},
	},
	{
		"pool/guarded.go", "close", "closed-while-the-owner-is-in", "P12", "explore",
		[]handEdit{{"", "if s.state.CompareAndSwap(idle, closed) || s.state.Load() == closed {", "if s.state.CompareAndSwap(idle, closed) || s.state.Load() >= idle {"}},
	},
	{
		"pool/guarded.go", "putGuarded", "put-into-a-closed-shard", "P12", "explore",
		[]handEdit{{"", "s.begin() {", "s.begin() || true {"}},
	},
	{
		"pool/guarded.go", "rotateGuarded", "a-stalled-array-is-forgotten", "P12 P14", "explore",
		[]handEdit{{"", "o.addUnclosed(dropped.array)\n", "\n"}},
	},
	{
		"pool/guarded.go", "rotateGuarded", "one-drop-for-all", "P14", "explore",
		[]handEdit{{"", "uint64(len(items))", "uint64(min(1, len(items)))"}},
	},
}

func init() { bugs = append(bugs, poolBugs...) }
