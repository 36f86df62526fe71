package model

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// M9: the same bytes each time, although porcupine goes through a map.
func TestPageIsDeterministic(t *testing.T) {
	// Any of the Gets may be the one that is right: that makes five longest orders.
	h := tell(t, `
		0 Put 1 = ok
		1 Get
		2 Get
		3 Get
		4 Get
		5 Get
		1 = 1
		2 = 1
		3 = 1
		4 = 1
		5 = 1`)
	var first bytes.Buffer
	if err := TruePool().WriteHTML(&first, h); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(first.String(), `"Index":0`); n != 5 {
		t.Errorf("the page has %d orders, want 5", n)
	}
	for range 10 {
		var again bytes.Buffer
		if err := TruePool().WriteHTML(&again, h); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), again.Bytes()) {
			t.Fatal("two pages of one history differ")
		}
	}
}

func TestPageShowsMoments(t *testing.T) {
	for _, x := range []struct {
		spec  Spec
		story string
		want  []string
	}{
		{TrueRing(2), spuriousFull, []string{"PushHead 3 → full", "PopTail → 1 (claim)", "PopTail → 1 (release)", "thief 1 in the slot of 1"}},
		{TrueChain(2, 4), spuriousEmpty, []string{"PopTail → empty (look)", "PopTail → empty (answer)", "thief 1 saw ring 1", "the owner will link"}},
		{StrictRing(2), spuriousFull, []string{"PopTail → 1"}},
	} {
		var page bytes.Buffer
		if err := x.spec.WriteHTML(&page, tell(t, x.story)); err != nil {
			t.Fatal(err)
		}
		for _, want := range x.want {
			if !strings.Contains(page.String(), want) {
				t.Errorf("%s: the page does not show %q", x.spec.Name(), want)
			}
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no paper") }

func TestPageReportsTheWriter(t *testing.T) {
	if err := StrictChain().WriteHTML(broken{}, nil); err == nil || err.Error() != "no paper" {
		t.Errorf("got error %v, want that of the writer", err)
	}
}
