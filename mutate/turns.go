package mutate

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// turns says by which mutant each claim of package verify is turned: it comes out
// otherwise than expected. A claim that nothing turns claims nothing.
var turns = map[string]string{
	"dequeue/slice":            "dequeue/dequeue.go:claimTail:off-by-one:2",
	"dequeue/linearizable":     "dequeue/dequeue.go:claimTail:cas-result-ignored:1",
	"dequeue/strict":           "dequeue/dequeue.go:PushHead:waits-for-the-thief:1",
	"dequeue/stress":           "dequeue/dequeue.go:claimTail:cas-result-ignored:1",
	"dequeue/retention":        "dequeue/watched.go:take:missing-clear:1",
	"dequeue/explored":         "dequeue/dequeue.go:PushHead:accesses-swapped:2",
	"dequeue/explored-model":   "dequeue/dequeue.go:claimTail:cas-to-load-store:1",
	"dequeue/explored-clients": "dequeue/dequeue.go:claimTail:cas-result-ignored:1",
	"dequeue/explored-counts":  "dequeue/dequeue.go:PushHead:add-to-load-store:1",
	"dequeue/explored-strict":  "dequeue/dequeue.go:PushHead:waits-for-the-thief:1",
	"dequeue/explored-excuses": "dequeue/dequeue.go:PushHead:waits-for-the-thief:1",
	"dequeue/explored-tight":   "dequeue/dequeue.go:PushHead:waits-for-the-thief:1",

	"chain/slice":            "chain/chain.go:PopHead:missing-back-up:1",
	"chain/linearizable":     "chain/chain.go:PopTail:gives-up-at-the-first-drained-ring:1",
	"chain/stress":           "chain/chain.go:PushHead:call-dropped:3",
	"chain/retention":        "chain/chain.go:PopTail:missing-clear:1",
	"chain/explored":         "chain/chain.go:PopHead:atomic-to-plain:1",
	"chain/explored-model":   "chain/chain.go:PopTail:accesses-swapped:1",
	"chain/explored-clients": "chain/chain.go:PopTail:accesses-swapped:1",
	"chain/explored-litmus":  "chain/chain.go:PopTail:accesses-swapped:1",
	"chain/explored-strict":  "chain/chain.go:PopTail:looks-again:1",
	"chain/explored-excuses": "chain/chain.go:PopTail:looks-again:1",
	"chain/explored-tight":   "chain/chain.go:PopTail:looks-again:1",

	"pool/bag":               "pool/watched.go:privateItem:missing-clear:2",
	"pool/linearizable":      "pool/core.go:rotate:R5-old-victim-kept:1",
	"pool/strict":            "pool/pool.go:Put:a-slice-behind-a-lock:1",
	"pool/stress":            "pool/watched.go:privateItem:missing-clear:2",
	"pool/rotate":            "pool/watched.go:privateItem:missing-clear:2",
	"pool/gc":                "pool/gc.go:clearOnce:cleared-twice-for-one-collection:1",
	"pool/unused":            "pool/core.go:rotate:R5-old-victim-kept:1",
	"pool/growth":            "pool/watched.go:newArray:R7-grown-with-new-shards:1",
	"pool/explored":          "pool/watched.go:privateItem:missing-clear:2",
	"pool/explored-migrate":  "pool/pool.go:Put:unpinned-before-use:1",
	"pool/explored-procs":    "pool/watched.go:newArray:R7-grown-with-new-shards:1",
	"pool/explored-registry": "pool/registry.go:stays:R6-leaves-unasked:1",
	"pool/explored-shipped":  "pool/watched.go:privateItem:missing-clear:2",
	"pool/explored-options":  "pool/guarded.go:close:closed-while-the-owner-is-in:1",
	"pool/explored-large":    "pool/watched.go:privateItem:missing-clear:2",

	"oldpool/stress":   "internal/oldpool/oldpool.go:take:a-value-is-handed-out-twice:1",
	"oldpool/explored": "internal/oldpool/oldpool.go:take:looks-without-the-lock:1",

	"sync.Pool/stress": "GOROOT/src/sync/pool.go:Get:a-value-is-handed-out-twice:1",
	"sync.Pool/gc":     "GOROOT/src/sync/pool.go:poolCleanup:nothing-survives:1",
	"sync.Pool/growth": "GOROOT/src/sync/pool.go:pinSlow:growth-keeps-the-values:1",
}

// stdFlaws are mutants of Go's own pool, a few words each.
var stdFlaws = map[string][2]string{
	"GOROOT/src/sync/pool.go:Get:a-value-is-handed-out-twice:1": {"l.private = nil", "_ = nil == x"},
	"GOROOT/src/sync/pool.go:poolCleanup:nothing-survives:1":    {"p.victimSize = p.localSize", "p.victimSize = 0"},
	"GOROOT/src/sync/pool.go:pinSlow:growth-keeps-the-values:1": {
		"local := make([]poolLocal, size)",
		"local := make([]poolLocal, size); if p.local != nil { copy(local, unsafe.Slice((*poolLocal)(p.local), p.localSize)) }",
	},
}

// oldFlaws are mutants of the design before Go 1.13, a few words each.
var oldFlaws = map[string][2]string{
	"internal/oldpool/oldpool.go:take:a-value-is-handed-out-twice:1": {"s.values = s.values[:n]", "s.values = s.values[:n+n%2]; s.values[:n+1][n] = x"},
	"internal/oldpool/oldpool.go:take:looks-without-the-lock:1":      {"s.mu.Lock()\n\tif n := len(s.values) - 1; n >= 0 {", "n := len(s.values) - 1\n\ts.mu.Lock()\n\tif n >= 0 {"},
}

// oldMutant returns one of them.
func oldMutant(root, id string) (m Mutant, err error) {
	m.ID = id
	m.File, _, _ = strings.Cut(id, ":")
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(m.File)))
	if err != nil {
		return m, err
	}
	edit := oldFlaws[id]
	at := strings.Index(string(text), edit[0])
	if at < 0 {
		return m, fmt.Errorf("%s has no %q any more", m.File, edit[0])
	}
	m.Edits = []Edit{{at, edit[0], edit[1]}}
	return m, nil
}

// Turn is what became of a claim under its mutant.
type Turn struct {
	Mistake string `json:"mistake,omitempty"` // which the mutant is named for, or ""
	Claim   string `json:"id"`
	Mutant  string `json:"mutant"`
	Turned  bool   `json:"turned"`
	What    string `json:"says"` // how it came out, or why it was not tried
}

// Turns returns what is to be turned of some claims, given by name: each by a mutant of
// its own, and by the mistakes that are its to find.
func Turns(claims []string) (all []Turn) {
	for _, claim := range claims {
		all = append(all, Turn{Claim: claim, Mutant: turns[claim]})
	}
	for _, m := range mistakes {
		if slices.Contains(claims, m.claim) {
			all = append(all, Turn{Mistake: m.mistake, Claim: m.claim, Mutant: m.mutant})
		}
	}
	return all
}

// RunTurns checks each claim on the mutant that is to turn it, one after the other. End
// is called after each.
func RunTurns(ctx context.Context, root string, wanted []Turn, end func(i int, t Turn)) (all []Turn, err error) {
	mutants, _, err := Generate(root)
	if err != nil {
		return nil, err
	}
	byID := map[string]Mutant{}
	for _, m := range mutants {
		byID[m.ID] = m
	}
	temp, err := os.MkdirTemp("", "poolproof-turns-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	if root, err = filepath.Abs(root); err != nil {
		return nil, err
	}
	r := &runner{Config: Config{Root: root}, temp: temp}
	shops := map[string]*workshop{}
	for i, t := range wanted {
		if ctx.Err() != nil {
			return all, nil
		}
		m, known := byID[t.Mutant]
		flaw, std := stdFlaws[t.Mutant]
		if _, old := oldFlaws[t.Mutant]; old {
			if m, err = oldMutant(root, t.Mutant); err != nil {
				return all, err
			}
			known = true
		}
		switch {
		case t.Mutant == "":
			t.What = "no mutant is named for it"
		case !known && !std:
			t.What = "there is no such mutant"
		default:
			w := shops[t.Mutant]
			if w == nil {
				dir, err := os.MkdirTemp(temp, "mutant-")
				if err != nil {
					return all, err
				}
				w = &workshop{runner: r, dir: dir, mutant: &m, overlays: map[bool]string{}, built: map[string]string{}}
				if std {
					if w.overlays[false], err = stdOverlay(ctx, dir, flaw); err != nil {
						return all, err
					}
					w.mutant = &Mutant{Lane: "std"}
				}
				shops[t.Mutant] = w
			}
			w.turn(ctx, t.Claim, &t)
			if ctx.Err() != nil { // an interrupt turns nothing
				return all, nil
			}
		}
		all = append(all, t)
		if end != nil {
			end(i, t)
		}
	}
	return all, nil
}

// turn checks a claim on the mutant.
func (w *workshop) turn(ctx context.Context, claim string, t *Turn) {
	s := step{pkg: "cmd/poolproof", dir: ".", show: claim, explores: true,
		args: []string{"verify", "-json", "-o", "%t", "-budget", "30s", "-run", "^" + regexp.QuoteMeta(claim) + "$"}}
	bin, problem := w.build(ctx, s)
	if problem != "" {
		t.What = problem
		return
	}
	o := w.run(ctx, s, bin, unhurried)
	t.Turned, t.What = o.outcome == Killed || o.outcome == Timeout || o.outcome == Memory, o.by
	if len(o.undecided) > 0 {
		// It is expected to be violated and is not, however long it is looked for.
		t.Turned, t.What = true, "not violated any more"
	}
	if t.What == "" {
		t.What = "as expected"
	}
}

// stdOverlay writes the overlay for a mutant of Go's own pool.
func stdOverlay(ctx context.Context, dir string, edit [2]string) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env: %w", err)
	}
	root := strings.TrimSpace(string(out))
	text, err := os.ReadFile(filepath.Join(root, "src", "sync", "pool.go"))
	if err != nil {
		return "", err
	}
	if !strings.Contains(string(text), edit[0]) {
		return "", fmt.Errorf("sync/pool.go of %s has no %q any more", root, edit[0])
	}
	return writeOverlay(dir, root, map[string][]byte{"src/sync/pool.go": []byte(strings.Replace(string(text), edit[0], edit[1], 1))})
}
