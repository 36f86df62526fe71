//go:build unix

package explore_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/poolproof/poolproof/explore"
)

// orphansIn names a folder to the process that TestNoOrphans starts and kills.
const orphansIn = "POOLPROOF_TEST_ORPHANS"

// TestNoOrphans: workers end when who started them is killed. Each holds a lock as
// long as it lives.
func TestNoOrphans(t *testing.T) {
	row := thieves(scenario{2, "UUHUH", []int{2, 2, 2}}) // minutes
	if dir := os.Getenv(orphansIn); dir != "" {
		var lock *os.File
		explore.Explore(explore.Config{Workers: 2, Worker: worker(t), While: func(p explore.Progress) bool {
			if p.Executions > 0 {
				fmt.Println("\nboth run")
			}
			return true
		}}, func() {
			if lock == nil && os.Getenv("POOLPROOF_WORKER") != "" {
				lock = locked(t, dir, syscall.LOCK_SH)
			}
			row()
		})
		t.Fatal("it came to an end")
	}
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=^TestNoOrphans$")
	cmd.Env = append(os.Environ(), orphansIn+"="+dir, "TMPDIR="+t.TempDir()) // who is killed does not tidy up
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for in := bufio.NewScanner(out); in.Scan() && !strings.Contains(in.Text(), "both run"); {
	}
	if f, err := os.Open(filepath.Join(dir, "lock")); err != nil {
		t.Error(err)
	} else if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		t.Error("no worker holds the lock")
	}
	cmd.Process.Kill()
	cmd.Wait()
	locked(t, dir, syscall.LOCK_EX).Close() // waits for all of them
}

func locked(t *testing.T, dir string, how int) *os.File {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err == nil {
		err = syscall.Flock(int(f.Fd()), how)
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}
