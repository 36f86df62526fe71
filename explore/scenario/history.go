package scenario

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/model"
)

// explained says why no order of the specification explains a history, or "" (N3).
func explained(spec model.Spec, h model.History) string {
	if spec.Check(h, 0) == model.Legal {
		return ""
	}
	return fmt.Sprintf("not linearizable: no order explains this history by the %s\n\n%v", spec.Name(), h)
}

// history is what was called and answered, as package model has it: with times of
// which no two are alike.
func history(done []explore.Call) model.History {
	h := make(model.History, len(done))
	type moment struct {
		at   int
		end  bool
		call int
	}
	moments := make([]moment, 0, 2*len(done))
	for i, d := range done {
		r := d.Result.(result)
		h[i] = model.Op{Client: max(d.Thread-1, 0), OK: r.ok, Value: r.value}
		switch r.kind {
		case 'u':
			h[i].Kind = model.PushHead
		case 'h':
			h[i].Kind = model.PopHead
		default:
			h[i].Kind = model.PopTail
		}
		moments = append(moments, moment{d.Begin, false, i}, moment{d.Return, true, i})
	}
	slices.SortFunc(moments, func(a, b moment) int {
		ends := func(m moment) int {
			if m.end {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(ends(a), ends(b)), cmp.Compare(a.call, b.call))
	})
	for t, m := range moments {
		if m.end {
			h[m.call].Return = int64(t + 1)
		} else {
			h[m.call].Call = int64(t + 1)
		}
	}
	return h
}
