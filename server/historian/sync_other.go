//go:build !unix

package historian

// syncDirectory does nothing: names cannot be synced here.
func syncDirectory(string) error { return nil }
