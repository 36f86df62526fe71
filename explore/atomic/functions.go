package atomic

import (
	"unsafe"
)

// The functions view the word as the type of the same size.

// LoadInt32 atomically loads *addr.
func LoadInt32(addr *int32) (val int32) { return (*Int32)(unsafe.Pointer(addr)).Load() }

// StoreInt32 atomically stores val into *addr.
func StoreInt32(addr *int32, val int32) { (*Int32)(unsafe.Pointer(addr)).Store(val) }

// SwapInt32 atomically stores new into *addr and returns the previous *addr value.
func SwapInt32(addr *int32, new int32) (old int32) { return (*Int32)(unsafe.Pointer(addr)).Swap(new) }

// CompareAndSwapInt32 executes the compare-and-swap operation for a int32 value.
func CompareAndSwapInt32(addr *int32, old, new int32) (swapped bool) {
	return (*Int32)(unsafe.Pointer(addr)).CompareAndSwap(old, new)
}

// AddInt32 atomically adds delta to *addr and returns the new value.
func AddInt32(addr *int32, delta int32) (new int32) { return (*Int32)(unsafe.Pointer(addr)).Add(delta) }

// AndInt32 atomically performs a bitwise AND on *addr and returns the old value.
func AndInt32(addr *int32, mask int32) (old int32) { return (*Int32)(unsafe.Pointer(addr)).And(mask) }

// OrInt32 atomically performs a bitwise OR on *addr and returns the old value.
func OrInt32(addr *int32, mask int32) (old int32) { return (*Int32)(unsafe.Pointer(addr)).Or(mask) }

// LoadInt64 atomically loads *addr.
func LoadInt64(addr *int64) (val int64) { return (*Int64)(unsafe.Pointer(addr)).Load() }

// StoreInt64 atomically stores val into *addr.
func StoreInt64(addr *int64, val int64) { (*Int64)(unsafe.Pointer(addr)).Store(val) }

// SwapInt64 atomically stores new into *addr and returns the previous *addr value.
func SwapInt64(addr *int64, new int64) (old int64) { return (*Int64)(unsafe.Pointer(addr)).Swap(new) }

// CompareAndSwapInt64 executes the compare-and-swap operation for a int64 value.
func CompareAndSwapInt64(addr *int64, old, new int64) (swapped bool) {
	return (*Int64)(unsafe.Pointer(addr)).CompareAndSwap(old, new)
}

// AddInt64 atomically adds delta to *addr and returns the new value.
func AddInt64(addr *int64, delta int64) (new int64) { return (*Int64)(unsafe.Pointer(addr)).Add(delta) }

// AndInt64 atomically performs a bitwise AND on *addr and returns the old value.
func AndInt64(addr *int64, mask int64) (old int64) { return (*Int64)(unsafe.Pointer(addr)).And(mask) }

// OrInt64 atomically performs a bitwise OR on *addr and returns the old value.
func OrInt64(addr *int64, mask int64) (old int64) { return (*Int64)(unsafe.Pointer(addr)).Or(mask) }

// LoadUint32 atomically loads *addr.
func LoadUint32(addr *uint32) (val uint32) { return (*Uint32)(unsafe.Pointer(addr)).Load() }

// StoreUint32 atomically stores val into *addr.
func StoreUint32(addr *uint32, val uint32) { (*Uint32)(unsafe.Pointer(addr)).Store(val) }

// SwapUint32 atomically stores new into *addr and returns the previous *addr value.
func SwapUint32(addr *uint32, new uint32) (old uint32) {
	return (*Uint32)(unsafe.Pointer(addr)).Swap(new)
}

// CompareAndSwapUint32 executes the compare-and-swap operation for a uint32 value.
func CompareAndSwapUint32(addr *uint32, old, new uint32) (swapped bool) {
	return (*Uint32)(unsafe.Pointer(addr)).CompareAndSwap(old, new)
}

// AddUint32 atomically adds delta to *addr and returns the new value.
func AddUint32(addr *uint32, delta uint32) (new uint32) {
	return (*Uint32)(unsafe.Pointer(addr)).Add(delta)
}

// AndUint32 atomically performs a bitwise AND on *addr and returns the old value.
func AndUint32(addr *uint32, mask uint32) (old uint32) {
	return (*Uint32)(unsafe.Pointer(addr)).And(mask)
}

// OrUint32 atomically performs a bitwise OR on *addr and returns the old value.
func OrUint32(addr *uint32, mask uint32) (old uint32) {
	return (*Uint32)(unsafe.Pointer(addr)).Or(mask)
}

// LoadUint64 atomically loads *addr.
func LoadUint64(addr *uint64) (val uint64) { return (*Uint64)(unsafe.Pointer(addr)).Load() }

// StoreUint64 atomically stores val into *addr.
func StoreUint64(addr *uint64, val uint64) { (*Uint64)(unsafe.Pointer(addr)).Store(val) }

// SwapUint64 atomically stores new into *addr and returns the previous *addr value.
func SwapUint64(addr *uint64, new uint64) (old uint64) {
	return (*Uint64)(unsafe.Pointer(addr)).Swap(new)
}

// CompareAndSwapUint64 executes the compare-and-swap operation for a uint64 value.
func CompareAndSwapUint64(addr *uint64, old, new uint64) (swapped bool) {
	return (*Uint64)(unsafe.Pointer(addr)).CompareAndSwap(old, new)
}

// AddUint64 atomically adds delta to *addr and returns the new value.
func AddUint64(addr *uint64, delta uint64) (new uint64) {
	return (*Uint64)(unsafe.Pointer(addr)).Add(delta)
}

// AndUint64 atomically performs a bitwise AND on *addr and returns the old value.
func AndUint64(addr *uint64, mask uint64) (old uint64) {
	return (*Uint64)(unsafe.Pointer(addr)).And(mask)
}

// OrUint64 atomically performs a bitwise OR on *addr and returns the old value.
func OrUint64(addr *uint64, mask uint64) (old uint64) {
	return (*Uint64)(unsafe.Pointer(addr)).Or(mask)
}

// LoadUintptr atomically loads *addr.
func LoadUintptr(addr *uintptr) (val uintptr) { return (*Uintptr)(unsafe.Pointer(addr)).Load() }

// StoreUintptr atomically stores val into *addr.
func StoreUintptr(addr *uintptr, val uintptr) { (*Uintptr)(unsafe.Pointer(addr)).Store(val) }

// SwapUintptr atomically stores new into *addr and returns the previous *addr value.
func SwapUintptr(addr *uintptr, new uintptr) (old uintptr) {
	return (*Uintptr)(unsafe.Pointer(addr)).Swap(new)
}

// CompareAndSwapUintptr executes the compare-and-swap operation for a uintptr value.
func CompareAndSwapUintptr(addr *uintptr, old, new uintptr) (swapped bool) {
	return (*Uintptr)(unsafe.Pointer(addr)).CompareAndSwap(old, new)
}

// AddUintptr atomically adds delta to *addr and returns the new value.
func AddUintptr(addr *uintptr, delta uintptr) (new uintptr) {
	return (*Uintptr)(unsafe.Pointer(addr)).Add(delta)
}

// AndUintptr atomically performs a bitwise AND on *addr and returns the old value.
func AndUintptr(addr *uintptr, mask uintptr) (old uintptr) {
	return (*Uintptr)(unsafe.Pointer(addr)).And(mask)
}

// OrUintptr atomically performs a bitwise OR on *addr and returns the old value.
func OrUintptr(addr *uintptr, mask uintptr) (old uintptr) {
	return (*Uintptr)(unsafe.Pointer(addr)).Or(mask)
}
