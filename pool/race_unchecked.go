//go:build !race && !poolcheck

package pool

// Where nothing is checked (Config.Check).

const (
	checkAsked = false
	checkAll   = false
)

type checks struct{}

func (p *Pool[T]) checkPut(x T)                  {}
func (p *Pool[T]) checkGet(x T)                  {}
func checkGone[T any](c *checks, x T, by string) {}
