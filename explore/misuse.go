package explore

import (
	"fmt"
	"reflect"
)

// The caller's faults (X5): one line that names the value and the remedy.

func checkBudget(c Config) {
	if c.Executions < 0 {
		panic(fmt.Sprintf("explore: Config.Executions is %d: give a number of executions, or 0 for no limit", c.Executions))
	}
	if c.Steps < 0 {
		panic(fmt.Sprintf("explore: Config.Steps is %d: give a number of steps, or 0 for 100,000", c.Steps))
	}
}

// checkApart panics unless the search can be kept or shared, if that is asked for.
func checkApart(c Config) {
	switch {
	case c.Workers < 0:
		panic(fmt.Sprintf("explore: Config.Workers is %d: give a number of processes, 0 or 1 for this one alone", c.Workers))
	case c.apart() && !c.Strategy.parts:
		panic(fmt.Sprintf("explore: Config.Workers and Config.Checkpoint are for the strategy Optimal, not for %s", c.Strategy.name))
	}
}

func checkRuns(strategy string, n int64) {
	if n < 1 {
		panic(fmt.Sprintf("explore: %s of %d executions: give at least 1", strategy, n))
	}
}

// checkTable panics unless the table can be run.
func checkTable[S, M any](t Table[S, M]) {
	switch {
	case t.New == nil:
		panic("explore: Table.New is nil: it makes the structure under test")
	case t.Model == nil && t.Judge == nil && t.Ended == nil:
		panic("explore: Table.Model is nil: it makes the model; where the structure is its own, set it to New")
	case len(t.Parallel) == 0:
		panic(fmt.Sprintf("explore: Table.Parallel is empty: give one list of operations per thread (Init has %d, Post %d)", len(t.Init), len(t.Post)))
	}
	player := map[string]int{}
	check := func(where string, ops []Op[S, M]) {
		for k, op := range ops {
			if op.Do == nil || op.Spec == nil && t.Model != nil && t.Judge == nil {
				lacks := "Do"
				if op.Do != nil {
					lacks = "Spec"
				}
				panic(fmt.Sprintf("explore: %s[%d], the operation %q, lacks %s", where, k, op.Name, lacks))
			}
		}
	}
	check("Table.Init", t.Init)
	for i, ops := range t.Parallel {
		check(fmt.Sprintf("Table.Parallel[%d]", i), ops)
		for _, op := range ops {
			if op.Role == "" {
				continue
			}
			if j, ok := player[op.Role]; ok && j != i {
				panic(fmt.Sprintf("explore: the role %q is played by two threads", op.Role))
			}
			player[op.Role] = i
		}
	}
	check("Table.Post", t.Post)
}

// checkResult panics unless the result of an operation can be compared.
func checkResult(name string, result any) {
	if !reflect.ValueOf(&result).Elem().Comparable() {
		panic(fmt.Sprintf("explore: the operation %q returned a %T, which == cannot compare: return an array, a struct or a string", name, result))
	}
}
