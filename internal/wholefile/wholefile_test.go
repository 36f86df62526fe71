package wholefile

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Readers beside a writer see one content or the other, and nothing is left.
func TestReadersSeeWholeFiles(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	contents := [][]byte{bytes.Repeat([]byte("a"), 1<<16), bytes.Repeat([]byte("b"), 1<<15)}
	if err := Write(name, contents[0]); err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	done := make(chan struct{})
	var met [2]int
	readers.Go(func() {
		for {
			text, err := os.ReadFile(name)
			switch {
			case err != nil:
				t.Error(err)
				return
			case bytes.Equal(text, contents[0]):
				met[0]++
			case bytes.Equal(text, contents[1]):
				met[1]++
			default:
				t.Errorf("%d bytes, which nobody wrote", len(text))
				return
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	for i := range 100 {
		if err := Write(name, contents[1-i%2]); err != nil {
			t.Error(err)
		}
	}
	close(done)
	readers.Wait()
	if met[0] == 0 || met[1] == 0 {
		t.Logf("the reader met only one of the contents: %v", met)
	}
	holds(t, dir, "file")
}

// holds checks what a folder holds.
func holds(t *testing.T, dir string, want ...string) {
	t.Helper()
	there, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range there {
		names = append(names, e.Name())
	}
	if len(names) != len(want) {
		t.Fatalf("there are %v, want %v", names, want)
	}
	for i := range want {
		if names[i] != want[i] {
			t.Fatalf("there are %v, want %v", names, want)
		}
	}
}

// What cannot be replaced stays as it was, and nothing is left beside it.
func TestRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{filepath.Join(dir, "folder"), filepath.Join(dir, "missing", "file"), os.DevNull} {
		if err := Write(name, []byte("x")); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	holds(t, dir, "folder")
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatalf("%s is a file now: %v", os.DevNull, err)
	}
}

// A link stays a link.
func TestALinkStaysOne(t *testing.T) {
	dir := t.TempDir()
	link, file := filepath.Join(dir, "a-link"), filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := Write(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "new" {
		t.Errorf("the file holds %q, %v", text, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is none any more: %v", err)
	}
	holds(t, dir, "a-link", "file")
}
