package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/poolproof/poolproof/internal/gotest"
	"github.com/poolproof/poolproof/internal/verdict"
)

// runTest runs go test on woven packages. Its flags stand among those of go test, so
// it has no flag set.
func runTest(ctx context.Context, w, wErr io.Writer, args []string) (int, error) {
	a, err := gotest.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0, err
	case err != nil:
		return 0, fmt.Errorf("%w; %w", err, errUsage)
	}
	show := newProgress(wErr)
	show.step(0, 2, "weaving")
	plan, err := gotest.Prepare(gotest.Config{Args: a})
	show.end()
	if err != nil {
		return 0, err
	}
	if ctx.Err() != nil {
		return verdict.ExitFailed, nil
	}
	for _, n := range plan.Notes {
		fmt.Fprintf(wErr, "poolproof test: %s\n", n)
	}
	temp, err := os.MkdirTemp("", "poolproof-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(temp)
	unseen := filepath.Join(temp, "unseen")
	cmd := plan.Command(a, "", unseen)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, w, wErr
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	// An interrupt of the terminal reaches go test too, which ends in its own way.
	stop := context.AfterFunc(ctx, func() { cmd.Process.Signal(os.Interrupt) })
	defer stop()
	err = cmd.Wait()
	text, errRead := os.ReadFile(unseen)
	if errRead != nil && !os.IsNotExist(errRead) {
		return 0, errRead
	}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return max(exit.ExitCode(), 1), nil
	case err != nil:
		return 0, err
	case len(text) > 0:
		for line := range strings.Lines(string(text)) {
			fmt.Fprintf(wErr, "poolproof test: not explored: %s", line)
		}
		return verdict.ExitFailed, nil
	case plan.Broken != nil: // and go test has not seen it: then nothing was explored
		fmt.Fprintf(wErr, "poolproof test: not woven: %v\n", plan.Broken)
		return verdict.ExitFailed, nil
	}
	return verdict.ExitOK, nil
}
