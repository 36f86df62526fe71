package model

import "fmt"

// Kind is what an operation does.
type Kind uint8

const (
	PushHead Kind = iota // ring and chain, owner only
	PopHead              // ring and chain, owner only
	PopTail              // ring and chain
	Put                  // pool
	Get                  // pool
	Rotate               // pool: one clearing
)

var kinds = [...]string{"PushHead", "PopHead", "PopTail", "Put", "Get", "Rotate"}

// String returns the kind's name, as the constant is called.
func (k Kind) String() string {
	if k.known() {
		return kinds[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

func (k Kind) known() bool  { return int(k) < len(kinds) }
func (k Kind) ofPool() bool { return k >= Put }

// gives reports whether the operation hands a value in, rather than out.
func (k Kind) gives() bool { return k == PushHead || k == Put }

// Op is one operation of a history, with what it answered and when.
type Op struct {
	Client int  // 0 is the owner, thieves count from 1; of a pool, any client may do anything
	Kind   Kind // what it did
	Value  int  // what was pushed or put, or else what was returned if OK
	OK     bool // PushHead: accepted; pops and Get: returned a value; Put and Rotate: always

	Call, Return int64 // logical times, no two alike in a history
}

// impossible says why no client can have recorded such an operation, whatever the
// others did (M8); "" if one can.
func (o Op) impossible() string {
	switch {
	case !o.Kind.known():
		return "is of an unknown kind"
	case o.Client < 0:
		return "is of a negative client"
	case o.Client != 0 && (o.Kind == PushHead || o.Kind == PopHead):
		return "is the owner's to do"
	case !o.OK && (o.Kind == Put || o.Kind == Rotate):
		return "cannot fail"
	}
	return ""
}

// call is the operation as it is called, such as "PushHead 3".
func (o Op) call() string {
	if o.Kind.gives() {
		return fmt.Sprintf("%v %d", o.Kind, o.Value)
	}
	return o.Kind.String()
}

// answer is what the operation answered, such as "full".
func (o Op) answer() string {
	switch {
	case o.Kind.gives() || o.Kind == Rotate:
		if o.OK {
			return "ok"
		}
		return "full"
	case o.OK:
		return fmt.Sprint(o.Value)
	case o.Kind == Get:
		return "miss"
	}
	return "empty"
}

// who names the client, by its role if it has one.
func (o Op) who() string {
	switch {
	case o.Kind.ofPool():
		return fmt.Sprintf("client %d", o.Client)
	case o.Client == 0:
		return "owner"
	}
	return fmt.Sprintf("thief %d", o.Client)
}

// overlaps reports whether some moment may be in both operations.
func (o Op) overlaps(other Op) bool {
	return o.Call < other.Return && other.Call < o.Return
}
