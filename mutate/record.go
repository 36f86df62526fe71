package mutate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Record is a file of trials, so that a run can be resumed. It is always whole: each
// change writes a new file and puts it in the old one's place.
type Record struct {
	path string

	mu     sync.Mutex
	trials map[string][]Trial // by mutant
}

// OpenRecord returns the record in the file path, an empty one if resume is false or if
// there is no such file.
func OpenRecord(path string, resume bool) (*Record, error) {
	r := &Record{path: path, trials: map[string][]Trial{}}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !resume:
		return r, r.write() // so that a bad path is noticed now
	case err != nil:
		return nil, err
	}
	if err := json.Unmarshal(text, &r.trials); err != nil {
		return nil, fmt.Errorf("%s is no record of poolproof mutants: %v; remove it, or leave -resume out", path, err)
	}
	return r, nil
}

// Known returns the trial of that key.
func (r *Record) Known(id, method, key string) (Trial, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range r.trials[id] {
		if t.Method == method && t.Key == key && t.Outcome != Unbuilt {
			return t, true
		}
	}
	return Trial{}, false
}

// Keep adds a trial, in place of an earlier one of that method, and writes the file.
// That it could not be written Close says.
func (r *Record) Keep(id string, t Trial) {
	r.mu.Lock()
	defer r.mu.Unlock()
	trials := slices.DeleteFunc(r.trials[id], func(o Trial) bool { return o.Method == t.Method })
	r.trials[id] = append(trials, t)
	_ = r.write()
}

// Close writes the file a last time.
func (r *Record) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.write()
}

func (r *Record) write() error {
	text, err := json.MarshalIndent(r.trials, "", "\t")
	if err != nil {
		panic("internal error: " + err.Error())
	}
	f, err := os.CreateTemp(filepath.Dir(r.path), filepath.Base(r.path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), r.path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
