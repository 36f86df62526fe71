package mirror

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// stdSource reads Go's own file.
func stdSource(t *testing.T) (path string, source []byte) {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skip(err)
	}
	path = filepath.Join(strings.TrimSpace(string(out)), "src", "sync", "poolqueue.go")
	source, err = os.ReadFile(path)
	if err != nil {
		t.Skip(err)
	}
	return path, source
}

// Every file of the copies of ring and chain is replaced or goes, and what stands in
// their place says where it is from.
func TestStdTakesThePlaceOfTheCopies(t *testing.T) {
	path, source := stdSource(t)
	files, err := Std(path, source)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"dequeue", "chain"} {
		there, err := filepath.Glob(filepath.Join("..", "..", Home, folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range there {
			if _, ok := files[Home+"/"+folder+"/"+filepath.Base(name)]; !ok {
				t.Errorf("%s stays beside Go's own source", name)
			}
		}
	}
	text := string(files[Home+"/dequeue/dequeue_woven.go"])
	if !strings.Contains(text, "//line "+path+":1") || !strings.Contains(text, "explore/atomic") {
		t.Errorf("what is woven of %s does not say so:\n%.400s", path, text)
	}
}

// A file of another shape is refused, by what is missing.
func TestStdOfAnotherShapeIsRefused(t *testing.T) {
	path, source := stdSource(t)
	for _, c := range []struct{ from, to, want string }{
		{"func (d *poolDequeue) popTail(", "func (d *poolDequeue) popLast(", "there is no poolDequeue.popTail in it"},
		{"type poolChainElt struct", "type poolChainLink struct", "there is no poolChainElt in it"},
		{"\theadTail atomic.Uint64", "\tboth atomic.Uint64", "there is no poolDequeue.headTail in it"},
		{"typ, val unsafe.Pointer", "kind, val unsafe.Pointer", "there is no eface.typ in it"},
		{"const initSize = ", "const firstSize = ", "poolChain.pushHead does not make its two kinds of ring"},
		{"package sync", "pakage sync", "has changed its shape"},
		{"headTail.Add(", "headTail.Plus(", "has changed its shape: " + path + ":"},
	} {
		text := strings.Replace(string(source), c.from, c.to, 1)
		if text == string(source) {
			t.Fatalf("%s has no %q", path, c.from)
		}
		if _, err := Std(path, []byte(text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("with %q: %v, want %q", c.to, err, c.want)
		}
	}
}
