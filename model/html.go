package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"
)

// WriteHTML writes porcupine's page about the history: a bar for each operation, the
// longest legal orders that were found, and the state at each place of one. The second
// moments have lanes of their own, below the clients'. Like Check it panics on a
// history that it cannot judge (M8), and it takes its time.
func (s Spec) WriteHTML(w io.Writer, h History) error {
	s.accept(h)
	ops := operations(s.split(h))
	lanes := 0
	for _, op := range h {
		lanes = max(lanes, op.Client+1)
	}
	for i, op := range ops {
		switch op.Input.(point).moment {
		case release, answer, publish:
			ops[i].ClientId += lanes
		}
	}
	model := s.porcupine()
	_, info := porcupine.CheckOperationsVerbose(model, ops, 0)
	var page bytes.Buffer
	if err := porcupine.Visualize(model, info, &page); err != nil {
		return err
	}
	sorted, err := inOrder(page.Bytes())
	if err != nil {
		return err
	}
	_, err = w.Write(sorted)
	return err
}

// inOrder sorts the partial orders on the page, which porcupine keeps in a map: the
// longest first as it does, but those of one length always in the same order (M9).
func inOrder(page []byte) ([]byte, error) {
	const before = "const data = "
	start := bytes.LastIndex(page, []byte(before))
	if start < 0 {
		return nil, errors.New("model: porcupine's page has no data")
	}
	start += len(before)

	type step struct {
		Index            int
		StateDescription string
	}
	var data struct {
		Partitions []struct {
			History               json.RawMessage
			PartialLinearizations [][]step
			Largest               map[int]int // which is the first of the longest with an operation
		}
		Annotations json.RawMessage
	}
	rest := json.NewDecoder(bytes.NewReader(page[start:]))
	if err := rest.Decode(&data); err != nil {
		return nil, err
	}
	end := start + int(rest.InputOffset())
	for _, part := range data.Partitions {
		slices.SortFunc(part.PartialLinearizations, func(a, b []step) int {
			if len(a) != len(b) {
				return len(b) - len(a)
			}
			return slices.CompareFunc(a, b, func(a, b step) int {
				if a.Index != b.Index {
					return a.Index - b.Index
				}
				return strings.Compare(a.StateDescription, b.StateDescription)
			})
		})
		clear(part.Largest)
		for i, order := range part.PartialLinearizations {
			for _, s := range order {
				if _, met := part.Largest[s.Index]; !met {
					part.Largest[s.Index] = i
				}
			}
		}
	}
	sorted, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	return slices.Concat(page[:start], sorted, page[end:]), nil
}
