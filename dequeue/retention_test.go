package dequeue

import (
	"runtime"
	"testing"
	"weak"
)

// What was popped, the ring keeps not alive (D5), however it left and while the
// ring itself lives on.
func TestPoppedValuesAreCollectable(t *testing.T) {
	type object struct {
		self *object
		_    [64]byte
	}
	fresh := func() (*object, weak.Pointer[object]) {
		o := new(object)
		o.self = o
		return o, weak.Make(o)
	}
	d := New[*object](4)
	fill := func() (refs []weak.Pointer[object]) {
		for {
			o, w := fresh()
			if !d.PushHead(o) {
				return refs
			}
			refs = append(refs, w)
		}
	}
	alive := func(refs []weak.Pointer[object]) (n int) {
		runtime.GC()
		for _, w := range refs {
			if w.Value() != nil {
				n++
			}
		}
		return n
	}
	for _, pop := range []struct {
		name string
		f    func() (*object, bool)
	}{{"PopHead", d.PopHead}, {"PopTail", d.PopTail}} {
		refs := fill()
		if len(refs) != d.Size() {
			t.Fatalf("%s: filled %d of %d slots", pop.name, len(refs), d.Size())
		}
		if n := alive(refs); n != len(refs) {
			t.Fatalf("%s: %d of %d values alive in the ring, so this test sees nothing", pop.name, n, len(refs))
		}
		for range refs {
			if _, ok := pop.f(); !ok {
				t.Fatal(pop.name, "found the ring empty")
			}
		}
		if n := alive(refs); n != 0 {
			t.Errorf("%s: %d popped values are still alive", pop.name, n)
		}
	}
	runtime.KeepAlive(d)
}
