package pool

import (
	"fmt"
	"strings"
)

// Inspect says which law is broken that can be seen in a pool at rest, if any, whether the
// pool holds no array, and how often it stands in the registry. No other thread may be
// running.
func (p *Pool[T]) Inspect() (broken string, idle bool, registered int) {
	defer func() {
		if r := recover(); r != nil {
			broken, _, _ = strings.Cut(strings.TrimPrefix(fmt.Sprint(r), "pool: "), "\n")
		}
	}()
	idle, registered = p.idle(), p.entries()
	p.checkInvariants()
	return "", idle, registered
}

// Roots are what the package keeps beside the pools themselves.
func Roots() []any { return []any{&registry} }

// Entries is how many entries the registry has, those of pools that are garbage among them.
func Entries() (n int) {
	for l := lists(); l != nil; l = l.following() {
		n += l.(interface{ size() int }).size()
	}
	return n
}

func (l *listOf[T]) size() int { return len(l.entries) }
