package tui

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"drydock/assess"
	"drydock/questionnaire"
)

const notSaid = "" // the value of a choice that nobody made

// scopeForm is the one page, in the order in which people think of it.
func scopeForm(s questionnaire.Scope, cat *questionnaire.Catalog, workshop bool) form {
	fields := []field{}
	room := []field{
		textField("minutes", "Minutes in the room", number(s.Minutes), "Today's questions are chosen to fit; what differs and open must-haves come first."),
		textField("attendees", "Who is there", attendeesText(s.Attendees), "Name: role, and the next. Roles: "+rolesText()+"."),
	}
	name := textField("name", "Name", s.Name, "Short, like claims-assistant: commands call it by this name.")
	fields = append(fields, name)
	if workshop {
		room[0].section = "The workshop"
		fields = append(fields, room...)
	}
	fields = append(fields, doesFields(s)...)
	fields = append(fields, platformFields(s)...)
	fields = append(fields, circumstanceFields(s)...)
	fields = append(fields, standingFields(s)...)
	fields = append(fields, awsFields(s)...)
	if !workshop {
		room[0].section = "The workshop, if there is one"
		fields = append(fields, room...)
	}
	fields = append(fields, agreedFields(s, cat)...)
	return form{fields: fields, button: "Continue"}
}

func doesFields(s questionnaire.Scope) []field {
	does := []option{
		{questionnaire.DoesWrite, "it writes or answers text"},
		{questionnaire.DoesReadData, "it reads our data to do so"},
		{questionnaire.DoesAct, "it can change something, run code or SQL"},
		{questionnaire.DoesPredict, "it predicts or scores"},
	}
	var out []field
	for _, d := range does {
		out = append(out, tickField("does."+d.value, d.label, slices.Contains(s.Does, d.value)))
	}
	out[0].section = "What is true of it?"
	out = append(out, tickField("bought", "we bought it ready-made", s.Bought != nil && *s.Bought))
	return append(out, choiceField("agency", "The most it does alone", number(s.AgencyLevel), "The most it can do before a person looks.", []option{
		{notSaid, "not said"},
		{"1", "nothing: it only suggests"},
		{"2", "a step that a person approves"},
		{"3", "whole tasks, within limits"},
		{"4", "starts and finishes by itself"},
	}))
}

func platformFields(s questionnaire.Scope) []field {
	names := map[string]string{
		questionnaire.OnBedrock: "Amazon Bedrock", questionnaire.OnAgentCore: "Bedrock AgentCore", questionnaire.OnSageMaker: "SageMaker AI",
		questionnaire.OnSelfHosted: "EKS, EC2, Lambda", questionnaire.OnOtherProvider: "another provider's API", questionnaire.OnSaaS: "bought SaaS",
	}
	var out []field
	for _, p := range questionnaire.Platforms() {
		out = append(out, choiceField("on."+p, names[p], string(s.RunsOn[p]), "", []option{
			{string(questionnaire.NotKnown), "not known"}, {string(questionnaire.Used), "used"}, {string(questionnaire.NotUsed), "not used"},
		}))
	}
	out[0].section = "Where does it run?"
	return out
}

func circumstanceFields(s questionnaire.Scope) []field {
	out := []field{
		choiceField("data", "Data", s.Data, "The most sensitive that it sees.", options("public", "internal", "confidential", "regulated")),
		choiceField("audience", "Who uses it", s.Audience, "", options("team", "staff", "partners", "customers", "anonymous")),
		choiceField("tenancy", "Tenants", s.Tenancy, "One customer's data in it, or several customers' side by side.", options("one", "many")),
		choiceField("organization", "AWS Organizations", truth(s.Organization), "Is the account part of an organisation?", options("yes", "no")),
	}
	out[0].section = "Whom and what does it touch?"
	return out
}

func standingFields(s questionnaire.Scope) []field {
	out := []field{
		choiceField("today", "Stands today", s.Today, "", options(questionnaire.Prototype, questionnaire.Pilot, questionnaire.Live, questionnaire.Scaled)),
		choiceField("next", "Next decision", string(s.Gate()), "Questions that are due only later are left out.", []option{
			{string(questionnaire.LeaveLab), "leave the lab"}, {string(questionnaire.GoLive), "go live"}, {string(questionnaire.Scale), "scale"},
		}),
		textField("by", "By when", s.By, "A date like 2027-03-31; the plan says whether the work fits."),
		textField("capacity", "Days of work a month", number(s.Capacity), "What the team can give; 10 if nobody says."),
	}
	out[0].section = "Where does it stand?"
	return out
}

func awsFields(s questionnaire.Scope) []field {
	tags := make([]string, 0, len(s.Ours.Tags))
	for _, k := range slices.Sorted(maps.Keys(s.Ours.Tags)) {
		tags = append(tags, k+"="+s.Ours.Tags[k])
	}
	out := []field{
		textField("accounts", "Accounts", accountsText(s.Accounts), "12 digits each; add :management, :security, :logging, :network or :data where it is not the workload's own. Empty: the one that you are signed in to."),
		textField("regions", "Regions", strings.Join(s.Regions, ", "), "Like eu-west-1, eu-central-1. Empty: the Region of your profile."),
		textField("ours", "What is ours, by tag", strings.Join(tags, ", "), "Like app=claims. Empty: the whole account is ours."),
	}
	out[0].section = "Where in AWS?"
	return out
}

func agreedFields(s questionnaire.Scope, cat *questionnaire.Catalog) []field {
	if cat == nil {
		return nil
	}
	var out []field
	for _, a := range cat.Agreed {
		out = append(out, textField("agreed."+a.ID, a.Title, strings.Join(s.Agreed[a.ID], ", "), a.Ask+" Empty: not agreed yet."))
	}
	if len(out) > 0 {
		out[0].section = "What have you agreed on?"
	}
	return out
}

func options(values ...string) []option {
	out := []option{{notSaid, "not said"}}
	for _, v := range values {
		out = append(out, option{v, v})
	}
	return out
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func truth(b *bool) string {
	switch {
	case b == nil:
		return notSaid
	case *b:
		return "yes"
	}
	return "no"
}

func rolesText() string {
	words := make([]string, 0, len(questionnaire.Roles()))
	for _, r := range questionnaire.Roles() {
		words = append(words, string(r))
	}
	return strings.Join(words, ", ")
}

func attendeesText(as []questionnaire.Attendee) string {
	parts := make([]string, 0, len(as))
	for _, a := range as {
		parts = append(parts, a.Name+": "+string(a.Role))
	}
	return strings.Join(parts, ", ")
}

func accountsText(as []questionnaire.Account) string {
	parts := make([]string, 0, len(as))
	for _, a := range as {
		if a.Role == "" || a.Role == "workload" {
			parts = append(parts, a.ID)
			continue
		}
		parts = append(parts, a.ID+":"+a.Role)
	}
	return strings.Join(parts, ", ")
}

// slug turns what people type into a name that commands can use: “Claims assistant” becomes claims-assistant.
func slug(typed string) string {
	words := strings.FieldsFunc(strings.ToLower(typed), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	name := strings.Join(words, "-")
	return strings.TrimRight(name[:min(len(name), 63)], "-")
}

// scopeOf reads the page back, on top of what the scope held beside it. The second result says what cannot be read.
func scopeOf(f form, s questionnaire.Scope) (questionnaire.Scope, string) {
	if typed := f.value("name"); typed != s.Name {
		s.Name = slug(typed)
	}
	s.Does = nil
	for _, d := range []string{questionnaire.DoesWrite, questionnaire.DoesReadData, questionnaire.DoesAct, questionnaire.DoesPredict} {
		if f.value("does."+d) != "" {
			s.Does = append(s.Does, d)
		}
	}
	if bought := f.value("bought") != ""; bought || s.Bought != nil {
		s.Bought = &bought
	}
	s.RunsOn = map[string]questionnaire.Use{}
	for _, p := range questionnaire.Platforms() {
		if u := questionnaire.Use(f.value("on." + p)); u != questionnaire.NotKnown {
			s.RunsOn[p] = u
		}
	}
	s.Data, s.Audience, s.Tenancy, s.Today = f.value("data"), f.value("audience"), f.value("tenancy"), f.value("today")
	s.Organization = nil
	if o := f.value("organization"); o != notSaid {
		yes := o == "yes"
		s.Organization = &yes
	}
	s.Next, s.By = questionnaire.Gate(f.value("next")), f.value("by")
	s.Regions = list(f.value("regions"))
	wrong := readLists(f, &s)
	for _, n := range []struct {
		id, what string
		to       *int
	}{{"minutes", "Minutes in the room", &s.Minutes}, {"capacity", "Days of work a month", &s.Capacity}, {"agency", "", &s.AgencyLevel}} {
		v, err := strconv.Atoi(f.value(n.id))
		if err != nil && f.value(n.id) != "" || v < 0 {
			wrong = fmt.Sprintf("%s: %q is not a number of them.", n.what, f.value(n.id))
			continue
		}
		*n.to = v
	}
	if s.By != "" {
		if _, err := assess.ParseDate(s.By); err != nil {
			wrong = "By when: write a date like 2027-03-31."
		}
	}
	return s, wrong
}

// readLists reads the fields that hold several values.
func readLists(f form, s *questionnaire.Scope) (wrong string) {
	s.Accounts = readAccounts(f.value("accounts"), s.Accounts)
	s.Ours.Tags = nil
	for _, t := range strings.FieldsFunc(f.value("ours"), func(r rune) bool { return r == ',' || r == ';' }) {
		k, v, ok := strings.Cut(strings.TrimSpace(t), "=")
		if !ok {
			wrong = fmt.Sprintf("What is ours: %q is not a tag; write it as key=value.", t)
			continue
		}
		if s.Ours.Tags == nil {
			s.Ours.Tags = map[string]string{}
		}
		s.Ours.Tags[strings.TrimSpace(k)] = strings.TrimSpace(v)
	}
	s.Attendees = nil
	for _, a := range strings.FieldsFunc(f.value("attendees"), func(r rune) bool { return r == ',' || r == ';' }) {
		name, role, _ := strings.Cut(a, ":")
		if name = strings.TrimSpace(name); name != "" {
			s.Attendees = append(s.Attendees, questionnaire.Attendee{Name: name, Role: questionnaire.Role(strings.TrimSpace(role))})
		}
	}
	for _, g := range f.fields {
		id, ok := strings.CutPrefix(g.id, "agreed.")
		if !ok {
			continue
		}
		s.Agreed = maps.Clone(s.Agreed)
		if s.Agreed == nil {
			s.Agreed = map[string][]string{}
		}
		delete(s.Agreed, id)
		if v := list(g.value()); len(v) > 0 {
			s.Agreed[id] = v
		}
	}
	return wrong
}

// readAccounts keeps alias and environment of accounts that were there before.
func readAccounts(typed string, before []questionnaire.Account) []questionnaire.Account {
	var out []questionnaire.Account
	for _, a := range list(typed) {
		id, role, _ := strings.Cut(a, ":")
		account := questionnaire.Account{ID: id}
		for _, b := range before {
			if b.ID == id {
				account = b
			}
		}
		account.Role = "workload"
		if role != "" {
			account.Role = role
		}
		out = append(out, account)
	}
	return out
}
