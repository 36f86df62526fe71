package policy

import (
	"path"
	"slices"
	"strings"
)

// room is what the import table says of a package.
type room struct {
	path   string   // its folder; "x/..." is every folder below x
	letter string   // of its laws (H4)
	may    []string // rooms that it may import
	// mayOutside are the modules that it may import; the standard library always.
	mayOutside []string
	tests      []string          // rooms that its tests may import besides
	outside    []string          // modules that its tests may import besides
	because    string            // why it may import no other room
	never      map[string]string // rooms that it must not import for a better reason
	later      bool              // not built yet
}

// testsOutside are the modules that all tests may import besides.
var testsOutside = []string{"go.uber.org/goleak", "pgregory.net/rapid"}

const (
	bottom = "whoever uses it gets nothing else with it, and every check can be built on it"
	oracle = "an oracle that knows its subject shares its errors"
	engine = "the engine runs whatever it is given; the subject comes to it woven"
	values = "it is a value or a service that all share, so it depends on none of them"
	woven  = "it is the subject's text, woven, and nothing that the explorer could not see"
	mirror = "explore/internal/mirror/"
	teller = "who tells a verdict must not know how it was made, or it will tell more than was earned"
)

// subject are the rooms whose code is the thing that is checked.
var subject = []string{"dequeue", "chain", "pool"}

// hooks are what woven source calls.
var hooks = []string{"explore/woven", "explore/atomic", "explore/sync", "explore/weak"}

// rooms is the import table.
var rooms = []room{
	{path: "dequeue", letter: "D", tests: []string{"internal/pin"}, because: bottom},
	{
		path: "chain", letter: "C", may: []string{"dequeue"}, tests: []string{"internal/pin"}, because: bottom,
		never: map[string]string{"internal/pin": "a chain has one owner at a time, and who it is, is its user's affair"},
	},
	{
		path: "pool", letter: "P", may: []string{"chain", "internal/pin"}, tests: []string{"internal/oldpool"}, because: bottom,
		never: map[string]string{"dequeue": "the pool steals from chains; a ring beside them would be a second way in"},
	},

	{
		path: "model", letter: "M", mayOutside: []string{"github.com/anishathalye/porcupine"},
		because: "it judges histories, whoever recorded them", never: each(subject, oracle),
	},

	{
		path: "explore", letter: "X", may: []string{"explore/internal/engine", "explore/internal/lanes", "explore/internal/token", "internal/verdict", "internal/wholefile"},
		tests:   []string{"explore/atomic", "explore/sync"},
		because: "it is a product of its own", never: each(subject, engine),
	},
	{path: "explore/internal/lanes", because: "it draws what it is told, whoever ran it", never: each(subject, engine)},
	{path: "explore/internal/token", because: "it is spelling, and knows nothing of what is spelt", never: each(subject, engine)},
	{
		path: "explore/internal/engine", letter: "E",
		because: "it schedules whatever it is given, and knows no package that uses it", never: each(subject, engine),
	},
	{
		path: "explore/atomic", letter: "A", may: []string{"explore/internal/engine"},
		because: "it is the standard package's API over the engine", never: each(subject, engine),
	},
	{
		path: "explore/sync", letter: "B", may: []string{"explore/internal/engine", "explore/atomic"},
		because: "it is the standard package's API over the engine", never: each(subject, engine),
	},
	{path: "explore/weak", may: []string{"explore/internal/engine"}, because: "it is the standard package's API over the engine", never: each(subject, engine)},
	{
		path: "explore/scenario", letter: "N", tests: []string{"explore/atomic"}, may: []string{"explore", "explore/sync", "explore/internal/mirror", "explore/internal/token", mirror + "dequeue", mirror + "rings", mirror + "chain", mirror + "pool", mirror + "tinypool", mirror + "oldpool", "model"},
		because: "it is the only door to the mirrors, for the table of claims and for the command",
		never:   each(subject, "what it runs is the woven source; the plain one would run unseen"),
	},
	{path: "explore/woven", may: []string{"explore", "explore/internal/engine"}, tests: []string{"explore/atomic", "explore/sync", "explore/weak"}, because: "it is what woven source calls, over the engine", never: each(subject, engine)},
	{path: "explore/internal/sampling", tests: []string{"explore"}, because: "it is a program in which nothing has steps", never: each(subject, engine)},
	{path: "explore/internal/mirror", tests: []string{"explore", mirror + "dequeue", mirror + "chain", mirror + "tinypool", mirror + "oldpool"}, because: woven, never: each(subject, engine)},
	{path: mirror + "dequeue", may: hooks, because: woven, never: each(subject, engine)},
	{path: mirror + "rings", may: []string{mirror + "dequeue"}, because: woven, never: each(subject, engine)},
	{path: mirror + "chain", may: slices.Concat(hooks, []string{mirror + "rings"}), because: woven, never: each(subject, engine)},
	{
		path: mirror + "pool", may: slices.Concat(hooks, []string{mirror + "chain", "internal/pin"}),
		because: woven, never: each(subject, engine),
	},
	{
		path: mirror + "tinypool", may: slices.Concat(hooks, []string{mirror + "chain", "internal/pin"}),
		because: woven, never: each(subject, engine),
	},
	{path: mirror + "oldpool", may: slices.Concat(hooks, []string{"internal/pin"}), because: woven, never: each(subject, engine)},
	{path: "weave/mirror", may: []string{"weave"}, because: "it makes files of what weave makes", never: each(subject, "it reads the subject as text")},
	{path: "weave/mirror/write", may: []string{"weave/mirror"}, because: "it writes them", never: each(subject, "it reads the subject as text")},
	{
		path: "weave", letter: "F", tests: []string{"explore", "explore/woven"}, mayOutside: []string{"golang.org/x/tools"},
		because: "it rewrites source, its own module's like any other",
		never:   each(subject, "it reads the subject as text; to import it would weave what is already built"),
	},
	{
		path: "mutate/stressed", may: []string{"stress", "internal/verdict"},
		because: "it is linked for each mutant, so it has nothing else in it",
	},
	{
		path: "mutate/gotests", tests: []string{"dequeue", "chain", "pool"},
		because: "it asks the subject what Go's tests ask of theirs",
	},
	{
		path: "mutate", letter: "U", may: []string{"weave", "weave/mirror", "internal/verdict", "internal/wholefile"}, mayOutside: []string{"golang.org/x/tools"},
		because: "mutants are data, and what is run on them are programs",
		never:   each(subject, "a mutant is made from the subject's text; the import would be the one that is not mutated"),
	},

	{
		path: "linearizability_test", letter: "L", may: []string{"dequeue", "chain", "pool", "model", "internal/wholefile"},
		because: "it records the subject and asks the model, and what that is worth others say",
	},
	{
		path: "stress", letter: "S", may: []string{"dequeue", "chain", "pool", "model", "internal/oldpool", "internal/verdict"},
		because: "it checks every value on its way, with nothing in between",
	},
	{
		path: "verify", letter: "Y",
		may: []string{
			"dequeue", "chain", "pool", "model", "explore", "explore/atomic", "explore/sync", "explore/scenario", "weave", "mutate",
			"linearizability_test", "stress", "internal/pin", "internal/verdict",
		},
		because: "it stands on all the checks and under those who tell",
		never:   map[string]string{"report": "a check that knows how it will be told can be made to look well"},
	},
	{
		path: "report", letter: "W", may: []string{"internal/verdict", "internal/wholefile"}, because: teller,
	},

	{path: "internal/gotest", letter: "G", may: []string{"weave"}, because: "it runs the user's tests, and reads source as text", never: each(subject, "it reads the subject as text, like any other package")},
	{path: "internal/verdict", letter: "V", because: values},
	{path: "internal/wholefile", because: values},
	{path: "internal/pin", letter: "K", because: values},
	{
		path: "internal/bench", letter: "J", may: []string{"report"}, mayOutside: []string{"golang.org/x/perf"},
		because: "it arranges what was measured, whatever that was", never: each(subject, "it reads numbers, and must not be able to make them"),
	},
	{path: "internal/oldpool", letter: "O", may: []string{"internal/pin"}, because: bottom},
	{path: "internal/policy", letter: "H", because: "it reads the others as text, so that it speaks of all builds and of code that does not compile"},
	{
		path:       "cmd/poolproof",
		may:        []string{"verify", "stress", "report", "explore", "explore/scenario", "mutate", "internal/bench", "internal/gotest", "internal/verdict"},
		mayOutside: []string{"github.com/schollz/progressbar/v3", "golang.org/x/term"},
		outside:    []string{"github.com/rogpeppe/go-internal"},
		because:    "the command only asks and tells; what is checked, verify and stress know",
	},
	{
		path: "examples/...", tests: []string{"explore"},
		because: "an example shows what a user's own module does: it imports nothing of ours outside of its tests",
	},
	{path: "scripts/third-party", because: "it runs the command on what others wrote, as they would"},
}

// nobody imports these.
var nobody = map[string]string{
	"internal/policy": "it is tests alone",
	"cmd/poolproof":   "a command is run, not imported",
}

// each gives all of the names the same reason.
func each(names []string, reason string) map[string]string {
	m := map[string]string{}
	for _, name := range names {
		m[name] = reason
	}
	return m
}

// find returns the room of a folder.
func find(rooms []room, folder string) (room, bool) {
	i := slices.IndexFunc(rooms, func(r room) bool {
		above, all := strings.CutSuffix(r.path, "...")
		return r.path == folder || all && strings.HasPrefix(folder, above)
	})
	if i < 0 {
		return room{}, false
	}
	return rooms[i], true
}

// knows reports whether a room may know another: it is the same, or may import it,
// at one remove or more.
func knows(rooms []room, from, to string) bool {
	r, _ := find(rooms, from)
	return from == to || slices.ContainsFunc(slices.Concat(r.may, r.tests), func(next string) bool {
		return knows(rooms, next, to)
	})
}

// inside reports whether a package belongs to one of the modules.
func inside(modules []string, pkg string) bool {
	return slices.ContainsFunc(modules, func(m string) bool {
		return pkg == m || strings.HasPrefix(pkg, m+"/")
	})
}

// standard reports whether a package is of the standard library. cgo's is not.
func standard(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return !strings.Contains(first, ".") && pkg != "C" && path.Clean(pkg) == pkg
}
