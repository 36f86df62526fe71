//go:build unix

package mutate

import (
	"os/exec"
	"syscall"
)

// apart gives a command a process group of its own. An interrupt from the terminal is
// then told to us alone: what it ended would look like a kill. And when the command is
// ended, so is what it has started.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
