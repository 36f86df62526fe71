package mutate

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// The checkers are mutated as well: an engine with a missed dependency, a race clock
// that forgets a join, a model that accepts too much, a weaver that skips an access.
// Each must be noticed by the checker's own tests. The engine's mutants lie beside its
// tests, in explore/mutants*_test.go, and are read from there.

// flaw is a mutant of a checker.
type flaw struct{ name, file, from, to, equivalent string }

var flaws = []flaw{
	{"ring: any push may be refused", "model/ring.go", "return r, op.OK == room // M4", "return r, op.OK == room || !op.OK // M4", ""},
	{"ring: a push is accepted without room", "model/ring.go", "return r, op.OK == room // M4", "return r, op.OK == room || op.OK // M4", ""},
	{"ring: a slot is released before it is claimed", "model/ring.go", "\tif at < 0 {\n\t\treturn held, false\n", "\tif at < 0 {\n\t\treturn held, true\n", ""},
	{"ring: nobody stands in a slot", "model/ring.go", "return before >= r.tail || slices.ContainsFunc(", "return before >= r.tail || false && slices.ContainsFunc(", ""},
	{"ring: a thief holds every slot", "model/ring.go", "return h.ring == r.number && h.index == before", "return h.ring == r.number", ""},
	{"ring: empty whenever it is said", "model/ring.go", "\t\treturn r, len(r.values) == 0", "\t\treturn r, true", ""},
	{"ring: a push that is accepted keeps nothing", "model/ring.go", "if op.OK && room {", "if op.OK && room && false {", ""},
	{"chain: a push may be refused", "model/chain.go", "\tif !p.op.OK {\n\t\treturn c, false\n\t}\n\tif p.moment != publish", "\tif !p.op.OK {\n\t\treturn c, true\n\t}\n\tif p.moment != publish", ""},
	{"chain: empty while the ring that was seen has a value", "model/chain.go", "c.oldest() <= c.looks[at].ring", "c.oldest() < c.looks[at].ring", ""},
	{"chain: empty without a look", "model/chain.go", "if at < 0 || c.oldest()", "if at >= 0 && c.oldest()", ""},
	{"chain: the owner pops anything when it backs up", "model/chain.go", "if !op.OK || c.older[newest].value != op.Value {", "if !op.OK {",
		"the step takes the newest value off whatever the answer was; if that is another one, its own pop finds it gone, and if nothing pops it, the sketch has rejected the history"},
	{"chain: a thief pops anything of the older rings", "model/chain.go", "if c.older[0].value != op.Value {", "if false {", ""},
	{"chain: a look need not find the older rings drained", "model/chain.go", "\t\tif len(c.older) > 0 {\n\t\t\treturn c, false\n\t\t}\n", "", ""},
	{"deque: empty whenever it is said", "model/deque.go", "\t\treturn d, len(d.values) == 0", "\t\treturn d, true", ""},
	{"deque: full whenever it is said", "model/deque.go", "\t\treturn d, op.OK == room", "\t\treturn d, op.OK == room || !op.OK", ""},
	{"deque: values pop from the middle", "model/values.go", "if len(s) == 0 || s[0] != v {\n\t\treturn s, false\n\t}\n\treturn s[1:], true", "if len(s) == 0 {\n\t\treturn s, false\n\t}\n\treturn s[1:], true", ""},
	{"pool: a value is got twice", "model/bag.go", "if b.young, found = b.young.without(op.Value); !found {", "if _, found = b.young.without(op.Value); !found {", ""},
	{"pool: nothing ages", "model/bag.go", "b.young, b.old = nil, b.young", "_ = b.old", ""},
	{"pool: every Get may be invented", "model/bag.go", "\treturn b, found\n", "\treturn b, true\n", ""},
	{"pool: no Get is looked at", "model/bag.go", "return p.op.Kind == Get && !p.op.OK ||", "return p.op.Kind == Get ||", ""},
	{"check: the sketch is all", "model/model.go", "\tif timeout == 0 {\n\t\treturn s.search(h, 0)", "\tif timeout == 0 && s.sketch != nil {\n\t\treturn Legal\n\t}\n\tif timeout == 0 {\n\t\treturn s.search(h, 0)", ""},
	{"check: the sketch drops what nothing excuses", "model/deque.go", "return refused(*p.op) || misses(*p.op) && h.meets(*p.op, pushes)", "return refused(*p.op) || misses(*p.op)", "the sketch only spares the full search, which judges what the sketch lets through"},
	{"check: what overlaps is in order", "model/point.go", "Call: p.op.Call, Return: p.op.Return}", "Call: p.op.Call, Return: p.op.Call + 1}", ""},
	{"check: what was recorded wrongly is judged", "model/history.go", "if op.Call >= op.Return {", "if false {", ""},

	{"garbage: what a thread holds may die", "explore/internal/engine/garbage.go", "if !o.dropped || len(o.holders) > 0 {", "if !o.dropped {", ""},
	{"garbage: everything may die", "explore/internal/engine/garbage.go", "if !o.dropped || len(o.holders) > 0 {", "if len(o.holders) > 0 {", ""},
	{"garbage: a collection passes by who asks", "explore/internal/engine/garbage.go", "return Done{v + 1, Writes, Nothing}", "return Done{v + 1, Probes, Nothing}", ""},
	{"garbage: a cleanup does not wait for the finalizer", "explore/internal/engine/garbage.go", "case finalizer: // it may", "case false: // it may", ""},
	{"garbage: a finalizer follows its collector", "explore/internal/engine/garbage.go", "\tif e.Clocks && c != nil {", "\tif false && c != nil {", ""},
	{"garbage: a stopped timer fires", "explore/internal/engine/garbage.go", "\t\tif was == v {", "\t\tif was == v || true {", ""},
	{"garbage: somebody waits for a timer", "explore/internal/engine/garbage.go", "\tt.daemon = true\n", "", ""},
	{"thread: the end of a thread is recovered", "explore/internal/engine/thread.go", "\tif u, ours := r.(unwind); ours {", "\tif u, ours := r.(unwind); ours && false {", ""},
	{"time: who waits for the time waits for others", "explore/internal/engine/loop.go", "(idle || l.timed > most)", "(l.timed > most)", ""},
	{"time: who waits for others sleeps", "explore/internal/engine/loop.go", "l.timed++; did != 0 ||", "l.timed++;", ""},
	{"time: every loop takes time", "explore/internal/engine/loop.go", "did != 0 || t.asks == l.asks {", "did != 0 {", ""},
	{"time: nobody is ever late", "explore/internal/engine/time.go", "\tif e.probing {\n\t\tpanic(unwind{}) // later", "\tif false {\n\t\tpanic(unwind{}) // later", ""},
	{"reach: lists are not walked", "explore/internal/engine/reach.go", "\t\tw.memory(*(*unsafe.Pointer)(p), t.Elem(), 1)", "\t\t_ = p", ""},
	{"reach: slices end at their length", "explore/internal/engine/reach.go", "w.memory(s.at, t.Elem(), s.cap)", "w.memory(s.at, t.Elem(), s.len)", ""},
	{"globals: explorations at the same time have one set", "explore/internal/engine/watch.go", "if len(variables) > 0 {", "if false {", ""},
	{"globals: nothing is put back", "explore/internal/engine/globals.go", "\t\tx.variable.Set(x.value)\n", "\t\t_ = x\n", ""},
	{"globals: maps are not put back", "explore/internal/engine/globals.go", "\t\tx.m.Clear()\n", "\t\tcontinue\n", ""},
	{"globals: lists and their like are not put back", "explore/internal/engine/globals.go", " || plainData[path]", "", ""},

	{"weave: reads are not announced", "weave/value.go", "case c == public && !empty(w.info.TypeOf(e)):\n\t\tbefore, after := w.reading(e)", "case false && c == public && !empty(w.info.TypeOf(e)):\n\t\tbefore, after := w.reading(e)", ""},
	{"weave: writes are not announced", "weave/store.go", "\tcase public:\n\t\tif empty(", "\tcase public:\n\t\tif true || empty(", ""},
	{"weave: what is read and written is only written", "weave/store.go", "\t\tif read {\n\t\t\tbefore, after", "\t\tif read && false {\n\t\t\tbefore, after", ""},
	{"weave: captured variables are private", "weave/shared.go", "\t\tif assigned[v] {", "\t\tif assigned[v] && false {", ""},
	{"weave: a variable whose address is taken is private", "weave/shared.go", "\t\t\tif n.Op == token.AND {", "\t\t\tif n.Op == token.AND && false {", ""},
	{"weave: a pointer receiver takes no address", "weave/shared.go", "return recv != nil && isPointer(recv.Type())", "return false && recv != nil", ""},
	{"weave: package variables are private", "weave/class.go", "if global(v) || w.shared[v] {", "if w.shared[v] {", ""},
	{"weave: slice elements are private", "weave/class.go", "\t\tcase *types.Slice:\n\t\t\treturn public", "\t\tcase *types.Slice:\n\t\t\treturn private", ""},
	{"weave: embedded pointers are not followed", "weave/class.go", "\t\t\tfor _, f := range implicit(sel) {\n\t\t\t\tif isPointer(f.Type()) {\n\t\t\t\t\treturn public", "\t\t\tfor _, f := range implicit(sel) {\n\t\t\t\tif isPointer(f.Type()) {\n\t\t\t\t\treturn private", ""},
	{"weave: map writes are not announced", "weave/store.go", `w.wrap(x.X, w.woven("WM")+"(", ")")`, ``, ""},
	{"weave: the length of a map is not announced", "weave/call.go", `w.wrap(e.Args[0], w.woven("RM")+"(", ")")`, ``, ""},
	{"weave: stores into named results are not announced", "weave/stmt.go", "if len(s.Results) == 0 || len(w.results) == 0 {", "if len(s.Results) >= 0 {", ""},
	{"weave: a loop copies its variable unseen", "weave/stmt.go", "\tif reads == \"\" {", "\tif reads != \"\" || reads == \"\" {", ""},
	{"weave: a loop copies its variable unseen where it continues", "weave/stmt.go", "w.copied[m] += reads", "w.copied[m] += \"\"", ""},
	{"weave: slices.Sort only reads", "weave/outside.go", "to = \"WS\"", "to = \"RS\"", ""},
	{"weave: maps.Copy only reads", "weave/outside.go", "to = \"WM\"", "to = \"RM\"", ""},
	{"weave: a conditional store is done again", "weave/retry.go", "id != nil && slices.Contains(r.loop.Body.List, n) {", "id != nil && (true || slices.Contains(r.loop.Body.List, n)) {", ""},
	{"weave: a store of what was there is done again", "weave/retry.go", "r.info.Uses[id] == v && id.Pos() < r.loop.End() && !allowed[id]", "r.info.Uses[id] == v && id.Pos() < r.loop.Pos() && !allowed[id]", ""},
	{"weave: an object that others know is unknown", "weave/retry.go", "id.Pos() < r.loop.End() && !allowed[id] {", "id.Pos() < r.loop.End() && id.Pos() > r.loop.Pos() && !allowed[id] {", ""},
	{"weave: a loop around changes nothing", "weave/retry.go", "found = found || n != r.loop && n.Pos() > v.Pos()", "_ = v", ""},
	{"weave: nothing is dropped from the start", "weave/hooks.go", "\tif w.fresh(e.Args[0]) {", "\tif w.fresh(e.Args[0]) && false {", ""},
	{"weave: everything is dropped from the start", "weave/hooks.go", "\tif w.fresh(e.Args[0]) {", "\tif w.fresh(e.Args[0]) || true {", ""},
	{"weave: a method of a timer goes past the explorer", "weave/value.go", "\tto := methods[f.FullName()]", "\tto := \"\" + methods[f.FullName()][:0]", ""},
	{"weave: a slice becomes a string unseen", "weave/call.go", "\t\t\tw.wrap(x, w.woven(\"RS\")+\"(\", \")\")\n", "", ""},
	{"weave: a slice becomes an array unseen", "weave/call.go", "w.wrap(x, w.woven(\"RN\")+\"(\", \", \"+strconv.FormatInt(to.Len(), 10)+\")\")", "_ = to", ""},
	{"weave: what may be a string is one", "explore/woven/slices.go", "v.Kind() == reflect.Slice && v.Len() > 0 {", "false {", ""},
	{"weave: all of a slice becomes an array", "explore/woven/slices.go", "\tif n <= len(s) {\n\t\telements(s[:n], false)", "\tif true {\n\t\telements(s, false)", ""},
	{"weave: copy is not announced", "weave/call.go", "\t\t\trename(\"Copy\")\n", "", ""},
	{"weave: clear is not announced", "weave/call.go", "\t\t\trename(\"Clear\")\n", "", ""},
	{"weave: variables declared again are not announced", "weave/store.go", `w.edits.before(w.at(s.End()), "; *"+w.woven("W")+"(&"+id.Name+") = "+t)`, `w.edits.before(w.at(s.End()), "; "+id.Name+" = "+t)`, ""},
	{"weave: a retry may assign what it keeps", "weave/retry.go", "\t\t\tif !own(x) {\n\t\t\t\treturn false", "\t\t\tif !own(x) && false {\n\t\t\t\treturn false", ""},
	{"weave: whatever a retry calls is pure", "weave/retry.go", "\tif f == nil {\n\t\treturn false\n\t}\n\treturn r.pureFunc(f.Origin())", "\tif f == nil {\n\t\treturn false\n\t}\n\treturn true", ""},
	{"weave: what decides is no more than a counter", "weave/idle.go", "\t\tfor v := range used {\n\t\t\tdelete(list, v)\n\t\t}\n", "", ""},
	{"weave: what a type parameter points to is copied for its methods", "weave/value.go", "if asked && len(fields) == 0 {", "if asked && len(fields) == 0 && !isPointer(t) {", ""},
	{"weave: a write before a call is one after it", "weave/store.go", "announce = \"Early\"", "announce = \"W\"", ""},
	{"weave: a variable of the loop's own is not kept", "weave/loop.go", "inside := v.Pos() >= s.Body.Pos() &&", "inside := v.Pos() >= s.Pos() &&", ""},
	{"weave: a goto takes a loop up where it was left", "weave/jump.go", "\tfor _, g := range gotos {\n\t\tlist = append(list, landing{w.at(g.Pos()), g.Pos()})\n\t}\n", "", ""},
	{"weave: what is deferred in each turn is not kept", "weave/jump.go", "found = found || n.Pos() > label", "found = found && n.Pos() > label", ""},
	{"weave: a goto jumps over a declaration", "weave/loop.go", "if f := in[len(in)-1]; jumps(f) {", "if f := in[len(in)-1]; jumps(f) && false {", ""},
	{"weave: what functions of others change is seen", "weave/seen.go", "\tif !ok {\n\t\treturn false\n\t}\n\tif d.decl.Body", "\tif !ok {\n\t\treturn true\n\t}\n\tif d.decl.Body", ""},
	{"weave: a function that calls itself is guessed once for all", "weave/seen.go", "if !good && s.known[name] {", "if !good && s.known[name] && false {", ""},
	{"weave: what methods of a type parameter change is seen", "weave/seen.go", "return s.asked && kind != hidden", "return s.asked || kind == hidden", ""},
	{"weave: calls of function values do not ask", "weave/call.go", "\t\tw.wrap(e.Fun, w.woven(\"Func\")+\"(\", \")\")\n", "", ""},
	{"weave: locks of others are ours", "weave/hooks.go", "if owner := w.owner(e); owner != \"\" {", "if owner := w.owner(e); owner != \"\" && false {", ""},
	{"weave: what a generic function returns is another's", "weave/hooks.go", "if f != nil && mentioned(f.Origin().Signature().Results()) != \"\" {", "if f != nil {", ""},
	{"weave: a file that uses cgo is woven", "weave/load.go", "\t\t\t\tcgo[fset.Position(f.Package).Filename] = true\n", "", ""},
	{"weave: two types meet unseen in a package that uses cgo", "weave/cross.go", "case p.cgo[from] == p.cgo[to]:", "case true:", ""},
	{"weave: a lock is handed to cgo unseen", "weave/hooks.go", "\t\tif file == \"\" {\n\t\t\treturn\n\t\t}\n\t\tother", "\t\tif file == \"\" || true {\n\t\t\treturn\n\t\t}\n\t\tother", ""},
	{"weave: two types meet unseen", "weave/cross.go", "\tif len(all) == 0 {\n", "\tif len(all) >= 0 {\n", ""},
	{"weave: the runtime parks unseen", "weave/bodiless.go", `pkg == "runtime" && (`, `pkg == "runtime." && (`, ""},
	{"weave: the runtime says whether to spin", "weave/hooks.go", `"sync.runtime_canSpin":`, `"sync.runtime_canSpim":`, ""},
	{"weave: a module that does not say is of today", "weave/load.go", "\t\t\t\tv = unsaid\n", "\t\t\t\t_ = unsaid\n", ""},
	{"weave: hashes are the process's", "weave/hooks.go", "\"hash/maphash.String\":       \"Hash\",", "", ""},
	{"weave: what a call instantiates is inferred", "weave/call.go", "return string(w.source[w.at(e.Lbrack) : w.at(e.Rbrack)+1])\n\tcase *ast.IndexListExpr", "return \"\"\n\tcase *ast.IndexListExpr", ""},
	{"weave: recover is not hooked", "weave/call.go", `case "recover":`, `case "recovers":`, ""},
	{"weave: Gosched is not hooked", "weave/hooks.go", `"runtime.Gosched": `, `"runtime.Goschet": `, ""},
	{"weave: Pin is not hooked", "weave/hooks.go", `pin + ".Pin": `, `pin + ".Pim": `, ""},
	{"weave: time.Sleep is not hooked", "weave/hooks.go", `"time.Sleep": `, `"time.Sleeq": `, ""},
	{"weave: the capacity of a slice expression is not announced", "weave/value.go", "\t\tw.load(e.Max)\n", "", ""},
	{"weave: what a type switch names is not announced", "weave/stmt.go", "\t\t\tw.expressions(a.Rhs[0].(*ast.TypeAssertExpr).X)\n", "", ""},
	{"weave: a retry may ask what changes something", "weave/retry.go", "if !r.pure(s.Cond) || !r.list(s.Body.List, end, inner) {", "if !r.list(s.Body.List, end, inner) {", ""},
	{"weave: a retry may begin with something else each time", "weave/retry.go", "source(init.Lhs) != source(post.Lhs) || source(init.Rhs) != source(post.Rhs)", "source(init.Lhs) != source(post.Lhs)", ""},
	{"weave: a retry may go on when it has succeeded", "weave/retry.go", "if s.Else != nil || !r.again(s.Body.List) || !r.leaves(rest, inner) {", "if s.Else != nil || !r.again(s.Body.List) {", ""},

	{"weave: a receiver behind an interface is copied unseen", "weave/receiver.go", "w.wrap(e.X, w.woven(\"Receiver\")+\"(\"+w.taken(e), \", \"+name+\")\")", "_ = name", ""},
	{"weave: a method expression copies its receiver unseen", "weave/receiver.go", "w.wrap(c.Args[0], w.woven(\"Receiver\")+\"(\", \", \"+strconv.Quote(s.Sel.Name)+\")\")", "", ""},
	{"weave: a method expression copies unseen as a function", "weave/receiver.go", "w.wrap(e, w.woven(\"Expression\")+\"(\", \", \"+name+\")\")", "", ""},
	{"weave: a method value copies its receiver unseen", "weave/receiver.go", "w.wrap(e, w.woven(\"Bound\")+\"(\", \", \"+x+\", \"+name+\")\")", "_ = x", ""},
	{"weave: a deferred method copies its receiver unseen", "weave/receiver.go", "\"; defer \"+w.woven(\"Receiver\")+\"(\"+x+\", \"+strconv.Quote(m.Sel.Name)+\") }\")", "\" }\")", ""},
	{"weave: a receiver is read before the arguments", "weave/receiver.go", "\t\tif len(w.callsIn(x)) > 0 {", "\t\tif len(w.callsIn(x)) > 9 {", ""},
	{"weave: who starts a method reads its receiver", "weave/gostmt.go", "if m := w.started(c); m != \"\" {", "if m := \"\"; m != \"\" {", ""},
	{"weave: a method is started without an interface", "weave/gostmt.go", "first = \"_ = \" + fun", "first = \"\" + \"\"[:0]; _ = \"_ = \" + fun", ""},
	{"weave: methods of the standard library change nothing", "weave/receiver.go", "return isPointer(recv) && w.foreign(f) == \"\"", "return false", ""},
	{"weave: what a Buffer is written by others is unseen", "weave/outside.go", "w.wrap(e.Args[i], w.woven(\"Receiver\")+\"(\", \", \"+strconv.Quote(name)+\")\")", "_ = name", ""},
	{"weave: who keeps a Buffer writes it", "weave/outside.go", "t.String() != \"error\" || isPointer(t) {", "t.String() != \"error\" && false {", ""},
	{"weave: what is appended to is unseen", "weave/outside.go", "if !ok || len(e.Args) == 0 ||", "if true || !ok || len(e.Args) == 0 ||", ""},
	{"weave: a number in bytes has as many as there are", "weave/outside.go", "if p, ok := parts[f.FullName()]; ok {", "if p, ok := parts[f.FullName()]; ok && false {", ""},
	{"weave: an address is printed with what lies there", "weave/outside.go", "strings.Contains(v.String(), \"%p\")", "strings.Contains(v.String(), \"%pp\")", ""},
	{"weave: what a Reader is given it only reads", "weave/outside.go", "arg == 0 && slices.Contains(readers, f.Name())", "arg == 9 && slices.Contains(readers, f.Name())", ""},
	{"weave: numbers are added unseen", "weave/outside.go", "slices.Contains(kin, path) &&", "!slices.Contains(kin, path) &&", ""},
	{"weave: what is spread is passed unread", "weave/outside.go", "\t\tif !w.typed(x) {\n\t\t\tcontinue", "\t\tif !w.typed(x) || e.Ellipsis.IsValid() {\n\t\t\tcontinue", ""},
	{"woven: slices of slices are read on the outside", "explore/woven/slices.go", "\tfor _, x := range s {\n\t\telements(x, false)", "\tfor _, x := range s[:0] {\n\t\telements(x, false)", ""},
	{"woven: what is appended is only read", "explore/woven/slices.go", "elements(r[len(s):], true)", "elements(r[len(s):], false)", ""},
	{"woven: a Builder's length is a write", "explore/woven/receiver.go", "\"Cap Len String\"", "\"Cap String\"", ""},
	{"woven: a Builder is never written", "explore/woven/receiver.go", "!slices.Contains(strings.Fields(readers), name)", "slices.Contains(strings.Fields(readers), name)", ""},
	{"trace: a number has no sign", "explore/trace.go", "case signed && int64(v) < 0:", "case signed && false:", ""},
	{"woven: embedded pointers are read unseen", "explore/woven/receiver.go", "q = place{append(slices.Clip(p.way), hop{q.offset, f.Type, false}), 0, f.Type.Elem()}", "continue", ""},
	{"woven: an embedded interface's method is looked at no further", "explore/woven/receiver.go", "!x.IsNil() {", "false && !x.IsNil() {", ""},
	{"woven: a method is its embedded field's", "explore/woven/receiver.go", "case slices.Contains(r.values, name):", "case false:", ""},
	{"woven: a promoted method copies all", "explore/woven/receiver.go", "return append(slices.Clip(p.way), hop{p.offset, p.typ, false})", "return way{{0, t, false}}", ""},
	{"woven: to clear a map is to read it", "explore/woven/maps.go", "func ClearMap[M ~map[K]V, K comparable, V any](m M) {\n\ttable(m, true)", "func ClearMap[M ~map[K]V, K comparable, V any](m M) {\n\ttable(m, false)", ""},
	{"woven: a range over a map reads it once", "explore/woven/maps.go", "\t\t\ttable(m, false)\n\t\t}\n\t}\n}", "\t\t}\n\t}\n}", ""},
	{"woven: a range over a map meets what was deleted", "explore/woven/maps.go", "\t\t\tif !ok {\n\t\t\t\tcontinue", "\t\t\tif !ok && false {\n\t\t\t\tcontinue", ""},
	{"woven: keys are ordered by their first element", "explore/woven/maps.go", "for i := range a.Len() {", "for i := range min(1, a.Len()) {", ""},
	{"woven: copy writes all of its destination", "explore/woven/slices.go", "elements(dst[:n], true)", "elements(dst, true)", ""},
	{"woven: copy of a string writes nothing", "explore/woven/slices.go", "elements(dst[:min(len(dst), len(src))], true)", "elements(dst[:0], true)", ""},
	{"woven: append up to the capacity copies", "explore/woven/slices.go", "case n <= cap(s)-len(s):", "case n < cap(s)-len(s):", ""},
	{"woven: append does not read what it appends", "explore/woven/slices.go", "AppendAll(v ...E) S {\n\telements(v, false)\n", "AppendAll(v ...E) S {\n", ""},
	{"woven: seeds of another process count", "explore/woven/hash.go", "n&^math.MaxUint32 == chosen {", "n != 0 {", ""},
	{"woven: what a hash was given comes in pieces", "explore/woven/hash.go", "max(d, 1)", "d | 1<<63", ""},
	{"woven: values of two types are the same", "explore/woven/hash.go", "d.string(v.Elem().Type().String()).value", "d.value", ""},
	{"woven: a hash is no bound", "explore/internal/engine/random.go", "e.bound(\"one hash function\")", "", ""},

	{"ring: the owner's pop frees the thieves' slots", "model/ring.go", "\t\tr.values, legal = r.values.last(op.Value)\n", "\t\tr.values, legal = r.values.last(op.Value)\n\t\tr.held = nil\n", ""},
	{"search: what was told last precedes nobody", "model/search.go", "if q.op.Return < p.op.Call {", "if q.op.Return < p.op.Call && j != n-1 {", ""},

	{"stress: what is evicted may be held", "stress/pool.go", "if x.home != h || !x.holder.CompareAndSwap(0, evicted) {", "if x.home != h {", ""},
	{"stress: pools may be mixed up", "stress/pool.go", "\tcase x.home != h:\n", "\tcase x.home == nil:\n", ""},
	{"stress: the owner may pop old values", "stress/deque.go", "if v.n != n-1 {", "if v.n > n-1 {", ""},
	{"recorded: a ring wraps around that did not", "linearizability_test/run.go", "if sc.start != 0 && top > int(-sc.start) {", "if sc.start != 0 {", ""},
	{"recorded: a chain grows that may not have", "linearizability_test/run.go", "if s.Grown(top - stolen) {", "if s.Grown(top) {", ""},
	{"recorded: what is not decided is not counted", "linearizability_test/run.go", "\t\tres.Undecided++\n", "", ""},

	{"pool's laws: got before it is put", "explore/scenario/poollaws.go", "case by > 0 && l.may(by-1, l.put[v]-1):", "case by > len(l.calls) && l.may(by-1, l.put[v]-1):", ""},
	{"pool's laws: a clearing more is survived", "explore/scenario/poollaws.go", "if between > most {", "if between > most+1 {", ""},
	{"pool's laws: nothing is lost", "explore/scenario/poollaws.go", "l.bound == 0 && l.survives(put, clearings)", "l.bound != 0 && l.survives(put, clearings)", ""},
	{"pool's laws: told more than once", "explore/scenario/poollaws.go", "p.gone[v] != 1:", "p.gone[v] < 1:", ""},
	{"pool's laws: got and told", "explore/scenario/poollaws.go", "case l.got[v] != 0 && p.gone[v] > 0:", "case l.got[v] != 0 && p.gone[v] > 1:", ""},
	{"pool's laws: one more than the bound", "explore/scenario/poollaws.go", "l.bound > 0 && n > l.bound {", "l.bound > 0 && n > l.bound+1 {", ""},
	{"pool's laws: more drops than there were", "explore/scenario/poollaws.go", "case s.Drops != lost:", "case s.Drops < lost:", ""},
	{"pool's laws: Evicted runs unseen", "explore/scenario/pool.go", "*explore.W(&x.count)++ // P2\n", "x.count++\n", ""},
	{"pool's laws: what was got is still referred to", "explore/scenario/pool.go", "return x.out }); v > 0 &&", "return x.out }); v < 0 &&", ""},
	{"pool's laws: one clearing more at the end", "explore/scenario/pool.go", "for range p.keep + 1 {", "for range p.keep + 2 {", ""},
	{"pool's laws: twice in the registry", "explore/scenario/pool.go", "!idle && registered != 1", "!idle && registered < 1", ""},
	{"pool's laws: options spare the model", "explore/scenario/pool.go", "case c.Model == None || c.Keep > 1", "case c.Model == None || c.Evict || c.Keep > 1", ""},
	{"weave: LockOSThread is not refused", "weave/hooks.go", `"runtime.LockOSThread", `, ``, ""},
}

// Checkers returns the mutants of the checkers in the folder root of the module; stale
// names those that do not apply.
func Checkers(root string) (all []Mutant, stale []string, err error) {
	list := flaws
	engine, killers, err := engineFlaws(root)
	if err != nil {
		return nil, nil, err
	}
	sources := map[string]string{}
	names := map[string]bool{}
	for _, f := range append(engine, list...) {
		text, ok := sources[f.file]
		if !ok {
			b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f.file)))
			if err != nil {
				stale = append(stale, fmt.Sprintf("%s: %v", f.name, err))
				continue
			}
			text = string(b)
			sources[f.file] = text
		}
		at := strings.Index(text, f.from)
		kind, _, _ := strings.Cut(f.name, ":")
		m := Mutant{
			ID: f.file + ":" + strings.ReplaceAll(f.name, " ", "-"), File: f.file, Kind: "checker: " + kind,
			Line: 1 + strings.Count(text[:max(at, 0)], "\n"), Equivalent: f.equivalent, Killer: killers[f.name],
			Edits: []Edit{{at, f.from, f.to}},
		}
		switch {
		case at < 0:
			stale = append(stale, fmt.Sprintf("%s: %s has no %q", m.ID, f.file, f.from))
			continue
		case names[m.ID]:
			stale = append(stale, m.ID+": there are two of that name")
			continue
		}
		names[m.ID] = true
		all = append(all, m)
	}
	return all, stale, nil
}

// engineFlaws reads the mutants of the engine from its tests: the composite literals
// of the type mutant, {name, file, from, to, killer, equivalent}. The killers are by name.
func engineFlaws(root string) (all []flaw, killers map[string]string, err error) {
	killers = map[string]string{}
	paths, err := filepath.Glob(filepath.Join(root, "explore", "mutants*_test.go"))
	if err != nil {
		return nil, nil, err
	}
	for _, path := range paths {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, nil, err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			list, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			array, ok := list.Type.(*ast.ArrayType)
			if !ok {
				return true
			}
			if id, ok := array.Elt.(*ast.Ident); !ok || id.Name != "mutant" {
				return true
			}
			for _, x := range list.Elts {
				var fields []string
				if c, ok := x.(*ast.CompositeLit); ok {
					for _, e := range c.Elts {
						if lit, ok := e.(*ast.BasicLit); ok {
							if s, err := strconv.Unquote(lit.Value); err == nil {
								fields = append(fields, s)
							}
						}
					}
				}
				if len(fields) == 6 {
					killers[fields[0]] = fields[4]
					all = append(all, flaw{fields[0], "explore/" + fields[1], fields[2], fields[3], fields[5]})
				}
			}
			return false
		})
	}
	if len(all) == 0 {
		return nil, nil, fmt.Errorf("%s has no mutants of the engine in explore/mutants*_test.go", root)
	}
	return all, killers, nil
}
