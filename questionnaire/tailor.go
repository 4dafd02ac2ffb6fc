package questionnaire

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// UseCase is the highest that the workload does; Answers, the base, where it only predicts or nothing was ticked.
func (s Scope) UseCase() UseCase {
	switch {
	case slices.Contains(s.Does, DoesAct):
		return Acts
	case slices.Contains(s.Does, DoesReadData):
		return Connects
	default:
		return Answers
	}
}

// ModelKinds is generative, predictive, both, or none where nothing was ticked.
func (s Scope) ModelKinds() []string {
	var out []string
	if slices.Contains(s.Does, DoesWrite) || slices.Contains(s.Does, DoesReadData) || slices.Contains(s.Does, DoesAct) {
		out = append(out, "generative")
	}
	if slices.Contains(s.Does, DoesPredict) {
		out = append(out, "predictive")
	}
	return out
}

// Agency is the level in the Agentic AI Security Scoping Matrix, 1 to 4: as set, else 2 for what acts; 0 where
// nothing is known of it.
func (s Scope) Agency() int {
	switch {
	case s.AgencyLevel > 0:
		return s.AgencyLevel
	case slices.Contains(s.Does, DoesAct):
		return 2
	default:
		return 0
	}
}

// GenAI is the level in the Generative AI Security Scoping Matrix, 1 to 5: as set, else 2 for what was bought and 3 for
// what is built on somebody's model; 0 where nothing is known of it.
func (s Scope) GenAI() int {
	switch {
	case s.GenAILevel > 0:
		return s.GenAILevel
	case s.Bought != nil && *s.Bought:
		return 2
	case s.Uses(OnBedrock) == Used, s.Uses(OnAgentCore) == Used, s.Uses(OnOtherProvider) == Used:
		return 3
	default:
		return 0
	}
}

// Uses says whether the workload runs on a platform.
func (s Scope) Uses(platform string) Use { return s.RunsOn[platform] }

// Gate is the next gate; go-live where none was set.
func (s Scope) Gate() Gate {
	if s.Next == "" {
		return GoLive
	}
	return s.Next
}

// Public says whether outsiders or customers reach the workload.
func (s Scope) Public() bool { return s.Audience == "customers" || s.Audience == "anonymous" }

// Exclusion is a control that the scope leaves out, with the reason in words.
type Exclusion struct {
	Control *Control
	Because string
}

// OnAWS says whether anything of the workload may be on AWS: a platform that is not known to be unused, or an account.
func (s Scope) OnAWS() bool {
	platforms := slices.DeleteFunc(Platforms(), func(p string) bool { return p == OnSaaS })
	return len(s.Accounts) > 0 || !s.runsOnNone(platforms)
}

// Select divides the catalogue: the controls that the scope brings in, and those that it leaves out, each with the
// reason; both in catalogue order. Of a workload that has nothing on AWS the controls come without their rules and
// ceilings, for AWS can show nothing of it: only people know.
func Select(cat *Catalog, s Scope) (in []*Control, out []Exclusion) {
	onAWS := s.OnAWS()
	for i := range cat.Controls {
		c := &cat.Controls[i]
		because := s.excludes(c)
		switch {
		case because != "":
			out = append(out, Exclusion{c, because})
		case len(c.Rules) > 0 && !onAWS:
			asked := *c
			asked.Rules, asked.Ceiling = nil, ""
			in = append(in, &asked)
		default:
			in = append(in, c)
		}
	}
	return in, out
}

// WhyIn says in one sentence why a control is in scope.
func (s Scope) WhyIn(c *Control) string {
	because := "it applies to every workload"
	switch c.From {
	case Connects:
		because = "the workload reads your data"
	case Acts:
		because = "the workload can act"
	}
	return fmt.Sprintf("In, because %s and it is due before the gate “%s”.", because, Gates()[c.Phase.Number()-1].Title())
}

// excludes is the first reason why a control is out; empty when it is in. What nobody said excludes nothing. What is for
// ever comes before what is only for now: a control that no gate will bring in doesn't promise to come later.
func (s Scope) excludes(c *Control) string {
	t := c.Tailoring
	switch {
	case len(s.Does) > 0 && c.From.Number() > s.UseCase().Number():
		if c.From == Acts {
			return "the workload does not act"
		}
		return "the workload does not read your data to answer"
	case len(t.ModelKind) > 0 && len(s.Does) > 0 && !overlap(t.ModelKind, s.ModelKinds()):
		return "it is for " + strings.Join(t.ModelKind, " or ") + " models only"
	case len(t.RunsOn) > 0 && s.runsOnNone(t.RunsOn):
		return "the workload does not run on " + platformWords(t.RunsOn)
	case t.Bought != nil && s.Bought != nil && *t.Bought != *s.Bought:
		return map[bool]string{true: "the workload was not bought ready-made", false: "the workload was bought ready-made"}[*t.Bought]
	case t.Organization != nil && s.Organization != nil && *t.Organization != *s.Organization:
		return map[bool]string{true: "the account is in no organisation", false: "the account is in an organisation"}[*t.Organization]
	}
	for _, f := range []struct {
		what string
		set  string
		for_ []string
	}{{"data is", s.Data, t.Data}, {"audience is", s.Audience, t.Audience}, {"tenancy is", s.Tenancy, t.Tenancy}} {
		if f.set != "" && len(f.for_) > 0 && !slices.Contains(f.for_, f.set) {
			return fmt.Sprintf("its %s %s; this is for %s", f.what, f.set, strings.Join(f.for_, " or "))
		}
	}
	if because := s.outsideLevels(t); because != "" {
		return because
	}
	if c.Phase.Number() > s.Gate().Number() {
		return fmt.Sprintf("due only for the gate “%s”; the next gate is “%s”", Gates()[c.Phase.Number()-1].Title(), s.Gate().Title())
	}
	return ""
}

func (s Scope) outsideLevels(t Tailoring) string {
	if l := s.GenAI(); l > 0 && len(t.GenAILevel) > 0 && !slices.Contains(t.GenAILevel, l) {
		return fmt.Sprintf("its generative AI scope is %d; this is for %s", l, levels(t.GenAILevel))
	}
	if l := s.Agency(); l > 0 && len(t.AgencyLevel) > 0 && !slices.Contains(t.AgencyLevel, l) {
		return fmt.Sprintf("its agency scope is %d; this is for %s", l, levels(t.AgencyLevel))
	}
	return ""
}

// runsOnNone says whether every one of the platforms is known not to be used.
func (s Scope) runsOnNone(platforms []string) bool {
	for _, p := range platforms {
		if s.Uses(p) != NotUsed {
			return false
		}
	}
	return true
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// Exposure is a control's exposure in this scope, 1 to 3, and what raised it, a sentence each. However much the scope
// has, it rises by one.
func (s Scope) Exposure(c *Control) (int, []string) {
	var raised []string
	for _, to := range c.SensitiveTo {
		switch {
		case to == "data" && (s.Data == "confidential" || s.Data == "regulated"):
			raised = append(raised, "the data is "+s.Data)
		case to == "public" && s.Public():
			raised = append(raised, "it serves "+map[string]string{"customers": "customers", "anonymous": "anonymous users"}[s.Audience])
		case to == "agency" && s.Agency() >= 3:
			raised = append(raised, fmt.Sprintf("its agency scope is %d", s.Agency()))
		}
	}
	if len(raised) == 0 || c.Exposure >= 3 {
		return c.Exposure, nil
	}
	return c.Exposure + 1, raised
}

// Assumed lists what the scope does not say, in words; exports print it.
func (s Scope) Assumed() []string {
	var out []string
	for _, f := range []struct {
		set  bool
		says string
	}{
		{len(s.Does) > 0, "what it does: assumed to act, until said otherwise"},
		{len(s.RunsOn) > 0, "what it runs on: assumed anything"},
		{s.Data != "", "class of data: not said, raises no exposure"},
		{s.Audience != "", "audience: not said, raises no exposure"},
		{s.Tenancy != "", "tenancy: not said"},
		{s.Organization != nil, "organisation: not said"},
		{s.Next != "", "next gate: assumed go-live"},
	} {
		if !f.set {
			out = append(out, f.says)
		}
	}
	return out
}

// levels are some levels of a scoping matrix in words: "2 or 3".
func levels(list []int) string {
	words := make([]string, len(list))
	for i, l := range list {
		words[i] = strconv.Itoa(l)
	}
	return strings.Join(words, " or ")
}

// platformWords names platforms as the scope page does.
func platformWords(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = PlatformName(id)
	}
	return strings.Join(names, " or ")
}
