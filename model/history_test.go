package model

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestValidate(t *testing.T) {
	ok := Op{Client: 1, Kind: PopTail, OK: true, Value: 1, Call: 1, Return: 2}
	for _, x := range []struct {
		name, want string
		h          History
	}{
		{"nothing", "", nil},
		{"one", "", History{ok}},
		{"out of order", "", History{{Kind: PushHead, OK: true, Call: 5, Return: 6}, ok}},
		{"overlap", "", History{ok, {Client: 2, Kind: PopTail, Call: 0, Return: 3}}},
		{"refused, then accepted", "", History{{Value: 4, Call: 1, Return: 2}, {Value: 4, OK: true, Call: 3, Return: 4}}},
		{"instant", "model: operation 0, owner PushHead 0 at [3, 3], does not return after its call",
			History{{OK: true, Call: 3, Return: 3}}},
		{"backwards", "model: operation 0, owner PopHead at [4, 3], does not return after its call",
			History{{Kind: PopHead, Call: 4, Return: 3}}},
		{"one time, two events", "model: operation 1, thief 2 PopTail at [2, 3], shares the time 2 with operation 0",
			History{ok, {Client: 2, Kind: PopTail, Call: 2, Return: 3}}},
		{"two at once", "model: operation 0, thief 1 PopTail at [5, 8], is called while operation 1 of the same client is pending",
			History{{Client: 1, Kind: PopTail, Call: 5, Return: 8}, {Client: 1, Kind: PopTail, Call: 4, Return: 6}}},
		{"two at once, another between", "model: operation 2, thief 1 PopTail at [4, 5], is called while operation 0 of the same client is pending",
			History{{Client: 1, Kind: PopTail, Call: 1, Return: 10}, {Client: 2, Kind: PopTail, Call: 2, Return: 3},
				{Client: 1, Kind: PopTail, Call: 4, Return: 5}}},
		{"Put twice", "model: operation 1, client 1 Put 4 at [3, 4], gives the value of operation 0 again",
			History{{Kind: Put, Value: 4, OK: true, Call: 1, Return: 2}, {Client: 1, Kind: Put, Value: 4, OK: true, Call: 3, Return: 4}}},
		{"unknown kind", "model: operation 0, client 0 Kind(9) at [1, 2], is of an unknown kind",
			History{{Kind: 9, Call: 1, Return: 2}}},
		{"negative client", "model: operation 0, thief -1 PopTail at [1, 2], is of a negative client",
			History{{Client: -1, Kind: PopTail, Call: 1, Return: 2}}},
		{"thief pushes", "model: operation 0, thief 1 PushHead 0 at [1, 2], is the owner's to do",
			History{{Client: 1, Kind: PushHead, Call: 1, Return: 2}}},
		{"thief pops at the head", "model: operation 0, thief 2 PopHead at [1, 2], is the owner's to do",
			History{{Client: 2, Kind: PopHead, Call: 1, Return: 2}}},
		{"ring and pool", "model: operation 1, client 0 Get at [3, 4], is of another structure than operation 0, a PopTail",
			History{ok, {Kind: Get, Call: 3, Return: 4}}},
		{"Put fails", "model: operation 0, client 3 Put 7 at [1, 2], cannot fail",
			History{{Client: 3, Kind: Put, Value: 7, Call: 1, Return: 2}}},
		{"Rotate fails", "model: operation 0, client 0 Rotate at [1, 2], cannot fail",
			History{{Kind: Rotate, Call: 1, Return: 2}}},
		{"value twice", "model: operation 1, owner PushHead 4 at [3, 4], gives the value of operation 0 again",
			History{{Value: 4, OK: true, Call: 1, Return: 2}, {Value: 4, OK: true, Call: 3, Return: 4}}},
	} {
		t.Run(x.name, func(t *testing.T) {
			got := ""
			if err := x.h.Validate(); err != nil {
				got = err.Error()
			}
			if got != x.want {
				t.Errorf("got  %q\nwant %q", got, x.want)
			}
		})
	}
}

// refuses runs f, which must panic with the text want (M8).
func refuses(t *testing.T, want string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if got := recover(); got != want {
			t.Errorf("got  panic %q\nwant panic %q", got, want)
		}
	}()
	f()
}

func TestCheckRefuses(t *testing.T) {
	push := History{{OK: true, Call: 1, Return: 2}}
	refuses(t, "model: operation 0, owner PushHead 0 at [2, 1], does not return after its call", func() {
		StrictChain().Check(History{{OK: true, Call: 2, Return: 1}}, 0)
	})
	refuses(t, "model: true pool knows no PushHead", func() { TruePool().Check(push, 0) })
	refuses(t, "model: true ring of 2 knows no Get", func() { TrueRing(2).Check(History{{Kind: Get, Call: 1, Return: 2}}, 0) })
	refuses(t, "model: timeout -1ns is negative", func() { TrueRing(2).Check(push, -1) })
	refuses(t, "model: the zero Spec specifies nothing", func() { Spec{}.Check(push, 0) })
	refuses(t, "model: the zero Spec specifies nothing", func() { _ = Spec{}.WriteHTML(nil, push) })
	refuses(t, "model: a ring of 0 slots holds nothing", func() { StrictRing(0) })
	refuses(t, "model: a ring of -1 slots holds nothing", func() { TrueRing(-1) })
	refuses(t, "model: a ring of 0 slots holds nothing", func() { TrueChain(0, 4) })
	refuses(t, "model: a limit of 4 slots for rings whose first has 8", func() { TrueChain(8, 4) })
}

// A search that would take longer than the world has existed is ended by the timeout,
// in time, and says so.
func TestUndecided(t *testing.T) {
	var h History
	for c := range 40 {
		h = append(h, Op{Client: c, Kind: Put, Value: c, OK: true, Call: int64(c), Return: int64(1000 + c)})
	}
	h = append(h, Op{Client: 41, Kind: Get, Value: 99, OK: true, Call: 500, Return: 501})
	start := time.Now()
	if got := StrictPool().Check(h, 20*time.Millisecond); got != Undecided {
		t.Errorf("got %v, want undecided", got)
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
	// A time that is over before the search begins, or before it is done with the sketch.
	for range 100 {
		if got := TrueRing(2).Check(tell(t, spuriousFull), 1); got != Undecided {
			t.Fatalf("got %v, want undecided", got)
		}
	}
	if got := TrueRing(2).Check(tell(t, spuriousFull), time.Minute); got != Legal {
		t.Errorf("got %v, want legal", got)
	}
}

func TestWords(t *testing.T) {
	for _, x := range []struct{ got, want string }{
		{PushHead.String(), "PushHead"}, {Rotate.String(), "Rotate"}, {Kind(6).String(), "Kind(6)"},
		{Legal.String(), "legal"}, {Illegal.String(), "illegal"}, {Undecided.String(), "undecided"}, {Outcome(3).String(), "Outcome(3)"},
		{StrictRing(2).Name(), "strict ring of 2"}, {TrueRing(4).Name(), "true ring of 4"},
		{StrictChain().Name(), "strict chain"}, {TrueChain(2, 8).Name(), "true chain of 2 to 8"},
		{StrictPool().Name(), "strict pool"}, {TruePool().Name(), "true pool"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

var update = flag.Bool("update", false, "write the tables in testdata anew")

func TestLanes(t *testing.T) {
	for _, x := range []struct {
		name string
		h    History
	}{
		{"full.txt", tell(t, spuriousFull)},
		{"empty.txt", tell(t, spuriousEmpty)},
		{"pool.txt", tell(t, `
			0 Put 1 = ok
			2 Get
			0 Rotate
			2 = miss
			5 Get = 1
			0 = ok`)},
		// What Validate refuses is drawn all the same.
		{"impossible.txt", History{
			{Client: 1, Kind: PushHead, Value: 5, OK: true, Call: 8, Return: 3},
			{Client: 1, Kind: 77, Call: 3, Return: 4}}},
	} {
		t.Run(x.name, func(t *testing.T) {
			file := filepath.Join("testdata", x.name)
			got := x.h.String()
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	if got := (History{}).String(); got != "time\n" {
		t.Errorf("the empty history is drawn %q", got)
	}
}
