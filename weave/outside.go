package weave

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// Functions and methods of the standard library are not woven. What they do to what they are
// given is announced when they are called: to the elements of slices and to maps, and to the
// objects whose methods they call.

// lookers are packages whose functions read the elements of all that they are given, but
// for those that parts and writers have.
var lookers = strings.Fields("bufio bytes crypto/md5 crypto/sha1 crypto/sha256 crypto/sha512 crypto/subtle encoding/base32 encoding/base64 " +
	"encoding/binary encoding/hex fmt hash/adler32 hash/crc32 hash/crc64 io maps slices sort strconv strings unicode/utf16 unicode/utf8")

// owners are packages that have types whose methods change an object that nobody guards:
// package woven knows which do.
var owners = strings.Fields("bufio bytes container/list container/ring encoding/json math/big math/rand math/rand/v2 strings")

// kin are those of them whose methods read the other objects that they are given, but for what
// writers has.
var kin = strings.Fields("container/list container/ring math/big")

// writers are functions and methods that write an argument, or all of its elements, by
// package: the first one, or that of a number.
var writers = map[string]string{
	"container/list": "InsertAfter:1 InsertBefore:1 MoveAfter MoveAfter:1 MoveBefore MoveBefore:1 MoveToBack MoveToFront Remove",
	"container/ring": "Link",
	"crypto/rand":    "Read",
	"crypto/subtle":  "ConstantTimeCopy:1",
	"io":             "CopyBuffer:2 ReadAtLeast:1 ReadFull:1",
	"maps":           "Copy DeleteFunc Insert",
	"math/big":       "DivMod:2 GCD:0 GCD:1 QuoRem:2",
	"math/rand":      "Read",
	"slices":         "Compact CompactFunc Delete DeleteFunc Insert Replace Reverse Sort SortFunc SortStableFunc",
	"sort":           "Float64s Ints Slice SliceStable Strings",
}

// readers are methods that write all elements of their first argument, whosever they are.
var readers = strings.Fields("FillBytes Read ReadAt")

// parts are functions that read or write so many elements of their first argument, if it has
// as many; of those that may do more with it, what they do at least.
var parts = map[string]part{
	"encoding/binary.PutUvarint":         {1, true},
	"encoding/binary.PutVarint":          {1, true},
	"encoding/binary.Uvarint":            {1, false},
	"encoding/binary.Varint":             {1, false},
	"unicode/utf8.DecodeLastRune":        {0, false},
	"unicode/utf8.DecodeRune":            {1, false},
	"unicode/utf8.EncodeRune":            {1, true},
	"unicode/utf8.FullRune":              {1, false},
	"encoding/hex.Encode":                {0, true},
	"encoding/hex.Decode":                {0, true},
	"encoding/binary.Encode":             {0, true},
	"encoding/binary.Decode":             {0, false},
	"encoding/ascii85.Encode":            {0, true},
	"(*encoding/base32.Encoding).Encode": {0, true},
	"(*encoding/base32.Encoding).Decode": {0, true},
	"(*encoding/base64.Encoding).Encode": {0, true},
	"(*encoding/base64.Encoding).Decode": {0, true},
}

type part struct {
	n     int
	write bool
}

func init() {
	for name, n := range map[string]int{"Uint16": 2, "Uint32": 4, "Uint64": 8} {
		for _, order := range []string{"littleEndian", "bigEndian", "nativeEndian", "ByteOrder"} {
			method := "(encoding/binary." + order + ")."
			parts[method+name] = part{n, false}
			parts[method+"Put"+name] = part{n, true}
		}
	}
}

// outsider reports whether a function is the standard library's and may change objects.
func (w *weaver) outsider(f *types.Func) bool {
	return f.Pkg() != nil && slices.Contains(owners, f.Pkg().Path()) && !w.pkg.local[f.Pkg().Path()]
}

// callee returns the function or method that a call names, or nil.
func (w *weaver) callee(e *ast.CallExpr) *types.Func {
	if f := w.function(e.Fun); f != nil {
		return f
	}
	if s, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && w.info.Selections[s] != nil && w.info.Selections[s].Kind() == types.MethodVal {
		f, _ := w.info.Uses[s.Sel].(*types.Func)
		return f
	}
	return nil
}

// writes reports whether a function writes all elements of an argument.
func writes(f *types.Func, arg int) bool {
	if f.Signature().Recv() != nil && arg == 0 && slices.Contains(readers, f.Name()) {
		return true
	}
	for _, name := range strings.Fields(writers[f.Pkg().Path()]) {
		name, at, _ := strings.Cut(name, ":")
		if at == "" {
			at = "0"
		}
		if name == f.Name() && at == strconv.Itoa(arg) {
			return true
		}
	}
	return false
}

// outside announces what a call of such a function does to its arguments, but for what it
// appends to.
func (w *weaver) outside(e *ast.CallExpr, appended string) {
	f := w.callee(e)
	if f == nil || f.Pkg() == nil || w.pkg.local[f.Pkg().Path()] {
		return
	}
	path := f.Pkg().Path()
	if !slices.Contains(lookers, path) && !slices.Contains(owners, path) && writers[path] == "" || w.addresses(e) {
		return
	}
	for i, x := range e.Args {
		if !w.typed(x) {
			continue
		}
		t := w.info.TypeOf(x)
		if i == 0 {
			if p, ok := parts[f.FullName()]; ok {
				if p.n > 0 {
					to := map[bool]string{false: "RN", true: "WN"}[p.write]
					w.wrap(x, w.woven(to)+"(", ", "+strconv.Itoa(p.n)+")")
				}
				continue
			}
			if appended != "" {
				continue
			}
		}
		write := writes(f, i)
		switch u := core(t).(type) {
		case *types.Slice:
			if empty(u.Elem()) {
				continue
			}
			to := "RS"
			if _, ok := core(u.Elem()).(*types.Slice); ok {
				to = "RSS"
			}
			if write {
				to = "WS"
			}
			w.wrap(x, w.woven(to)+"(", ")")
		case *types.Map:
			to := "RM"
			if write {
				to = "WM"
			}
			w.wrap(x, w.woven(to)+"(", ")")
		default:
			if name := w.calledOf(f, i); name != "" {
				w.given(e, i, name)
			} else if _, ok := u.(*types.Pointer); ok && slices.Contains(kin, path) && f.Signature().Recv() != nil {
				to := "R"
				if write {
					to = "W"
				}
				w.wrap(x, w.woven(to)+"(", ")")
			}
		}
	}
}

// calledOf returns a method of an argument that a function calls, the one that changes most,
// or "". What only keeps its argument calls none yet.
func (w *weaver) calledOf(f *types.Func, arg int) string {
	params := f.Signature().Params()
	if arg >= params.Len() || f.Signature().Recv() != nil || !slices.Contains([]string{"bufio", "encoding/binary", "fmt", "io", "sort"}, f.Pkg().Path()) {
		return ""
	}
	for r := range f.Signature().Results().Variables() {
		if t := r.Type(); types.IsInterface(t) && t.String() != "error" || isPointer(t) {
			return ""
		}
	}
	t, ok := params.At(arg).Type().Underlying().(*types.Interface)
	if !ok || t.NumMethods() == 0 {
		return ""
	}
	for m := range t.Methods() {
		if m.Name() == "Write" || m.Name() == "Read" {
			return m.Name()
		}
	}
	return t.Method(0).Name()
}

// given announces what a method reads and writes of an argument whose method is called, when
// all arguments are there.
func (w *weaver) given(e *ast.CallExpr, i int, name string) {
	x, again := w.repeats(e.Args[i])
	if last := w.last(e.Args[i+1:]); last != nil && again {
		w.wrap(last, w.woven("Last")+"(", ", "+x+", "+strconv.Quote(name)+")")
		return
	}
	w.wrap(e.Args[i], w.woven("Receiver")+"(", ", "+strconv.Quote(name)+")")
}

// addresses reports whether a call formats addresses or types, and may look at nothing else.
func (w *weaver) addresses(e *ast.CallExpr) bool {
	return slices.ContainsFunc(e.Args, func(x ast.Expr) bool {
		v := w.info.Types[x].Value
		return v != nil && v.Kind() == constant.String && (strings.Contains(v.String(), "%p") || strings.Contains(v.String(), "%T"))
	})
}

// appends weaves the call of a function that appends to its first argument: f(b, x) becomes
// woven.By(func(s []byte) []byte { return f(s, x) }, b). It returns the name of s, or "".
func (w *weaver) appends(e *ast.CallExpr) string {
	f := w.callee(e)
	if f == nil || f.Pkg() == nil || w.pkg.local[f.Pkg().Path()] || !slices.Contains(lookers, f.Pkg().Path()) && !slices.Contains(owners, f.Pkg().Path()) ||
		!strings.HasPrefix(f.Name(), "Append") || f.Signature().TypeParams() != nil || f.Signature().Results().Len() != 1 {
		return ""
	}
	t := f.Signature().Results().At(0).Type()
	s, ok := t.(*types.Slice)
	if !ok || len(e.Args) == 0 || !w.typed(e.Args[0]) || !types.Identical(t, f.Signature().Params().At(0).Type()) ||
		strings.Contains(string(w.source[w.at(e.Args[0].Pos()):w.at(e.Args[0].End())]), "\n") {
		return ""
	}
	x := w.temp()
	w.wrap(e, w.woven("By")+"(func("+x+" []"+s.Elem().String()+") []"+s.Elem().String()+" { return ", ")")
	return x
}

// appended ends what appends began, once all is woven.
func (w *weaver) appended(e *ast.CallExpr, x string) {
	if x == "" {
		return
	}
	b := e.Args[0]
	text := w.text(b)
	w.compose(w.at(b.Pos()), w.at(b.End()), x)
	w.edits.after(w.at(e.End()), " }, "+text)
}
