package mutate

import (
	"fmt"
	"go/build"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// A storm is stress of the pool, with collections, clearings and changes of GOMAXPROCS as
// fast as they come. Set beside explore, for the same time on every mutant, it tells which
// mistakes stress finds, and which only exploration does.

// stormy are the workloads of a storm.
var stormy = []string{"pool", "pools", "rotate", "guarded"}

// Calm is how many storms the source itself has to stand, one after the other.
const Calm = 18

// Unchanged is no mutant: it changes nothing, and nothing may be found on it.
var Unchanged = Mutant{
	ID: "the source itself", File: "pool/pool.go", Kind: "none", Law: "none",
	Equivalent: "it is the source",
}

// Storms returns the methods of that table: the storm, so long, in the usual build and in
// both lanes of the race detector, and explore.
func Storms(length time.Duration) []Method {
	var all []Method
	for _, s := range []struct{ name, what, lane string }{
		{"storm", "stress of the pool", ""},
		{"storm-race", "the same under -race: what the pool's users see", "race"},
		{"storm-poolrace", "the same under -race -tags poolrace: what the pool does", "poolrace"},
	} {
		all = append(all, Method{
			Name: s.name, What: s.what, folders: []string{"stress"},
			of: func(root string, m Mutant) []step {
				if !built(root, m.File, s.lane) {
					return nil
				}
				times := 1
				if m.ID == Unchanged.ID {
					times = Calm
				}
				return slices.Repeat([]step{{
					pkg: "cmd/poolproof", storm: true, takes: length, flags: builds(s.lane), dir: ".",
					args: append([]string{"stress", "-for", length.String()}, stormy...),
					env:  []string{"GORACE=atexit_sleep_ms=0 halt_on_error=1"},
				}}, times)
			},
		})
	}
	i := slices.IndexFunc(Methods, func(m Method) bool { return m.Name == "explore" })
	return append(all, Methods[i])
}

// Stormed returns the mutants of that table, the source itself first: those of the pool
// that are written by hand, but for those of its checks (pool.P15), which no storm asks for.
func Stormed(all []Mutant) []Mutant {
	return append([]Mutant{Unchanged}, slices.DeleteFunc(slices.Clone(all), func(m Mutant) bool {
		return !m.Historical || m.Spare || folderOf(m) != "pool" || m.Law == "P15"
	})...)
}

// built reports whether the build of a lane has the file.
func built(root, file, lane string) bool {
	c := build.Default
	if lane != "" {
		c.BuildTags = []string{"race"}
	}
	if lane == "poolrace" {
		c.BuildTags = append(c.BuildTags, lane)
	}
	dir, name := path.Split(file)
	ok, err := c.MatchFile(filepath.Join(root, filepath.FromSlash(dir)), name)
	if err != nil {
		panic(fmt.Sprintf("internal error: mutate: %s: %v", file, err))
	}
	return ok
}
