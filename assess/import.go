package assess

import (
	"cmp"
	"slices"
	"time"

	"drydock/assess/evidence"
	"drydock/questionnaire/text"
)

// Import is one file of findings that somebody else's tool made, as it was taken in. The same file again is no new import.
type Import struct {
	Source   string         `json:"source"` // prowler | security-hub | aws-sample
	File     text.Untrusted `json:"file"`   // its name, without its folder
	Digest   string         `json:"digest"` // SHA-256 of the file, hex
	Tool     text.Untrusted `json:"tool,omitempty"`
	Version  text.Untrusted `json:"version,omitempty"` // of the tool
	From     time.Time      `json:"from"`              // of its oldest finding
	To       time.Time      `json:"to"`                // of its newest
	Records  int            `json:"records"`           // all that the file holds
	Mapped   int            `json:"mapped"`            // those that a rule of the catalogue is the same as
	Muted    int            `json:"muted,omitempty"`   // those that the tool had silenced; they count as not known
	Closed   int            `json:"closed,omitempty"`  // those that the tool had archived; they are left out
	Unmapped []Unmapped     `json:"unmapped,omitempty"`
	By       text.Untrusted `json:"by"`
	At       time.Time      `json:"at"`
}

// Unmapped is a foreign check that no rule is the same as, and how often the file speaks of it.
type Unmapped struct {
	Check text.Untrusted `json:"check"`
	Count int            `json:"count"`
}

// Imported is what somebody else's tool found about one resource. It is mapped to rules whenever a session is opened, so that
// another catalogue or scope finds it too.
type Imported struct {
	Source   string           `json:"source"`
	Tool     text.Untrusted   `json:"tool,omitempty"` // with its version
	Check    string           `json:"check"`          // in the words of the source
	Account  string           `json:"account"`
	Region   string           `json:"region"`
	Resource text.Untrusted   `json:"resource,omitempty"`
	Name     text.Untrusted   `json:"name,omitempty"`
	Outcome  evidence.Outcome `json:"outcome"`
	Says     text.Untrusted   `json:"says,omitempty"`
	Muted    bool             `json:"muted,omitempty"`
	At       time.Time        `json:"at"`
}

// Subject is what two imports may both speak of.
type Subject struct {
	Source, Check, Account, Region string
	Resource                       text.Untrusted
}

// Subject is what this was found about.
func (i *Imported) Subject() Subject {
	return Subject{i.Source, i.Check, i.Account, i.Region, i.Resource}
}

// Worse says whether i is the graver of two findings about one subject: a fail, then what is not known, then a pass.
func (i *Imported) Worse(than *Imported) bool { return i.gravity() < than.gravity() }

func (i *Imported) gravity() int {
	switch {
	case i.Outcome == evidence.NotApplicable:
		return 3
	case i.Outcome == evidence.Fail && !i.Muted:
		return 0
	case i.Outcome == evidence.Pass && !i.Muted:
		return 2
	}
	return 1
}

// MergeImported lays newer findings over older ones: of two about one subject the newer stands, and of two of the same time the
// graver. The result is in order of subject.
func MergeImported(old, fresh []Imported) (merged []Imported, added, changed int) {
	at := make(map[Subject]int, len(old)+len(fresh))
	merged = slices.Clone(old)
	for i := range merged {
		at[merged[i].Subject()] = i
	}
	before := len(merged)
	for _, f := range fresh {
		i, known := at[f.Subject()]
		switch {
		case !known:
			at[f.Subject()] = len(merged)
			merged = append(merged, f)
		case f.At.After(merged[i].At), f.At.Equal(merged[i].At) && f.Worse(&merged[i]):
			if i < before && !sameImported(f, merged[i]) {
				changed++
			}
			merged[i] = f
		}
	}
	added = len(merged) - before
	slices.SortFunc(merged, func(a, b Imported) int {
		return cmp.Or(
			cmp.Compare(a.Source, b.Source), cmp.Compare(a.Check, b.Check), cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.Region, b.Region), cmp.Compare(a.Resource, b.Resource),
		)
	})
	return merged, added, changed
}

// sameImported says whether two findings about one subject say the same, whenever they were made.
func sameImported(a, b Imported) bool {
	return a.Outcome == b.Outcome && a.Muted == b.Muted && a.Says == b.Says && a.Tool == b.Tool && a.Name == b.Name && a.At.Equal(b.At)
}
