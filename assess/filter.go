package assess

import (
	"slices"
	"strings"

	"drydock/questionnaire"
)

// Filter says which questions are walked. All that is set must hold; the zero value lets every question through.
type Filter struct {
	Layer      questionnaire.Layer
	Phase      questionnaire.Phase
	Role       questionnaire.Role // who can answer
	Must       bool
	Unanswered bool // nobody decided yet
	Differs    bool // decision and evidence, and nobody settled it
	Open       bool
	NotKnown   bool
	TooOld     bool // old evidence, or answered long ago
	Today      bool // on the agenda
}

// Answered says whether there is an answer of people, however old.
func (s *ControlState) Answered() bool { return s.Decision != nil }

// TooOld says whether an answer or something that AWS showed was too long ago to count.
func (s *ControlState) TooOld() bool {
	if s.Stale {
		return true
	}
	for i := range s.Evidence.Findings {
		if f := &s.Evidence.Findings[i]; f.Stale && f.Counts() {
			return true
		}
	}
	return false
}

// Passes says whether a control is let through; today holds the controls on the agenda.
func (f Filter) Passes(s *ControlState, today []string) bool {
	c := s.Control
	switch {
	case f.Layer != "" && c.Layer != f.Layer, f.Phase != "" && c.Phase != f.Phase, f.Role != "" && !slices.Contains(c.Asks, f.Role):
		return false
	case f.Must && !c.Must, f.Unanswered && s.Answered(), f.Differs && (s.Differs == nil || s.Differs.Settled != nil):
		return false
	case f.Open && s.Status != StatusOpen, f.NotKnown && s.Status != StatusUnknown, f.TooOld && !s.TooOld():
		return false
	}
	return !f.Today || slices.Contains(today, c.ID)
}

// Select lists the controls that are let through, in the order in which they are walked: today's by the agenda, what differs by
// its weight, all else as the catalogue goes.
func (f Filter) Select(p *Posture, a *Agenda) []string {
	var today []string
	if f.Today && a != nil {
		for i := range a.Items {
			today = append(today, a.Items[i].Control)
		}
	}
	order := today
	switch {
	case f.Today:
	case f.Differs:
		order = p.Conflicts
	default:
		for i := range p.Controls {
			order = append(order, p.Controls[i].Control.ID)
		}
	}
	out := make([]string, 0, len(order))
	for _, id := range order {
		if s, ok := p.Control(id); ok && f.Passes(s, today) {
			out = append(out, id)
		}
	}
	return out
}

// Words says which questions they are: "unanswered must-haves of identity and data, for the data owner".
func (f Filter) Words() string {
	var w []string
	for _, x := range []struct {
		on   bool
		word string
	}{{f.Today, "today's"}, {f.Unanswered, "unanswered"}, {f.Open, "open"}, {f.Phase != "", strings.ToLower(f.Phase.Title())}} {
		if x.on {
			w = append(w, x.word)
		}
	}
	noun := "questions"
	if f.Must {
		noun = "must-haves"
	}
	w = append(w, noun)
	if f.Layer != "" {
		w = append(w, "of "+layerWord(f.Layer))
	}
	var that []string
	for _, x := range []struct {
		on   bool
		word string
	}{{f.Differs, "differ"}, {f.NotKnown, "are not known"}, {f.TooOld, "are too old"}} {
		if x.on {
			that = append(that, x.word)
		}
	}
	if len(that) > 0 {
		w = append(w, "that "+strings.Join(that, " and "))
	}
	s := strings.Join(w, " ")
	if f.Role != "" {
		s += ", for the " + f.Role.Word()
	}
	return s
}

// layerWord is a layer in the middle of a sentence.
func layerWord(l questionnaire.Layer) string {
	if l == questionnaire.AIApplication {
		return "the " + l.Title()
	}
	return strings.ToLower(l.Title())
}

// Marks of a filter as it is written down in a place.
const (
	markMust, markUnanswered, markDiffers, markOpen = "must", "unanswered", "differs", "open"
	markNotKnown, markTooOld, markToday             = "not-known", "too-old", "today"
	markLayer, markPhase, markRole                  = "layer=", "phase=", "role="
)

// String writes a filter down so that it can be found again; empty: none.
func (f Filter) String() string {
	var out []string
	for _, x := range []struct {
		on   bool
		mark string
	}{
		{f.Layer != "", markLayer + string(f.Layer)},
		{f.Phase != "", markPhase + string(f.Phase)},
		{f.Role != "", markRole + string(f.Role)},
		{f.Must, markMust},
		{f.Unanswered, markUnanswered},
		{f.Differs, markDiffers},
		{f.Open, markOpen},
		{f.NotKnown, markNotKnown},
		{f.TooOld, markTooOld},
		{f.Today, markToday},
	} {
		if x.on {
			out = append(out, x.mark)
		}
	}
	return strings.Join(out, " ")
}

// ParseFilter reads what String wrote. What it does not know, a newer Drydock may: it is left out.
func ParseFilter(s string) Filter {
	var f Filter
	for _, mark := range strings.Fields(s) {
		switch mark {
		case markMust:
			f.Must = true
		case markUnanswered:
			f.Unanswered = true
		case markDiffers:
			f.Differs = true
		case markOpen:
			f.Open = true
		case markNotKnown:
			f.NotKnown = true
		case markTooOld:
			f.TooOld = true
		case markToday:
			f.Today = true
		default:
			f.parseValue(mark)
		}
	}
	return f
}

func (f *Filter) parseValue(mark string) {
	if v, ok := strings.CutPrefix(mark, markLayer); ok && slices.Contains(questionnaire.Layers(), questionnaire.Layer(v)) {
		f.Layer = questionnaire.Layer(v)
	}
	if v, ok := strings.CutPrefix(mark, markPhase); ok && slices.Contains(questionnaire.Phases(), questionnaire.Phase(v)) {
		f.Phase = questionnaire.Phase(v)
	}
	if v, ok := strings.CutPrefix(mark, markRole); ok && slices.Contains(questionnaire.Roles(), questionnaire.Role(v)) {
		f.Role = questionnaire.Role(v)
	}
}
