//go:build poolcheck

package pool

const allAreChecked = true
