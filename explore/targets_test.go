package explore_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/sync"
)

type fns = []func()

// each makes n threads of one kind.
func each(n int, f func(i int) func()) (fs fns) {
	for i := range n {
		fs = append(fs, f(i))
	}
	return fs
}

// program is a row of targets.md: what it is called, how many classes it has,
// and its threads over fresh objects.
type program struct {
	name    string
	m       int64 // complete executions
	blocked int64 // executions in which an assumption failed
	build   func() fns
	after   func() // runs when all threads have ended
}

func row(name string, m int64, build func() fns) program {
	return program{name: name, m: m, build: build}
}

func readers(n int) func() fns {
	return func() fns {
		var x atomic.Int32
		return append(each(n, func(int) func() { return func() { x.Load() } }), func() { x.Store(1) })
	}
}

func lastzero(n int) func() fns {
	return func() fns {
		a := make([]atomic.Int32, n+1)
		return append(fns{func() {
			for i := n; a[i].Load() != 0; {
				i--
			}
		}}, each(n, func(j int) func() {
			return func() { a[j+1].Store(a[j].Load() + 1) }
		})...)
	}
}

func indexer(n int) func() fns {
	return func() fns {
		slots := make([]atomic.Int32, 128)
		return each(n, func(t int) func() {
			return func() {
				for m := range 4 {
					w := int32(11*m + t)
					h := 7 * w % 128
					for !slots[h].CompareAndSwap(0, w) {
						h = (h + 1) % 128
					}
				}
			}
		})
	}
}

func filesystem(n int) func() fns {
	return func() fns {
		var locki [32]sync.Mutex
		var lockb [26]sync.Mutex
		var inode [32]atomic.Int32
		var busy [26]atomic.Bool
		return each(n, func(t int) func() {
			return func() {
				i := t % 32
				locki[i].Lock()
				if inode[i].Load() == 0 {
					for b := 2 * i % 26; ; b = (b + 1) % 26 {
						lockb[b].Lock()
						if !busy[b].Load() {
							busy[b].Store(true)
							inode[i].Store(int32(b + 1))
							lockb[b].Unlock()
							break
						}
						lockb[b].Unlock()
					}
				}
				locki[i].Unlock()
			}
		})
	}
}

func ainc(n int) func() fns {
	return func() fns {
		var x atomic.Int32
		return each(n, func(int) func() { return func() { x.Add(1) } })
	}
}

func binc(n int) func() fns {
	return func() fns {
		var x, y atomic.Int32
		return each(n, func(int) func() { return func() { x.Add(1); y.Add(1) } })
	}
}

func cas(n int) func() fns {
	return func() fns {
		var x atomic.Int32
		return each(n, func(i int) func() { return func() { x.CompareAndSwap(0, int32(i+1)) } })
	}
}

func casrot(n int) func() fns {
	return func() fns {
		var x atomic.Int32
		return each(n, func(i int) func() { return func() { x.CompareAndSwap(int32(i), int32(i+1)) } })
	}
}

func casw(n int) func() fns {
	return func() fns {
		var x atomic.Int32
		return each(n, func(i int) func() {
			return func() { x.CompareAndSwap(0, 1); x.Store(int32(i + 3)) }
		})
	}
}

func wcas(n int) func() fns {
	return func() fns {
		var x atomic.Int32
		return append(fns{func() { x.Store(2) }},
			each(n, func(int) func() { return func() { x.CompareAndSwap(2, 3) } })...)
	}
}

func inc(n int) func() fns {
	return func() fns {
		var x atomic.Int32
		return each(n, func(i int) func() { return func() { x.Store(x.Load() + 1<<i) } })
	}
}

func floating(n int) func() fns {
	return func() fns {
		var x atomic.Int32
		return append(each(n, func(i int) func() { return func() { x.Store(int32(i)) } }), func() { x.Load() })
	}
}

func fib(n int) func() fns {
	return func() fns {
		var x, y atomic.Int32
		x.Store(1)
		y.Store(1)
		return fns{
			func() {
				for range n {
					a := x.Load()
					x.Store(a + y.Load())
				}
			},
			func() {
				for range n {
					a := x.Load()
					y.Store(a + y.Load())
				}
			},
			func() { x.Load(); y.Load() },
		}
	}
}

func controlFlow(n int) func() fns {
	return func() fns {
		var x, y, z atomic.Int32
		fs := each(n, func(int) func() { return func() { x.Load() } })
		fs = append(fs, each(n, func(int) func() { return func() { y.Store(1) } })...)
		return append(fs, func() {
			if y.Load() == 0 {
				z.Store(1)
			}
		}, func() {
			if z.Load() == 1 && y.Load() == 0 {
				x.Store(1)
			}
		})
	}
}

func popl14() fns {
	var x, y, z atomic.Int32
	return fns{
		func() { x.Store(1) },
		func() { y.Store(1) },
		func() {
			if y.Load() == 0 {
				z.Store(1)
			}
		},
		func() {
			if z.Load() == 1 && y.Load() == 0 {
				x.Store(2)
			}
		},
	}
}

// straight makes a program of threads whose steps do not depend on what they
// read: "wx ry" writes x, then reads y.
func straight(threads ...string) func() fns {
	return func() fns {
		vars := make(map[byte]*atomic.Int32)
		for _, s := range threads {
			for i := 0; i < len(s); i += 3 {
				vars[s[i+1]] = new(atomic.Int32)
			}
		}
		return each(len(threads), func(t int) func() {
			return func() {
				s := threads[t]
				for i := 0; i < len(s); i += 3 {
					if s[i] == 'w' {
						vars[s[i+1]].Store(int32(t + 1))
					} else {
						vars[s[i+1]].Load()
					}
				}
			}
		})
	}
}

// ring makes thread i do first to variable i and second to variable i+1.
func ring(n int, first, second byte) func() fns {
	var ts []string
	for i := range n {
		ts = append(ts, string([]byte{first, byte('a' + i), ' ', second, byte('a' + (i+1)%n)}))
	}
	return straight(ts...)
}

func kstores(k int) func() fns {
	s := ""
	for range k {
		s += "wx "
	}
	return straight(s[:len(s)-1], s[:len(s)-1])
}

func mutex(n int) func() fns {
	return func() fns {
		var mu sync.Mutex
		var x atomic.Int32
		return each(n, func(int) func() {
			return func() {
				mu.Lock()
				x.Store(x.Load() + 1)
				mu.Unlock()
			}
		})
	}
}

func ticketlock(n int) func() fns {
	return func() fns {
		var next, owner atomic.Int32
		return each(n, func(int) func() {
			return func() {
				k := next.Add(1) - 1
				owner.Await(func(v int32) bool { return v == k })
				owner.Add(1)
			}
		})
	}
}

func peterson() fns {
	var flag [2]atomic.Int32
	var turn, x atomic.Int32
	return each(2, func(i int) func() {
		return func() {
			flag[i].Store(1)
			turn.Store(int32(1 - i))
			explore.Assume(flag[1-i].Load() != 1 || turn.Load() == int32(i))
			x.Store(int32(i))
			if x.Load() != int32(i) {
				panic("two in the critical section")
			}
			flag[i].Store(0)
		}
	})
}

func dekkerF() fns {
	var x, y, c atomic.Int32
	return fns{
		func() {
			y.Store(1)
			if x.Load() == 0 {
				c.Store(1)
				c.Load()
			}
		},
		func() {
			x.Store(1)
			if y.Load() == 0 {
				c.Store(0)
				c.Load()
			}
		},
	}
}

type node struct {
	next atomic.Pointer[node]
}

// treiber makes one thread of pushes (P) and pops (O) per word.
func treiber(words ...string) func() fns {
	return func() fns {
		var top atomic.Pointer[node]
		return each(len(words), func(t int) func() {
			return func() {
				for _, op := range words[t] {
					if op == 'P' {
						n := new(node)
						for {
							o := top.Load()
							n.next.Store(o)
							if top.CompareAndSwap(o, n) {
								break // no Retry: it has written n.next
							}
						}
						continue
					}
					for {
						o := top.Load()
						if o == nil {
							break
						}
						if top.CompareAndSwap(o, o.next.Load()) {
							break
						}
						explore.Retry()
					}
				}
			}
		})
	}
}

// msqueue makes one thread of enqueues (E) and dequeues (D) per word.
func msqueue(words ...string) func() fns {
	return func() fns {
		var head, tail atomic.Pointer[node]
		sentinel := new(node)
		head.Store(sentinel)
		tail.Store(sentinel)
		enqueue := func() {
			n := new(node)
			for {
				t := tail.Load()
				next := t.next.Load()
				if tail.Load() != t {
					explore.Retry()
					continue
				}
				if next == nil {
					if t.next.CompareAndSwap(nil, n) {
						tail.CompareAndSwap(t, n)
						return
					}
					explore.Retry()
				} else if !tail.CompareAndSwap(t, next) {
					explore.Retry()
				}
			}
		}
		dequeue := func() {
			for {
				h := head.Load()
				t := tail.Load()
				next := h.next.Load()
				if head.Load() != h {
					explore.Retry()
					continue
				}
				if h == t {
					if next == nil {
						return
					}
					if !tail.CompareAndSwap(t, next) {
						explore.Retry()
					}
				} else if head.CompareAndSwap(h, next) {
					return
				} else {
					explore.Retry()
				}
			}
		}
		return each(len(words), func(t int) func() {
			return func() {
				for _, op := range words[t] {
					if op == 'E' {
						enqueue()
					} else {
						dequeue()
					}
				}
			}
		})
	}
}

func chaselev() fns {
	var top, bot atomic.Int32
	return fns{
		func() {
			for range 2 { // push
				b := bot.Load()
				top.Load()
				bot.Store(b + 1)
			}
			for range 2 { // pop
				b := bot.Load() - 1
				bot.Store(b)
				t := top.Load()
				switch {
				case t > b:
					bot.Store(b + 1)
				case t == b:
					top.CompareAndSwap(t, t+1)
					bot.Store(b + 1)
				}
			}
		},
		func() { // steal
			t := top.Load()
			if b := bot.Load(); t < b {
				top.CompareAndSwap(t, t+1)
			}
		},
	}
}

var programs = []program{
	row("readers(3)", 8, readers(3)),
	row("readers(10)", 1024, readers(10)),
	row("lastzero(3)", 12, lastzero(3)),
	row("lastzero(5)", 64, lastzero(5)),
	row("lastzero(10)", 3328, lastzero(10)),
	row("indexer(11)", 1, indexer(11)),
	row("indexer(12)", 8, indexer(12)),
	row("indexer(13)", 64, indexer(13)),
	row("indexer(15)", 4096, indexer(15)),
	row("filesystem(14)", 2, filesystem(14)),
	row("filesystem(16)", 8, filesystem(16)),
	row("filesystem(20)", 128, filesystem(20)),
	row("ainc(5)", 120, ainc(5)),
	row("ainc(6)", 720, ainc(6)),
	row("binc(3)", 36, binc(3)),
	row("binc(4)", 576, binc(4)),
	row("cas(4)", 4, cas(4)),
	row("casrot(2)", 2, casrot(2)),
	row("casrot(3)", 5, casrot(3)),
	row("casrot(4)", 14, casrot(4)),
	row("casrot(5)", 43, casrot(5)),
	row("casrot(6)", 144, casrot(6)),
	row("casw(2)", 6, casw(2)),
	row("casw(3)", 66, casw(3)),
	row("wcas(3)", 13, wcas(3)),
	row("wcas(6)", 193, wcas(6)),
	row("inc(3)", 36, inc(3)),
	row("inc(4)", 576, inc(4)),
	row("floating(4)", 120, floating(4)),
	{name: "lastwrite(4)", m: 24, build: func() fns {
		var x atomic.Int32
		lastwritten = &x
		return each(4, func(i int) func() { return func() { x.Store(int32(i)) } })
	}, after: func() { lastwritten.Load() }},
	row("fib(1)", 11, fib(1)),
	row("fib(2)", 140, fib(2)),
	row("fib(3)", 1698, fib(3)),
	row("control_flow(1)", 5, controlFlow(1)),
	row("control_flow(2)", 18, controlFlow(2)),
	row("control_flow(3)", 90, controlFlow(3)),
	row("POPL'14", 5, popl14),
	row("SB", 3, straight("wx ry", "wy rx")),
	row("MP", 3, straight("wx wy", "ry rx")),
	row("LB", 3, straight("rx wy", "ry wx")),
	row("2+2W", 3, straight("wx wy", "wy wx")),
	row("IRIW", 15, straight("wx", "wy", "rx ry", "ry rx")),
	row("WRC", 7, straight("wx", "rx wy", "ry rx")),
	row("ISA2", 7, straight("wx wy", "ry wz", "rz rx")),
	row("RWC", 7, straight("wx", "rx ry", "wy rx")),
	row("S", 3, straight("wx wy", "ry wx")),
	row("R", 3, straight("wx wy", "wy rx")),
	row("CoWR", 3, straight("wx rx", "wx")),
	row("ring of 4: SB", 15, ring(4, 'w', 'r')),
	row("ring of 5: LB", 31, ring(5, 'r', 'w')),
	row("ring of 6: 2+2W", 63, ring(6, 'w', 'w')),
	row("3 stores each", 20, kstores(3)),
	row("5 stores each", 252, kstores(5)),
	row("mutex(3)", 6, mutex(3)),
	row("mutex(5)", 120, mutex(5)),
	row("ticketlock(3)", 6, ticketlock(3)),
	row("ticketlock(5)", 120, ticketlock(5)),
	{name: "peterson", m: 4, blocked: -1, build: peterson},
	row("dekker_f", 3, dekkerF),
	row("Treiber P|P", 4, treiber("P", "P")),
	row("Treiber P|P|P", 60, treiber("P", "P", "P")),
	row("Treiber P|P|O", 22, treiber("P", "P", "O")),
	row("Treiber PO|PO", 46, treiber("PO", "PO")),
	row("Michael-Scott E|D", 4, msqueue("E", "D")),
	row("Michael-Scott E|E", 22, msqueue("E", "E")),
	row("Michael-Scott ED|ED", 222, msqueue("ED", "ED")),
	row("Chase-Lev", 18, chaselev),
	// Not of the targets: a step follows what its thread's starter did.
	row("nested start", 4, func() fns {
		var x, y atomic.Int32
		return fns{
			func() { x.Store(1) },
			func() { y.Store(1); explore.Go(func() { x.Store(2) }); explore.Join() },
			func() { y.Load() },
		}
	}),
}

var lastwritten *atomic.Int32

var spinCut = []program{
	{name: "Treiber P|P|O", m: 18, blocked: 4, build: treiber("P", "P", "O")},
	{name: "Treiber PO|PO", m: 22, blocked: 12, build: treiber("PO", "PO")},
	{name: "Michael-Scott ED|ED", m: 16, blocked: 48, build: msqueue("ED", "ED")},
}

func (p program) check(t *testing.T, c explore.EngineConfig) {
	t.Helper()
	r := explore.RunEngine(c, func() {
		explore.Parallel(p.build()...)
		if p.after != nil {
			p.after()
		}
	})
	if r.Complete != p.m || p.blocked >= 0 && r.Blocked != p.blocked || r.Failed != 0 {
		t.Errorf("%d complete + %d blocked, want %d + %d; failures %v", r.Complete, r.Blocked, p.m, p.blocked, r.Failures)
	}
}

// TestPrograms: law E5 on every row of targets.md.
func TestPrograms(t *testing.T) {
	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) { p.check(t, explore.EngineConfig{}) })
	}
}

func TestSpinCut(t *testing.T) {
	for _, p := range spinCut {
		t.Run(p.name, func(t *testing.T) { p.check(t, explore.EngineConfig{SpinCut: true}) })
	}
}

// TestLargerPrograms: the rows that have a formula, further along it.
func TestLargerPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of thousands of executions")
	}
	for _, p := range []program{
		row("readers(16)", 1<<16, readers(16)),
		row("readers(80), one write", 1<<10, func() fns { // more than 64 steps: sets of several words
			var x atomic.Int32
			var y [70]atomic.Int32
			return append(readers(10)(), func() {
				for i := range y {
					y[i].Load()
				}
				x.Load()
			})
		}),
		row("lastzero(12)", 15<<10, lastzero(12)),
		row("indexer(16)", 1<<15, indexer(16)),
		row("filesystem(26)", 1<<13, filesystem(26)),
		row("ainc(8)", 40320, ainc(8)),
		row("binc(5)", 14400, binc(5)),
		row("inc(5)", 14400, inc(5)),
		row("wcas(12)", 12<<11+1, wcas(12)),
		row("floating(7)", 40320, floating(7)),
		row("mutex(8)", 40320, mutex(8)),
		row("ticketlock(7)", 5040, ticketlock(7)),
		row("9 stores each", 48620, kstores(9)),
		row("ring of 14: SB", 1<<14-1, ring(14, 'w', 'r')),
	} {
		t.Run(p.name, func(t *testing.T) { p.check(t, explore.EngineConfig{}) })
	}
}
