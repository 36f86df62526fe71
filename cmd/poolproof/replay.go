package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/poolproof/poolproof/explore/scenario"
)

func runReplay(_ context.Context, w, _ io.Writer, args []string) (int, error) {
	f := newFlags("replay")
	if err := parse(f, args); err != nil {
		return 0, err
	}
	switch f.NArg() {
	case 0:
		return 0, fmt.Errorf("no token given, which poolproof explore prints below a counterexample; %w", errUsage)
	case 1:
	default:
		return 0, errors.New("more than one argument: give one token")
	}
	r, err := scenario.Replay(f.Arg(0))
	if err != nil {
		return 0, err
	}
	_, err = fmt.Fprintf(w, "verdict %v\n", r.Verdict)
	if c := r.Counterexample(); c != "" {
		_, err = fmt.Fprintf(w, "\n%s\n", c)
	}
	return exploreStatus(r), err
}
