package mutate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/poolproof/poolproof/weave/mirror"
)

// Std is a poolproof command in which the ring and the chain that are explored are Go's
// own, of the installed toolchain.
type Std struct {
	Command string // its path
	Version string // of Go
	Path    string // of sync/poolqueue.go
	SHA256  string // of its text, in hexadecimal
}

// BuildStd builds that command into a folder that exists, out of this module's source in
// the folder root.
func BuildStd(ctx context.Context, root, dir string) (s Std, err error) {
	cmd := exec.CommandContext(ctx, "go", "env", "-json", "GOROOT", "GOVERSION")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return s, fmt.Errorf("go env: %w", err)
	}
	var env struct{ GOROOT, GOVERSION string }
	if err := json.Unmarshal(out, &env); err != nil {
		return s, fmt.Errorf("go env -json: %w", err)
	}
	s.Version = env.GOVERSION
	s.Path = filepath.Join(env.GOROOT, "src", "sync", "poolqueue.go")
	source, err := os.ReadFile(s.Path)
	if err != nil {
		return s, fmt.Errorf("%s has no sync/poolqueue.go to read: %w", s.Version, err)
	}
	sum := sha256.Sum256(source)
	s.SHA256 = hex.EncodeToString(sum[:])
	files, err := mirror.Std(s.Path, source)
	if err != nil {
		return s, err
	}
	overlay, err := writeOverlay(dir, root, files)
	if err != nil {
		return s, err
	}
	s.Command = filepath.Join(dir, "poolproof-std")
	if runtime.GOOS == "windows" {
		s.Command += ".exe"
	}
	cmd = exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-overlay="+overlay, "-o", s.Command, "./cmd/poolproof")
	cmd.Dir = root
	apart(cmd)
	if out, err := cmd.CombinedOutput(); ctx.Err() != nil {
		return s, ctx.Err()
	} else if err != nil {
		return s, fmt.Errorf("%s does not fit in the place of our ring and chain: %v\n%s", s.Path, err, bytes.TrimSpace(out))
	}
	return s, nil
}
