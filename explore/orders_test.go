package explore_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/engine"
)

// TestStrictestOrders: law X4. The strictest orders of a class are those of its orders
// that no other one contains.
func TestStrictestOrders(t *testing.T) {
	all, kept := 0, 0
	for _, r := range rings {
		if r.m > 5000 {
			continue
		}
		explore.RunEngine(explore.EngineConfig{OnDone: func(e *engine.Engine) {
			list := func(orders func(func([]engine.Interval) bool) bool) (out []string) {
				orders(func(in []engine.Interval) bool {
					order := make([]byte, 0, len(in)*len(in))
					for _, a := range in {
						for _, b := range in {
							if a.Precedes(b) {
								order = append(order, '1')
							} else {
								order = append(order, '0')
							}
						}
					}
					out = append(out, string(order))
					return true
				})
				return out
			}
			contains := func(x, y string) bool {
				for i := range x {
					if x[i] < y[i] {
						return false
					}
				}
				return x != y
			}
			orders := list(e.Orders)
			want := map[string]bool{}
			for _, x := range orders {
				want[x] = true
				for _, y := range orders {
					if contains(y, x) {
						delete(want, x)
						break
					}
				}
			}
			got := list(e.Strictest)
			for _, x := range got {
				if !want[x] {
					t.Fatalf("%v: %q is not one of the strictest, or stands twice", r, x)
				}
				delete(want, x)
			}
			if len(want) > 0 {
				t.Fatalf("%v: %d of the strictest orders are missing", r, len(want))
			}
			all, kept = all+len(orders), kept+len(got)
		}}, func() { explore.Parallel(r.with(explore.Operation)...) })
	}
	if kept < 1000 || all < 2*kept {
		t.Errorf("%d of %d orders are the strictest: too few to tell", kept, all)
	}
}
