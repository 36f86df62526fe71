package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/model"
)

// explained says why no order of the specification explains a history, or "" (N3).
func explained(spec model.Spec, subject string, h model.History) string {
	if spec.Check(h, 0) == model.Legal {
		return ""
	}
	return fmt.Sprintf("not linearizable: no order explains this history by the %s\n\n%v%s", spec.Name(), h, why(spec, subject, h))
}

// mostWhy is for how many calls it is asked why: that no order explains a history is
// found out in time that is exponential in them, and a minimised one has few.
const mostWhy = 12

// why says which answers a history could have with which some order explains it, and
// which law speaks of the answer that it has. What one such answer is enough for is
// where a reader should look; there need be none.
func why(spec model.Spec, subject string, h model.History) string {
	if len(h) > mostWhy {
		return ""
	}
	var b strings.Builder
	for i := range h {
		was := h[i]
		instead := ""
		try := func(o model.Op, as string) {
			h[i] = o
			if instead == "" && spec.Check(h, 0) == model.Legal {
				instead = as
			}
		}
		o := was
		o.OK = !was.OK
		switch {
		case was.Kind == model.Put || was.Kind == model.Rotate: // they answer nothing
		case was.Kind == model.PushHead && was.OK:
			try(o, "full")
		case was.Kind == model.PushHead:
			try(o, "ok")
		default:
			if was.OK {
				o.Value = 0
				try(o, result{kind: letterOf[was.Kind]}.String())
			}
			for _, p := range h {
				if o = was; p.Kind == model.PushHead || p.Kind == model.Put {
					o.OK, o.Value = true, p.Value
					try(o, fmt.Sprint(p.Value))
				}
			}
		}
		if h[i] = was; instead != "" {
			r := result{kind: letterOf[was.Kind], value: was.Value, ok: was.OK}
			name := was.Kind.String()
			if was.Kind == model.PushHead {
				name = fmt.Sprintf("%v %d", was.Kind, was.Value)
			}
			by := who(was.Client + 1)
			if subject == "pool" {
				by = fmt.Sprintf("thread %d", was.Client)
			}
			fmt.Fprintf(&b, "\nhad %s by %s answered %s, and not %v, an order would explain it; the law is %s",
				name, by, instead, r, law(subject, r))
		}
	}
	if b.Len() == 0 {
		return "\nno other answer of any one call would let an order explain it"
	}
	return b.String()
}

// letterOf is how a call of a kind is written.
var letterOf = map[model.Kind]byte{model.PushHead: 'u', model.PopHead: 'h', model.PopTail: 't', model.Put: 'p', model.Get: 'g', model.Rotate: 'R'}

// law is that of an answer.
func law(subject string, r result) string {
	switch subject {
	case "pool":
		if !r.ok {
			return "M6 of package model"
		}
		return "P1 of package pool"
	case "chain":
		switch {
		case r.kind == 'u':
			return "C6 of package chain"
		case !r.ok:
			return "C5 of package chain"
		}
		return "C3 of package chain"
	}
	if r.kind == 'u' || !r.ok {
		return "D6 of package dequeue"
	}
	return "D3 of package dequeue"
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
