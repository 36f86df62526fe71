package weave

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// goStatement weaves go f(x) into Go(func() { f(x) }), with f and x evaluated by the
// starter, as Go does (F4). Constants and functions by name stay where they are.
func (w *weaver) goStatement(s *ast.GoStmt) {
	c := s.Call
	w.unit(c)
	start := w.woven("Go") + "("
	if fn, ok := c.Fun.(*ast.FuncLit); ok && len(c.Args) == 0 && fn.Type.Results == nil {
		w.replace(s.Go, c.Pos(), start)
		w.load(fn)
		w.replace(fn.End(), c.End(), ")")
		return
	}
	var temps []string // declared
	fun := ""          // what is called
	first := ""        // what is done by the starter before that
	byName := w.info.Types[c.Fun].IsBuiltin() || w.function(c.Fun) != nil
	if byName {
		w.load(c.Fun)
		fun = w.text(c.Fun)
		w.compose(w.at(c.Fun.Pos()), w.at(c.Fun.End()), "")
	} else {
		fun = w.temp()
		temps = append(temps, fun)
		w.through(c)
		if m := w.started(c); m != "" {
			first = "_ = " + fun + "." + m + "; " // panics if the interface is nil
			fun = w.woven("Receiver") + "(" + fun + ", " + strconv.Quote(m) + ")." + m
		}
		w.load(c.Fun)
	}
	var args []string
	if tuple, ok := w.tuple(c); ok {
		var got []string
		for range tuple.Len() {
			got = append(got, w.temp())
		}
		begin := ""
		if !byName {
			begin = "; "
		}
		w.replace(c.Lparen, c.Lparen+1, begin+strings.Join(got, ", ")+" := ")
		w.load(c.Args[0])
		args = got
		w.finish(s, temps, first, fun, args)
		return
	}
	blank := len(temps) == 0
	for _, x := range c.Args {
		if w.typed(x) {
			t := w.temp()
			temps, args = append(temps, t), append(args, t)
			blank = false
			w.load(x)
			continue
		}
		if tv := w.info.Types[x]; tv.Value == nil && !tv.IsNil() {
			// A comparison or a shift takes its type from the parameter.
			conv := types.TypeString(w.info.TypeOf(x), types.RelativeTo(w.pkg.types))
			t := w.temp()
			temps, args = append(temps, t), append(args, t)
			blank = false
			w.wrap(x, conv+"(", ")")
			w.load(x)
			continue
		}
		temps = append(temps, "_")
		args = append(args, strings.ReplaceAll(w.text(x), "\n", " "))
		w.replace(x.Pos(), x.End(), "0")
	}
	switch {
	case blank && len(c.Args) == 0: // go f()
		w.replace(s.Go, c.Pos(), start+"func() { "+fun+"()")
		w.replace(c.Lparen, c.End(), " })")
		return
	case blank: // nothing but constants
		w.replace(s.Go, c.Pos(), "{ "+strings.Join(temps, ", ")+" = ")
		w.replace(c.Lparen, c.Lparen+1, "")
		w.end(s, first, fun, args)
		return
	case byName:
		w.replace(c.Lparen, c.Lparen+1, "")
	case len(c.Args) > 0:
		w.replace(c.Lparen, c.Lparen+1, ", ")
	default:
		w.replace(c.Lparen, c.Lparen+1, "")
	}
	w.finish(s, temps, first, fun, args)
}

// tuple returns the results of the call that is the call's only argument.
func (w *weaver) tuple(c *ast.CallExpr) (*types.Tuple, bool) {
	if len(c.Args) != 1 {
		return nil, false
	}
	t, ok := w.info.TypeOf(c.Args[0]).(*types.Tuple)
	return t, ok
}

func (w *weaver) finish(s *ast.GoStmt, temps []string, first, fun string, args []string) {
	begin := "{ "
	if len(temps) > 0 {
		begin += strings.Join(temps, ", ") + " := "
	}
	w.replace(s.Go, s.Call.Pos(), begin)
	w.end(s, first, fun, args)
}

// end replaces what follows the last argument by the start of the thread.
func (w *weaver) end(s *ast.GoStmt, first, fun string, args []string) {
	c := s.Call
	dots := ""
	if c.Ellipsis.IsValid() {
		dots = "..."
		w.replace(c.Ellipsis, c.Ellipsis+3, "")
	}
	// A comma may follow the last argument.
	if n := len(c.Args); n > 0 {
		from := c.Args[n-1].End()
		if c.Ellipsis.IsValid() {
			from = c.Ellipsis + 3
		}
		if comma, ok := w.trailing(from, c.Rparen); ok {
			w.edits.replace(comma, comma+1, "")
		}
	}
	w.replace(c.Rparen, c.Rparen+1, "; "+first+w.woven("Go")+"(func() { "+fun+"("+strings.Join(args, ", ")+dots+") }) }")
}

// trailing returns the offset of a comma that only a newline follows.
func (w *weaver) trailing(from, to token.Pos) (int, bool) {
	i := strings.IndexByte(string(w.source[w.at(from):w.at(to)]), ',')
	j := strings.Index(string(w.source[w.at(from):w.at(to)]), "/")
	if i < 0 || j >= 0 && j < i {
		return 0, false
	}
	return w.at(from) + i, true
}
