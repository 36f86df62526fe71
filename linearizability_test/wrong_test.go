package linearizability

import "sync"

// sequential is a right deque behind a lock; the others get it wrong in one way each.
type sequential struct {
	mu       sync.Mutex
	capacity int
	values   []int
}

func (d *sequential) PushHead(v int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.values) == d.capacity {
		return false
	}
	d.values = append(d.values, v)
	return true
}

func (d *sequential) PopHead() (v int, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n := len(d.values); n > 0 {
		v, d.values, ok = d.values[n-1], d.values[:n-1], true
	}
	return v, ok
}

func (d *sequential) PopTail() (v int, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.values) > 0 {
		v, d.values, ok = d.values[0], d.values[1:], true
	}
	return v, ok
}

// doubling forgets to remove what a thief takes, now and then.
type doubling struct{ *sequential }

func (d *doubling) PopTail() (v int, ok bool) {
	v, ok = d.sequential.PopTail()
	if ok && v%3 == 0 {
		d.mu.Lock()
		d.values = append([]int{v}, d.values...)
		d.mu.Unlock()
	}
	return v, ok
}

// losing says that it took in what it did not.
type losing struct{ *sequential }

func (d *losing) PushHead(v int) bool {
	if v%3 == 0 {
		return true
	}
	return d.sequential.PushHead(v)
}

// greedy hands thieves the newest value.
type greedy struct{ *sequential }

func (d *greedy) PopTail() (int, bool) { return d.PopHead() }
