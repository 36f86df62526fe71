package model

import "testing"

// What nothing excuses (M3, M6): each story is rejected by both specifications. The
// rings have two slots, and a thief is always about, so that the true ones cannot
// reject it merely for want of an overlap.
var wrongs = []struct{ name, story string }{
	{"invented value", `
		9 PopTail
		0 PushHead 1 = ok
		1 PopTail = 7
		9 = empty`},
	{"invented before its push", `
		1 PopTail = 1
		0 PushHead 1 = ok`},
	{"doubled value", `
		9 PopTail
		0 PushHead 1 = ok
		1 PopTail = 1
		2 PopTail = 1
		9 = empty`},
	{"doubled by owner and thief", `
		0 PushHead 1 = ok
		1 PopTail
		0 PopHead = 1
		1 = 1`},
	{"lost value, drained at quiescence", `
		0 PushHead 1 = ok
		1 PopTail
		0 PushHead 2 = ok
		1 = 1
		2 PopTail = empty`},
	{"lost value, drained by the owner", `
		0 PushHead 1 = ok
		1 PopTail
		0 PushHead 2 = ok
		0 PopHead = 2
		1 = empty
		0 PopHead = empty`},
	{"thief takes the newest", `
		9 PopTail
		0 PushHead 1 = ok
		0 PushHead 2 = ok
		1 PopTail = 2
		0 PopHead = 1
		9 = empty`},
	{"thieves take in the wrong order", `
		0 PushHead 1 = ok
		0 PushHead 2 = ok
		1 PopTail = 2
		2 PopTail = 1`},
	{"owner takes the oldest", `
		9 PopTail
		0 PushHead 1 = ok
		0 PushHead 2 = ok
		0 PopHead = 1
		9 = 2`},
	{"owner told empty of a deque with values", `
		0 PushHead 1 = ok
		0 PushHead 2 = ok
		1 PopTail
		0 PopHead = empty
		1 = 1
		1 PopTail = 2`},
	{"owner told empty behind a drained ring", `
		0 PushHead 1 = ok
		0 PushHead 2 = ok
		0 PopHead = 2
		0 PopHead = empty`},
	{"owner told empty of the value 0", `
		0 PushHead 0 = ok
		0 PushHead 2 = ok
		0 PopHead = 2
		0 PopHead = empty`},
	{"value of a refused push", `
		0 PushHead 1 = ok
		0 PushHead 2 = ok
		0 PushHead 3 = full
		1 PopTail = 1
		1 PopTail = 2
		1 PopTail = 3`},
}

func TestNothingExcuses(t *testing.T) {
	for _, w := range wrongs {
		t.Run(w.name, func(t *testing.T) {
			h := tell(t, w.story)
			for _, s := range []Spec{StrictRing(2), TrueRing(2), StrictChain(), TrueChain(1, 2), TrueChain(2, 4)} {
				judge(t, s, h, Illegal)
			}
		})
	}
}

func TestNothingExcusesARing(t *testing.T) {
	beyond := tell(t, `
		0 PushHead 1 = ok
		0 PushHead 2 = ok
		0 PushHead 3 = ok
		1 PopTail = 1`)
	judge(t, StrictRing(2), beyond, Illegal) // accepted beyond capacity
	judge(t, TrueRing(2), beyond, Illegal)
	judge(t, StrictRing(3), beyond, Legal)
	judge(t, TrueRing(3), beyond, Legal)

	// Accepted beyond capacity, and with a thief about who takes nothing in time.
	slow := tell(t, `
		1 PopTail
		0 PushHead 1 = ok
		0 PushHead 2 = ok
		0 PushHead 3 = ok
		0 PopHead = 3
		0 PopHead = 2
		0 PopHead = 1
		1 = empty`)
	judge(t, StrictRing(2), slow, Illegal)
	judge(t, TrueRing(2), slow, Illegal)

	// A chain refuses no push.
	full := tell(t, "0 PushHead 1 = full")
	judge(t, StrictChain(), full, Illegal)
	judge(t, TrueChain(1, 1), full, Illegal)
}

func TestNothingExcusesAPool(t *testing.T) {
	for _, w := range []struct{ name, story string }{
		{"invented value", `
			0 Put 1 = ok
			1 Get = 7`},
		{"invented before its Put", `
			1 Get = 1
			0 Put 1 = ok`},
		{"doubled value", `
			0 Put 1 = ok
			1 Get
			0 Get = 1
			1 = 1`},
		{"returned after two Rotates", `
			0 Put 1 = ok
			1 Get
			0 Rotate = ok
			1 = miss
			0 Rotate = ok
			1 Get = 1`},
		{"one Rotate, wanted by two values on either side", `
			0 Put 1 = ok
			0 Rotate = ok
			1 Rotate
			0 Put 2 = ok
			0 Get = 1
			1 = ok
			0 Rotate = ok
			0 Get = 2`},
	} {
		t.Run(w.name, func(t *testing.T) {
			h := tell(t, w.story)
			judge(t, StrictPool(), h, Illegal)
			judge(t, TruePool(), h, Illegal)
		})
	}
}

// What both specifications must permit, or rejecting the rest is cheap.
func TestRight(t *testing.T) {
	deque := tell(t, `
		1 PopTail = empty
		0 PushHead 1
		1 PopTail
		2 PopTail
		0 = ok
		0 PushHead 2 = ok
		0 PopHead = 2
		1 = empty
		2 = 1
		0 PopHead = empty`)
	for _, s := range []Spec{StrictRing(2), TrueRing(2), StrictChain(), TrueChain(1, 2)} {
		judge(t, s, deque, Legal)
		judge(t, s, nil, Legal)
	}
	pool := tell(t, `
		0 Put 1 = ok
		0 Put 2 = ok
		1 Rotate
		2 Rotate
		0 Get = 1
		2 = ok
		3 Get = 2
		1 = ok
		0 Get = miss`)
	judge(t, StrictPool(), pool, Legal)
	judge(t, TruePool(), pool, Legal)
}
