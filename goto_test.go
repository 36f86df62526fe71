package misc
import ("testing"; "sync/atomic"; "github.com/poolproof/poolproof/explore")
func TestGoto(t *testing.T) {
	for _, f := range []func(*atomic.Int32) int32{GotoA, GotoB} {
	for _, cut := range []bool{false, true} {
		r := explore.Explore(explore.Config{SpinCut: cut, Steps: 3000, Executions: 3000}, func() {
			var x atomic.Int32
			explore.Parallel(func() { f(&x) }, func() { x.Store(1) })
		})
		t.Log(cut, r)
	}
	}
}
