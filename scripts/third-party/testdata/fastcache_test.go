// A cache in shards of rings of bytes.
//
//poolproof:module github.com/VictoriaMetrics/fastcache@v1.13.0
//poolproof:weave github.com/VictoriaMetrics/fastcache
//poolproof:trust golang.org/x/sys/unix
package fastcache_test

import (
	"testing"

	"github.com/VictoriaMetrics/fastcache"
	"github.com/poolproof/poolproof/explore"
)

// Two writers of a key and a reader.
func TestSet(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := fastcache.New(1)
		k := []byte("k")
		explore.Parallel(
			func() { c.Set(k, []byte("1")) },
			func() { c.Set(k, []byte("2")); c.Del(k) },
			func() {
				v := string(c.Get(nil, k))
				explore.Check(v == "" || v == "1" || v == "2", "%q", v)
			})
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
