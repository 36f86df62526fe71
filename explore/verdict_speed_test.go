//go:build unix

package explore_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
)

// cpu returns the processor time that this process has used: other than the clock it
// hardly minds a busy machine. What the garbage collector uses is in it.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkVerdict takes each row to its verdict as a user would, canaries and all:
// CPU seconds, and for rows that targets.md has them those that GenMC took, on another
// machine and with about 0.1 s for its start.
func BenchmarkVerdict(b *testing.B) {
	genmc := map[string][2]float64{ // CPU seconds: all of M, spin-cut
		"ring 2: UUH | 1":         {0, 0.10},
		"ring 2: UUH | 1 | 1":     {0.16, 0.12},
		"ring 2: UUH | 2 | 2":     {0.32, 0.16},
		"ring 2: UUH | 1 | 1 | 1": {0.98, 0.14},
		"ring 2: UUH | 2 | 2 | 2": {9.5, 0.75},
		"ring 2: UUU | 2 | 2":     {0.86, 0.18},
		"ring 2: UUU | 1 | 1 | 1": {1.5, 0.13},
	}
	bench := func(name string, build func() fns, spin bool, theirs float64) {
		cut := "no"
		if spin {
			cut = "yes"
		}
		b.Run("program="+name+"/cut="+cut, func(b *testing.B) {
			var runs int64
			begin := cpu(b)
			for b.Loop() {
				r := explore.Explore(explore.Config{SpinCut: spin}, func() { explore.Parallel(build()...) })
				if r.Verdict != explore.Exhausted {
					b.Fatal(r)
				}
				runs += r.Executions + r.Blocked
			}
			s := (cpu(b) - begin).Seconds()
			b.ReportMetric(0, "ns/op") // the clock's
			b.ReportMetric(s/float64(b.N), "cpu-s/op")
			b.ReportMetric(float64(runs)/s, "executions/cpu-s")
			if theirs > 0 {
				b.ReportMetric(theirs, "genmc-cpu-s/op")
			}
		})
	}
	for _, r := range rings {
		theirs := genmc[r.String()]
		bench(r.String(), r.build, false, theirs[0])
		bench(r.String(), r.build, true, theirs[1])
	}
	for _, p := range programs {
		if p.m >= 100 && p.after == nil && p.blocked == 0 {
			bench(p.name, p.build, false, 0)
		}
	}
}
