package woven

import (
	"cmp"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// table announces an access of the map as a whole, by one byte of what the map
// points to. A nil map has nothing to touch.
func table[M ~map[K]V, K comparable, V any](m M, write bool) {
	if m != nil {
		touch(*(*unsafe.Pointer)(unsafe.Pointer(&m)), 1, write)
	}
}

// RM announces a read of the map m and returns it: len(woven.RM(m)).
func RM[M ~map[K]V, K comparable, V any](m M) M {
	table(m, false)
	return m
}

// WM announces a write of the map m and returns it: woven.WM(m)[k]++.
func WM[M ~map[K]V, K comparable, V any](m M) M {
	table(m, true)
	return m
}

// MapOf is a map that is about to be used.
type MapOf[M ~map[K]V, K comparable, V any] struct{ m M }

// Map begins an operation that is announced once its operands are there.
func Map[M ~map[K]V, K comparable, V any](m M) MapOf[M, K, V] { return MapOf[M, K, V]{m} }

// Get is m[k].
func (x MapOf[M, K, V]) Get(k K) V {
	table(x.m, false)
	return x.m[k]
}

// Lookup is m[k] with its second result.
func (x MapOf[M, K, V]) Lookup(k K) (V, bool) {
	table(x.m, false)
	v, ok := x.m[k]
	return v, ok
}

// Set is m[k] = v.
func (x MapOf[M, K, V]) Set(k K, v V) {
	table(x.m, true)
	x.m[k] = v
}

// Delete is delete(m, k).
func (x MapOf[M, K, V]) Delete(k K) {
	table(x.m, true)
	delete(x.m, k)
}

// ClearMap is clear of a map.
func ClearMap[M ~map[K]V, K comparable, V any](m M) {
	table(m, true)
	clear(m)
}

// RangeMap is what a range loop over a map goes through. In an exploration the
// keys come in their order, as the same schedule must mean the same execution;
// keys that have none are refused.
func RangeMap[M ~map[K]V, K comparable, V any](m M) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		table(m, false)
		if engine.Current() == nil || len(m) < 2 {
			for k, v := range m {
				if !yield(k, v) {
					return
				}
				table(m, false)
			}
			return
		}
		keys := make([]K, 0, len(m))
		for k := range m {
			keys = append(keys, k)
		}
		slices.SortStableFunc(keys, func(a, b K) int {
			c, ok := order(reflect.ValueOf(a), reflect.ValueOf(b))
			if !ok {
				Refuse(fmt.Sprintf("a range over a map with keys of type %T, which have no order", a))
			}
			return c
		})
		for _, k := range keys {
			v, ok := m[k]
			if !ok {
				continue // deleted meanwhile
			}
			if !yield(k, v) {
				return
			}
			table(m, false)
		}
	}
}

// order compares two values of one type, if that type has an order.
func order(a, b reflect.Value) (c int, ok bool) {
	switch {
	case a.Kind() != b.Kind(): // under an interface
		return 0, false
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int()), true
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint()), true
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float()), true
	}
	switch a.Kind() {
	case reflect.String:
		return cmp.Compare(a.String(), b.String()), true
	case reflect.Bool:
		return cmp.Compare(fmt.Sprint(a.Bool()), fmt.Sprint(b.Bool())), true
	case reflect.Array:
		for i := range a.Len() {
			if c, ok = order(a.Index(i), b.Index(i)); c != 0 || !ok {
				return c, ok
			}
		}
		return 0, true
	case reflect.Struct:
		for i := range a.NumField() {
			if c, ok = order(a.Field(i), b.Field(i)); c != 0 || !ok {
				return c, ok
			}
		}
		return 0, true
	}
	return 0, false
}
