package scenario

import (
	"fmt"
	"strings"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/mirror/oldpool"
)

// The design before Go 1.13 is explored as the pool is, in scenarios of the same letters,
// and held against its own, weaker laws. It has no registry and no model.

// OldPool runs a pool of the design before Go 1.13 on two Ps under every interleaving of the
// threads: p puts the next value, g gets one, R clears. It panics on another letter. Each
// execution is held against the laws of package oldpool: no value is got twice or invented
// (O1), what its Put wrote is seen without a race (O2), and nothing is got after a Clear that
// followed its Put (O3); and where nobody clears, nothing is lost.
func OldPool(c explore.Config, threads ...string) explore.Report {
	type value struct {
		put  int // when its Put had ended, 0 for not yet
		got  int // how often it was got
		mark int // plain, and its holder's
	}
	text := strings.Join(threads, "")
	return explore.Explore(c, func() {
		explore.Procs(2)
		p := oldpool.New[*value](2)
		known := make([]*value, strings.Count(text, "p"))
		clears := make([][2]int, strings.Count(text, "R")) // their beginnings and ends, 0 for not yet
		puts, cleared, time := 0, 0, 0
		now := func() int { return count(&time) }
		knows := func(v *value) (found bool) {
			for i := range known {
				found = found || v != nil && noted(&known[i]) == v
			}
			return found
		}
		get := func() bool {
			began := now()
			v, ok := p.Get()
			if !ok {
				return false
			}
			explore.Check(knows(v), "O1: a value was got that nobody put")
			v.got++
			explore.Check(v.got == 1, "O1: a value was got twice")
			*explore.W(&v.mark)++
			for i := range clears {
				put, from, to := noted(&v.put), noted(&clears[i][0]), noted(&clears[i][1])
				explore.Check(put == 0 || to == 0 || put > from || to > began, "O3: a value was got after a clearing that followed its Put")
			}
			return true
		}
		clear := func() {
			c := &clears[count(&cleared)-1]
			note(&c[0], now())
			p.Clear()
			note(&c[1], now())
		}
		var all []func()
		for _, calls := range threads {
			all = append(all, func() {
				for _, letter := range calls {
					switch letter {
					case 'p':
						v := new(value)
						note(&known[count(&puts)-1], v)
						*explore.W(&v.mark)++
						p.Put(v)
						note(&v.put, now())
					case 'g':
						get()
					case 'R':
						clear()
					default:
						panic(fmt.Sprintf("scenario: OldPool: letter %q; there are p, g and R", letter))
					}
				}
			})
		}
		explore.Parallel(all...)
		for get() {
		}
		if len(clears) == 0 {
			for _, v := range known {
				explore.Check(v.got == 1, "O1: a value is lost, though nobody cleared")
			}
		}
		p.Put(new(value))
		p.Clear()
		_, ok := p.Get()
		explore.Check(!ok, "O3: a value survived a clearing")
	})
}
