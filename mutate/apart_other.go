//go:build !unix

package mutate

import "os/exec"

// apart does nothing here: there are no process groups.
func apart(*exec.Cmd) {}
