// A ring of bytes with a lock, in which readers and writers may wait.
//
//poolproof:module github.com/smallnest/ringbuffer@v0.2.1
package ringbuffer_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/smallnest/ringbuffer"
)

// A writer and a reader: bytes arrive in order. A write that has ended is announced to a
// channel, though nobody may ask for it.
//
//poolproof:refused a send
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
