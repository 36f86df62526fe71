// Package wholefile writes files that nobody ever sees in part.
//
// At every moment the name holds the old content or the new. After an error it holds the
// old, and nothing is left beside it. Only a regular file is replaced: to put one in the
// place of /dev/null would break it for everybody. A symbolic link stays one, and what it
// leads to is replaced.
package wholefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write puts content, down to the disk, into the file name, which everybody may read and
// its owner may write. Several goroutines may write the same file: one of them is the last.
func Write(name string, content []byte) error {
	name, err := target(name)
	if err != nil {
		return err
	}
	beside, err := Beside(name, ".tmp", content)
	if err != nil {
		return err
	}
	if err := os.Rename(beside, name); err != nil {
		os.Remove(beside)
		return err
	}
	return nil
}

// target returns the file that a name leads to, which is a regular one or not there.
func target(name string) (string, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return name, nil
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is no regular file", name)
	}
	return filepath.EvalSymlinks(name)
}

// Beside writes content, down to the disk, into a new hidden file in the folder of name,
// and returns its name, which ends in the suffix. It is for those who rename several files
// together, or none. After an error nothing is left.
func Beside(name, suffix string, content []byte) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*"+suffix)
	if err != nil {
		return "", err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()) // CreateTemp makes it private
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}
