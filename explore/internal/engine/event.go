package engine

// Op says what a step does to its location.
type Op uint8

const (
	Load   Op = iota // reads
	Store            // writes
	RMW              // reads and always writes: Add, Swap, And, Or
	CAS              // writes if it found Arg, else it only read
	Await            // a read that is enabled only when its guard holds
	Lock             // a read and write that is enabled only when its guard holds
	Try              // writes if its guard held, else it only read
	Choice           // picks one of Arg values; touches nothing
	Call             // the start of an operation, in real time
	Return           // the end of an operation, in real time
	Yield            // a scheduling point that touches nothing
)

var opNames = [...]string{"load", "store", "rmw", "cas", "await", "lock", "try", "choose", "call", "return", "yield"}

//go:norace
func (o Op) String() string { return opNames[o] }

// An Event is one performed step.
type Event struct {
	Thread int32
	Loc    int32 // index into the execution's locations, -1 for none
	Op     Op
	Write  bool   // it really wrote (E3)
	Mode   Mode   // what it conflicts with
	Opaque bool   // its values mean something in this execution only: pointers
	Choice int32  // the value that a Choice took
	epoch  uint32 // the thread's own clock at the step (E9)
	preds  int32  // index of extra predecessors (start, join), -1 for none
	PC     uintptr
	Arg    uint64 // CAS: the expected value; Choice: how many there are
	Before uint64 // value of the location before the step
	After  uint64 // value after it
	guard  Guard
	step   *Step // on an object of the engine's, or nil
	spin   bool  // a CAS that waited until it would succeed
}

// A Guard says whether a blocking step is enabled when its location holds v.
type Guard func(v uint64) bool

// Blocking reports whether the step waits for its guard.
//
//go:norace
func (ev *Event) Blocking() bool { return ev.guard != nil && ev.Op != Try || ev.spin }

// holds reports whether a blocking step is enabled at v: by its guard, or, a CAS
// that waits, when v is what it expects.
//
//go:norace
func holds(g Guard, arg, v uint64) bool {
	if g == nil {
		return v == arg
	}
	return g(v)
}
