package model

import "slices"

// values is a sequence of values that is never written to: what changes it returns
// another. So states share what they have in common.
type values []int

// and returns the sequence with v at its end.
func (s values) and(v int) values { return append(slices.Clip(s), v) }

// with returns the ascending sequence with v in its place.
func (s values) with(v int) values {
	at, _ := slices.BinarySearch(s, v)
	return slices.Insert(slices.Clip(s), at, v)
}

// without returns the ascending sequence with v taken out, if it is in it.
func (s values) without(v int) (rest values, found bool) {
	at, found := slices.BinarySearch(s, v)
	if !found {
		return s, false
	}
	return slices.Concat(s[:at], s[at+1:]), true
}

// first and last return the sequence with its first or last value taken out, if
// that is v.
func (s values) first(v int) (rest values, is bool) {
	if len(s) == 0 || s[0] != v {
		return s, false
	}
	return s[1:], true
}

func (s values) last(v int) (rest values, is bool) {
	if len(s) == 0 || s[len(s)-1] != v {
		return s, false
	}
	return s[:len(s)-1], true
}

func (s values) equal(other values) bool { return slices.Equal(s, other) }

// mix is a hash of the sequence and what was mixed before (FNV-1a, by words).
func (s values) mix(before uint64) uint64 {
	for _, v := range s {
		before = mix(before, v)
	}
	return mix(before, len(s))
}

func mix(before uint64, v int) uint64 { return (before ^ uint64(v)) * 1099511628211 }

const seed uint64 = 14695981039346656037
