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
			{"", "new(atomic.Bool)", "&anyLoot"},
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
			{"", "v := p.victim.Load()\n", "v := p.victim.Load()\n\t\tpin.Unpin(place)\n"},
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
		[]handEdit{{"", "p.victim.Store(nil)\n", "\n"}},
	},
	{
		"pool/core.go", "rotate", "no-victim", "P6", "explore",
		[]handEdit{{"", "p.victim.Store(p.local.Swap(nil))", "p.local.Store(nil)"}},
	},
	{
		"pool/watched.go", "register", "R6-registry-holds-strongly", "P8", "explore",
		[]handEdit{{"", "p.tie = &tie[T]{p}", "p.tie = &tie[T]{p}\n\t\timmortal = append(immortal, p)"}, {"*", "// register puts", "var immortal []any\n\n// register puts"}},
	},
	{
		"pool/registry.go", "stays", "R6-leaves-unasked", "P8", "explore",
		[]handEdit{{"", "if p.idle() {", "if p.idle() || true {"}},
	},
	{
		"pool/registry.go", "stays", "R6-idle-is-asked-in-the-middle-of-a-rotation", "P8", "explore",
		[]handEdit{{"", "rotating.Lock()\n\tdefer rotating.Unlock()\n\tif p.idle() {", "idle := p.idle()\n\trotating.Lock()\n\tdefer rotating.Unlock()\n\tif idle {"}},
	},
	{
		"pool/watched.go", "register", "R6-joins-twice", "P8", "explore",
		[]handEdit{{"", "if p.tie == nil {", "if p.tie == nil || true {"}},
	},
	{
		"pool/core.go", "grow", "R6-registered-before-local-is-set", "P8", "explore",
		[]handEdit{{"", "if home.CompareAndSwap(old, a) {\n\t\t\tp.join()", "p.join()\n\t\tif home.CompareAndSwap(old, a) {\n"}},
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
		[]handEdit{{"", "home.CompareAndSwap(old, a)", "func() bool { home.Store(a); return true }()"}},
	},
	{
		"pool/core.go", "grow", "result-of-the-CAS-ignored", "P5", "explore",
		[]handEdit{{"", "home.CompareAndSwap(old, a)", "(home.CompareAndSwap(old, a) || true)"}},
	},
	{
		"pool/core.go", "more", "result-of-the-CAS-ignored", "Stats", "explore",
		[]handEdit{{"", "p.extra.CompareAndSwap(nil, new(extra[T])) // fails if another goroutine was faster\n\treturn p.extra.Load()", "e := new(extra[T])\n\tp.extra.CompareAndSwap(nil, e)\n\treturn e"}},
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
		[]handEdit{{"", "if s.hasRoom() && s.loot.Load() {", "if s.hasRoom() {"}},
	},
	{
		"pool/pool.go", "Put", "pushed-without-room", "P11", "explore",
		[]handEdit{{"", "if s.hasRoom() && s.loot.Load() {", "if s.loot.Load() {"}},
	},
	{
		"pool/array.go", "overflow", "pushed-without-a-mark", "P9", "explore",
		[]handEdit{{"", "if !s.loot.Load() { // after the push (P9)\n\t\ts.loot.Store(true)\n\t}", ""}},
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
		[]handEdit{{"", "if it, ok, _ = o.kept[i].Load().takeGuarded(place, false); ok {\n", "if it, ok, stolen = o.kept[i].Load().takeGuarded(place, false); ok {\n\t\t\t\tif stolen {\n\t\t\t\t\tp.more().steals.Add(1)\n\t\t\t\t}\n"}},
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
