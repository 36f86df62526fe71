// Command races explores the woven programs and prints what came out.
package main

import (
	"fmt"
	"strings"

	"example.com/golden/races"
	"github.com/poolproof/poolproof/explore"
)

func main() {
	explored := func(f func()) string {
		r := explore.Explore(explore.Config{}, f)
		switch {
		case strings.Contains(r.Failure, "unordered"):
			return "race"
		case r.Failure != "":
			return r.Failure
		}
		return r.Verdict.String()
	}
	for _, p := range races.Programs {
		for _, locked := range []bool{false, true} {
			fmt.Printf("%s, %v: %s\n", p.Name, locked, explored(func() {
				one, two := p.Make()
				races.Run(one, two, locked)
			}))
		}
	}
	for _, p := range races.Alone {
		fmt.Printf("%s, %v: %s\n", p.Name, !p.Racy, explored(p.F))
	}
}
