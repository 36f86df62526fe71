package atomic

import (
	"reflect"
	std "sync/atomic"
	"testing"
	"unsafe"
)

func TestSameShape(t *testing.T) {
	for _, c := range [][2]any{
		{Int32{}, std.Int32{}}, {Int64{}, std.Int64{}}, {Uint32{}, std.Uint32{}}, {Uint64{}, std.Uint64{}},
		{Uintptr{}, std.Uintptr{}}, {Bool{}, std.Bool{}}, {Pointer[int]{}, std.Pointer[int]{}}, {Value{}, std.Value{}},
	} {
		a, b := reflect.TypeOf(c[0]), reflect.TypeOf(c[1])
		if a.Size() != b.Size() || a.Align() != b.Align() {
			t.Errorf("%v: size %d and alignment %d, std's are %d and %d", a, a.Size(), a.Align(), b.Size(), b.Align())
		}
		pa, pb := reflect.PointerTo(a), reflect.PointerTo(b)
		for i := range pb.NumMethod() {
			m := pb.Method(i)
			n, ok := pa.MethodByName(m.Name)
			if !ok || n.Type.NumIn() != m.Type.NumIn() || n.Type.NumOut() != m.Type.NumOut() {
				t.Errorf("%v has no %s like std's", a, m.Name)
			}
		}
	}
}

// TestOutside: law A3.
func TestOutside(t *testing.T) {
	var i Int32
	var u Uint64
	var p Pointer[int]
	var b Bool
	var v Value
	x := new(int)
	i.Store(5)
	u.Store(6)
	p.Store(x)
	b.Store(true)
	v.Store("s")
	for name, ok := range map[string]bool{
		"add":     i.Add(2) == 7 && AddInt32((*int32)(unsafe.Pointer(&i)), -2) == 5,
		"and or":  u.And(3) == 6 && u.Or(8) == 2 && u.Load() == 10,
		"cas":     !u.CompareAndSwap(1, 2) && u.CompareAndSwap(10, 11) && p.CompareAndSwap(x, nil) && p.Load() == nil,
		"bool":    b.Swap(false) && !b.Load() && b.CompareAndSwap(false, true),
		"value":   v.Load() == "s" && v.CompareAndSwap("s", "t") && v.Swap("u") == "t",
		"swap":    i.Swap(1) == 5 && SwapUint64((*uint64)(unsafe.Pointer(&u)), 1) == 11,
		"awaited": i.Await(func(v int32) bool { return v == 1 }) == 1,
	} {
		if !ok {
			t.Error(name)
		}
	}
}
