package engine

import (
	"sync"
	"unsafe"
)

// An Object is what sort of thing a step touches, for reports, and how many bytes
// of it are watched for plain accesses.
type Object uint8

const (
	Anything Object = iota
	Int32
	Int64
	Uint32
	Uint64
	Uintptr
	Bool
	Pointer
	Value
	Mutex
	RWMutex
	WaitGroup
	Once
	Cond
	Map
	Pool
)

var objects = [...]struct {
	name string
	size uint8
}{
	Anything:  {"object", 0},
	Int32:     {"atomic.Int32", 4},
	Int64:     {"atomic.Int64", 8},
	Uint32:    {"atomic.Uint32", 4},
	Uint64:    {"atomic.Uint64", 8},
	Uintptr:   {"atomic.Uintptr", uint8(unsafe.Sizeof(uintptr(0)))},
	Bool:      {"atomic.Bool", 4},
	Pointer:   {"atomic.Pointer", uint8(unsafe.Sizeof(uintptr(0)))},
	Value:     {"atomic.Value", uint8(2 * unsafe.Sizeof(uintptr(0)))},
	Mutex:     {"sync.Mutex", uint8(unsafe.Sizeof(sync.Mutex{}))},
	RWMutex:   {"sync.RWMutex", uint8(unsafe.Sizeof(sync.RWMutex{}))},
	WaitGroup: {"sync.WaitGroup", uint8(unsafe.Sizeof(sync.WaitGroup{}))},
	Once:      {"sync.Once", uint8(unsafe.Sizeof(sync.Once{}))},
	Cond:      {"sync.Cond", 0}, // its L is the user's to read
	Map:       {"sync.Map", 0},
	Pool:      {"sync.Pool", 0}, // its New is the user's to read
}

func (o Object) String() string { return objects[o].name }
