package explore

import (
	"encoding/binary"
	"flag"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/internal/token"
)

// A counterexample that was found in a test is run again by a flag of that test's
// binary:
//
//	go test ./pkg -run '^TestX$' -explore.replay=pp1-…
//
// The token names the exploration, by the test that it is in and how many came before
// it there, the operations of its table that are left, the schedule, and a
// fingerprint of the execution (X3). The exploration that it names runs that schedule
// instead, and refuses when the execution is another one now. All others run as usual.

// replayFlag is known to test binaries only; -explore.replay would be a surprise in a
// program.
const replayFlag = "explore.replay"

func init() {
	if testing.Testing() && flag.Lookup(replayFlag) == nil {
		flag.Func(replayFlag, "run again the counterexample of a `token`, in the exploration that printed it", func(text string) (err error) {
			asked, err = parseOrder(text)
			return err
		})
	}
}

// asked is what the flag said.
var asked *order

// order is what a token of a test says.
type order struct {
	site   uint32 // hash of an entry's test
	number uint64 // of the exploration in it, from 1
	exhibit
}

// exhibit is what shows a failure again.
type exhibit struct {
	client   int64  // of LinearizableAll, else 0
	keep     []bool // operations of the table; nil for all
	schedule engine.Schedule
	print    uint32 // of the execution
}

func (o order) String() string {
	var keep []byte
	for i, k := range o.keep {
		if i%8 == 0 {
			keep = append(keep, 0)
		}
		if k {
			keep[i/8] |= 1 << (i % 8)
		}
	}
	b := binary.BigEndian.AppendUint32(nil, o.site)
	b = binary.BigEndian.AppendUint32(b, o.print)
	b = binary.AppendUvarint(b, o.number)
	b = binary.AppendUvarint(b, uint64(o.client))
	b = binary.AppendUvarint(b, uint64(len(o.keep)))
	b = append(b, keep...)
	return token.Seal(token.Test, b, token.Pack(strings.TrimPrefix(strings.TrimPrefix(o.schedule.String(), "s1"), ".")))
}

func parseOrder(text string) (*order, error) {
	k, fields, err := token.Open(text)
	switch {
	case err != nil:
		return nil, err
	case k == token.Scenario:
		return nil, fmt.Errorf("the token is not of a test: give it to poolproof replay")
	}
	bad := fmt.Errorf("the token is not one that this version makes")
	if k != token.Test || len(fields) != 2 || len(fields[0]) < 8 {
		return nil, bad
	}
	b := fields[0]
	o := &order{site: binary.BigEndian.Uint32(b)}
	o.print, b = binary.BigEndian.Uint32(b[4:]), b[8:]
	var n [3]uint64
	for i := range n {
		v, used := binary.Uvarint(b)
		if used <= 0 || v > 1<<62 {
			return nil, bad
		}
		n[i], b = v, b[used:]
	}
	o.number, o.client = n[0], int64(n[1])
	if uint64(len(b)) != (n[2]+7)/8 {
		return nil, bad
	}
	for i := range int(n[2]) {
		o.keep = append(o.keep, b[i/8]>>(i%8)&1 != 0)
	}
	packed, ok := token.Unpack(fields[1])
	if !ok {
		return nil, bad
	}
	if packed != "" {
		packed = "." + packed
	}
	if o.schedule, err = engine.ParseSchedule("s1" + packed); err != nil {
		return nil, bad
	}
	return o, nil
}

// entry is one call of Explore, Linearizable or LinearizableAll in a test.
type entry struct {
	pkg, test string // test is the function that package testing called, or what else is outermost
	number    uint64 // of the entry among those of its test, from 1; 0 where no test runs
}

var entries = struct {
	sync.Mutex
	count map[string]uint64
}{count: map[string]uint64{}}

// enter counts an exploration.
func enter() (n entry) {
	if !testing.Testing() {
		return entry{}
	}
	pcs := make([]uintptr, 128)
	it := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := it.Next()
		if f.Function == "" || strings.HasPrefix(f.Function, "testing.") || strings.HasPrefix(f.Function, "runtime.") {
			if n.test != "" {
				break
			}
		} else {
			n.pkg, n.test = split(f.Function)
		}
		if !more {
			break
		}
	}
	entries.Lock()
	defer entries.Unlock()
	key := n.pkg + "." + n.test
	entries.count[key]++
	n.number = entries.count[key]
	return n
}

// split returns the package and the declared function of a symbol such as
// example.com/a%2eb_test.TestX.func1.2.
func split(symbol string) (pkg, function string) {
	slash := strings.LastIndexByte(symbol, '/') + 1
	dot := strings.IndexByte(symbol[slash:], '.')
	if dot < 0 {
		return "", symbol
	}
	pkg, function = symbol[:slash+dot], symbol[slash+dot+1:]
	if p, err := url.PathUnescape(pkg); err == nil {
		pkg = p
	}
	if !strings.HasPrefix(function, "(") {
		function, _, _ = strings.Cut(function, ".")
	}
	function, _, _ = strings.Cut(function, "[")
	return strings.TrimSuffix(pkg, "_test"), function
}

func (n entry) site() uint32 {
	h := fnv.New32a()
	fmt.Fprintf(h, "%s.%s", n.pkg, n.test)
	return h.Sum32()
}

// again is the command line that shows x again, or "" where no test runs.
func (n entry) again(x exhibit) string {
	if n.number == 0 {
		return ""
	}
	var b strings.Builder
	if engine.Woven("") {
		b.WriteString("poolproof test")
		if flags := os.Getenv("POOLPROOF_TEST_FLAGS"); flags != "" { // set by poolproof test
			b.WriteString(" " + flags)
		}
	} else {
		b.WriteString("go test")
	}
	if n.pkg != "" && n.pkg != "main" && n.pkg != "command-line-arguments" {
		b.WriteString(" " + n.pkg)
	}
	for _, kind := range []string{"Test", "Example", "Fuzz"} {
		if strings.HasPrefix(n.test, kind) {
			fmt.Fprintf(&b, " -run '^%s$'", n.test)
		}
	}
	fmt.Fprintf(&b, " -%s=%v", replayFlag, order{n.site(), n.number, x})
	return b.String()
}

const changed = "the code has changed since the token was made: its schedule is another execution now; run the test without -" + replayFlag

// ordered returns the report of what the flag asks for, if it asks this exploration.
// show runs an exhibit, and reports whether the scenario has it.
func (n entry) ordered(show func(x exhibit) (r Report, print uint32, ok bool)) (Report, bool) {
	o := asked
	if o == nil || n.number == 0 || o.site != n.site() {
		return Report{}, false
	}
	r, print, ok := show(o.exhibit)
	switch {
	case ok && print == o.print && (r.Verdict == Violated || n.number == o.number):
		if r.Verdict == Violated {
			fmt.Fprintf(os.Stderr, "%s\n", r.Counterexample())
			r.told = true
		}
		return r, true
	case n.number != o.number:
		return Report{}, false
	}
	return Report{Verdict: Unknown, Bounds: "replay of a token", Failure: changed}, true
}

// real returns the report of an exploration on real goroutines, where no schedule can
// be kept: it refuses what the flag asks for.
func (n entry) real(r Report) Report {
	if o := asked; o != nil && o.site == n.site() && o.number == n.number {
		return Report{Real: true, Bounds: r.Bounds, Failure: "a token is replayed by the explorer, and this program is not woven: run the command by poolproof test"}
	}
	return r
}
