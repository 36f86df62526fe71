// Package weave rewrites Go source so that package explore sees what it does to
// shared memory. The source stays as its author wrote it, without a hook or a tag.
//
//	source ──► load, type-check ──► walk each file ──► edits by offset ──► woven source
//	                                   │
//	     which variables are shared?   │  which retries changed nothing?
//	     what is an access?            ▼  what cannot be explored?
//	                          Result: files, hashes, marks, refusals
//
// What becomes of what:
//
//	sync, sync/atomic, weak      explore/sync, explore/atomic, explore/weak
//	x = y                        *woven.W(&x) = (*woven.R(&y)), for what is shared
//	x += y                       *woven.W(woven.R(&x)) += y
//	x = f()                      { v := f(); *woven.W(&x) = v }
//	m[k], m[k] = v               woven.Map(m).Get(k), woven.Map(m).Set(k, v)
//	i.M(x), for an interface i   woven.Receiver(i, "M").M(x), which asks what the method reads of
//	                             what i points to; likewise for type parameters, (*T).M and i.M
//	b.Write(x), for a Buffer b   woven.Receiver(&b, "Write").Write(woven.RS(x))
//	append, copy, clear, range   functions of package woven, which announce what they touch
//	go f(x)                      { v := x; woven.Go(func() { f(v) }) }
//	for { …CAS… }                (woven.Spins() && …CAS…), where a failure changed nothing
//	for { … }                    l := woven.Loop(); for { if l != nil { l.Again(x) }; … }
//	runtime.SetFinalizer(x, f)   woven.SetFinalizer(runtime.SetFinalizer)(x, f), and likewise
//	                             AddCleanup, GC, GOMAXPROCS, the pins, the counts of
//	                             collections, time.Sleep and time.AfterFunc
//	rand.IntN(6)                 woven.Random(rand.IntN)(6), and likewise what package runtime
//	                             gives by go:linkname
//	time.Now()                   woven.Now(time.Now)(), and likewise Since and Until
//	channels, select, …          woven.Unsupported: refused by an exploration that comes by
//
// # Laws
//
//	F1  Lines stay: source is edited by offset and never printed anew, no edit adds
//	    or removes a newline, and comments and directives stay where they are.
//	F2  Types and behaviour stay: every operand is evaluated once, in an order that
//	    Go allows, and a statement that panics panics still. Where no exploration
//	    runs, a woven package does what it did before.
//	F3  Every plain access to memory that another goroutine may reach is announced,
//	    when it happens; taking an address is none, and the methods of atomics and
//	    locks are theirs.
//	F4  No go statement, lock or atomic goes past the explorer. What cannot be
//	    explored is listed with file and line, and refused when it is reached in an
//	    exploration. The code under test does not recover from the end of its thread.
//	F5  A retry is marked only if an iteration that fails changed nothing shared and
//	    kept nothing, so that to try again is to have begun later.
//	F6  The same source gives the same bytes.
//	F7  With Config.Announce each package says which package variables it has that
//	    may change, so that every execution starts with what they held before the
//	    first. Those of test files are their own, but for locks, atomics and
//	    variables of a type that is tested.
//	F8  With Config.Loops each loop that may wait tells at the beginning of an iteration
//	    all that its function keeps from the one before and that is not announced, or
//	    that it does not know.
//	F9  With Config.Loops a call through a function value or an interface asks where it
//	    leads: into a package of Config.Foreign it is refused, and into any other that is
//	    not woven it may change what is not seen.
//
// # What is shared
//
// What lies behind a pointer, in a slice, a map or a package variable is shared. A
// local variable is, with the fields and array elements that are part of it, if its
// address is taken (also by slicing an array or by calling a method with a pointer
// receiver), or if a function literal uses it that does not declare it and it is
// assigned anywhere but at its declaration. All other locals are their goroutine's
// own. What a composite literal, new or make makes is not announced: nobody else can
// know of it yet.
//
// Not announced: what code does that is not woven (reflection, encoding/json, …; but what
// functions of the standard library do to the elements of slices and to maps that they are
// given is, where they do no more than to read, write and append, in packages such as slices,
// strings, bytes, strconv and fmt; and a strings.Builder, a bytes.Buffer, a big.Int, a
// list.List and their like are read or written as a whole, by their methods and by what
// prints to them or copies from them); the receiver that a method value copies when it is called, if an interface that a
// call returned holds the pointer to it (listed), and that of a type that is not woven and
// embeds what has the method, too; the store of a return statement that spreads over more
// than one line and calls something (listed); an embedded pointer that is not exported by its
// package, where a selector goes through it unseen (listed). A load may be announced and done
// before a call of the same statement though Go would have done it after; Go promises no order
// there. Of several values, or of an operation, with calls on both sides of the = the
// stores are announced before the calls. A tuple assignment that panics at its second
// variable has not assigned its first, and one statement with two reasons to panic may
// panic for the other.
package weave
