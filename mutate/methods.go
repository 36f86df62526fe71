package mutate

import (
	"slices"
	"strings"
	"time"
)

// Method is one way to look for mutants.
type Method struct {
	Name string
	What string // one line

	// Budget is how long it looks, where it looks at what the machine happens to do: on
	// the clock, so that a busy machine sees less. "" is a method that ends by itself.
	Budget string

	// Comparison methods show what somebody else's tests would find. They kill nothing.
	Comparison bool

	// folders hold what the method runs, besides the subject.
	folders []string

	// steps are what is run for a mutant of a folder and lane, one after the other, until
	// one fails. None means that the method cannot see such a mutant.
	steps func(folder, lane string) []step

	// of, if not nil, is asked instead of steps: it depends on more of the mutant.
	of func(root string, m Mutant) []step
}

// stepsOf returns what is run for a mutant.
func (m Method) stepsOf(root string, mutant Mutant) []step {
	if m.of != nil {
		return m.of(root, mutant)
	}
	return m.steps(folderOf(mutant), mutant.Lane)
}

// step is a program that is built and run.
type step struct {
	pkg   string // folder of the package
	test  bool   // a test binary, not a command
	flags []string
	dir   string   // where it runs
	args  []string // %t is a temporary folder of its own
	env   []string
	show  string // of the claims: those of the folder that match
	storm bool   // it is one: that it met too little kills nothing

	// takes is for how long it looks, by the clock and on all processors, if it does not end
	// by itself.
	takes time.Duration

	once     bool // on the source itself it is run once, and not three times
	explores bool // the copies that are woven from the mutant
}

// builds are the flags of go build and go test for a lane.
func builds(lane string) []string {
	switch lane {
	case "race":
		return []string{"-race"}
	case "poolrace":
		return []string{"-race", "-tags=poolrace"}
	case "poolcheck":
		return []string{"-tags=poolcheck"}
	}
	return nil
}

// Tests of the subject by what they are.
const (
	sequences = `^Test(Ring|Chain|Pool)Is`
	threads   = `^Test(OwnerAndThieves|OneHolderAtATime)$`
	programs  = `^Test(AUsersRaceIsFound|ARaceOfOursIsFound|VetReportsACopiedPool)$`
	checked   = `^Test(DoublePut|UseAfterPut|AClearingForgets|WhatHasNoAddress|APoolInAValue|WhichPools|TheTable|EvictedMayUse|CheckedPool)`
)

var quiet = []string{"-test.short", "-test.failfast", "-rapid.nofailfile"}

// own is a run of the tests of the mutant's own package.
func own(folder, lane string, args ...string) step {
	return step{pkg: folder, test: true, flags: builds(lane), dir: folder, args: append(args, quiet...),
		env: []string{"GORACE=atexit_sleep_ms=0 halt_on_error=1"}}
}

// claims is a run of the claims of the mutant's own package.
func claims(folder, lane, names, budget string) step {
	return step{pkg: "cmd/poolproof", flags: builds(lane), dir: ".", show: "^" + folder + "/" + names, explores: lane == "",
		args: []string{"verify", "-json", "-o", "%t", "-budget", budget, "-run", "^" + folder + "/" + names},
		env:  []string{"GORACE=atexit_sleep_ms=0 halt_on_error=1"}}
}

// sampled is a run of claims that look for so long, together.
func sampled(folder, lane, names string, length time.Duration) step {
	s := claims(folder, lane, names, length.String())
	s.takes = length
	return s
}

// historiesFor is how long histories are recorded and judged.
const historiesFor = time.Second

// stressFor is how long the workloads of package stress run, all those of a folder together.
const stressFor = 1500 * time.Millisecond

// workloads are those of package stress for each folder.
var workloads = map[string][]string{"dequeue": {"ring"}, "chain": {"chain"}, "pool": {"rotate", "pool", "pools"}}

// stressed is a run of them under the race detector.
func stressed(folder string) step {
	return step{pkg: "mutate/stressed", flags: builds("poolrace"), dir: ".", show: "stress", takes: stressFor, args: append([]string{stressFor.String()}, workloads[folder]...),
		env: []string{"GORACE=atexit_sleep_ms=0 halt_on_error=1"}}
}

// clients are what is explored: small ones, most of which find what is to be found
// within milliseconds. The claims explore larger ones (see Turns).
var clients = map[string][][]string{
	"dequeue": {
		{"uuh | t | t"}, {"uuu | t | t"}, {"-cap", "1", "uhu | t | t"}, {"-index", "4294967295", "uuhu | t | t"},
		{"uuh | tt | tt"}, {"-cap", "4", "uu / uuhh | tt | t / h"},
	},
	"chain": {
		{"-subject", "chain", "-cap", "1", "uuuh | t | t"}, {"-subject", "chain", "-cap", "1", "u / uhh | tt"},
		{"-subject", "chain", "-cap", "1", "u / uh | t | t"},
		{"-subject", "chain", "-cap", "1", "uuuu / uhh | tt | t"}, {"-subject", "chain", "-cap", "2", "-index", "4294967295", "uuu / uuh | tt | tt"},
	},
	"pool": { // what takes longer comes later
		{"-subject", "pool", "pg | gp"}, {"-subject", "pool", "-procs", "1", "pg | g | R"}, {"-subject", "pool", "p | g | R R"},
		{"-subject", "pool", "/ p / x c c"}, {"-subject", "pool", "pp R / g | g"}, {"-subject", "pool", "ppgg / ppp | g"}, {"-subject", "pool", "pp | g | G"},
		{"-subject", "pool", "-procs", "1", "-anywhere", "p / p | G | R"}, {"-subject", "pool", "-procs", "1", "-anywhere", "p R / p | g | G"}, {"-subject", "pool", "-procs", "1", "-anywhere", "p | G G"},
		{"-subject", "pool", "pp R / pg | gg | R"}, {"-subject", "pool", "c / p | pRmg"}, {"-subject", "pool", "-anywhere", "p | g | R"},
		{"-subject", "pool", "-evict", "-bound", "1", "p | p"}, {"-subject", "pool", "-procs", "1", "-evict", "p / p | R R"},
		{"-subject", "pool", "-procs", "1", "-evict", "p R / g | R | R"}, {"-subject", "pool", "-procs", "1", "-anywhere", "-evict", "p | G | R"},
		{"-subject", "pool", "-procs", "1", "-anywhere", "-evict", "-strategy", "preemptions", "-preemptions", "1", "p / p | p | G R"},
		{"-subject", "pool", "-procs", "3", "pp R / p | p | g | R / R g"}, {"-subject", "pool", "p | g | G | R"}, {"-subject", "pool", "p | g | c"},
		{"-subject", "pool", "ppp | gg | R"}, {"-subject", "pool", "p / p | R | c"}, {"-subject", "pool", "-anywhere", "p | g | R R"},
		{"-subject", "pool", "pp | g | G G"}, {"-subject", "pool", "ppp | gg | G"}, {"-subject", "pool", "p c c / p | c"},
		{"-subject", "pool", "-evict", "p | g | R R"}, {"-subject", "pool", "p | gg | G R"}, {"-subject", "pool", "-anywhere", "pg | gp"},
		{"-subject", "pool", "pg | gp | R R"}, {"-subject", "pool", "p | p | c"}, {"-subject", "pool", "-anywhere", "pp | gg | R"},
		{"-subject", "pool", "-procs", "1", "-evict", "p | p | R R"},
	},
}

// programsOf are tests of a folder's copies that are no client's: an observer looks on,
// or there are two pools.
var programsOf = map[string]string{"chain": "^TestTheTailOnlyMovesForward$", "pool": "^TestTwoPoolsBegin$"}

// Methods are all methods, in the order in which they are tried.
var Methods = []Method{
	{
		Name: "unit", What: "the package's tests that go one way, and the claims about memory and collections", folders: []string{"verify"},
		steps: func(folder, lane string) []step {
			s := []step{own(folder, lane, "-test.skip="+sequences+"|"+threads+"|"+programs)}
			if folder == "pool" && lane != "poolrace" { // what the build with checks does more
				s = append(s, own(folder, "poolcheck", "-test.run="+checked))
			}
			if lane == "" {
				s = append(s, claims(folder, lane, "(retention|gc|unused|growth)$", "10s"))
			}
			return s
		},
	},
	{
		Name: "property", What: "sequences of calls, drawn and enumerated, against a slice or a bag", folders: []string{"verify"},
		steps: func(folder, lane string) []step {
			s := []step{own(folder, lane, "-test.run="+sequences)}
			if len(builds(lane)) == 0 { // under the race detector they take more memory than a run may
				s = append(s, claims(folder, lane, "(slice|bag)$", "20s"))
			}
			return s
		},
	},
	{
		Name: "explore", What: "every interleaving of small clients", folders: []string{"explore", "weave"},
		steps: func(folder, lane string) []step {
			if lane != "" {
				return nil // the copies are woven from the usual build
			}
			var s []step
			if test := programsOf[folder]; test != "" {
				s = append(s, step{pkg: "explore/internal/mirror", test: true, dir: "explore/internal/mirror", explores: true, args: []string{"-test.run=" + test}})
			}
			for _, c := range clients[folder] {
				s = append(s, step{pkg: "cmd/poolproof", dir: ".", explores: true, args: append([]string{"explore"}, c...)})
			}
			return s
		},
	},
	{
		Name: "race", What: "real goroutines under the race detector, in both of its lanes", Budget: stressFor.String(), folders: []string{"stress"},
		steps: func(folder, lane string) []step {
			var s []step
			for _, l := range []string{"poolrace", "race"} {
				if lane == "" || lane == l {
					s = append(s, own(folder, l))
				}
			}
			if folder == "pool" && (lane == "" || lane == "race") {
				s = append(s, own(folder, "", "-test.run=^TestAUsersRaceIsFound$"))
			}
			if lane == "" || lane == "poolrace" {
				s = append(s, stressed(folder))
			}
			return s
		},
	},
	{
		Name: "linearizability", What: "recorded histories of real goroutines, judged by porcupine", Budget: historiesFor.String(),
		folders: []string{"linearizability_test", "model", "verify"},
		steps: func(folder, lane string) []step {
			return []step{sampled(folder, lane, "linearizable$", historiesFor), sampled(folder, lane, "strict$", historiesFor)}
		},
	},
	{
		Name: "stress", What: "real goroutines at full speed, every value checked", Budget: stressFor.String(), folders: []string{"stress", "verify"},
		steps: func(folder, lane string) []step {
			return []step{own(folder, lane, "-test.run="+threads), sampled(folder, lane, "(stress|rotate)$", stressFor)}
		},
	},
	{
		Name: "go", What: "what Go's own tests of sync.Pool ask, for comparison", Comparison: true, folders: []string{"mutate/gotests"},
		steps: func(folder, lane string) []step { return []step{asked(folder, lane)} },
	},
	{
		Name: "go-race", What: "the same under the race detector, for comparison", Comparison: true, folders: []string{"mutate/gotests"},
		steps: func(folder, lane string) []step {
			if lane == "" {
				lane = "poolrace" // where the detector sees the subject at all
			}
			return []step{asked(folder, lane)}
		},
	},
}

// Own is the one method for mutants of the checkers: their own tests. The test that is
// named for a mutant comes first, and last as it is when nobody is in a hurry.
var Own = Method{
	Name: "own", What: "the checker's own tests", folders: []string{"explore", "weave"},
	of: func(_ string, m Mutant) []step {
		folder := folderOf(m)
		tests := func(pkg string, args ...string) step {
			return step{pkg: pkg, test: true, dir: pkg, args: append(args, "-test.failfast")}
		}
		short := []string{"-test.short"}
		if folder != "stress" && folder != "linearizability_test" { // which draw nothing with rapid
			short = append(short, "-rapid.nofailfile")
		}
		all := []step{tests(folder, short...)}
		if strings.HasPrefix(m.File, "explore/scenario/") { // who has a door of its own to the mirrors
			all = slices.Insert(all, 0, tests("explore/scenario", "-test.short"))
		}
		switch folder {
		case "explore": // what woven code calls has tests of its own
			all = append(all, tests("explore/woven", "-test.short"))
			if strings.HasPrefix(m.File, "explore/woven/") { // and who writes the calls runs them
				all = append(all, tests("weave", short...))
			}
		case "weave": // the copies of the subject are what is woven now (weave.F6)
			all = append(all, tests("weave/mirror", "-test.short"))
		}
		if m.Killer == "" {
			return all
		}
		named := "-test.run=^" + m.Killer + "$"
		before, after := tests(folder, named, "-test.short", "-rapid.nofailfile"), tests(folder, named, "-rapid.nofailfile")
		before.once, after.once = true, true // they are among the others, or take minutes
		return slices.Concat([]step{before}, all, []step{after})
	},
}

// asked is a run of Go's questions about the mutant's package and those above it.
func asked(folder, lane string) step {
	tests := map[string]string{"dequeue": "^TestPool", "chain": "^TestPool(Chain|$|GC|Release|Stress)", "pool": "^TestPool($|New|GC|Release|Stress|NilReceiver)"}
	return step{pkg: "mutate/gotests", test: true, flags: builds(lane), dir: "mutate/gotests",
		args: []string{"-test.short", "-test.failfast", "-test.run=" + tests[folder]}, env: []string{"GORACE=atexit_sleep_ms=0 halt_on_error=1"}}
}

// FindMethods returns the methods of the given names; if there are none, all but those
// for comparison. Unknown is
// the first name that is none.
func FindMethods(names []string) (found []Method, unknown string) {
	if len(names) == 0 {
		return slices.DeleteFunc(slices.Clone(Methods), func(m Method) bool { return m.Comparison }), ""
	}
	for _, name := range names {
		i := slices.IndexFunc(Methods, func(m Method) bool { return m.Name == name })
		if i < 0 {
			return nil, name
		}
		found = append(found, Methods[i])
	}
	return found, ""
}

// Names returns the methods' names, separated by spaces.
func Names() string {
	var all []string
	for _, m := range Methods {
		all = append(all, m.Name)
	}
	return strings.Join(all, " ")
}
