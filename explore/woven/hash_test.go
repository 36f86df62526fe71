package woven_test

import (
	"fmt"
	"hash/maphash"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
	"unsafe"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/woven"
)

type key struct {
	a int
	b string
	c [2]float64
	d any
	e *int
	_ int
}

// As the runtime has them, and declared without a body elsewhere.
func memhash(unsafe.Pointer, uintptr, uintptr) uintptr                  { return 1 }
func strhash(unsafe.Pointer, uintptr) uintptr                           { return 2 }
func typehash(uintptr, unsafe.Pointer, uintptr) uintptr                 { return 3 }
func typehashOf(unsafe.Pointer, unsafe.Pointer, uintptr) (hash uintptr) { return 4 }

// hashed is one of each hash.
func hashed() (all []uint64) {
	seed := woven.Random(maphash.MakeSeed)()
	all = append(all,
		woven.Hash(maphash.String)(seed, "text"),
		woven.Hash(maphash.String)(maphash.MakeSeed(), "text"),
		woven.HashOf(maphash.Comparable, seed, 1),
		woven.HashOf(maphash.Comparable, seed, key{1, "b", [2]float64{3, 4}, uint8(5), new(int), 6}))
	s, x := "text", key{a: 1}
	var e any = x
	all = append(all,
		uint64(woven.Hash(memhash)(unsafe.Pointer(unsafe.StringData(s)), 1, 4)),
		uint64(woven.Hash(strhash)(unsafe.Pointer(&s), 2)),
		uint64(woven.Hash(typehash)(*(*uintptr)(unsafe.Pointer(&e)), unsafe.Pointer(&x), 1)),
		uint64(woven.Hash(typehashOf)(*(*unsafe.Pointer)(unsafe.Pointer(&e)), unsafe.Pointer(&x), 2)))
	var h maphash.Hash
	woven.Hasher(&h).WriteString("text")
	woven.HashTo(maphash.WriteComparable, &h, 7)
	return append(all, woven.Hasher(&h).Sum64())
}

// TestHashes: in an exploration hashes are the same in every process, they are distinct and keep
// what package maphash promises, and what was explored with them is bounded; elsewhere they
// are as they were.
func TestHashes(t *testing.T) {
	const asked = "POOLPROOF_TEST_HASHES"
	var inside []uint64
	r := explore.Explore(explore.Config{}, func() {
		var x atomic.Int32
		explore.Parallel(func() { inside = hashed(); x.Add(1) })
	})
	if os.Getenv(asked) != "" {
		fmt.Println("hashes", inside)
		return
	}
	if r.Verdict != explore.Bounded || !strings.Contains(r.Bounds, "one hash function") {
		t.Error(r)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestHashes$")
	cmd.Env = append(os.Environ(), asked+"=1")
	out, err := cmd.Output()
	if want := fmt.Sprintln("hashes", inside); err != nil || !strings.HasPrefix(string(out), want) {
		t.Errorf("another process: %v\n%swant %s", err, out, want)
	}
	met := map[uint64]int{}
	for i, x := range inside {
		if j, ok := met[x]; ok {
			t.Errorf("hashes %d and %d are %d", i, j, x)
		}
		met[x] = i
	}
	for i, x := range hashed() {
		if x == inside[i] {
			t.Errorf("outside of an exploration hash %d is the same", i)
		}
	}
}

// TestEqualHashes: what is equal has equal hashes, in whatever pieces it comes.
func TestEqualHashes(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var x atomic.Int32
		explore.Parallel(func() {
			x.Add(1)
			seed := woven.Random(maphash.MakeSeed)()
			of := woven.Hash(maphash.String)
			equal := func(what string, a, b uint64) { explore.Check(a == b, "%s: %x and %x", what, a, b) }
			differ := func(what string, a, b uint64) { explore.Check(a != b, "%s: both are %x", what, a) }

			var h maphash.Hash
			woven.Hasher(&h).SetSeed(seed)
			equal("nothing", woven.Hasher(&h).Sum64(), of(seed, ""))
			woven.Hasher(&h).Write([]byte("te"))
			woven.Hasher(&h).WriteByte('x')
			woven.Hasher(&h).WriteString("t")
			equal("pieces", woven.Hasher(&h).Sum64(), of(seed, "text"))
			equal("bytes", woven.Hash(maphash.Bytes)(seed, []byte("text")), of(seed, "text"))
			woven.Hasher(&h).Reset()
			equal("reset", woven.Hasher(&h).Sum64(), of(seed, ""))
			woven.HashTo(maphash.WriteComparable, &h, key{a: 1})
			equal("written", woven.Hasher(&h).Sum64(), woven.HashOf(maphash.Comparable, seed, key{a: 1}))
			woven.Hasher(&h).SetSeed(seed)
			equal("seeded", woven.Hasher(&h).Sum64(), of(seed, ""))

			equal("zeros", woven.HashOf(maphash.Comparable, seed, 0.0), woven.HashOf(maphash.Comparable, seed, math.Copysign(0, -1)))
			equal("blank fields", woven.HashOf(maphash.Comparable, seed, key{a: 1}), woven.HashOf(maphash.Comparable, seed, func() (k key) {
				k.a = 1
				*(*int)(unsafe.Add(unsafe.Pointer(&k), unsafe.Sizeof(k)-8)) = 1
				return k
			}()))
			differ("seeds", of(seed, "text"), of(woven.Random(maphash.MakeSeed)(), "text"))
			differ("types", woven.HashOf(maphash.Comparable, seed, any(1)), woven.HashOf(maphash.Comparable, seed, any(uint(1))))
			differ("lengths", woven.HashOf(maphash.Comparable, seed, [2]string{"a", "bc"}), woven.HashOf(maphash.Comparable, seed, [2]string{"ab", "c"}))
		})
	})
	if err := r.Err(); err != nil {
		t.Error(err)
	}
}
