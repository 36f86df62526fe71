package explore

import (
	"fmt"
	"hash/fnv"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/internal/lanes"
)

// client is what is known of a scenario beyond its steps; each may be nil.
type client struct {
	// judge says what is wrong with an execution without a failure, in some
	// real-time order that its class admits, and a schedule that shows the order; or,
	// if own, in the order of this execution alone.
	judge func(e *engine.Engine, own bool) (wrong string, shown engine.Schedule)
	name  func(thread string) string           // of a lane
	call  func(span int) (name, answer string) // of an operation
	tally *tally
}

var numbered = regexp.MustCompile(`\bthread [0-9]+(-[0-9]+)*\b`)

// titled calls threads by the names of their lanes.
func (c client) titled(text string) string {
	if c.name == nil {
		return text
	}
	return numbered.ReplaceAllStringFunc(text, func(thread string) string {
		if title := c.name(strings.TrimPrefix(thread, "thread ")); title != "" {
			return title
		}
		return thread
	})
}

// tally is what all executions together show of a client.
type tally struct {
	count int64 // histories that were judged
	most  *longest
	seen  map[uint64]bool // hashes of histories, where others judge as well; else nil
	fresh []uint64        // of them, those that are new
}

// saw counts a history that was judged.
func (t *tally) saw(results []any, times []byte) {
	t.count++
	if t.seen == nil {
		return
	}
	h := fnv.New64a()
	for _, r := range results {
		fmt.Fprintf(h, "%T %v\x00", r, r) // numbers and addresses differ from process to process
	}
	h.Write(times)
	t.add(h.Sum64())
}

func (t *tally) add(h uint64) {
	if t.seen[h] {
		t.count--
		return
	}
	if len(t.seen) >= 16*maxHistories {
		clear(t.seen)
	}
	t.seen[h] = true
	t.fresh = append(t.fresh, h)
}

// source names what a step touched. What it has read it keeps: a process prints the
// code that it runs, whoever edits the file meanwhile.
var source lanes.Source

// place is where a step was announced. What the engine names by the path of our module
// stands beside this file.
func place(pc uintptr) (function, file string, line int) {
	function, file, line = engine.Where(pc)
	const module = "github.com/poolproof/poolproof/"
	if rest, ok := strings.CutPrefix(file, module); ok {
		if _, here, _, ok := runtime.Caller(0); ok {
			file = filepath.Join(filepath.Dir(filepath.Dir(here)), filepath.FromSlash(rest))
		}
	}
	return function, file, line
}

// drawing turns an execution into a table of lanes.
type drawing struct {
	e      *engine.Engine
	client client
	lane   map[int32]int
	names  []string // of locations
	titles map[int32]string
	bases  map[string]string // of files: the shortest names that differ
	points map[uint64]int    // pointers, numbered as they come: addresses differ from run to run
}

// draw tells the execution, step by step, and how it failed.
func draw(e *engine.Engine, forced []bool, c client) string {
	d := &drawing{e: e, client: c, lane: map[int32]int{}, titles: map[int32]string{}, bases: map[string]string{}, points: map[uint64]int{0: 0}}
	d.nameFiles()
	d.nameLocations()
	notes := d.notes()
	t := lanes.Table{Lanes: d.threads(notes)}

	begins, ends := map[int][]int{}, map[int][]int{} // spans by their first and last steps
	for i, s := range e.Spans() {
		if s.First >= 0 {
			begins[int(s.First)] = append(begins[int(s.First)], i)
			ends[int(s.Last)] = append(ends[int(s.Last)], i)
		}
	}
	writer := map[int32]int{} // step that wrote a location last
	for i := 0; i <= e.Len(); i++ {
		for _, n := range notes {
			if n.step == i || i == e.Len() && n.step > i {
				t.Rows = append(t.Rows, lanes.Row{Kind: lanes.Note, Lane: d.lane[n.thread], Text: n.text, Where: d.where(n.pc)})
			}
		}
		if i == e.Len() {
			break
		}
		ev := &e.Events()[i]
		row := lanes.Row{Lane: d.lane[ev.Thread], Number: i, Text: d.step(ev), Where: d.where(ev.PC)}
		row.Forced = i < len(forced) && forced[i]
		for _, s := range begins[i] {
			name, _ := d.call(s)
			t.Rows = append(t.Rows, lanes.Row{Kind: lanes.Call, Lane: row.Lane, Text: name})
		}
		if ev.Loc >= 0 {
			if ev.Op != engine.Store {
				row.From = "initial"
				if k, ok := writer[ev.Loc]; ok {
					row.From = fmt.Sprintf("%d, %s", k, d.titles[e.Events()[k].Thread])
				}
			}
			if ev.Write {
				writer[ev.Loc] = i
			}
		}
		t.Rows = append(t.Rows, row)
		for _, s := range ends[i] {
			if _, answer := d.call(s); e.Spans()[s].Ended {
				t.Rows = append(t.Rows, lanes.Row{Kind: lanes.Return, Lane: row.Lane, Text: answer})
			}
		}
	}
	return t.String()
}

func (d *drawing) call(span int) (name, answer string) {
	if d.client.call == nil {
		return "operation", ""
	}
	return d.client.call(span)
}

// note is a row that is no step: it stands before one, or at the end.
type note struct {
	thread int32
	step   int
	text   string
	pc     uintptr
}

// notes says what went wrong where.
func (d *drawing) notes() (notes []note) {
	add := func(thread int32, step int, pc uintptr, text string) {
		notes = append(notes, note{thread, step, text, pc})
	}
	if len(d.e.Failures()) == 0 {
		return nil
	}
	f := d.e.Failures()[0] // the others may follow from it
	first, _, _ := strings.Cut(fmt.Sprint(f.Value), "\n")
	switch f.Kind {
	case engine.Race:
		for _, p := range f.Spots {
			if !p.Atomic { // an atomic access is a step already
				add(p.Thread, p.Step, p.PC, "races: "+d.access(p))
			}
		}
	case engine.Deadlock, engine.Livelock:
		how := map[engine.Kind]string{engine.Deadlock: "waits: ", engine.Livelock: "retries for ever: "}[f.Kind]
		for _, w := range d.e.Waits() {
			text := "waits for the threads it started"
			if w.Name != "" {
				text = how + d.on(w.Name, w.Loc)
			}
			add(w.Thread, d.e.Len(), w.PC, text)
		}
	case engine.Outlived:
		add(f.Thread, d.e.Len(), 0, "nobody waits for its end")
	case engine.Panicked, engine.Asserted:
		what := map[engine.Kind]string{engine.Panicked: "panics", engine.Asserted: "fails"}[f.Kind]
		for _, p := range f.Spots {
			add(p.Thread, p.Step, p.PC, what+": "+first)
		}
	}
	return notes
}

// access tells a plain access in the words of its line.
func (d *drawing) access(p engine.Spot) string {
	what := "read"
	if p.Write {
		what = "write"
	}
	_, file, line := place(p.PC)
	name, _ := source.On(file, line, func(f string) bool { return f == strings.ToUpper(what[:1]) })
	if name == "" && p.Write {
		name = source.Written(file, line)
	}
	if name == "" {
		name = source.Line(file, line)
	}
	return strings.TrimSpace(what + " " + name)
}

// threads gives each thread that has a row its lane, in the order of their names.
func (d *drawing) threads(notes []note) (titles []string) {
	var ids []int32
	add := func(id int32) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for i := range d.e.Events() {
		add(d.e.Events()[i].Thread)
	}
	for _, n := range notes {
		add(n.thread)
	}
	slices.SortFunc(ids, func(a, b int32) int { return slices.Compare(branch(d.e.Name(a)), branch(d.e.Name(b))) })
	for _, id := range ids {
		title := ""
		if d.client.name != nil {
			title = d.client.name(d.e.Name(id))
		}
		if title == "" {
			title = "thread " + d.e.Name(id)
		}
		d.lane[id], d.titles[id] = len(titles), title
		titles = append(titles, title)
	}
	return titles
}

// branch is a thread's name, 2-1, as numbers.
func branch(name string) (p []int) {
	for _, s := range strings.Split(name, "-") {
		n, _ := strconv.Atoi(s)
		p = append(p, n)
	}
	return p
}

// nameFiles finds the shortest names that tell the files apart.
func (d *drawing) nameFiles() {
	owner := map[string]string{}
	for i := range d.e.Events() {
		_, file, _ := place(d.e.Events()[i].PC)
		base := filepath.Base(file)
		if other, ok := owner[base]; ok && other != file {
			for _, f := range []string{file, other} {
				d.bases[f] = filepath.Base(filepath.Dir(f)) + "/" + base
			}
			continue
		}
		owner[base] = file
	}
}

func (d *drawing) where(pc uintptr) string {
	_, file, line := place(pc)
	if file == "" {
		return ""
	}
	name, ok := d.bases[file]
	if !ok {
		name = filepath.Base(filepath.ToSlash(file))
	}
	return fmt.Sprintf("%s:%d", name, line)
}

// nameLocations names each location as the source does where it was first touched,
// through a selector if anywhere. Where two would have one name they are numbered.
func (d *drawing) nameLocations() {
	locs := map[int32]string{}
	var order []int32
	see := func(loc int32, pc uintptr, step string) {
		if loc < 0 {
			return
		}
		old, met := locs[loc]
		if !met {
			order = append(order, loc)
		}
		_, file, line := place(pc)
		name, _ := source.On(file, line, does(step))
		if old == "" || !strings.Contains(old, ".") && strings.Contains(name, ".") {
			locs[loc] = name
		}
	}
	for i := range d.e.Events() {
		ev := &d.e.Events()[i]
		see(ev.Loc, ev.PC, ev.Name())
	}
	for _, w := range d.e.Waits() {
		see(w.Loc, w.PC, w.Name)
	}
	times := map[string]int{}
	for _, loc := range order {
		if locs[loc] == "" {
			locs[loc] = d.e.Object(loc).String()
		}
		times[locs[loc]]++
	}
	number := map[string]int{}
	for _, loc := range order {
		for int(loc) >= len(d.names) {
			d.names = append(d.names, "")
		}
		name := locs[loc]
		if d.names[loc] = name; times[name] > 1 {
			number[name]++
			d.names[loc] = fmt.Sprintf("%s #%d", name, number[name])
		}
	}
}

// changers are the functions that read and write in any case.
var changers = []string{"Add", "Swap", "And", "Or"}

// does says whether a function is one that takes the step.
func does(step string) func(function string) bool {
	if _, method, ok := strings.Cut(step, "."); ok {
		return func(f string) bool { return f == method }
	}
	var prefixes []string
	switch step {
	case "load":
		prefixes = []string{"Load"}
	case "store":
		prefixes = []string{"Store"}
	case "rmw":
		prefixes = changers
	case "cas":
		prefixes = []string{"CompareAndSwap"}
	case "await":
		prefixes = []string{"Await"}
	}
	return func(f string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool {
			rest, ok := strings.CutPrefix(f, p)
			return ok && (rest == "" || slices.Contains([]string{"Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Pointer"}, rest))
		})
	}
}

// on is a step's name and its object.
func (d *drawing) on(step string, loc int32) string {
	_, method, ok := strings.Cut(step, ".")
	switch {
	case loc < 0:
		return step
	case d.e.Object(loc) == engine.Anything: // of the explorer's own
		return step
	case ok:
		return d.names[loc] + "." + method
	case step == "cas":
		step = "CAS"
	}
	return step + " " + d.names[loc]
}

// step tells what a step did.
func (d *drawing) step(ev *engine.Event) string {
	switch {
	case ev.Op == engine.Choice:
		return fmt.Sprintf("choose %d of %d", ev.Choice, ev.Arg)
	case ev.Loc < 0:
		return ev.Name()
	}
	name := ev.Name()
	if name == "rmw" {
		_, file, line := place(ev.PC)
		_, function := source.On(file, line, does(name))
		for _, method := range changers {
			if strings.HasPrefix(function, method) {
				name = strings.ToLower(method)
			}
		}
	}
	text := d.on(name, ev.Loc)
	o := d.e.Object(ev.Loc)
	switch {
	case strings.Contains(name, ".Try"):
		return fmt.Sprintf("%s %t", text, ev.Write)
	case o == engine.Anything || o > engine.Value: // its word is the explorer's
		return text
	}
	before, after := d.value(ev, o, ev.Before), d.value(ev, o, ev.After)
	switch {
	case ev.Op == engine.CAS && !ev.Write:
		return fmt.Sprintf("%s %s, wanted %s: failed", text, before, d.value(ev, o, ev.Arg))
	case ev.Write:
		return fmt.Sprintf("%s %s → %s", text, before, after)
	}
	return text + " " + before
}

// value tells a word as its type would.
func (d *drawing) value(ev *engine.Event, o engine.Object, v uint64) string {
	if ev.Opaque {
		if o == engine.Value {
			if v == 0 {
				return "nil"
			}
			return fmt.Sprintf("value %d", v/2)
		}
		n, ok := d.points[v]
		if !ok {
			n = len(d.points)
			d.points[v] = n
		}
		if n == 0 {
			return "nil"
		}
		return fmt.Sprintf("&%d", n)
	}
	switch o {
	case engine.Bool:
		return strconv.FormatBool(v != 0)
	case engine.Int32:
		return number(uint64(int64(int32(v))), true)
	case engine.Int64:
		return number(v, true)
	}
	return number(v, false)
}

// number is decimal when it is small. A large one is likely to be bits: its halves
// are told apart. The sign of one that has a sign stands before it.
func number(v uint64, signed bool) string {
	const small = 100_000
	switch {
	case signed && int64(v) < 0:
		return "-" + number(-v, false)
	case v < small:
		return strconv.FormatUint(v, 10)
	case v>>32 != 0:
		return fmt.Sprintf("0x%x_%08x", v>>32, uint32(v))
	}
	return fmt.Sprintf("0x%x", v)
}

// print is a fingerprint of an execution: what was done where, and to which value.
// Executions of the same code under the same schedule have the same one.
func print(e *engine.Engine) uint32 {
	h := fnv.New32a()
	for i := range e.Events() {
		ev := &e.Events()[i]
		function, file, line := place(ev.PC)
		fmt.Fprint(h, e.Name(ev.Thread), ev.Name(), ev.Loc, ev.Write, ev.Choice, function, filepath.Base(filepath.ToSlash(file)), line, "\n")
		if !ev.Opaque {
			fmt.Fprint(h, ev.Before, ev.After, ev.Arg, "\n")
		}
	}
	for _, s := range e.Spans() {
		fmt.Fprint(h, s.First, s.Last, "\n")
	}
	return h.Sum32()
}
