// Package text holds text from outside and its only ways out: the terminal, Markdown, HTML and CSV.
package text

// Untrusted is text that somebody else wrote: an AWS name, a tag, an import, a pack, a note. The store and the wire
// keep it untouched; whoever shows it must choose one of its ways out.
type Untrusted string
