package main

import (
	"cmp"
	"context"

	"drydock/assess"
	"drydock/assess/desk"
	"drydock/assess/fact"
)

// showChanges prints what the newest run showed otherwise than what stood before it, resource by resource.
func (a *app) showChanges(ctx context.Context, d *desk.Desk, v *desk.View, asJSON bool) error {
	changes, err := d.Changes(ctx, v)
	if err != nil {
		return err
	}
	if asJSON {
		return a.json(changes)
	}
	a.printf("%s\n", changes.Sentence())
	if len(changes.Resources) > 0 {
		a.printf("\n")
		a.table(resourceRows(changes.Resources))
	}
	if len(changes.Reach) > 0 {
		rows := [][]string{{"ACCOUNT", "REGION", "KIND", "WAS", "NOW", "WHY"}}
		for _, r := range changes.Reach {
			why := missing(r.Now.Action, r.Now.Message)
			if r.Now.Status == fact.Read {
				why = ""
			}
			rows = append(rows, []string{r.Account, r.Region, string(r.Kind), string(r.Was.Status), string(r.Now.Status), why})
		}
		a.printf("\n")
		a.table(rows)
	}
	if len(changes.Findings) > 0 {
		rows := [][]string{{"ACCOUNT", "REGION", "RESOURCE", "RULE", "WAS", "NOW"}}
		for _, f := range changes.Findings {
			resource := cmp.Or(string(f.Name), string(f.Resource), "–")
			rows = append(rows, []string{f.Account, f.Region, resource, f.Rule, cmp.Or(string(f.Was), "–"), cmp.Or(string(f.Now), "gone")})
		}
		a.printf("\n")
		a.table(rows)
	}
	return nil
}

// resourceRows are a row for each field that changed, or one for a resource that came or went.
func resourceRows(changed []assess.ResourceChange) [][]string {
	rows := [][]string{{"ACCOUNT", "REGION", "KIND", "RESOURCE", "WHAT", "WAS", "NOW"}}
	for _, r := range changed {
		row := []string{r.Account, r.Region, string(r.Kind), cmp.Or(string(r.Name), string(r.ARN), "–"), r.What, "", ""}
		if len(r.Fields) == 0 {
			rows = append(rows, row)
		}
		for _, f := range r.Fields {
			rows = append(rows, append(row[:4:4], f.Field, clipped(string(f.Was)), clipped(string(f.Now))))
		}
	}
	return rows
}

// clipped keeps a value on one line of a table; --json has the whole.
func clipped(value string) string {
	const most = 40
	if letters := []rune(value); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return value
}
