package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"drydock/assess/desk"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/tui/cell"
	"drydock/tui/theme"
)

// profiled brings the profiles of this machine.
type profiled struct{ profiles []desk.AWSProfile }

// profilesWork reads the profiles of this machine before it is asked where to ask.
func profilesWork() Work {
	return do("profiles", func(ctx context.Context, d Desk) any {
		all, err := d.Profiles(ctx)
		if err != nil {
			return failed{key: "profiles", err: err}
		}
		return profiled{profiles: all}
	})
}

// targetForm asks where to ask, in AWS's own words.
func targetForm(o desk.AWSOptions, profiles []desk.AWSProfile) formSheet {
	f := form{button: "Look again", fields: []field{
		profileField(o, profiles),
		textField("region", "Region", o.Region, "Like eu-west-1. Empty: as the scope or the profile says."),
		tickField("everywhere", "every Region that is switched on in the account", o.EveryRegion),
		textField("accounts", "Accounts", accountsText(o.Accounts), "12 digits each, with :data, :security, :logging or :network where it is not the workload's own. Empty: those of the scope."),
		tickField("organization", "every account of the organisation", o.Organization),
		textField("role", "Role to take on", o.RoleARN, "An ARN; for several accounts arn:{partition}:iam::{account}:role/NAME. For one hour."),
		textField("external", "External ID", o.ExternalID, "Only if the role asks for one."),
	}}
	return formSheet{title: "Where to ask", about: targetAbout(profiles), form: f, submit: func(f form) (Step, string) {
		next, wrong := readTarget(f, o)
		if wrong != "" {
			return Step{}, wrong
		}
		return Step{Close: true, Tell: retarget{options: next}}, ""
	}}
}

func targetAbout(profiles []desk.AWSProfile) string {
	about := "Only read calls. Keys are never asked for and never stored."
	for _, p := range profiles {
		if p.Login != "" {
			return about + " Where a session has expired, sign in in another terminal: " + safe(p.Login) + "."
		}
	}
	return about
}

// profileField lets one of the profiles be chosen, or where none was found be typed.
func profileField(o desk.AWSOptions, profiles []desk.AWSProfile) field {
	if len(profiles) == 0 {
		return textField("profile", "Profile", o.Profile, "A name in your AWS configuration. Empty: as your shell has it.")
	}
	options := []option{{"", "as your shell has it"}}
	known := o.Profile == ""
	for _, p := range profiles {
		parts := []string{safe(p.Name)}
		for _, x := range []string{p.Account, p.Region} {
			if x != "" {
				parts = append(parts, safe(x))
			}
		}
		if p.SSO != "" {
			parts = append(parts, "signs in by SSO")
		}
		known = known || p.Name == o.Profile
		options = append(options, option{p.Name, strings.Join(parts, ", ")})
	}
	if !known {
		options = append(options, option{o.Profile, safe(o.Profile)})
	}
	return choiceField("profile", "Profile", o.Profile, fmt.Sprintf("← and → choose among the %d of your AWS configuration.", len(profiles)), options)
}

func accountsText(all []questionnaire.Account) string {
	out := make([]string, len(all))
	for i, a := range all {
		out[i] = a.ID
		if a.Role != "" && a.Role != "workload" {
			out[i] += ":" + a.Role
		}
	}
	return strings.Join(out, ", ")
}

func readTarget(f form, o desk.AWSOptions) (desk.AWSOptions, string) {
	o.Profile, o.Region, o.RoleARN, o.ExternalID = f.value("profile"), f.value("region"), f.value("role"), f.value("external")
	o.EveryRegion, o.Organization, o.Accounts = f.value("everywhere") != "", f.value("organization") != "", nil
	if typed := f.value("accounts"); typed != "" {
		lines := strings.Join(strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }), "\n")
		accounts, err := desk.ReadAccounts(questionnaire.File{Name: "Accounts", Data: []byte(lines)})
		if err != nil {
			return o, sentence(err)
		}
		if len(accounts) > 1 && o.RoleARN == "" {
			return o, "Several accounts need a role that can be taken on in each: arn:{partition}:iam::{account}:role/NAME."
		}
		o.Accounts = accounts
	}
	return o, ""
}

// mostOpenings is how many missing actions the preview lists.
const mostOpenings = 8

func (p probe) previewLines(size cell.Size, th theme.Theme) []string {
	w := min(size.W, widest)
	lines := []string{head(th, "What Drydock would ask"), ""}
	para := func(style theme.Style, text string) {
		for _, l := range cell.Wrap(safe(text), max(1, w-2)) {
			lines = append(lines, " "+style.Say(l))
		}
	}
	para(theme.Style{}, p.plan.Sentence)
	if p.plan.Estimate.Most > 0 && !p.view.Session.Meta.Sample {
		para(th.Dim, p.takes())
	}
	lines = append(lines, "")
	for i, t := range places(p.plan.Targets) {
		label := ""
		if i == 0 {
			label = "Where"
		}
		lines = append(lines, " "+th.Strong.Say(cell.Fit(label, margin))+cell.Cut(t, w-margin-2))
	}
	lines = append(lines, p.openingLines(w, th)...)
	for _, n := range p.plan.Notes {
		para(th.Warn, n)
	}
	if p.plan.Resume {
		lines = append(lines, "")
		para(th.Warn, "The last run was stopped half-way. enter goes on with it; f begins anew.")
	} else if len(p.missing) > 0 && len(p.view.Session.Runs) > 0 {
		lines = append(lines, "")
		para(th.Dim, "l asks only for what could not be read before; enter asks for everything.")
	}
	lines = append(lines, "")
	para(th.Dim, "Only read calls. Nothing is changed, and nothing leaves this machine but these calls. c copies the policy that allows just them.")
	return lines
}

// takes says how long it will be, as far as one answer of AWS tells.
func (p probe) takes() string {
	least := p.plan.Estimate.Least.Round(time.Second)
	if least <= 0 {
		return "How long it takes depends on how much there is."
	}
	took := fmt.Sprintf("%d s", int(least.Seconds()))
	if least >= 2*time.Minute {
		took = fmt.Sprintf("%d min", int(least.Minutes()))
	}
	return "At least " + took + "; longer where there is much to read. x stops it at any time, and keeps what was read."
}

// openingLines list what the caller may not read, and what each action would open.
func (p probe) openingLines(w int, th theme.Theme) []string {
	openings := p.plan.Rights.Openings
	if len(openings) == 0 {
		return nil
	}
	lines := []string{"", " " + th.Strong.Say("Not allowed yet, and what it would open")}
	for i, o := range openings {
		if i == mostOpenings {
			lines = append(lines, "   "+th.Dim.Say(fmt.Sprintf("… %d more", len(openings)-i)))
			break
		}
		opens := "opens " + count(len(o.Controls), "question", "questions")
		lines = append(lines, cell.Ends("   "+th.Unknown.Say("? ")+safe(strings.Join(o.Actions, ", ")), th.Dim.Say(opens)+" ", w))
		if first := p.titleOf(o.Controls); first != "" && len(openings) <= 3 {
			lines = append(lines, "     "+th.Dim.Say(cell.Cut(first, w-6)))
		}
	}
	return lines
}

// titleOf names the heaviest of some questions, and how many more there are.
func (p probe) titleOf(controls []string) string {
	best := ""
	weight := -1
	for _, id := range controls {
		if c, ok := p.view.Posture.Control(id); ok && c.Weight > weight {
			best, weight = safe(c.Control.Title), c.Weight
		}
	}
	if n := len(controls) - 1; best != "" && n > 0 {
		best += fmt.Sprintf(", and %d more", n)
	}
	return best
}

// places are the targets for people: an account with what it is for, and its Regions.
func places(targets []fact.Target) []string {
	var out []string
	last := ""
	for _, t := range targets {
		account := strings.TrimRight(safe(t.Account)+"  "+safe(t.Role), " ")
		switch {
		case account == last:
			out[len(out)-1] += ", " + safe(t.Region)
		default:
			out = append(out, account+"  "+safe(t.Region))
		}
		last = account
	}
	return out
}
