package mutate

// optionBugs are mistakes with what a pool of New has beyond others: Evicted, Bound,
// Clearings, Count and Check.
var optionBugs = []bug{
	// Evicted.
	{
		"pool/pool.go", "Put", "a-refused-value-is-not-told", "P14", "unit",
		[]handEdit{{"", "if !kept {", "if !kept && false {"}},
	},
	{
		"pool/options.go", "giveUp", "a-panic-of-Evicted-ends-it", "P14", "unit",
		[]handEdit{{"", "e.giveUp(items[i+1:])", ""}},
	},
	{
		"pool/core.go", "rotate", "told-under-a-lock", "P14", "unit",
		[]handEdit{{"", "return func() { e.giveUp(items) }", "e.giveUp(items)"}},
	},
	{
		"pool/gc.go", "start", "told-by-whoever-clears", "P14", "unit",
		[]handEdit{{"", "go func() { f() }()", "f()"}},
	},
	{
		"pool/core.go", "idle", "idle-with-a-shard-in-use", "P8 P14", "unit",
		[]handEdit{{"", "return o.left.Load() == 0", "return true"}},
	},

	// Bound.
	{
		"pool/options.go", "reserve", "asked-before-it-is-taken", "P13", "explore",
		[]handEdit{{"", "if o.held.Add(1) > o.bound {\n\t\to.held.Add(-1)\n\t\treturn false\n\t}", "if o.held.Load() >= o.bound {\n\t\treturn false\n\t}\n\to.held.Add(1)"}},
	},
	{
		"pool/options.go", "reserve", "a-refused-value-takes-room", "P13", "unit",
		[]handEdit{{"", "o.held.Add(-1)\n", "\n"}},
	},
	{
		"pool/guarded.go", "getGuarded", "what-is-got-takes-room", "P13", "unit",
		[]handEdit{{"", "o.release(1)", ""}},
	},
	{
		"pool/guarded.go", "rotateGuarded", "what-is-dropped-takes-room", "P13", "unit",
		[]handEdit{{"", "o.release(len(items))", ""}},
	},

	{
		"pool/guarded.go", "getGuarded", "what-was-kept-gives-room-twice", "P13", "unit",
		[]handEdit{{"", "p.more().victimHits.Add(1)", "p.more().victimHits.Add(1)\n\t\t\t\to.release(1)"}},
	},
	{
		"pool/guarded.go", "getGuarded", "GetLocal-gives-no-room", "P13", "unit",
		[]handEdit{{"", "if ok {\n\t\to.release(1)", "if ok && !localOnly {\n\t\to.release(1)"}},
	},
	{
		"pool/guarded.go", "rotateGuarded", "what-is-dropped-untold-takes-room", "P13", "unit",
		[]handEdit{{"", "o.release(len(items))", "if o.evicted != nil {\n\t\to.release(len(items))\n\t}"}},
	},

	// Clearings.
	{
		"pool/guarded.go", "rotateGuarded", "old-arrays-stay-beside-a-young-one", "P6", "unit",
		[]handEdit{{"", "last := len(o.kept) - 1\n", "last := len(o.kept) - 1\n\tif a := o.local.Load(); a != nil && !a.olderThan(collection) {\n\t\trotating.Unlock()\n\t\treturn nil\n\t}\n"}},
	},
	{
		"pool/guarded.go", "rotateGuarded", "shards-wait-for-one-in-use", "P12", "unit",
		[]handEdit{{"", "all = false\n\t\t\t\tcontinue", "all = false\n\t\t\t\tbreak"}},
	},
	{
		"pool/guarded.go", "rotateGuarded", "a-clearing-drops-64-values", "P14", "unit",
		[]handEdit{{"", "items = append(items, it)\n", "if len(items) < 64 {\n\t\t\t\t\titems = append(items, it)\n\t\t\t\t}\n"}},
	},
	{
		"pool/watched.go", "addUnclosed", "one-array-waits-to-be-closed", "P12 P14", "unit",
		[]handEdit{{"", "&unclosed[T]{a, o.unclosed}", "&unclosed[T]{a, nil}"}},
	},
	{
		"pool/core.go", "idle", "idle-with-the-oldest-array", "P8", "explore",
		[]handEdit{{"", "for i := range o.kept {", "for i := range o.kept[:max(1, len(o.kept)-1)] {"}},
	},
	{
		"pool/watched.go", "newGuarded", "one-clearing-whatever-is-asked", "P6", "unit",
		[]handEdit{{"", "max(config.Clearings, 1)", "1"}},
	},
	{
		"pool/guarded.go", "rotateGuarded", "the-youngest-grows-oldest-at-once", "P6", "unit",
		[]handEdit{{"", "for i := last; i > 0; i-- {", "for i := 1; i <= last; i++ {"}},
	},
	{
		"pool/guarded.go", "getGuarded", "only-the-youngest-is-searched", "P6", "unit",
		[]handEdit{{"", "for i := range o.kept {", "for i := range o.kept[:1] {"}},
	},

	// Count.
	{
		"pool/guarded.go", "getGuarded", "counted-unasked", "P14", "unit",
		[]handEdit{{"", "if o.count {", "if true {"}},
	},
	{
		"pool/guarded.go", "getGuarded", "GetLocal-is-not-counted", "P14", "unit",
		[]handEdit{{"", "if o.count {", "if o.count && !localOnly {"}},
	},
	{
		"pool/guarded.go", "putGuarded", "a-refused-value-is-not-counted", "P14", "unit",
		[]handEdit{{"", "o.drops.Add(1)", ""}},
	},

	{
		"pool/guarded.go", "rotateGuarded", "what-is-dropped-untold-is-not-counted", "P14", "unit",
		[]handEdit{{"", "o.drops.Add(uint64(len(items)))", "if o.evicted != nil {\n\t\to.drops.Add(uint64(len(items)))\n\t}"}},
	},

	// Check.
	{
		"pool/options.go", "New", "Check-is-not-heard", "P15", "unit",
		[]handEdit{{"", "c.Count || check {", "c.Count || check && false {"}},
	},
	{
		"pool/race_checkall.go", "checkAll", "only-those-that-ask", "P15", "unit",
		[]handEdit{{"*", "checkAll = true", "checkAll = false"}},
	},
	{
		"pool/race_checksome.go", "checkAll", "also-those-that-do-not-ask", "P15", "unit",
		[]handEdit{{"*", "checkAll = false", "checkAll = true"}},
	},
	{
		"pool/pool.go", "Get", "a-private-value-is-not-checked", "P15", "unit",
		[]handEdit{{"", "it := s.privateItem()\n\t\t\ts.disown()\n\t\t\tpin.Unpin(place)\n\t\t\tleave()\n\t\t\tx = it.unwrap()\n\t\t\tif checkAsked {",
			"it := s.privateItem()\n\t\t\ts.disown()\n\t\t\tpin.Unpin(place)\n\t\t\tleave()\n\t\t\tx = it.unwrap()\n\t\t\tif checkAsked && false {"}},
	},
	{
		"pool/pool.go", "Get", "a-value-of-the-block-is-not-checked", "P15", "unit",
		[]handEdit{{"", "it := s.pop()\n\t\t\ts.disown()\n\t\t\tpin.Unpin(place)\n\t\t\tleave()\n\t\t\tx = it.unwrap()\n\t\t\tif checkAsked {",
			"it := s.pop()\n\t\t\ts.disown()\n\t\t\tpin.Unpin(place)\n\t\t\tleave()\n\t\t\tx = it.unwrap()\n\t\t\tif checkAsked && false {"}},
	},
	{
		"pool/pool.go", "got", "what-was-searched-is-not-checked", "P15", "unit",
		[]handEdit{{"", "if checkAsked {", "if checkAsked && false {"}},
	},
	{
		"pool/race_checked.go", "add", "known-by-its-address-alone", "P15", "unit",
		[]handEdit{{"", "i.value == in.value && i.address == in.address", "i.address == in.address"}},
	},
	{
		"pool/race_memory.go", "memoryOf", "only-as-far-as-its-length", "P15", "unit",
		[]handEdit{{"", "uintptr(v.Cap())", "uintptr(v.Len())"}},
	},
	{
		"pool/race_memory.go", "poolsIn", "a-cleared-pool-is-a-use", "P15", "unit",
		[]handEdit{{"", "return append(holes, hole{offset, offset + t.Size()})", "return holes"}},
	},
	{
		"pool/race_memory.go", "each", "nothing-behind-a-pool-is-looked-at", "P15", "unit",
		[]handEdit{{"", "part(from, begin+n)", ""}},
	},
	{
		"pool/race_checked.go", "rebuild", "garbage-is-remembered", "P15", "unit",
		[]handEdit{{"", "if i.value.Value() != nil {", "if i != nil {"}},
	},
}

func init() { bugs = append(bugs, optionBugs...) }
