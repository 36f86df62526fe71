package scenario

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/mirror"
	"github.com/poolproof/poolproof/explore/internal/token"
)

// A counterexample is repeated by a token: the scenario that is left when it is
// minimised, what it runs on, the schedule, and a hash of the code that was explored.

// fewer returns the scenario without some of its calls. The first thread keeps its place
// even when it has nothing left to do. What gives a pool up stays.
func (s Scenario) fewer(keep []bool) (small Scenario) {
	some := func(letters string) (left string) {
		for i := range len(letters) {
			if keep[0] || letters[i] == 'x' {
				left += letters[i : i+1]
			}
			keep = keep[1:]
		}
		return left
	}
	small.First = some(s.First)
	for i, th := range s.Threads {
		if th = some(th); i == 0 || th != "" {
			small.Threads = append(small.Threads, th)
		}
	}
	small.Last = some(s.Last)
	return small
}

// repeatable minimises what was found, and says how to see it again.
func (c Config) repeatable(s Scenario, r explore.Report) explore.Report {
	if r.Verdict != explore.Violated {
		return r
	}
	if !c.replayed {
		r = r.Minimised()
		if r.Kept != nil {
			s = s.fewer(r.Kept)
		}
	}
	for kind, law := range map[string]map[string]string{
		"data race": {"dequeue": "D4 of package dequeue", "chain": "D4 of package dequeue", "pool": "P3 of package pool"},
		"deadlock":  {"dequeue": "D7 of package dequeue", "chain": "D7 of package dequeue"},
		"livelock":  {"dequeue": "D7 of package dequeue", "chain": "D7 of package dequeue"},
	} {
		if strings.HasPrefix(r.Failure, kind) && law[c.Subject] != "" {
			r.Failure += "\nthe law is " + law[c.Subject]
		}
	}
	r.Repeat = "poolproof replay " + c.token(s, r.Schedule)
	return r
}

// version is raised when the same token would mean something else.
const version = 1

// token tells a run of one schedule.
func (c Config) token(s Scenario, schedule string) string {
	code := c.code()
	return c.tokenOf(s, schedule, code[:])
}

func (c Config) tokenOf(s Scenario, schedule string, code []byte) string {
	var flags uint64
	for i, on := range []bool{c.Explore.SpinCut, c.Explore.Calls, c.Shipped, c.Anywhere, c.Evict} {
		if on {
			flags |= 1 << i
		}
	}
	var numbers []byte
	for _, n := range []uint64{version, flags, uint64(c.Cap), uint64(c.Limit), uint64(c.Index), uint64(c.Procs)} {
		numbers = binary.AppendUvarint(numbers, n)
	}
	if c.Bound > 0 || c.Keep > 0 {
		numbers = binary.AppendUvarint(binary.AppendUvarint(numbers, uint64(c.Bound)), uint64(c.Keep))
	}
	return token.Seal(token.Scenario, numbers, []byte(c.Subject), []byte(c.Model),
		[]byte(strings.ReplaceAll(s.String(), " ", "")), token.Pack(strings.TrimPrefix(strings.TrimPrefix(schedule, "s1"), ".")), code[:6])
}

// Replay runs what a token tells, and nothing else. It returns an error if the token
// is not one, or not of this code.
func Replay(text string) (explore.Report, error) {
	kind, fields, err := token.Open(text)
	switch {
	case err != nil:
		return explore.Report{}, err
	case kind == token.Test:
		return explore.Report{}, errors.New("the token is of a test: run the go test that was printed with it, which has the flag -explore.replay")
	case kind != token.Scenario || len(fields) != 6:
		return explore.Report{}, errors.New("the token is not one that this version makes")
	}
	var n [8]uint64
	b := fields[0]
	for i := range n {
		if len(b) == 0 {
			break // the last ones are left out if they are zero
		}
		v, used := binary.Uvarint(b)
		if used <= 0 || v > 1<<32 {
			return explore.Report{}, errors.New("the token is not one that this version makes")
		}
		n[i], b = v, b[used:]
	}
	if n[0] != version {
		return explore.Report{}, fmt.Errorf("the token is of scenarios of version %d, and this is version %d: use the poolproof that made it", n[0], version)
	}
	c := Config{Subject: string(fields[1]), Cap: int(n[2]), Limit: int(n[3]), Index: uint32(n[4]), Procs: int(n[5]), Bound: int(n[6]), Keep: int(n[7]), Model: Specification(fields[2])}
	c.Shipped, c.Anywhere, c.Evict = n[1]&4 != 0, n[1]&8 != 0, n[1]&16 != 0
	c.Explore.SpinCut, c.Explore.Calls = n[1]&1 != 0, n[1]&2 != 0
	s, err := Parse(c.Subject, string(fields[3]))
	if err != nil {
		return explore.Report{}, err
	}
	if code := c.code(); string(code[:6]) != string(fields[5]) {
		return explore.Report{}, fmt.Errorf("the code of %s has changed since the token was made: its schedule is another execution now; run poolproof explore again", c.Subject)
	}
	if path := mirror.Stale(); path != "" {
		return explore.Report{}, fmt.Errorf("%s has changed since its copy was made, and the copy is what is explored: run go generate ./..., and poolproof explore again", path)
	}
	packed, ok := token.Unpack(fields[4])
	if !ok {
		return explore.Report{}, errors.New("the token is not one that this version makes")
	}
	if packed != "" { // else it failed before the first step
		packed = "." + packed
	}
	c.replayed, c.Explore.Strategy = true, explore.Replay("s1"+packed)
	r, err := RunParsed(c, s)
	if err == nil && strings.HasPrefix(r.Failure, "the schedule is not of this scenario") {
		err = errors.New("the schedule of the token is of another program: run poolproof explore again")
	}
	return r, err
}

// code is a hash of the sources of the subject.
func (c Config) code() [sha256.Size]byte {
	h := sha256.New()
	for _, s := range mirror.Sources() {
		switch folder, _, _ := strings.Cut(s.Path, "/"); {
		case folder == "dequeue", folder == "chain" && c.Subject != "dequeue", c.Subject == "pool":
			fmt.Fprintln(h, s.Path, s.SHA256, s.Copy)
		}
	}
	return [sha256.Size]byte(h.Sum(nil))
}
