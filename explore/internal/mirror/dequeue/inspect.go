package dequeue

// Inspect returns the indexes of head and tail, and what each slot holds. No thread may
// be running: it is for the time after an execution.
func (d *Dequeue[T]) Inspect() (head, tail uint32, slots []T) {
	head, tail = unpack(d.headTail.Load())
	for i := range d.slots {
		slots = append(slots, d.slots[i].value)
	}
	return head, tail, slots
}

// Spoil puts v into a slot, as a ring does that forgets to clear it.
func (d *Dequeue[T]) Spoil(slot int, v T) { d.slots[slot].value = v }
