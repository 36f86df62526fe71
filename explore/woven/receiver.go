package woven

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// What a call of an interface's method leads to may be a method that the compiler wrote: it
// goes through embedded fields to the one that is meant, and copies its receiver if that is
// no pointer. What it reads is announced here, when it is called.

// Receiver returns x, of which the named method is about to be called, and announces what is
// read on the way to the method's receiver: woven.Receiver(i, "String").String().
func Receiver[T any](x T, name string) T {
	if e := engine.Current(); e != nil {
		if i := any(x); i != nil {
			known(e, i, name).announce(i, name)
		}
	}
	return x
}

// Bound returns f, the method of that name of x, as a function that announces what
// Receiver does when it is called: woven.Bound(i.String, i, "String").
func Bound[F, T any](f F, x T, name string) F {
	if i := any(x); i != nil && len(known(engine.Current(), i, name)) > 0 {
		return before(f, func([]reflect.Value) { Receiver(x, name) })
	}
	return f
}

// Expression returns the method expression f as a function that announces what Receiver
// does when it is called: woven.Expression((*T).String, "String").
func Expression[F any](f F, name string) F {
	return before(f, func(in []reflect.Value) { Receiver(in[0].Interface(), name) })
}

// Last returns arg, the last argument of a call that calls something itself, and announces
// what Receiver does of x: b.WriteString(woven.Last(f(), b, "WriteString")).
func Last[A, T any](arg A, x T, name string) A {
	Receiver(x, name)
	return arg
}

// before returns a function that calls first, and then f.
func before[F any](f F, first func(in []reflect.Value)) F {
	v := reflect.ValueOf(f)
	call := v.Call
	if v.Type().IsVariadic() {
		call = v.CallSlice
	}
	return reflect.MakeFunc(v.Type(), func(in []reflect.Value) []reflect.Value {
		first(in)
		return call(in)
	}).Interface().(F)
}

// A way leads from a value to the receiver of its method. It is empty if nothing is read
// there that others may write.
type way []hop

// A hop reads what lies at an offset: an embedded pointer, to go on behind it, an embedded
// interface, whose method is called, or the receiver, at the end.
type hop struct {
	offset uintptr
	typ    reflect.Type
	write  bool // and writes it
}

// announce announces what is read on the way from i to the receiver of its method. A nil
// pointer on the way ends it: what follows panics.
//
//go:norace
func (w way) announce(i any, name string) {
	if len(w) == 0 {
		return
	}
	v := reflect.ValueOf(i)
	shared := v.Kind() == reflect.Pointer // what an interface holds itself is never written
	if !shared {
		own := reflect.New(v.Type())
		own.Elem().Set(v)
		v = own
	}
	at := v.UnsafePointer()
	for _, h := range w {
		if at == nil {
			return
		}
		at = unsafe.Add(at, h.offset)
		if shared {
			touch(at, h.typ.Size(), h.write)
		}
		switch h.typ.Kind() {
		case reflect.Pointer:
			at, shared = *(*unsafe.Pointer)(at), true
		case reflect.Interface:
			if x := reflect.NewAt(h.typ, at).Elem(); !x.IsNil() {
				Receiver(x.Elem().Interface(), name)
			}
		}
	}
}

// ways are those that are known where no exploration runs.
var ways sync.Map

// known returns the way from i to the receiver of its method. In an exploration, that
// exploration knows it: its threads must not synchronise here.
func known(e *engine.Engine, i any, name string) way {
	if e != nil {
		typ := *(*uintptr)(unsafe.Pointer(&i))
		w, ok := e.Recall(typ, name).(way)
		if !ok {
			w = find(reflect.TypeOf(i), name)
			e.Remember(typ, name, w)
		}
		return w
	}
	type key struct {
		typ  reflect.Type
		name string
	}
	k := key{reflect.TypeOf(i), name}
	w, ok := ways.Load(k)
	if !ok {
		w = find(k.typ, name)
		ways.Store(k, w)
	}
	return w.(way)
}

// find returns the way from a value of type t to the receiver of its method, which is of the
// type that declares the method, the first one in the order of depth.
func find(t reflect.Type, name string) way {
	pointer := t.Kind() == reflect.Pointer
	if pointer {
		t = t.Elem()
	}
	type place struct {
		way    way
		offset uintptr
		typ    reflect.Type
	}
	for level := []place{{typ: t}}; len(level) > 0; {
		var below []place
		for _, p := range level {
			switch declared(p.typ, name) {
			case byPointer:
				if pointer || len(p.way) > 0 {
					if readers, ok := objects[p.typ.PkgPath()+"."+p.typ.Name()]; ok {
						return append(slices.Clip(p.way), hop{p.offset, p.typ, !slices.Contains(strings.Fields(readers), name)})
					}
				}
				return p.way
			case byValue:
				if !pointer && len(p.way) == 0 && p.typ.Kind() != reflect.Interface {
					return nil
				}
				return append(slices.Clip(p.way), hop{p.offset, p.typ, false})
			}
			if p.typ.Kind() != reflect.Struct || len(p.way) > most {
				continue
			}
			for i := range p.typ.NumField() {
				f := p.typ.Field(i)
				if !f.Anonymous {
					continue
				}
				q := place{p.way, p.offset + f.Offset, f.Type}
				if f.Type.Kind() == reflect.Pointer {
					q = place{append(slices.Clip(p.way), hop{q.offset, f.Type, false}), 0, f.Type.Elem()}
				}
				below = append(below, q)
			}
		}
		level = below
	}
	return nil
}

// most is how many embedded pointers there may be on a way: types that embed each other
// have no end.
const most = 8

// How a type declares a method.
const (
	elsewhere = iota // if at all
	byPointer        // with a pointer as receiver
	byValue          // with another one; it is copied
)

// declared says how t declares the named method.
func declared(t reflect.Type, name string) int {
	if t.Kind() == reflect.Interface {
		if _, ok := t.MethodByName(name); ok {
			return byValue // the interface is read
		}
		return elsewhere
	}
	base, _, _ := strings.Cut(t.Name(), "[")
	if base == "" {
		return elsewhere
	}
	if r, ok := receivers[t.PkgPath()+"."+base]; ok {
		switch {
		case slices.Contains(r.values, name):
			return byValue
		case slices.Contains(r.pointers, name):
			return byPointer
		}
		return elsewhere
	}
	if _, ok := reflect.PointerTo(t).MethodByName(name); !ok {
		return elsewhere
	}
	if _, ok := t.MethodByName(name); !ok {
		return byPointer // or through embedded structs: nothing is read either
	}
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			if f := t.Field(i); f.Anonymous {
				if _, ok := f.Type.MethodByName(name); ok {
					return byPointer // it may be that one's, or its own: nobody has said so
				}
			}
		}
	}
	return byValue
}

// receivers says which methods woven types declare, if that is not seen otherwise.
var receivers = map[string]struct{ values, pointers []string }{}

// Receivers says which methods types of the calling package declare: the type's name, its
// methods whose receiver is no pointer, those whose receiver is one, and so on. It returns
// true.
func Receivers(names ...string) bool {
	path := caller()
	for i := 0; i < len(names); i += 3 {
		receivers[path+"."+names[i]] = struct{ values, pointers []string }{strings.Fields(names[i+1]), strings.Fields(names[i+2])}
	}
	ways.Clear() // those that were sought too early
	return true
}

// objects are types of the standard library whose methods are not woven: what their methods
// do is announced as a write of the object as a whole, but of these methods as a read.
var objects = map[string]string{
	"bufio.Reader":           "Buffered Size",
	"bufio.Scanner":          "Bytes Err Text",
	"bufio.Writer":           "Available AvailableBuffer Buffered Size",
	"bytes.Buffer":           "Available AvailableBuffer Bytes Cap Len String",
	"bytes.Reader":           "Len ReadAt Size",
	"container/list.Element": "Next Prev",
	"container/list.List":    "Back Front Len",
	"container/ring.Ring":    "Do Len Move Next Prev",
	"encoding/json.Decoder":  "Buffered InputOffset",
	"encoding/json.Encoder":  "",
	"math/big.Float":         "Acc Append Cmp Float32 Float64 Format GobEncode Int Int64 IsInf IsInt MantExp MarshalText MinPrec Mode Prec Rat Sign Signbit String Text Uint64",
	"math/big.Int":           "Append Bit BitLen Bits Bytes Cmp CmpAbs FillBytes Float64 Format GobEncode Int64 IsInt64 IsUint64 MarshalJSON MarshalText ProbablyPrime Sign String Text TrailingZeroBits Uint64",
	"math/big.Rat":           "Cmp Float32 Float64 FloatPrec FloatString GobEncode IsInt MarshalText Num RatString Sign String",
	"math/rand.Rand":         "",
	"math/rand/v2.ChaCha8":   "MarshalBinary",
	"math/rand/v2.PCG":       "MarshalBinary",
	"math/rand/v2.Rand":      "",
	"strings.Builder":        "Cap Len String",
	"strings.Reader":         "Len ReadAt Size",
}
