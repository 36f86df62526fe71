package explore

import "time"

// KeepOften writes a checkpoint whenever one can be written.
func KeepOften() { sitFor = time.Millisecond }
