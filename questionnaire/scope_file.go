package questionnaire

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// sessionName is the form of a session's name.
var sessionName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// stages are the closed list of where a workload stands.
var stages = []string{Prototype, Pilot, Live, Scaled}

// does is the closed list of what a workload does.
var does = []string{DoesWrite, DoesReadData, DoesAct, DoesPredict}

// LoadScope reads a scope from YAML; everything wrong with it comes in one error, with file and line.
func LoadScope(file File) (Scope, error) {
	r := &reader{file: file.Name}
	root := r.document(file.Data)
	if root == nil {
		return Scope{}, joined(r.errs)
	}
	s := r.scope(root)
	if err := joined(r.errs); err != nil {
		return Scope{}, err
	}
	return s, s.Validate()
}

func (r *reader) scope(n *yaml.Node) Scope {
	f := r.mapping(n, "the scope", "name", "title", "does", "bought", "runs-on", "genai-level", "agency-level", "data", "audience", "tenancy", "organization",
		"accounts", "regions", "ours", "today", "next", "by", "agreed", "minutes", "capacity", "attendees", "zone")
	s := Scope{
		Name: f.text("name"), Title: f.text("title"), Does: f.textsOf("does", does...), Bought: f.truth("bought"), RunsOn: f.platforms("runs-on"),
		GenAILevel: f.whole("genai-level", 1, 5), AgencyLevel: f.whole("agency-level", 1, 4), Data: f.oneOf("data", dataClasses...),
		Audience: f.oneOf("audience", audiences...), Tenancy: f.oneOf("tenancy", tenancies...), Organization: f.truth("organization"),
		Regions: f.texts("regions"), Today: f.oneOf("today", stages...), Next: Gate(f.oneOf("next", gateNames()...)), By: f.text("by"),
		Agreed: f.table("agreed"), Minutes: f.whole("minutes", 0, 1440), Capacity: f.whole("capacity", 0, 1000), Zone: f.text("zone"),
	}
	for _, x := range f.items("accounts") {
		g := r.mapping(x, "an account", "id", "alias", "role", "environment")
		g.need("id")
		a := Account{ID: g.text("id"), Alias: g.text("alias"), Role: g.oneOf("role", accountRoles...), Environment: g.text("environment")}
		if a.Role == "" {
			a.Role = "workload"
		}
		s.Accounts = append(s.Accounts, a)
	}
	for _, x := range f.items("attendees") {
		g := r.mapping(x, "an attendee", "name", "role")
		g.need("name")
		s.Attendees = append(s.Attendees, Attendee{Name: g.text("name"), Role: Role(g.oneOf("role", roleNames()...))})
	}
	if f.has("ours") {
		g := r.mapping(f.m["ours"], "ours", "tags", "arns", "stacks", "picked")
		s.Ours = Ours{ARNs: g.texts("arns"), Stacks: g.texts("stacks"), Picked: g.texts("picked")}
		if g.has("tags") {
			t := r.mapping(g.m["tags"], "tags")
			s.Ours.Tags = map[string]string{}
			for k := range t.m {
				s.Ours.Tags[k] = t.text(k)
			}
		}
	}
	return s
}

// platforms reads runs-on: a list makes the unlisted not used; a mapping says used, not-used or nothing for each.
func (f fields) platforms(key string) map[string]Use {
	n, ok := f.m[key]
	if !ok {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return RunsOnList(f.textsOf(key, Platforms()...))
	}
	g := f.r.mapping(n, key, Platforms()...)
	out := map[string]Use{}
	for p := range g.m {
		if u := g.oneOf(p, "used", "not-used", "not-known"); u != "not-known" {
			out[p] = Use(u)
		}
	}
	return out
}

// RunsOnList is runs-on from a list of what is used; the unlisted are not used. No list makes all not known.
func RunsOnList(used []string) map[string]Use {
	if len(used) == 0 {
		return nil
	}
	out := map[string]Use{}
	for _, p := range Platforms() {
		out[p] = NotUsed
	}
	for _, p := range used {
		out[p] = Used
	}
	return out
}

func gateNames() []string {
	var out []string
	for _, g := range Gates() {
		out = append(out, string(g))
	}
	return out
}

// Validate says everything that is wrong with a scope, whichever way it was made.
func (s Scope) Validate() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !sessionName.MatchString(s.Name) {
		bad("the name %q won't do: use 1 to 63 of a-z, 0-9 and hyphen, beginning with a letter or digit", s.Name)
	}
	if len([]rune(s.Title)) > 120 {
		bad("the title is %d letters long; 120 are enough for every page", len([]rune(s.Title)))
	}
	oneOf := func(what, v string, allowed []string) {
		if v != "" && !slices.Contains(allowed, v) {
			bad("%s can't be %q; %s", what, v, didYouMean(v, allowed))
		}
	}
	for _, d := range s.Does {
		oneOf("does", d, does)
	}
	for p, u := range s.RunsOn {
		oneOf("runs-on", p, Platforms())
		oneOf("runs-on "+p, string(u), []string{string(Used), string(NotUsed)})
	}
	oneOf("data", s.Data, dataClasses)
	oneOf("audience", s.Audience, audiences)
	oneOf("tenancy", s.Tenancy, tenancies)
	oneOf("today", s.Today, stages)
	oneOf("next", string(s.Next), gateNames())
	if s.GenAILevel < 0 || s.GenAILevel > 5 {
		bad("genai-level must be 1 to 5, not %d", s.GenAILevel)
	}
	if s.AgencyLevel < 0 || s.AgencyLevel > 4 {
		bad("agency-level must be 1 to 4, not %d", s.AgencyLevel)
	}
	if s.By != "" {
		if _, err := time.Parse(time.DateOnly, s.By); err != nil {
			bad("by must be a date such as 2027-03-31, not %q", s.By)
		}
	}
	if _, err := time.LoadLocation(s.Zone); err != nil {
		bad("zone %q is not known; use a name such as Europe/Berlin, or leave it out for UTC", s.Zone)
	}
	return errors.Join(append(errs, s.validateWhere())...)
}

var (
	accountID  = regexp.MustCompile(`^[0-9]{12}$`)
	regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]+$`)
)

func (s Scope) validateWhere() error {
	var errs []error
	seen := map[string]bool{}
	for _, a := range s.Accounts {
		switch {
		case !accountID.MatchString(a.ID):
			errs = append(errs, fmt.Errorf("account %q is no account id: write its 12 digits, in quotes in YAML", a.ID))
		case seen[a.ID]:
			errs = append(errs, fmt.Errorf("account %s stands twice; keep one", a.ID))
		case a.Role != "" && !slices.Contains(accountRoles, a.Role):
			errs = append(errs, fmt.Errorf("account %s: role can't be %q; %s", a.ID, a.Role, didYouMean(a.Role, accountRoles)))
		}
		seen[a.ID] = true
	}
	for _, r := range s.Regions {
		if !regionName.MatchString(r) {
			errs = append(errs, fmt.Errorf("%q is no Region; write it as eu-west-1", strings.ToValidUTF8(r, "?")))
		}
	}
	return errors.Join(errs...)
}
