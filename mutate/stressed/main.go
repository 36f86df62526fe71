// Stressed runs workloads of package stress for as long as its first argument says, and
// prints a claim as poolproof verify -json does. It is that command with everything else
// left out: it is compiled and linked under the race detector for each mutant.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/stress"
)

func main() {
	length, err := time.ParseDuration(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "stressed:", err)
		os.Exit(verdict.ExitUsage)
	}
	res, err := stress.Run(context.Background(), stress.Config{Workloads: os.Args[2:], For: length, Seed: 1, Procs: runtime.NumCPU()})
	if err != nil {
		fmt.Fprintln(os.Stderr, "stressed:", err)
		os.Exit(verdict.ExitUsage)
	}
	claims := []verdict.Claim{{
		ID: "stress of " + strings.Join(os.Args[2:], ", "), Expected: verdict.Sampled, Verdict: res.Verdict, Evidence: res.Evidence,
	}}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"claims": claims}); err != nil {
		fmt.Fprintln(os.Stderr, "stressed:", err)
		os.Exit(verdict.ExitUsage)
	}
	os.Exit(verdict.ExitStatus(claims))
}
