package model

import (
	"slices"
	"testing"
)

// Every outcome that a true specification permits beyond the strict one, and the
// stories that reach it:
//
//	ring full while it is not      M4  "a thief stands in the slot", "… of an empty ring"
//	chain empty while it is not    M5  "linked after the look", "closed by a thief in the slot",
//	                                   "linked by a push that had decided long before"
//	pool miss while not empty      M6  "a cache forgets", "… at once"
//
// Beside each stands the story just beyond, in which the excuse is over: the true
// specification rejects it as well.
var excuses = []struct {
	name, story  string
	strict, true Spec
	excused      bool
}{
	{
		// design.md: 1 is claimed and its slot not released, 2 was taken; push 3 needs the
		// slot of 1.
		name: "a thief stands in the slot, of an empty ring", excused: true,
		strict: StrictRing(2), true: TrueRing(2),
		story: spuriousFull,
	},
	{
		// As before, but thief 1 has returned before the push: its slot is free.
		name: "the thief has returned before the push", excused: false,
		strict: StrictRing(2), true: TrueRing(2),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			1 PopTail
			2 PopTail = 2
			1 = 1
			0 PushHead 3 = full`,
	},
	{
		// Thief 2 is still there, but it stands in the slot of 2, and 3 needs that of 1.
		name: "a thief stands in another slot", excused: false,
		strict: StrictRing(2), true: TrueRing(2),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			1 PopTail = 1
			2 PopTail
			0 PushHead 3 = full
			2 = 2`,
	},
	{
		// The owner takes 2 back, so head is at the slot of 2 and that one is free.
		name: "the owner's own pop frees the slot at once", excused: false,
		strict: StrictRing(2), true: TrueRing(2),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			1 PopTail
			0 PopHead = 2
			0 PushHead 3 = full
			1 = 1`,
	},
	{
		// Thief 1 had claimed before thief 2 took 2, so before the owner took 3 back: that
		// frees the slot of 3 and no other. Push 6 needs the slot of 1.
		name: "a thief stands in the slot, while the owner pops", excused: true,
		strict: StrictRing(4), true: TrueRing(4),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			0 PushHead 3 = ok
			1 PopTail
			2 PopTail = 2
			0 PopHead = 3
			0 PushHead 4 = ok
			0 PushHead 5 = ok
			0 PushHead 6 = full
			1 = 1`,
	},
	{
		// Push 5 gets the slot of 1, which is free, and push 6 would need that of 2.
		name: "a thief stands in the slot, one push later", excused: true,
		strict: StrictRing(4), true: TrueRing(4),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			0 PushHead 3 = ok
			0 PushHead 4 = ok
			2 PopTail = 1
			1 PopTail
			2 PopTail = 3
			0 PushHead 5 = ok
			0 PushHead 6 = full
			1 = 2`,
	},
	{
		// A slot that was found free stays free: after a push that got it, popped again.
		name: "the slot had been released", excused: false,
		strict: StrictRing(1), true: TrueRing(1),
		story: `
			0 PushHead 1 = ok
			1 PopTail
			0 PushHead 2 = ok
			0 PopHead = 2
			0 PushHead 3 = full
			1 = 1`,
	},
	{
		// Two thieves stand in two slots and come out in the other order.
		name: "released in the other order", excused: true,
		strict: StrictRing(2), true: TrueRing(2),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			1 PopTail
			2 PopTail = 2
			0 PushHead 3 = full
			1 = 1
			0 PushHead 4 = ok
			0 PushHead 5 = ok
			0 PushHead 6 = full`,
	},
	{
		// Nobody but the owner is there: quiescence (M7).
		name: "full at quiescence", excused: false,
		strict: StrictRing(2), true: TrueRing(2),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = full`,
	},
	{
		// design.md: push 3 has found the ring full, thief 1 takes 1 and comes again, and
		// looks before push 3 has linked the next ring.
		name: "linked after the look", excused: true,
		strict: StrictChain(), true: TrueChain(2, 4),
		story: spuriousEmpty,
	},
	{
		// The same by other hands: the whole push comes after the look.
		name: "linked after the look, from start to end", excused: true,
		strict: StrictChain(), true: TrueChain(2, 4),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			2 PopTail
			0 PushHead 3 = ok
			1 PopTail = 1
			1 PopTail = 2
			2 = empty`,
	},
	{
		// The story of design.md, but the first ring has room for all three: no push links
		// a ring.
		name: "no ring was linked", excused: false,
		strict: StrictChain(), true: TrueChain(4, 8),
		story: spuriousEmpty,
	},
	{
		// As before, but the ring was linked before thief 2 called.
		name: "linked before the call", excused: false,
		strict: StrictChain(), true: TrueChain(2, 4),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			0 PushHead 3 = ok
			2 PopTail
			1 PopTail = 1
			1 PopTail = 2
			2 = empty`,
	},
	{
		// As before, but another push of the new ring overlaps.
		name: "linked before the call, pushed to after", excused: false,
		strict: StrictChain(), true: TrueChain(2, 4),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			0 PushHead 3 = ok
			2 PopTail
			0 PushHead 4 = ok
			1 PopTail = 1
			1 PopTail = 2
			1 PopTail = 3
			2 = empty`,
	},
	{
		// 2 is in the ring that was seen, until the end.
		name: "a value is left in the ring that was seen", excused: false,
		strict: StrictChain(), true: TrueChain(2, 4),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			2 PopTail
			0 PushHead 3 = ok
			1 PopTail = 1
			2 = empty`,
	},
	{
		// Two rings have values when thief 2 calls. It cannot see the second as the last
		// before the first is drained, and that is after the third was linked.
		name: "linked while an older ring had values", excused: false,
		strict: StrictChain(), true: TrueChain(1, 1),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			2 PopTail
			0 PushHead 3 = ok
			1 PopTail = 1
			1 PopTail = 2
			2 = empty`,
	},
	{
		// As before, but the first ring is drained before the third is linked.
		name: "linked after the look at the second ring", excused: true,
		strict: StrictChain(), true: TrueChain(1, 1),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			2 PopTail
			1 PopTail = 1
			0 PushHead 3 = ok
			1 PopTail = 2
			2 = empty`,
	},
	{
		// Thief 1 claims 1 before push 3 or after it, and the ring is closed either way.
		name: "closed, full or not", excused: true,
		strict: StrictChain(), true: TrueChain(2, 4),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			1 PopTail
			2 PopTail
			0 PushHead 3 = ok
			1 = 1
			1 PopTail = 2
			2 = empty`,
	},
	{
		// As before, but thief 1 has released the slot: 3 is in the first ring.
		name: "not closed", excused: false,
		strict: StrictChain(), true: TrueChain(2, 4),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			1 PopTail = 1
			2 PopTail
			0 PushHead 3 = ok
			1 PopTail = 2
			2 = empty`,
	},
	{
		// Push 2 finds the ring of 1 full and is slow to link the next one: meanwhile the
		// ring is drained, and thief 2 told so. 2 and 3 fill the second ring. Had 2 gone
		// into the first, 4 would be in the second, which thief 3 saw.
		name: "linked by a push that had decided long before", excused: true,
		strict: StrictChain(), true: TrueChain(1, 2),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2
			1 PopTail = 1
			2 PopTail = empty
			0 = ok
			0 PushHead 3 = ok
			3 PopTail
			0 PushHead 4 = ok
			1 PopTail = 2
			1 PopTail = 3
			3 = empty`,
	},
	{
		// As before, but 2 was pushed to a ring that was empty before the call.
		name: "a push that could not have decided so", excused: false,
		strict: StrictChain(), true: TrueChain(1, 2),
		story: `
			0 PushHead 1 = ok
			1 PopTail = 1
			0 PushHead 2 = ok
			0 PushHead 3 = ok
			3 PopTail
			0 PushHead 4 = ok
			1 PopTail = 2
			1 PopTail = 3
			3 = empty`,
	},
	{
		// The owner's pop drains the last ring, which stays the last: 4 goes there.
		name: "the last ring drained by the owner stays the last", excused: false,
		strict: StrictChain(), true: TrueChain(1, 2),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			1 PopTail = 1
			2 PopTail
			0 PushHead 3 = ok
			0 PopHead = 3
			0 PushHead 4 = ok
			1 PopTail = 2
			2 = empty`,
	},
	{
		// A ring's popTail has no excuse, whatever overlaps it.
		name: "empty told of a ring", excused: false,
		strict: StrictRing(2), true: TrueRing(2),
		story: `
			0 PushHead 1 = ok
			2 PopTail
			0 PushHead 2 = ok
			1 PopTail = 1
			2 = empty`,
	},
	{
		// Thief 1 must have claimed 1 by then, as 2 is gone: only its standing in the slot
		// that 5 needs closes the ring, in which there is room for two.
		name: "closed by a thief in the slot", excused: true,
		strict: StrictChain(), true: TrueChain(4, 8),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			0 PushHead 3 = ok
			0 PushHead 4 = ok
			1 PopTail
			2 PopTail = 2
			3 PopTail
			0 PushHead 5 = ok
			2 PopTail = 3
			2 PopTail = 4
			3 = empty
			1 = 1`,
	},
	{
		// As before, but thief 1 has returned before push 5.
		name: "no thief in the slot", excused: false,
		strict: StrictChain(), true: TrueChain(4, 8),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			0 PushHead 3 = ok
			0 PushHead 4 = ok
			1 PopTail
			2 PopTail = 2
			3 PopTail
			1 = 1
			0 PushHead 5 = ok
			2 PopTail = 3
			2 PopTail = 4
			3 = empty`,
	},
	{
		// Thief 1 stands in the first ring's slot, which is nothing to the second ring's.
		name: "a thief in the same slot of an older ring", excused: false,
		strict: StrictChain(), true: TrueChain(2, 2),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			0 PushHead 3 = ok
			0 PushHead 4 = ok
			1 PopTail
			2 PopTail = 2
			2 PopTail = 3
			3 PopTail
			0 PushHead 5 = ok
			2 PopTail = 4
			3 = empty
			1 = 1`,
	},
	{
		name: "a slow theft from an older ring", excused: true,
		strict: StrictChain(), true: TrueChain(1, 1),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			2 PopTail
			1 PopTail
			0 PushHead 3 = ok
			1 = 1
			1 PopTail = 2
			2 = empty`,
	},
	{
		// The owner drains the second ring, and pushes there again while 1 is still in the
		// first. So 3 and 4 fill it, and 5 links the third.
		name: "the ring that the owner drained is filled again", excused: true,
		strict: StrictChain(), true: TrueChain(1, 4),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			0 PopHead = 2
			0 PushHead 3 = ok
			0 PushHead 4 = ok
			1 PopTail = 1
			2 PopTail
			0 PushHead 5 = ok
			1 PopTail = 3
			1 PopTail = 4
			2 = empty`,
	},
	{
		// Rings of one slot: 1 and 2 are in two of them when thief 2 calls, whenever push 2
		// decided.
		name: "a push cannot help deciding", excused: false,
		strict: StrictChain(), true: TrueChain(1, 1),
		story: `
			0 PushHead 7 = ok
			0 PushHead 1 = ok
			1 PopTail
			0 PushHead 2 = ok
			1 = 7
			2 PopTail
			0 PushHead 3 = ok
			1 PopTail = 1
			1 PopTail = 2
			2 = empty`,
	},
	{
		// Push 2 is refused by right, push 3 after thief 1 has gone.
		name: "the excuse ends with the theft", excused: false,
		strict: StrictRing(1), true: TrueRing(1),
		story: `
			0 PushHead 1 = ok
			1 PopTail
			0 PushHead 2 = full
			1 = 1
			0 PushHead 3 = full`,
	},
	{
		name: "empty at quiescence", excused: false,
		strict: StrictChain(), true: TrueChain(1, 2),
		story: `
			0 PushHead 1 = ok
			0 PushHead 2 = ok
			1 PopTail = empty`,
	},
	{
		name: "a cache forgets", excused: true,
		strict: StrictPool(), true: TruePool(),
		story: `
			0 Put 1 = ok
			1 Get = miss
			0 Get = 1`,
	},
	{
		name: "a cache forgets at once", excused: true,
		strict: StrictPool(), true: TruePool(),
		story: `
			0 Put 1 = ok
			0 Get = miss`,
	},
	{
		// It never remembers what it has dropped.
		name: "two Rotates since the Put", excused: false,
		strict: StrictPool(), true: TruePool(),
		story: `
			0 Put 1 = ok
			1 Rotate = ok
			1 Rotate = ok
			0 Get = 1`,
	},
}

const spuriousFull = `
	0 PushHead 1 = ok
	0 PushHead 2 = ok
	1 PopTail
	2 PopTail = 2
	0 PushHead 3 = full
	1 = 1`

const spuriousEmpty = `
	0 PushHead 1 = ok
	0 PushHead 2 = ok
	0 PushHead 3
	1 PopTail = 1
	1 PopTail
	0 = ok
	2 PopTail = 2
	1 = empty`

func TestExcuses(t *testing.T) {
	for _, x := range excuses {
		t.Run(x.name, func(t *testing.T) {
			h := tell(t, x.story)
			judge(t, x.strict, h, Illegal)
			want := Illegal
			if x.excused {
				want = Legal
			}
			judge(t, x.true, h, want)
			// The order in which it is told means nothing.
			for i := range h {
				told := slices.Concat(h[i:], h[:i])
				judge(t, x.strict, told, Illegal)
				judge(t, x.true, told, want)
			}
		})
	}
}
