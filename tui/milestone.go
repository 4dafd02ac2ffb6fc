package tui

import (
	"context"
	"fmt"

	"drydock/assess"
	"drydock/assess/desk"
)

// milestoneName proposes a name that is free: the day.
func milestoneName(there []assess.Milestone, day assess.Date) string {
	taken := map[string]bool{}
	for i := range there {
		taken[there[i].Name] = true
	}
	name := string(day)
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", day, n)
	}
	return name
}

// milestoneForm keeps how things stand now under a name.
func milestoneForm(v *desk.View) formSheet {
	return formSheet{
		title: "Keep how things stand today", about: "A milestone never changes. Compare says what moved since.",
		form: form{button: "Keep it", fields: []field{textField("name", "Name", milestoneName(v.Session.Milestones, v.Posture.AsOf), "Small letters, digits and hyphens.")}},
		submit: func(f form) (Step, string) {
			name := f.value("name")
			if name == "" {
				return Step{}, "A name is needed, like baseline."
			}
			return Step{Hold: true, Write: func(ctx context.Context, d Desk, v *desk.View) (desk.Receipt, error) {
				return d.Milestone(ctx, v, name)
			}}, ""
		},
	}
}
