package explore

// SetMaxHistories bounds the cache of judged histories until undo is called.
func SetMaxHistories(n int) (undo func()) {
	old := maxHistories
	maxHistories = n
	return func() { maxHistories = old }
}
