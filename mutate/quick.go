package mutate

// Quick returns the part of the mutants that is tried before each commit: one of each
// kind, of the ring or the chain.
func Quick(all []Mutant) (some []Mutant) {
	seen := map[string]bool{}
	for _, m := range all {
		key := m.Kind
		if m.Equivalent != "" || seen[key] || m.Lane != "" || folderOf(m) == "pool" {
			continue
		}
		seen[key] = true
		some = append(some, m)
	}
	return some
}
