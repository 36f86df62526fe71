// Package woven is what woven source calls: package weave puts the calls in, and
// nobody writes them by hand. Where no exploration runs, each does what the
// statement did that it stands for.
//
// A plain access is announced by R and W at the place where it happens, without
// being a step. Builtins that touch more than one variable (append, copy, clear,
// range, the operations of maps) have a function each, which announces what they
// touch, and only then touches it. A map is announced as a whole: as Go says, to
// write any key of it conflicts with every other use.
package woven
