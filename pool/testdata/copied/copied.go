// Package copied copies a pool after use, which go vet reports.
package copied

import "github.com/poolproof/poolproof/pool"

func Copy(p *pool.Pool[int]) pool.Pool[int] {
	q := *p
	return q
}
