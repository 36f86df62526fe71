package engine

// clock is a vector clock; a missing component is zero.
type clock []uint32

//go:norace
func (c *clock) grow(n int) {
	for len(*c) < n {
		*c = append(*c, 0)
	}
}

//go:norace
func (c *clock) tick(id int32) {
	c.grow(int(id) + 1)
	(*c)[id]++
}

//go:norace
func (c *clock) copy(d clock) {
	*c = extend((*c)[:0], d)
}

//go:norace
func (c *clock) join(d clock) {
	c.grow(len(d))
	for i, v := range d {
		if v > (*c)[i] {
			(*c)[i] = v
		}
	}
}

//go:norace
func (c clock) at(id int32) uint32 {
	if int(id) < len(c) {
		return c[id]
	}
	return 0
}
