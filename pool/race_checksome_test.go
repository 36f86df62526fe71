//go:build race && !poolcheck

package pool

const allAreChecked = false
