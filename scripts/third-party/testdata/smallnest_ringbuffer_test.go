// A ring of bytes with a lock, in which readers and writers may wait.
//
//module github.com/smallnest/ringbuffer@v0.2.1
package ringbuffer_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/smallnest/ringbuffer"
)

// A writer and a reader: bytes arrive in order.
func TestOrder(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		b := ringbuffer.New(2)
		var got []byte
		read := func() {
			var p [2]byte
			n, _ := b.Read(p[:])
			got = append(got, p[:n]...)
		}
		var put []byte
		write := func(c byte) {
			if b.WriteByte(c) == nil {
				put = append(put, c)
			}
		}
		explore.Parallel(
			func() { write('a'); write('b'); write('c') },
			func() { read(); read() })
		read()
		explore.Check(string(got) == string(put), "put %q, got %q", put, got)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Both wait for each other.
func TestBlocking(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		b := ringbuffer.New(1).SetBlocking(true)
		var p [1]byte
		explore.Parallel(
			func() { b.Write([]byte("ab")) },
			func() {
				for _, want := range []byte("ab") {
					n, err := b.Read(p[:])
					explore.Check(n == 1 && err == nil && p[0] == want, "%d %v %q", n, err, p)
				}
			})
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
