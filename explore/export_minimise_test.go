package explore

// SetEffort bounds the search for a smaller counterexample until undo is called.
func SetEffort(steps int) (undo func()) {
	old := effort
	effort = steps
	return func() { effort = old }
}

// FewerOperations is what the minimiser leaves of a table.
func FewerOperations[S, M any](t Table[S, M], keep []bool) Table[S, M] { return t.fewer(keep) }
