//go:build poolcheck

package pool

// checkAll is whether this build checks all pools.
const checkAll = true
