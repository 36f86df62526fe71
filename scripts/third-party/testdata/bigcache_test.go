// A cache in shards of rings of bytes, with a goroutine that cleans up.
//
//poolproof:module github.com/allegro/bigcache/v3@v3.1.0
package bigcache_test

import (
	"context"
	"testing"
	"time"

	"github.com/allegro/bigcache/v3"
	"github.com/poolproof/poolproof/explore"
)

// Two writers of a key and a reader, and nobody who cleans up.
func TestSet(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c, err := bigcache.New(context.Background(), bigcache.Config{Shards: 2, LifeWindow: time.Hour, MaxEntriesInWindow: 4, MaxEntrySize: 4})
		explore.Check(err == nil, "%v", err)
		explore.Parallel(
			func() { c.Set("k", []byte("1")) },
			func() { c.Append("k", []byte("2")) },
			func() {
				v, err := c.Get("k")
				explore.Check(err != nil || string(v) == "1" || string(v) == "2" || string(v) == "12", "%q", v)
			})
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
