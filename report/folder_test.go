package report

// W2 on a real disk. Tests may run as root, whom no permission stops: a folder is
// unwritable here because something on its path is a file.

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/internal/verdict"
)

// tree lists all files below dir with their content, folders with a slash.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		if d.IsDir() {
			found[name+"/"] = ""
			return nil
		}
		content, err := os.ReadFile(path)
		found[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func same(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	got := tree(t, dir)
	for name := range got {
		if _, known := want[name]; !known {
			t.Errorf("W2: %s was left behind", name)
		}
	}
	for name, content := range want {
		if c, there := got[name]; !there || c != content {
			t.Errorf("W2: %s is not what it was (there: %v): %.60q", name, there, c)
		}
	}
}

func put(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// refusal demands one line that names the folder and the remedy.
func refusal(t *testing.T, err error, dir string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"report: cannot write into folder ", `"` + dir + `"`, "choose another with -o"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the error has more than one line: %v", err)
	}
}

func TestWriteDir(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "a", "b")
	want := map[string]string{}
	for _, format := range []string{"verify.json", "junit.xml", "report.md", "index.html"} {
		want[format] = render(t, format, storyHeader, story())
	}
	for range 2 { // new, then over itself
		if err := WriteDir(dir, storyHeader, story()); err != nil {
			t.Fatal(err)
		}
		same(t, dir, want)
	}
	put(t, filepath.Join(dir, "mine.txt"), "mine")
	if err := WriteDir(dir, Header{}, nil); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); len(got) != 5 || got["mine.txt"] != "mine" || got["verify.json"] == want["verify.json"] {
		t.Errorf("after a second report: %d files, mine.txt %q", len(got), got["mine.txt"])
	}
	for name, perm := range map[string]fs.FileMode{dir: 0o755, filepath.Join(dir, "index.html"): 0o644} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got&0o077 != perm&0o077 {
			t.Errorf("%s has mode %v, want %v", name, got, perm)
		}
	}
}

func TestUnwritableFolders(t *testing.T) {
	for name, below := range map[string]string{
		"it is a file":        "file",
		"its parent is one":   "file/out",
		"its grandparent too": "file/a/out",
		"no name":             "",
	} {
		t.Run(name, func(t *testing.T) {
			base := t.TempDir()
			t.Chdir(base)
			put(t, "file", "mine")
			before := tree(t, base)
			refusal(t, Writable(below), below)
			same(t, base, before)
			refusal(t, WriteDir(below, storyHeader, story()), below)
			same(t, base, before)
		})
	}
}

// Writable leaves the disk as it found it: new folders gone, old ones kept.
func TestWritableLeavesNothing(t *testing.T) {
	base := t.TempDir()
	put(t, filepath.Join(base, "old", "mine"), "mine")
	if err := os.Mkdir(filepath.Join(base, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	before := tree(t, base)
	for _, dir := range []string{"", "old", "empty", "new", "old/a/b/c"} {
		if err := Writable(filepath.Join(base, dir)); err != nil {
			t.Errorf("%s: %v", dir, err)
		}
		same(t, base, before)
	}
}

// Claims that cannot be rendered do not even make the folder.
func TestWriteDirRendersFirst(t *testing.T) {
	base := t.TempDir()
	if err := WriteDir(filepath.Join(base, "out"), Header{}, []verdict.Claim{{Seconds: math.NaN()}}); err == nil {
		t.Error("no error")
	}
	same(t, base, nil)
}

// Whichever rename fails, the folder is as it was: whether it had all files, some,
// or did not exist.
func TestFailedRenameLeavesOldContent(t *testing.T) {
	broken := errors.New("broken rename")
	for name, old := range map[string][]string{
		"nothing": nil,
		"some":    {"out/junit.xml", "out/mine"},
		"all":     {"out/verify.json", "out/junit.xml", "out/report.md", "out/index.html"},
	} {
		for fail := range 4 {
			base := t.TempDir()
			for _, file := range old {
				put(t, filepath.Join(base, file), "old "+file)
			}
			before, calls := tree(t, base), 0
			dir := filepath.Join(base, "out")
			err := writeDir(dir, storyHeader, story(), nil, func(from, to string) error {
				if calls++; calls > fail {
					return broken
				}
				return os.Rename(from, to)
			})
			if !errors.Is(err, broken) {
				t.Errorf("%s, rename %d: error %v", name, fail, err)
			}
			refusal(t, err, dir)
			same(t, base, before)
		}
	}
}

// A folder made for the report stays if somebody else wrote into it meanwhile.
func TestFailureKeepsWhatIsNotOurs(t *testing.T) {
	base := t.TempDir()
	err := writeDir(filepath.Join(base, "a", "b"), storyHeader, story(), nil, func(from, _ string) error {
		put(t, filepath.Join(base, "a", "mine"), "mine")
		return errors.New("broken rename")
	})
	refusal(t, err, filepath.Join(base, "a", "b"))
	same(t, base, map[string]string{"a/": "", "a/mine": "mine"})
}

// A folder where a file should go stops everything before the first rename.
func TestFolderInTheWay(t *testing.T) {
	for _, format := range []string{"verify.json", "junit.xml", "report.md", "index.html"} {
		base := t.TempDir()
		put(t, filepath.Join(base, "verify.json"), "old")
		os.Remove(filepath.Join(base, format))
		put(t, filepath.Join(base, format, "mine"), "mine")
		before := tree(t, base)
		refusal(t, writeDir(base, storyHeader, story(), nil, func(_, to string) error {
			t.Errorf("%s was renamed although %s is a folder", to, format)
			return errors.New("too late")
		}), base)
		same(t, base, before)
	}
}

// At every moment every name holds one whole file: seen from within each rename.
func TestNoMomentWithoutAWholeFile(t *testing.T) {
	dir := t.TempDir()
	if err := WriteDir(dir, Header{Title: "old"}, nil); err != nil {
		t.Fatal(err)
	}
	old, renames := tree(t, dir), 0
	err := writeDir(dir, Header{Title: "new"}, story(), nil, func(from, to string) error {
		renames++
		now := tree(t, dir)
		for name := range old {
			if c := now[name]; c != old[name] && c != render(t, name, Header{Title: "new"}, story()) {
				t.Errorf("W2: before rename %d %s is neither old nor new", renames, name)
			}
		}
		for name := range now {
			if _, is := old[name]; !is && !strings.HasPrefix(name, ".") {
				t.Errorf("W2: the temporary %s is in sight", name)
			}
		}
		return os.Rename(from, to)
	})
	if err != nil || renames != 4 {
		t.Errorf("%d renames, error %v", renames, err)
	}
}
