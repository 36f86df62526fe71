package explore_test

import (
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

// TestBareGo: a goroutine that the exploration did not start is refused.
func TestBareGo(t *testing.T) {
	refused := 0
	explore.Explore(explore.Config{}, func() {
		var x atomic.Int32
		said := make(chan any)
		go func() {
			defer func() { said <- recover() }()
			x.Add(1)
		}()
		if s, _ := (<-said).(string); strings.Contains(s, "bare go statement") {
			refused++
		}
		x.Add(1)
	})
	if refused == 0 {
		t.Error("not refused")
	}
}

// TestDeepStack: a thread whose stack moved is still itself.
func TestDeepStack(t *testing.T) {
	var deep func(x *atomic.Int32, n int) int32
	deep = func(x *atomic.Int32, n int) int32 {
		var pad [512]byte
		pad[n%512] = 1
		if n == 0 {
			return x.Add(1)
		}
		return deep(x, n-1) + int32(pad[(n+1)%512])
	}
	r := explore.Explore(explore.Config{}, func() {
		var x atomic.Int32
		explore.Parallel(func() { x.Add(1); deep(&x, 200); x.Add(1) }, func() { x.Add(1) })
	})
	if r.Verdict != explore.Exhausted || r.Executions != 4 {
		t.Error(r)
	}
}
