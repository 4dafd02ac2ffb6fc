package desk

import (
	"slices"
	"strings"
	"testing"

	"drydock/assess"
	"drydock/questionnaire/text"
)

// The page says nothing less than Markdown does: each control, action, owner, note, acceptance and settlement of the sample.
func TestThePageNamesWhatMarkdownNames(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), true))
	v.Session.Notes = append(v.Session.Notes, assess.Note{Text: "Bring the register to the next meeting", By: "Ada"})
	md := string(must[[]byte](t)(r.Render(t.Context(), v, Markdown)))
	page := string(must[[]byte](t)(r.Render(t.Context(), v, "html")))
	var names []string
	for i := range v.Posture.Controls {
		c := &v.Posture.Controls[i]
		names = append(names, c.Control.ID)
		for _, a := range slices.Concat(c.Acceptance, c.Expired) {
			names = append(names, string(a.Approver), string(a.Reason))
		}
		if c.Decision != nil {
			names = append(names, string(c.Decision.By), string(c.Decision.Because))
		}
		for _, s := range c.Statements {
			names = append(names, string(s.By), string(s.Because))
		}
	}
	for i := range v.Plan.Actions {
		a := &v.Plan.Actions[i]
		names = append(names, a.Action.ID, string(a.State.Owner), string(a.State.Note))
		names = append(names, a.Action.Steps...)
	}
	for _, p := range v.Session.Parking {
		names = append(names, string(p.Text), string(p.Owner))
	}
	for _, n := range v.Session.Notes {
		if !n.Private {
			names = append(names, string(n.Text))
		} else if strings.Contains(page, n.Text.HTML()) {
			t.Errorf("a private note is in the page: %q", n.Text)
		}
	}
	for _, name := range names {
		if !strings.Contains(md, text.Untrusted(name).Markdown()) {
			t.Errorf("Markdown does not say %q", name)
		}
		if !strings.Contains(page, text.Untrusted(name).HTML()) {
			t.Errorf("the page does not say %q", name)
		}
	}
}
