package mutate

// Quick returns the part of the mutants that is tried before each commit: of the ring
// and the chain one of each kind and function, and those written by hand.
func Quick(all []Mutant) (some []Mutant) {
	seen := map[string]bool{}
	for _, m := range all {
		key := m.File + " " + m.Kind
		if m.Equivalent != "" || seen[key] || m.Lane != "" || folderOf(m) == "pool" {
			continue
		}
		seen[key] = true
		some = append(some, m)
	}
	return some
}
