// Command write writes the woven copies of package mirror: go generate ./... calls it
// with the folder of the repository.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/poolproof/poolproof/weave/mirror"
)

func main() {
	root, err := filepath.Abs(os.Args[len(os.Args)-1])
	if err == nil {
		err = mirror.Write(root)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mirror:", err)
		os.Exit(1)
	}
}
