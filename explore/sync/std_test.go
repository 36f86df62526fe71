package sync

import (
	"fmt"
	"runtime"
	std "sync"
	"testing"
)

// What both packages offer, so that each behaviour below is asked of both.
type (
	mutex interface {
		Lock()
		TryLock() bool
		Unlock()
	}
	rwmutex interface {
		mutex
		RLock()
		TryRLock() bool
		RUnlock()
		RLocker() std.Locker
	}
	group interface {
		Add(int)
		Done()
		Go(func())
		Wait()
	}
	cond interface {
		Wait()
		Signal()
		Broadcast()
	}
	table interface {
		Load(any) (any, bool)
		Store(any, any)
		Clear()
		LoadOrStore(any, any) (any, bool)
		LoadAndDelete(any) (any, bool)
		Delete(any)
		Swap(any, any) (any, bool)
		CompareAndSwap(any, any, any) bool
		CompareAndDelete(any, any) bool
		Range(func(any, any) bool)
	}
)

var (
	_, _ rwmutex = new(RWMutex), new(std.RWMutex)
	_, _ mutex   = new(Mutex), new(std.Mutex)
	_, _ group   = new(WaitGroup), new(std.WaitGroup)
	_, _ cond    = new(Cond), new(std.Cond)
	_, _ table   = new(Map), new(std.Map)
)

// kit is one of the two packages.
type kit struct {
	mutex     mutex
	rw        rwmutex
	wg        group
	m         table
	once      func(func())
	onceFunc  func(func()) func()
	onceValue func(func() any) func() any
	cond      func(std.Locker) cond
	get       func() any
	put       func(any)
}

func kits() [2]kit {
	var ours, theirs kit
	ours = kit{new(Mutex), new(RWMutex), new(WaitGroup), new(Map), new(Once).Do, OnceFunc, OnceValue[any],
		func(l std.Locker) cond { return NewCond(l) }, nil, nil}
	theirs = kit{new(std.Mutex), new(std.RWMutex), new(std.WaitGroup), new(std.Map), new(std.Once).Do, std.OnceFunc, std.OnceValue[any],
		func(l std.Locker) cond { return std.NewCond(l) }, nil, nil}
	p, q := &Pool{New: func() any { return "new" }}, &std.Pool{New: func() any { return "new" }}
	ours.get, ours.put, theirs.get, theirs.put = p.Get, p.Put, q.Get, q.Put
	return [2]kit{ours, theirs}
}

// caught returns what f panics with.
func caught(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return "nothing"
}

// TestAsStd: law B4, one behaviour per line, the same of both packages.
func TestAsStd(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(k kit) string
	}{
		{"Mutex", func(k kit) string {
			s := fmt.Sprint(k.mutex.TryLock(), k.mutex.TryLock())
			k.mutex.Unlock()
			return s + fmt.Sprint(k.mutex.TryLock())
		}},
		{"Mutex excludes", func(k kit) string {
			n := 0
			for range 4 {
				k.wg.Go(func() {
					for range 1000 {
						k.mutex.Lock()
						n++
						k.mutex.Unlock()
					}
				})
			}
			k.wg.Wait()
			return fmt.Sprint(n)
		}},
		{"RWMutex tries", func(k kit) string {
			s := fmt.Sprint(k.rw.TryRLock(), k.rw.TryRLock(), k.rw.TryLock())
			k.rw.RUnlock()
			s += fmt.Sprint(k.rw.TryLock())
			k.rw.RUnlock()
			s += fmt.Sprint(k.rw.TryLock(), k.rw.TryLock(), k.rw.TryRLock())
			k.rw.Unlock()
			k.rw.RLocker().Lock()
			s += fmt.Sprint(k.rw.TryLock(), k.rw.TryRLock())
			k.rw.RLocker().Unlock()
			return s
		}},
		{"a waiting writer keeps readers out", func(k kit) string {
			k.rw.RLock()
			k.wg.Go(func() { k.rw.Lock(); k.rw.Unlock() }) //lint:ignore SA2001 the waiting alone
			for k.rw.TryRLock() {
				k.rw.RUnlock()
				runtime.Gosched()
			}
			k.rw.RUnlock()
			k.wg.Wait()
			return fmt.Sprint(k.rw.TryRLock())
		}},
		{"Once", func(k kit) string {
			n := 0
			for range 3 {
				k.once(func() { n++ })
			}
			return fmt.Sprint(n)
		}},
		{"Once whose f panics is done", func(k kit) string {
			s := fmt.Sprint(caught(func() { k.once(func() { panic("bad") }) }))
			return s + fmt.Sprint(caught(func() { k.once(func() { panic("again") }) }))
		}},
		{"OnceFunc", func(k kit) string {
			n := 0
			f := k.onceFunc(func() { n++ })
			f()
			f()
			return fmt.Sprint(n)
		}},
		{"OnceFunc panics at every call", func(k kit) string {
			n := 0
			f := k.onceFunc(func() { n++; panic("bad") })
			return fmt.Sprint(caught(f), caught(f), n)
		}},
		{"OnceFunc panics with nil", func(k kit) string {
			f := k.onceFunc(func() { panic(nil) })
			return fmt.Sprint(caught(f), caught(f))
		}},
		{"OnceValue", func(k kit) string {
			n := 0
			f := k.onceValue(func() any { n++; return n })
			return fmt.Sprint(f(), f())
		}},
		{"OnceValue panics", func(k kit) string {
			f := k.onceValue(func() any { panic("bad") })
			return fmt.Sprint(caught(func() { f() }), caught(func() { f() }))
		}},
		{"WaitGroup below zero", func(k kit) string {
			k.wg.Add(2)
			k.wg.Done()
			k.wg.Add(-1)
			k.wg.Wait()
			return fmt.Sprint(caught(k.wg.Done))
		}},
		{"WaitGroup again", func(k kit) string {
			n := 0
			for range 3 {
				k.wg.Go(func() { n++ })
				k.wg.Wait()
			}
			return fmt.Sprint(n)
		}},
		{"Cond", func(k kit) string {
			c := k.cond(k.mutex)
			ready, woken := 0, 0
			for range 3 {
				k.wg.Go(func() {
					k.mutex.Lock()
					ready++
					c.Wait()
					woken++
					k.mutex.Unlock()
				})
			}
			for all := false; !all; runtime.Gosched() {
				k.mutex.Lock()
				all = ready == 3
				k.mutex.Unlock()
			}
			c.Signal()
			c.Broadcast()
			k.wg.Wait()
			return fmt.Sprint(woken)
		}},
		{"Map", func(k kit) string {
			k.m.Store(1, 2)
			s := fmt.Sprint(k.m.Load(1))
			s += fmt.Sprint(k.m.LoadOrStore(1, 3))
			s += fmt.Sprint(k.m.Swap(1, 4))
			s += fmt.Sprint(k.m.CompareAndSwap(1, 4, 5), k.m.CompareAndDelete(1, 4))
			k.m.Range(func(a, b any) bool { s += fmt.Sprint(a, b); return true })
			s += fmt.Sprint(k.m.LoadAndDelete(1))
			k.m.Store(1, 2)
			k.m.Delete(1)
			k.m.Clear()
			return s + fmt.Sprint(k.m.Load(1))
		}},
		{"Pool", func(k kit) string {
			k.put(nil)
			return fmt.Sprint(k.get())
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := kits()
			if ours, theirs := c.f(k[0]), c.f(k[1]); ours != theirs {
				t.Errorf("%s, std %s", ours, theirs)
			}
		})
	}
}

// TestLiteral: a Cond may be written as a literal, and its L changed, as std's.
func TestLiteral(t *testing.T) {
	var a, b Mutex
	c := Cond{L: &a}
	c.Signal()
	c.L = &b
	b.Lock()
	go func() {
		b.Lock()
		defer b.Unlock()
		c.Signal()
	}()
	c.Wait()
	b.Unlock()
	if a.TryLock(); a.TryLock() {
		t.Error("the wrong lock")
	}
}
