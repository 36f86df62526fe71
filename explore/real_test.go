package explore

import (
	"strings"
	"testing"
	"time"
)

// A run on real goroutines that does not end is given up, and says nothing.
func TestEndlessRun(t *testing.T) {
	old := realLimit
	realLimit = 50 * time.Millisecond
	defer func() { realLimit = old }()
	wake, woken := make(chan bool), make(chan bool)
	r := sample(Config{}, 3, func() {
		<-wake
		woken <- true
	}, nil)
	if r.Verdict != Unknown || !r.Real || !strings.HasPrefix(r.Failure, "run 1 on real goroutines has not ended after 50ms") {
		t.Error(r)
	}
	close(wake)
	<-woken
}
