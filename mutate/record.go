package mutate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"

	"github.com/poolproof/poolproof/internal/wholefile"
)

// ErrNotKept is why a run ends that could not keep what it had found out.
var ErrNotKept = errors.New("cannot keep what was found out")

// Record is a file of what was found out, so that a run can be resumed. It is always
// whole: each change writes a new file and puts it in the old one's place. A nil record
// keeps nothing.
type Record struct {
	path string

	mu   sync.Mutex
	kept kept
}

// kept is what is in the file.
type kept struct {
	Source map[string]Cost    `json:"source"` // runs on the source itself, by their key
	Trials map[string][]Trial `json:"trials"` // by mutant
}

// OpenRecord returns the record in the file path, an empty one if resume is false or if
// there is no such file.
func OpenRecord(path string, resume bool) (*Record, error) {
	r := &Record{path: path, kept: kept{map[string]Cost{}, map[string][]Trial{}}}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !resume:
		return r, r.write() // so that a bad path is noticed now
	case err == nil && !info.Mode().IsRegular(): // some have no end
		err = fmt.Errorf("%s is no regular file", path)
	}
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	r.kept = kept{}
	if err := d.Decode(&r.kept); err != nil || r.kept.Source == nil || r.kept.Trials == nil {
		return nil, fmt.Errorf("%s is no record of this version of poolproof mutants (%v); remove it, or leave -resume out", path, err)
	}
	return r, nil
}

// trial returns the trial of that key.
func (r *Record) trial(id, method, key string) (Trial, bool) {
	if r == nil {
		return Trial{}, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range r.kept.Trials[id] {
		if t.Method == method && t.Key == key && t.Outcome != Unbuilt {
			return t, true
		}
	}
	return Trial{}, false
}

// keep adds a trial, in place of an earlier one of that method, and writes the file.
func (r *Record) keep(id string, t Trial) error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	trials := slices.DeleteFunc(r.kept.Trials[id], func(o Trial) bool { return o.Method == t.Method })
	r.kept.Trials[id] = append(trials, t)
	return r.write()
}

// cost returns the run on the source itself of that key.
func (r *Record) cost(key string) (Cost, bool) {
	if r == nil {
		return Cost{}, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c, ok := r.kept.Source[key]
	return c, ok
}

// keepCost adds a run on the source itself, and writes the file.
func (r *Record) keepCost(key string, c Cost) error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept.Source[key] = c
	return r.write()
}

func (r *Record) write() error {
	text, err := json.MarshalIndent(r.kept, "", "\t")
	if err != nil {
		panic("internal error: " + err.Error())
	}
	if err := wholefile.Write(r.path, append(text, '\n')); err != nil {
		return fmt.Errorf("%w: %w", ErrNotKept, err)
	}
	return nil
}
