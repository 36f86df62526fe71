package model

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

// Each history that is made is one that the specification accepts, and nothing that it
// accepts of small clients is missing: the twin tries every answer in every order of
// calls and returns (M1, M2).
func TestHistoriesAreThoseThatAreLegal(t *testing.T) {
	clients := [][][]Kind{
		{{PushHead, PushHead}, {PopTail}},
		{{PushHead, PopHead}, {PopTail}},
		{{PushHead}, {PopTail, PopTail}},
		{{PushHead}, {PopTail}, {PopTail}},
		{{PushHead, PushHead, PopHead}},
		{{PushHead, PushHead}, {PopTail}, {PopTail}},
	}
	specs := []Spec{
		StrictRing(1), TrueRing(1), TrueRing(2), StrictChain(), TrueChain(1, 4),
		TrueRing(1).Without(inTheSlot.name), TrueChain(1, 4).Without(looked.name), TrueChain(1, 4).Without(decided.name), TrueChain(1, 4).Without(inTheSlot.name),
	}
	for _, s := range specs {
		for _, c := range clients {
			made := map[string]bool{} // the strictest orders, by client
			n := 0
			for h := range s.Histories(c) {
				n++
				if got := s.Check(h, 0); got != Legal {
					t.Fatalf("%s: %v is made and judged %v\n%v", s.Name(), c, got, h)
				}
				made[answersAndOrder(h)] = true
			}
			if n == 0 {
				t.Errorf("%s: %v has no history", s.Name(), c)
			}
			legal := 0
			every(c, func(h History) {
				if s.Check(h, 0) != Legal {
					return
				}
				legal++
				if !covered(made, h) {
					t.Errorf("%s: %v is legal and in none of %d that are made\n%v", s.Name(), c, len(made), h)
				}
			})
			if legal == 0 {
				t.Errorf("%s: %v: the twin found nothing", s.Name(), c)
			}
		}
	}
}

// answersAndOrder returns the answers of a history, client by client, and who preceded whom.
func answersAndOrder(h History) string {
	ops := slices.Clone(h)
	slices.SortFunc(ops, func(a, b Op) int { return cmp.Or(cmp.Compare(a.Client, b.Client), cmp.Compare(a.Call, b.Call)) })
	var answers, order strings.Builder
	for _, a := range ops {
		answers.WriteString(a.answer() + " ")
		for _, b := range ops {
			order.WriteByte("01"[btoi(a.Return < b.Call)])
		}
	}
	return answers.String() + "#" + order.String()
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// covered reports whether one that was made has the answers of h, and all of its order.
func covered(made map[string]bool, h History) bool {
	answers, order, _ := strings.Cut(answersAndOrder(h), "#")
next:
	for m := range made {
		a, o, _ := strings.Cut(m, "#")
		if a != answers {
			continue
		}
		for i := range o {
			if o[i] < order[i] {
				continue next
			}
		}
		return true
	}
	return false
}

// every calls visit with each history of the clients that could be recorded.
func every(clients [][]Kind, visit func(History)) {
	pushes := 0
	for _, c := range clients {
		for _, k := range c {
			pushes += btoi(k == PushHead)
		}
	}
	var h History
	pending := make([]int, len(clients)) // its place in h, plus one
	at := make([]int, len(clients))
	var next func(time int64, pushed int)
	next = func(time int64, pushed int) {
		done := true
		for c := range clients {
			if i := pending[c]; i > 0 {
				done = false
				pending[c] = 0
				h[i-1].Return = time
				next(time+1, pushed)
				pending[c] = i
				continue
			}
			if at[c] == len(clients[c]) {
				continue
			}
			done = false
			op := Op{Client: c, Kind: clients[c][at[c]], Call: time}
			at[c]++
			h = append(h, op)
			pending[c] = len(h)
			last := len(h) - 1
			if op.Kind == PushHead {
				for _, ok := range []bool{true, false} {
					h[last].Value, h[last].OK = pushed+1, ok
					next(time+1, pushed+1)
				}
			} else {
				for v := range pushes + 1 {
					h[last].Value, h[last].OK = v, v > 0
					next(time+1, pushed)
				}
			}
			pending[c] = 0
			h = h[:last]
			at[c]--
		}
		if done {
			visit(h)
		}
	}
	next(1, 0)
}
