package mutate

// arguments say, by the mutant's name, why nobody can tell it from the source.
var arguments = map[string]string{}
