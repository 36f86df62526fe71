// A lock-free skip list in an arena, with links in both directions.
//
//poolproof:module github.com/cockroachdb/pebble@v1.1.5
//poolproof:inside
//poolproof:weave github.com/cockroachdb/pebble/internal/arenaskl github.com/cockroachdb/pebble/internal/fastrand
//poolproof:trust github.com/cockroachdb/...
package arenaskl_test

import (
	"bytes"
	"testing"

	"github.com/cockroachdb/pebble/internal/arenaskl"
	"github.com/cockroachdb/pebble/internal/base"
	"github.com/poolproof/poolproof/explore"
)

func key(k byte) base.InternalKey {
	return base.MakeInternalKey([]byte{k}, 1, base.InternalKeyKindSet)
}

func newList() *arenaskl.Skiplist {
	return arenaskl.NewSkiplist(arenaskl.NewArena(make([]byte, 4096)), bytes.Compare)
}

// Two threads add one key, and one of them another one: one of two is told that it is there,
// and the list is whole in both directions.
func TestAdds(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		s := newList()
		var added [2]bool
		add := func(i int) func() {
			return func() { added[i] = s.Add(key(5), []byte{byte(i)}) == nil; s.Add(key(byte(i)), nil) }
		}
		explore.Parallel(add(0), add(1))
		explore.Check(added[0] != added[1], "%v", added)
		it := s.NewIter(nil, nil)
		var there, back []byte
		for k, _ := it.First(); k != nil; k, _ = it.Next() {
			there = append(there, k.UserKey[0])
		}
		for k, _ := it.Last(); k != nil; k, _ = it.Prev() {
			back = append(back, k.UserKey[0])
		}
		explore.Check(string(there) == "\x00\x01\x05" && string(back) == "\x05\x01\x00", "%v, %v", there, back)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// A reader goes forwards and backwards while two threads add.
func TestReads(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		s := newList()
		s.Add(key(3), nil)
		explore.Parallel(
			func() { s.Add(key(1), nil) },
			func() { s.Add(key(2), nil) },
			func() {
				it := s.NewIter(nil, nil)
				last := -1
				for k, _ := it.First(); k != nil; k, _ = it.Next() {
					explore.Check(int(k.UserKey[0]) > last, "%d after %d", k.UserKey[0], last)
					last = int(k.UserKey[0])
				}
				explore.Check(last == 3, "the last one is %d", last)
			})
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
