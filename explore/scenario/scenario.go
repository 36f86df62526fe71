// Package scenario runs the mirrored ring, chain and pool under the explorer, by
// scenarios that are written in one line.
//
//	uu / uh | t | tt / h
//	──   ──   ─   ──   ─
//	│    │    │   │    └ last, alone: by the owner
//	│    │    └───┴───── the thieves, one for each bar
//	│    └────────────── the owner, beside them
//	└─────────────────── first, alone: by the owner
//
// u is PushHead of the next value, from 1; h is PopHead, t PopTail. Blanks mean nothing;
// what runs first and what runs last may be left out, with its stroke.
//
// A pool has no owner, and letters of its own (see pool.go): in pg | gp | R R two threads
// put and get on two Ps while a third clears.
//
// It is the only door to the mirrors: what is explored is the very source that is
// shipped, as package weave makes it (N1), never a copy made by hand.
//
// # Laws
//
//	N1  The text of a scenario, and the numbers beside it, say all of what is run:
//	    the same ones give the same executions and the same report.
//	N2  Each execution that ran to its end is held against the laws of the subject
//	    that have no excuse: nothing lost, doubled or invented; the oldest value to
//	    a thief, the newest to the owner; a truthful PopHead; nothing kept of what
//	    was popped. Of a pool: nothing got twice or before it was put, nor after two
//	    clearings; nothing lost that was cleared once at most, and not while it was put;
//	    nothing kept that was got or cleared twice; registered while it is in use, and
//	    forgotten once it was given up. What is said of a failure begins with the number of its law.
//	N3  These hold in every order of calls and returns that the execution's class
//	    admits (explore.X4), and so does the specification, if there is one.
//	N4  A scenario that makes no sense is refused, by the column where it stops
//	    making sense, what stands there, and what may.
package scenario

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/mirror"
	"github.com/poolproof/poolproof/model"
)

// Specification says by which model histories are judged.
type Specification string

// The specifications.
const (
	True   Specification = "true"   // the strongest that the subject meets
	Strict Specification = "strict" // what everybody expects, which is too much
	None   Specification = "none"   // no history is judged, and none is made
)

// Config says what is run, beside the scenario. The zero value of a field means its
// default.
type Config struct {
	Subject string        // see Subjects; default "dequeue"
	Cap     int           // slots of the ring, of a chain the first one's; a power of two, default 2
	Limit   int           // slots of a chain's largest ring; default as shipped
	Index   uint32        // of the first value in a ring: close to 2³² it wraps around soon
	Model   Specification // default True

	// Of a pool:
	Procs    int  // virtual Ps, default 2
	Shipped  bool // with blocks and lists as long as they are shipped, not tiny ones
	Evict    bool // the pool tells what it gives up
	Bound    int  // values that it holds at most, 0 for no bound
	Keep     int  // clearings that a value survives, 0 for 1
	Anywhere bool // each thread may be on another P whenever it is pinned, not only after m

	// Of a ring or a chain:

	// Judge, if not nil, judges histories instead of Model, and says what is wrong with
	// one, or "": the strictest that an execution's class admits, each distinct one once.
	// With Explore.Calls each execution shows one, its own.
	Judge func(model.History) string `json:"-"`

	// Ended, if not nil, looks at the history of each execution that ran to its end, as it
	// came, and says what is wrong, or "". Then and with a Judge, Model is not asked.
	Ended func(model.History) string `json:"-"`

	Explore explore.Config `json:"-"` // how

	wrong func(deque) deque // for tests: what is run instead

	replayed bool // it is a token's
}

// subject is something that scenarios can be run on.
type subject struct {
	name    string
	letters []letter
	run     func(c Config, s Scenario) explore.Report
	check   func(c Config) error
}

var subjects = []subject{
	{"dequeue", dequeLetters, runDeque, checkDeque},
	{"chain", dequeLetters, runDeque, checkDeque},
	{"pool", poolLetters, runPool, checkPool},
}

// Subjects returns the names of what scenarios can be run on.
func Subjects() (names []string) {
	for _, s := range subjects {
		names = append(names, s.name)
	}
	return names
}

func find(name string) (subject, error) {
	if name == "" {
		name = "dequeue"
	}
	i := slices.IndexFunc(subjects, func(s subject) bool { return s.name == name })
	if i < 0 {
		return subject{}, fmt.Errorf("unknown subject %q; there are %s", name, strings.Join(Subjects(), ", "))
	}
	return subjects[i], nil
}

// Run explores a scenario. It returns an error if the scenario or the Config makes no
// sense (N4).
func Run(c Config, text string) (explore.Report, error) {
	sub, err := find(c.Subject)
	if err != nil {
		return explore.Report{}, err
	}
	s, err := Parse(sub.name, text)
	if err != nil {
		return explore.Report{}, err
	}
	return RunParsed(c, s)
}

// RunParsed is Run for a scenario that was parsed, or made, for the Config's subject.
func RunParsed(c Config, s Scenario) (explore.Report, error) {
	sub, err := find(c.Subject)
	if err != nil {
		return explore.Report{}, err
	}
	c.Subject = sub.name
	if c.Model == "" {
		c.Model = True
	}
	if c.Model != True && c.Model != Strict && c.Model != None {
		return explore.Report{}, fmt.Errorf("unknown model %q; there are %s, %s, %s", c.Model, True, Strict, None)
	}
	if err := sub.check(c); err != nil {
		return explore.Report{}, err
	}
	if c.Explore.Name == "" { // N1
		beside, err := json.Marshal(c)
		if err != nil {
			panic("internal error: " + err.Error())
		}
		c.Explore.Name = fmt.Sprintf("%v %s", s, beside)
	}
	return sub.run(c, s), nil
}

// checkDeque says what is wrong with a Config of a ring or a chain.
func checkDeque(c Config) error {
	power := func(what string, n int) error {
		if n < 0 || n > maxRing || n&(n-1) != 0 {
			return fmt.Errorf("%s of %d slots: give a power of two from 1 to %d", what, n, maxRing)
		}
		return nil
	}
	if err := power("a ring", c.Cap); err != nil {
		return err
	}
	return power("a largest ring", c.Limit)
}

// maxRing is the most slots of a ring that is made anew in each execution.
const maxRing = 1 << 16

// specification returns what judges, nil if nothing does.
func (c Config) specification() *model.Spec {
	var s model.Spec
	first := c.first()
	switch {
	case c.Model == None:
		return nil
	case c.Model == Strict && c.Subject == "chain":
		s = model.StrictChain()
	case c.Model == Strict:
		s = model.StrictRing(first)
	case c.Subject == "chain":
		s = model.TrueChain(first, c.limit())
	default:
		s = model.TrueRing(first)
	}
	return &s
}

func (c Config) first() int {
	if c.Cap == 0 {
		return 2
	}
	return c.Cap
}

// Sources returns the paths and the SHA-256 of the files that the mirrors were made of,
// as the mirrors themselves say.
func Sources() (all [][2]string) {
	for _, s := range mirror.Sources() {
		if one := [2]string{s.Path, s.SHA256}; !slices.Contains(all, one) { // of two mirrors
			all = append(all, one)
		}
	}
	return all
}
