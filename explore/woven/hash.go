package woven

import (
	"hash/maphash"
	"math"
	"reflect"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Hashes of package maphash and of the runtime are other ones in each process. Here are
// some that are not: what is explored by them comes again in another process, of a worker
// or of who replays it. The verdict is bounded, as other hashes lead elsewhere.

// Hash returns what stands for f, String or Bytes of maphash or the runtime's memhash, strhash
// or typehash: in an exploration a hash that is the same in every process, elsewhere f.
func Hash[F any](f F) F {
	switch f := any(&f).(type) {
	case *func(maphash.Seed, string) uint64:
		std := *f
		*f = func(seed maphash.Seed, s string) uint64 {
			if hashes() {
				return begin(seed).bytes(s).sum()
			}
			return std(seed, s)
		}
	case *func(maphash.Seed, []byte) uint64:
		std := *f
		*f = func(seed maphash.Seed, s []byte) uint64 {
			if hashes() {
				return begin(seed).bytes(view(s)).sum()
			}
			return std(seed, s)
		}
	case *func(p unsafe.Pointer, seed, n uintptr) uintptr:
		std := *f
		*f = func(p unsafe.Pointer, seed, n uintptr) uintptr {
			if hashes() {
				return uintptr(basis.word(uint64(seed)).bytes(unsafe.String((*byte)(p), n)).sum())
			}
			return std(p, seed, n)
		}
	case *func(p unsafe.Pointer, seed uintptr) uintptr:
		std := *f
		*f = func(p unsafe.Pointer, seed uintptr) uintptr {
			if hashes() {
				return uintptr(basis.word(uint64(seed)).bytes(*(*string)(p)).sum())
			}
			return std(p, seed)
		}
	case *func(typ, p unsafe.Pointer, seed uintptr) uintptr:
		std := *f
		*f = func(typ, p unsafe.Pointer, seed uintptr) uintptr {
			if hashes() {
				return typed(typ, p, seed)
			}
			return std(typ, p, seed)
		}
	case *func(typ uintptr, p unsafe.Pointer, seed uintptr) uintptr:
		std := *f
		*f = func(typ uintptr, p unsafe.Pointer, seed uintptr) uintptr {
			if hashes() {
				return typed(*(*unsafe.Pointer)(unsafe.Pointer(&typ)), p, seed)
			}
			return std(typ, p, seed)
		}
	}
	return f
}

// typed is the hash of what p points to, which is of the runtime's type typ.
func typed(typ, p unsafe.Pointer, seed uintptr) uintptr {
	x := struct{ typ, p unsafe.Pointer }{typ: typ} // as the runtime keeps an interface
	t := reflect.TypeOf(*(*any)(unsafe.Pointer(&x)))
	return uintptr(basis.word(uint64(seed)).value(reflect.NewAt(t, p).Elem()).sum())
}

func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// HashOf is maphash.Comparable.
func HashOf[T comparable](f func(maphash.Seed, T) uint64, seed maphash.Seed, x T) uint64 {
	if hashes() {
		return begin(seed).value(reflect.ValueOf(&x).Elem()).sum()
	}
	return f(seed, x)
}

// HashTo is maphash.WriteComparable.
func HashTo[T comparable](f func(*maphash.Hash, T), h *maphash.Hash, x T) {
	if hashes() {
		to := Hasher(h)
		to.add(to.at().value(reflect.ValueOf(&x).Elem()))
		return
	}
	f(h, x)
}

// hashes reports whether an exploration runs, which then is bounded.
func hashes() bool {
	e := engine.Current()
	if e == nil {
		return false
	}
	e.Hashed()
	return true
}

// HasherOf has the methods of h that tell its value.
type HasherOf struct{ h *maphash.Hash }

// Hasher begins woven.Hasher(h).M, which is h.M.
func Hasher(h *maphash.Hash) HasherOf { return HasherOf{h} }

// In an exploration a Hash keeps the digest where else its state is, at this offset, or at
// none in a Go whose Hash is another one. Its other field that counts is the seed.
var state, stateful = func() (uintptr, bool) {
	f, ok := reflect.TypeFor[maphash.Hash]().FieldByName("state")
	return f.Offset, ok && f.Type == reflect.TypeFor[maphash.Seed]() && f.Type.Size() == 8
}()

func (x HasherOf) state() *digest {
	if !stateful {
		panic("internal error: woven: this Go's maphash.Hash has another state")
	}
	return (*digest)(unsafe.Add(unsafe.Pointer(x.h), state))
}

// at is the digest of what was written so far.
func (x HasherOf) at() digest {
	if d := *x.state(); d != 0 {
		return d
	}
	return begin(x.h.Seed())
}

func (x HasherOf) add(d digest) { *x.state() = max(d, 1) } // 0 is that of who has not begun

// Write is Write.
func (x HasherOf) Write(b []byte) (int, error) {
	if hashes() {
		x.add(x.at().bytes(view(b)))
		return len(b), nil
	}
	return x.h.Write(b)
}

// WriteString is WriteString.
func (x HasherOf) WriteString(s string) (int, error) {
	if hashes() {
		x.add(x.at().bytes(s))
		return len(s), nil
	}
	return x.h.WriteString(s)
}

// WriteByte is WriteByte.
func (x HasherOf) WriteByte(b byte) error {
	if hashes() {
		x.add(x.at().byte(b))
		return nil
	}
	return x.h.WriteByte(b)
}

// Sum64 is Sum64.
func (x HasherOf) Sum64() uint64 {
	if hashes() {
		return x.at().sum()
	}
	return x.h.Sum64()
}

// SetSeed is SetSeed.
func (x HasherOf) SetSeed(s maphash.Seed) {
	x.h.SetSeed(s)
	if hashes() {
		*x.state() = 0
	}
}

// Reset is Reset.
func (x HasherOf) Reset() {
	x.h.Reset()
	if hashes() {
		*x.state() = 0
	}
}

// chosen marks the seeds that are the same in every process. Hashes of others are, too,
// if they do not depend on them.
const chosen = 0x9E3779B9 << 32

// seed returns the seed of that number.
func seed(n uint64) (s maphash.Seed) {
	*(*uint64)(unsafe.Pointer(&s)) = chosen | n&math.MaxUint32
	return s
}

// digest is an FNV-1a of 64 bits.
type digest uint64

const basis digest = 0xCBF29CE484222325

func begin(s maphash.Seed) digest {
	if n := *(*uint64)(unsafe.Pointer(&s)); n&^math.MaxUint32 == chosen {
		return basis.word(n)
	}
	return basis
}

func (d digest) byte(b byte) digest { return (d ^ digest(b)) * 0x100000001B3 }

func (d digest) bytes(s string) digest {
	for i := range len(s) {
		d = d.byte(s[i])
	}
	return d
}

func (d digest) word(x uint64) digest {
	for range 8 {
		d = d.byte(byte(x))
		x >>= 8
	}
	return d
}

func (d digest) string(s string) digest { return d.word(uint64(len(s))).bytes(s) }

func (d digest) float(x float64) digest {
	if x == 0 {
		x = 0 // two zeros are equal
	}
	return d.word(math.Float64bits(x))
}

// value adds a value, so that equal ones add the same. Addresses differ from execution to
// execution, so those that are not nil are one.
func (d digest) value(v reflect.Value) digest {
	switch k := v.Kind(); k {
	case reflect.Bool:
		if v.Bool() {
			return d.byte(1)
		}
		return d.byte(0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return d.word(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return d.word(v.Uint())
	case reflect.Float32, reflect.Float64:
		return d.float(v.Float())
	case reflect.Complex64, reflect.Complex128:
		return d.float(real(v.Complex())).float(imag(v.Complex()))
	case reflect.String:
		return d.string(v.String())
	case reflect.Array:
		for i := range v.Len() {
			d = d.value(v.Index(i))
		}
		return d
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "_" {
				d = d.value(v.Field(i))
			}
		}
		return d
	case reflect.Interface:
		if v.IsNil() {
			return d.byte(0)
		}
		return d.string(v.Elem().Type().String()).value(v.Elem())
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		if v.IsNil() {
			return d.byte(0)
		}
		return d.byte(1)
	default:
		panic("hash of unhashable type " + v.Type().String()) // as std does
	}
}

// sum spreads the digest over all bits.
func (d digest) sum() uint64 {
	x := uint64(d)
	x = (x ^ x>>33) * 0xFF51AFD7ED558CCD
	x = (x ^ x>>33) * 0xC4CEB9FE1A85EC53
	return x ^ x>>33
}
