package words

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"drydock/assess"
	"drydock/questionnaire"
)

// NotSaid is the value of a choice that nobody made.
const NotSaid = ""

// Option is one of the answers to a choice.
type Option struct{ Value, Label string }

// Kind is how a field is filled in.
type Kind int

// The kinds of fields.
const (
	Text Kind = iota
	Tick
	Choice
)

// Content is what text has to be.
type Content int

// What text has to be.
const (
	Anything Content = iota
	Date             // 2027-03-31
	Days             // a number of days, halves too
)

// Field is one thing to be asked: what it is called, what it holds, and what helps to answer. A tick holds "yes" or nothing.
type Field struct {
	ID, Label, Help string
	Section         string // a heading above it
	Kind            Kind
	Value           string
	Options         []Option
	Holds           Content
	Needed          string // why it cannot stay empty; empty: it can
	If              string // the field that has to hold something for this one to be of use
}

func textField(id, label, value, help string) Field {
	return Field{ID: id, Label: label, Value: value, Help: help}
}

func tickField(id, label string, ticked bool) Field {
	f := Field{ID: id, Label: label, Kind: Tick}
	if ticked {
		f.Value = "yes"
	}
	return f
}

func choiceField(id, label, value, help string, options []Option) Field {
	return Field{ID: id, Label: label, Kind: Choice, Value: value, Help: help, Options: options}
}

// Scope is all that is asked of the workload, in the order in which people think of it. Without a catalogue the agreed lists are
// left out; for a workshop the room comes first.
func Scope(s questionnaire.Scope, cat *questionnaire.Catalog, workshop bool) []Field {
	fields := []Field{}
	room := []Field{
		textField("minutes", "Minutes in the room", number(s.Minutes), "Today's questions are chosen to fit; what differs and open must-haves come first."),
		textField("attendees", "Who is there", attendeesText(s.Attendees), "Name: role, and the next. Roles: "+rolesText()+"."),
	}
	help := "It stands on every page. Commands call it by a short form: Claims assistant becomes claims-assistant."
	if s.Title != "" {
		help = "It stands on every page. Commands call it " + s.Name + "."
	}
	name := textField("name", "Name", s.Called(), help)
	fields = append(fields, name)
	if workshop {
		room[0].Section = "The workshop"
		fields = append(fields, room...)
	}
	fields = append(fields, doesFields(s)...)
	fields = append(fields, platformFields(s)...)
	fields = append(fields, circumstanceFields(s)...)
	fields = append(fields, standingFields(s)...)
	fields = append(fields, awsFields(s)...)
	if !workshop {
		room[0].Section = "The workshop, if there is one"
		fields = append(fields, room...)
	}
	fields = append(fields, agreedFields(s, cat)...)
	return fields
}

func doesFields(s questionnaire.Scope) []Field {
	does := []Option{
		{questionnaire.DoesWrite, "it writes or answers text"},
		{questionnaire.DoesReadData, "it reads our data to do so"},
		{questionnaire.DoesAct, "it can change something, run code or SQL"},
		{questionnaire.DoesPredict, "it predicts or scores"},
	}
	var out []Field
	for _, d := range does {
		out = append(out, tickField("does."+d.Value, d.Label, slices.Contains(s.Does, d.Value)))
	}
	out[0].Section = "What is true of it?"
	out = append(out, tickField("bought", "we bought it ready-made", s.Bought != nil && *s.Bought))
	return append(out, choiceField("agency", "The most it does alone", number(s.AgencyLevel), "The most it can do before a person looks.", []Option{
		{NotSaid, "not said"},
		{"1", "nothing: it only suggests"},
		{"2", "a step that a person approves"},
		{"3", "whole tasks, within limits"},
		{"4", "starts and finishes by itself"},
	}))
}

func platformFields(s questionnaire.Scope) []Field {
	var out []Field
	for _, p := range questionnaire.Platforms() {
		out = append(out, choiceField("on."+p, questionnaire.PlatformName(p), string(s.RunsOn[p]), "", []Option{
			{string(questionnaire.NotKnown), "not known"}, {string(questionnaire.Used), "used"}, {string(questionnaire.NotUsed), "not used"},
		}))
	}
	out[0].Section = "Where does it run?"
	return out
}

func circumstanceFields(s questionnaire.Scope) []Field {
	out := []Field{
		choiceField("data", "Data", s.Data, "The most sensitive that it sees.", options("public", "internal", "confidential", "regulated")),
		choiceField("audience", "Who uses it", s.Audience, "", options("team", "staff", "partners", "customers", "anonymous")),
		choiceField("tenancy", "Tenants", s.Tenancy, "One customer's data in it, or several customers' side by side.", options("one", "many")),
		choiceField("organization", "AWS Organizations", truth(s.Organization), "Is the account part of an organisation?", options("yes", "no")),
	}
	out[0].Section = "Whom and what does it touch?"
	return out
}

func standingFields(s questionnaire.Scope) []Field {
	out := []Field{
		choiceField("today", "Stands today", s.Today, "", options(questionnaire.Prototype, questionnaire.Pilot, questionnaire.Live, questionnaire.Scaled)),
		choiceField("next", "Next decision", string(s.Gate()), "Questions that are due only later are left out.", []Option{
			{string(questionnaire.LeaveLab), "leave the lab"}, {string(questionnaire.GoLive), "go live"}, {string(questionnaire.Scale), "scale"},
		}),
		textField("by", "By when", s.By, "A date like 2027-03-31; the plan says whether the work fits."),
		textField("capacity", "Days of work a month", number(s.Capacity), "What the team can give; 10 if nobody says."),
	}
	out[0].Section = "Where does it stand?"
	return out
}

func awsFields(s questionnaire.Scope) []Field {
	tags := make([]string, 0, len(s.Ours.Tags))
	for _, k := range slices.Sorted(maps.Keys(s.Ours.Tags)) {
		tags = append(tags, k+"="+s.Ours.Tags[k])
	}
	out := []Field{
		textField("accounts", "Accounts", accountsText(s.Accounts), "12 digits each; add :management, :security, :logging, :network or :data where it is not the workload's own. Empty: the one that you are signed in to."),
		textField("regions", "Regions", strings.Join(s.Regions, ", "), "Like eu-west-1, eu-central-1. Empty: the Region of your profile."),
		textField("ours", "What is ours, by tag", strings.Join(tags, ", "), "Like app=claims. Empty: the whole account is ours."),
	}
	out[0].Section = "Where in AWS?"
	return out
}

func agreedFields(s questionnaire.Scope, cat *questionnaire.Catalog) []Field {
	if cat == nil {
		return nil
	}
	var out []Field
	for _, a := range cat.Agreed {
		out = append(out, textField("agreed."+a.ID, a.Title, strings.Join(s.Agreed[a.ID], ", "), a.Ask+" Empty: not agreed yet."))
	}
	if len(out) > 0 {
		out[0].Section = "What have you agreed on?"
	}
	return out
}

func options(values ...string) []Option {
	out := []Option{{NotSaid, "not said"}}
	for _, v := range values {
		out = append(out, Option{v, v})
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
		return NotSaid
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

// ReadScope reads the fields of Scope back, on top of what the scope held beside them. The second result says what cannot be read.
func ReadScope(fields []Field, s questionnaire.Scope) (questionnaire.Scope, string) {
	f := values(fields)
	if typed := f.of("name"); typed != s.Called() {
		s.Name, s.Title = questionnaire.Slug(typed), typed
		if s.Title == s.Name {
			s.Title = ""
		}
	}
	s.Does = nil
	for _, d := range []string{questionnaire.DoesWrite, questionnaire.DoesReadData, questionnaire.DoesAct, questionnaire.DoesPredict} {
		if f.of("does."+d) != "" {
			s.Does = append(s.Does, d)
		}
	}
	if bought := f.of("bought") != ""; bought || s.Bought != nil {
		s.Bought = &bought
	}
	s.RunsOn = map[string]questionnaire.Use{}
	for _, p := range questionnaire.Platforms() {
		if u := questionnaire.Use(f.of("on." + p)); u != questionnaire.NotKnown {
			s.RunsOn[p] = u
		}
	}
	s.Data, s.Audience, s.Tenancy, s.Today = f.of("data"), f.of("audience"), f.of("tenancy"), f.of("today")
	s.Organization = nil
	if o := f.of("organization"); o != NotSaid {
		yes := o == "yes"
		s.Organization = &yes
	}
	s.Next, s.By = questionnaire.Gate(f.of("next")), f.of("by")
	s.Regions = list(f.of("regions"))
	wrong := readLists(f, &s)
	for _, n := range []struct {
		id, what string
		to       *int
	}{{"minutes", "Minutes in the room", &s.Minutes}, {"capacity", "Days of work a month", &s.Capacity}, {"agency", "", &s.AgencyLevel}} {
		v, err := strconv.Atoi(f.of(n.id))
		if err != nil && f.of(n.id) != "" || v < 0 {
			wrong = fmt.Sprintf("%s: %q is not a number of them.", n.what, f.of(n.id))
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
func readLists(f values, s *questionnaire.Scope) (wrong string) {
	s.Accounts = readAccounts(f.of("accounts"), s.Accounts)
	s.Ours.Tags = nil
	for _, t := range strings.FieldsFunc(f.of("ours"), func(r rune) bool { return r == ',' || r == ';' }) {
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
	for _, a := range strings.FieldsFunc(f.of("attendees"), func(r rune) bool { return r == ',' || r == ';' }) {
		name, role, _ := strings.Cut(a, ":")
		if name = strings.TrimSpace(name); name != "" {
			s.Attendees = append(s.Attendees, questionnaire.Attendee{Name: name, Role: questionnaire.Role(strings.TrimSpace(role))})
		}
	}
	for _, g := range f {
		id, ok := strings.CutPrefix(g.ID, "agreed.")
		if !ok {
			continue
		}
		s.Agreed = maps.Clone(s.Agreed)
		if s.Agreed == nil {
			s.Agreed = map[string][]string{}
		}
		delete(s.Agreed, id)
		if v := list(g.Value); len(v) > 0 {
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

// values are fields to be read by their ids.
type values []Field

func (f values) of(id string) string {
	for _, g := range f {
		if g.ID == id {
			return strings.TrimSpace(g.Value)
		}
	}
	return ""
}

// list reads "a, b c" as a, b, c.
func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == ';' || r == '\n' })
}
