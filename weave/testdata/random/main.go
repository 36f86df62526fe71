// Command random prints what the programs print, and explores them if it is told to.
package main

import (
	"fmt"
	"os"

	"example.com/golden/random"
	"github.com/poolproof/poolproof/explore"
)

func main() {
	for i, p := range random.Programs {
		if len(os.Args) < 2 {
			random.Reset()
			p()
			fmt.Printf("== %d\n%s", i, random.Out.String())
			continue
		}
		outs := map[string]bool{}
		first := ""
		r := explore.Explore(explore.Config{Executions: 2000}, func() {
			random.Reset()
			p()
			first = random.Out.String()
			outs[first] = true
		})
		if len(outs) != 1 || r.Failure != "" && r.Failure != "the scenario met no shared access" {
			first = fmt.Sprintf("%d outputs, %s\n", len(outs), r.Failure)
		}
		fmt.Printf("== %d\n%s", i, first)
	}
}
