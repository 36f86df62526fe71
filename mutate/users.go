package mutate

// userBugs are mistakes with what a pool does not have for itself: functions of its users,
// which may do anything, and other pools, which the same clearing visits.
var userBugs = []bug{
	// Where users' functions are called.
	{
		"pool/pool.go", "Get", "New-is-called-while-pinned", "K4", "unit",
		[]handEdit{{"", "return p.New()", "place = pin.Pin()\n\t\tdefer pin.Unpin(place)\n\t\treturn p.New()"}},
	},
	{
		"pool/pool.go", "Get", "the-detector-does-not-see-New", "P2", "race",
		[]handEdit{{"", "return p.New()", "enter()\n\t\tdefer leave()\n\t\treturn p.New()"}},
	},
	{
		"pool/pool.go", "Put", "told-while-pinned", "K4 P14", "unit",
		[]handEdit{{"", "p.extra.Load().giveUp([]item[T]{it})", "place = pin.Pin()\n\t\tdefer pin.Unpin(place)\n\t\tp.extra.Load().giveUp([]item[T]{it})"}},
	},
	{
		"pool/pool.go", "Rotate", "the-detector-does-not-see-Evicted", "P2", "race",
		[]handEdit{{"", "leave()\n\tif after != nil {\n\t\tafter()\n\t}", "if after != nil {\n\t\tafter()\n\t}\n\tleave()"}},
	},
	{
		"pool/core.go", "rotate", "a-clearing-looks-at-the-users-pool-to-tell", "P2", "race",
		[]handEdit{{"", "return func() { e.giveUp(items) }", "_ = e\n\t\t\treturn func() { p.extra.Load().giveUp(items) }"}},
	},
	{
		"pool/gc.go", "look", "told-while-nobody-may-clear", "P14", "unit",
		[]handEdit{{"", "clearing.Unlock()\n\t}\n\tleave()\n\tstart(after)", "leave()\n\t\tfor _, f := range after {\n\t\t\tf()\n\t\t}\n\t\tenter()\n\t\tclearing.Unlock()\n\t}\n\tleave()"}},
	},

	// How they end.
	{
		"pool/options.go", "giveUp", "on-Goexit-the-rest-is-not-told", "P14", "unit",
		[]handEdit{{"", "if i < len(items) {\n\t\t\te.giveUp(items[i+1:])\n\t\t}", "if r := recover(); r != nil {\n\t\t\te.giveUp(items[i+1:])\n\t\t\tpanic(r)\n\t\t}"}},
	},
	{
		"pool/options.go", "giveUp", "after-a-panic-one-more-is-told", "P14", "unit",
		[]handEdit{{"", "e.giveUp(items[i+1:])", "e.giveUp(items[i+1 : min(i+2, len(items))])"}},
	},
	{
		"pool/options.go", "giveUp", "counted-when-Evicted-has-returned", "P14", "unit",
		[]handEdit{{"", "o.evictions.Add(1)\n\t\t\tleave()\n\t\t\to.evicted(x)", "leave()\n\t\t\to.evicted(x)\n\t\t\to.evictions.Add(1)"}},
	},
	{
		"pool/pool.go", "Put", "noticed-when-it-is-inside-twice", "P15", "unit",
		[]handEdit{{"", "\t\tp.checkPut(x)", "\t\tdefer p.checkPut(x)"}},
	},

	// Other pools.
	{
		"pool/gc.go", "start", "one-pool-is-told-of-many", "P14", "unit",
		[]handEdit{{"", "go func() { f() }()", "go func() { f() }()\n\t\treturn"}},
	},
	{
		"pool/gc.go", "start", "pools-are-told-one-after-the-other", "P14", "unit",
		[]handEdit{{"", "for _, f := range after {\n\t\tgo func() { f() }()\n\t}", "go func() {\n\t\tfor _, f := range after {\n\t\t\tf()\n\t\t}\n\t}()"}},
	},
	{
		"pool/registry.go", "clear", "the-last-pool-alone-is-told", "P14", "unit",
		[]handEdit{{"", "after = append(after, f)", "after = []func(){f}"}},
	},
	{
		"pool/registry.go", "clearAll", "the-last-type-alone-is-told", "P14", "unit",
		[]handEdit{{"", "after = append(after, l.clear(collection)...)", "after = l.clear(collection)"}},
	},
	{
		"pool/watched.go", "trim", "what-left-the-list-stays-behind-it", "P8", "unit",
		[]handEdit{{"", "gone[i] = entry[T]{}", "_ = i"}},
	},
	{
		"pool/watched.go", "trim", "a-list-keeps-the-room-of-its-best-days", "P8", "unit",
		[]handEdit{{"", "len(gone) > 3*len(kept)", "false"}},
	},
	{
		"pool/watched.go", "unregister", "a-tie-for-ever", "P8", "unit",
		[]handEdit{{"", "p.tie = nil", "_ = p.tie"}},
	},
	{
		"pool/registry.go", "clear", "entries-of-garbage-stay", "P8", "unit",
		[]handEdit{{"", "if tie == nil {\n", "if tie == nil {\n\t\t\tkept = with(kept, e)\n"}},
	},

	// Clearings that meet, and how old an array is.
	{
		"pool/array.go", "olderThan", "collections-are-never-so-many", "P6", "unit",
		[]handEdit{{"", "int32(uint32(collection)-a.shards[0].born) > 0", "uint32(collection) > a.shards[0].born"}},
	},
	{
		"pool/gc.go", "look", "waits-for-who-is-clearing", "P7", "unit",
		[]handEdit{{"", "clearing.TryLock()", "func() bool { clearing.Lock(); return true }()"}},
	},
	{
		"pool/gc.go", "clearOnce", "a-collection-beside-a-clearing-is-forgotten", "P6", "unit",
		[]handEdit{{"", "after = clearAll(n)", "after = clearAll(n)\n\t\tcleared.Store(collections())"}},
	},
}

func init() { bugs = append(bugs, userBugs...) }
