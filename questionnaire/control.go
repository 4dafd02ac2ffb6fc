// Package questionnaire holds what is asked: the catalogue of controls, the scope of an assessment, and the reasons
// why a control is in or out of it.
package questionnaire

import "strings"

// Layer says where a control sits.
type Layer string

// The layers of the framework, in the order in which a workshop walks them.
const (
	Infrastructure Layer = "infrastructure"
	IdentityData   Layer = "identity_data"
	AIApplication  Layer = "ai_application"
)

// Layers returns every layer in walking order.
func Layers() []Layer { return []Layer{Infrastructure, IdentityData, AIApplication} }

// Title is the layer's name for people.
func (l Layer) Title() string {
	switch l {
	case Infrastructure:
		return "Infrastructure"
	case IdentityData:
		return "Identity and data"
	case AIApplication:
		return "AI application"
	}
	return string(l)
}

// Phase says when a control becomes due.
type Phase string

// The phases of the framework, in order.
const (
	Foundational Phase = "foundational"
	Enhanced     Phase = "enhanced"
	Advanced     Phase = "advanced"
)

// Phases returns every phase in order.
func Phases() []Phase { return []Phase{Foundational, Enhanced, Advanced} }

// Number is the phase's place, 1 to 3; 0 for an unknown phase.
func (p Phase) Number() int {
	for i, q := range Phases() {
		if p == q {
			return i + 1
		}
	}
	return 0
}

// Title is the phase's name for people.
func (p Phase) Title() string {
	switch p {
	case Foundational:
		return "Foundational"
	case Enhanced:
		return "Enhanced"
	case Advanced:
		return "Advanced"
	}
	return string(p)
}

// UseCase is what the AI does; use cases accumulate.
type UseCase string

// The use cases, in the order in which each inherits the one before.
const (
	Answers  UseCase = "answers"
	Connects UseCase = "connects"
	Acts     UseCase = "acts"
)

// UseCases returns every use case, from the base up.
func UseCases() []UseCase { return []UseCase{Answers, Connects, Acts} }

// Number is the use case's place, 1 to 3; 0 for an unknown one.
func (u UseCase) Number() int {
	for i, v := range UseCases() {
		if u == v {
			return i + 1
		}
	}
	return 0
}

// Gate is a decision that the assessment serves.
type Gate string

// The gates, named by the decision that they serve.
const (
	LeaveLab Gate = "leave-lab"
	GoLive   Gate = "go-live"
	Scale    Gate = "scale"
)

// Gates returns every gate in order.
func Gates() []Gate { return []Gate{LeaveLab, GoLive, Scale} }

// Number is the gate's place, 1 to 3, which is also the number of its phase; 0 for an unknown gate.
func (g Gate) Number() int {
	for i, h := range Gates() {
		if g == h {
			return i + 1
		}
	}
	return 0
}

// Question is the decision as it is put to people: "May it go live?".
func (g Gate) Question() string {
	switch g {
	case LeaveLab:
		return "May it leave the lab?"
	case GoLive:
		return "May it go live?"
	case Scale:
		return "May it scale?"
	}
	return string(g)
}

// Title is the gate's short name: "Leave the lab", "Go live", "Scale".
func (g Gate) Title() string {
	switch g {
	case LeaveLab:
		return "Leave the lab"
	case GoLive:
		return "Go live"
	case Scale:
		return "Scale"
	}
	return string(g)
}

// Place is where in a file something was written; it makes errors that a person can act on.
type Place struct {
	File string
	Line int
}

// Control is one thing that should be true, with all that is needed to ask for it, check it and repair it.
type Control struct {
	ID          string              `json:"id"`                 // kebab-case, stable for ever
	Revision    int                 `json:"revision"`           // raised when the question changes meaning
	Formerly    []string            `json:"formerly,omitempty"` // earlier ids
	Title       string              `json:"title"`
	Topic       string              `json:"topic"` // id of its topic
	Layer       Layer               `json:"layer"`
	Phase       Phase               `json:"phase"`
	Placement   string              `json:"placement"` // stated | inferred
	From        UseCase             `json:"from"`
	Tailoring   Tailoring           `json:"tailoring,omitzero"`
	Must        bool                `json:"must,omitempty"`
	MustBecause string              `json:"mustBecause,omitempty"`
	Impact      int                 `json:"impact"`   // 1..3
	Exposure    int                 `json:"exposure"` // 1..3
	SensitiveTo []string            `json:"sensitiveTo,omitempty"`
	Minutes     int                 `json:"minutes"`
	Asks        []Role              `json:"asks,omitempty"`
	Resp        string              `json:"resp,omitempty"` // workload | platform | shared | vendor
	Threat      string              `json:"threat,omitempty"`
	Question    string              `json:"question"`
	Why         string              `json:"why,omitempty"`
	Good        Good                `json:"good"`
	FollowUps   []string            `json:"followUps,omitempty"`
	OftenHeard  []Objection         `json:"oftenHeard,omitempty"`
	Documents   []string            `json:"documents,omitempty"`
	Ceiling     string              `json:"ceiling,omitempty"` // what AWS cannot show; empty: nothing is hidden
	Rules       []Rule              `json:"rules,omitempty"`
	Maps        map[string][]string `json:"maps,omitempty"` // external framework → ids (with edition)
	Sources     []string            `json:"sources,omitempty"`
	Pack        string              `json:"pack,omitempty"` // id of the pack it came from; empty: built in
	Place       Place               `json:"-"`
}

// Tailoring narrows whom a control is for. An empty list means everybody.
type Tailoring struct {
	RunsOn       []string `json:"runsOn,omitempty"` // any of
	GenAILevel   []int    `json:"genaiLevel,omitempty"`
	AgencyLevel  []int    `json:"agencyLevel,omitempty"`
	ModelKind    []string `json:"modelKind,omitempty"` // generative | predictive
	Bought       *bool    `json:"bought,omitempty"`
	Organization *bool    `json:"organization,omitempty"`
	Data         []string `json:"data,omitempty"`
	Audience     []string `json:"audience,omitempty"`
	Tenancy      []string `json:"tenancy,omitempty"`
}

// Good says what an answer of no, partly and yes looks like.
type Good struct {
	None    string `json:"none"`
	Partial string `json:"partial"`
	Full    string `json:"full"`
}

// Objection is something often heard in the room, with an answer to it.
type Objection struct {
	Says   string `json:"says"`
	Answer string `json:"answer"`
}

// Rule judges facts for its control: each resource of a kind, or a target once.
type Rule struct {
	ID       string              `json:"id"`
	Control  string              `json:"control"`           // id of its control
	States   string              `json:"states"`            // what is true when it passes, as a sentence
	Each     string              `json:"each,omitempty"`    // a fact kind; empty with Once
	Once     string              `json:"once,omitempty"`    // region | account; empty with Each
	In       []string            `json:"in,omitempty"`      // account roles it applies to; empty: workload
	When     string              `json:"when,omitempty"`    // CEL; narrows what the rule speaks of; false means not applicable
	WhenNot  string              `json:"whenNot,omitempty"` // the sentence that explains a false When
	Pass     string              `json:"pass,omitempty"`    // CEL; true is pass, false is fail
	Shows    string              `json:"shows,omitempty"`   // CEL returning a string: the proof in words
	Reads    []string            `json:"reads,omitempty"`   // extra kinds it needs that its expressions do not name
	Decisive bool                `json:"decisive,omitempty"`
	SameAs   map[string][]string `json:"sameAs,omitempty"` // foreign source → its check ids
	Place    Place               `json:"-"`
	// PassPlace, WhenPlace and ShowsPlace are where the expressions stand.
	PassPlace  Place `json:"-"`
	WhenPlace  Place `json:"-"`
	ShowsPlace Place `json:"-"`
}

// Share is how much of a control an action closes: 0.5 or 1.
type Share struct {
	Control string  `json:"control"`
	Share   float64 `json:"share"`
}

// Action is a piece of work that closes one or more gaps.
type Action struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Closes      []Share  `json:"closes,omitempty"`
	Needs       []string `json:"needs,omitempty"`
	Days        float64  `json:"days,omitempty"` // 0.5 1 2 3 5 8
	Per         string   `json:"per,omitempty"`  // account | workload | resource
	DoneBy      Role     `json:"doneBy,omitempty"`
	RunningCost string   `json:"runningCost,omitempty"`
	MayBreak    string   `json:"mayBreak,omitempty"`
	Undo        string   `json:"undo,omitempty"`
	Steps       []string `json:"steps,omitempty"`
	CLI         string   `json:"cli,omitempty"`
	Terraform   string   `json:"terraform,omitempty"`
	Verify      string   `json:"verify,omitempty"`
	Pack        string   `json:"pack,omitempty"`
	Place       Place    `json:"-"`
}

// Topic groups controls of one layer.
type Topic struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	About string `json:"about,omitempty"`
	Order int    `json:"order,omitempty"`
	Layer Layer  `json:"layer"`
	Place Place  `json:"-"`
}

// Role is somebody's part in the assessment.
type Role string

// The closed list of roles.
const (
	Sponsor              Role = "sponsor"
	WorkloadOwner        Role = "workload-owner"
	AppDeveloper         Role = "app-developer"
	PlatformEngineer     Role = "platform-engineer"
	SecurityArchitect    Role = "identity-and-security-architect"
	DataOwner            Role = "data-owner"
	DetectionAndResponse Role = "detection-and-response"
	VendorManager        Role = "vendor-manager"
)

// Word is a role in people's words: "platform engineer".
func (r Role) Word() string { return strings.ReplaceAll(string(r), "-", " ") }

// Roles returns the closed list.
func Roles() []Role {
	return []Role{Sponsor, WorkloadOwner, AppDeveloper, PlatformEngineer, SecurityArchitect, DataOwner, DetectionAndResponse, VendorManager}
}

// AgreedList is a list that only the owner knows; rules read it as scope.agreed["id"].
type AgreedList struct {
	ID    string
	Title string
	Type  string // strings | days
	Ask   string // the question that fills it
	Place Place
}

// Retired is a control that is no more; decisions on it are kept and shown.
type Retired struct {
	ID, Because string
	Instead     string // the control that took its place; may be empty
	Place       Place
}

// PackInfo heads a custom pack.
type PackInfo struct {
	ID, Version, Title, NeedsCatalog string
	Digest                           string
}

// Catalog is every control that Drydock knows, in walking order: layer, topic order, then as written.
type Catalog struct {
	Version  string
	Digest   string // SHA-256 over all files, hex
	Topics   []Topic
	Controls []Control
	Actions  []Action
	Agreed   []AgreedList
	Packs    []PackInfo
	Retired  []Retired
	LeftOut  []LeftOut

	refs     []Reference
	controls map[string]int
	actions  map[string]int
	topics   map[string]int
}

// Weight is impact × exposure before the scope raises exposure.
func (c *Control) Weight() int { return c.Impact * c.Exposure }
