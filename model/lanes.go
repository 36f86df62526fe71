package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// String draws the history as a table for a terminal: a lane for each client, a row
// for each event in the order of time, a line from each call to its return.
//
//	time  owner         thief 1
//	   1  ┌ PushHead 7
//	   2  │             ┌ PopTail
//	   3  └ ok          │
//	   4                └ 7
//
// It draws what Validate refuses as well, so that one can see why.
func (h History) String() string {
	type event struct {
		time int64
		op   int
		call bool
	}
	var events []event
	names := make(map[int]string)
	var clients []int
	for i, op := range h {
		events = append(events, event{op.Call, i, true}, event{op.Return, i, false})
		if _, met := names[op.Client]; !met {
			names[op.Client] = op.who()
			clients = append(clients, op.Client)
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.time, b.time) })
	slices.Sort(clients)

	rows := [][]string{{"time"}}
	for _, c := range clients {
		rows[0] = append(rows[0], names[c])
	}
	pending := make([]bool, len(clients))
	for _, e := range events {
		op := h[e.op]
		row := []string{fmt.Sprint(e.time)}
		for lane, client := range clients {
			cell := ""
			switch {
			case client == op.Client && e.call:
				cell, pending[lane] = "┌ "+op.call(), true
			case client == op.Client:
				cell, pending[lane] = "└ "+op.answer(), false
			case pending[lane]:
				cell = "│"
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return table(rows)
}

// table sets the cells of rows below each other, the first column to the right.
func table(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				line.WriteString(space + cell)
			} else {
				line.WriteString("  " + cell + space)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}
