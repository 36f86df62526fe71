//go:build poolproof_vendor

package explore

// What woven code imports, so that go mod vendor brings it with this package. No
// build has this tag, and with it there would be a cycle.
import (
	_ "github.com/poolproof/poolproof/explore/atomic"
	_ "github.com/poolproof/poolproof/explore/sync"
	_ "github.com/poolproof/poolproof/explore/woven"
)
