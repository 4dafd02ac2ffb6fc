package questionnaire

import "strings"

// Use says whether something is used: only NotUsed excludes.
type Use string

// The three states of knowledge about a service that the workload may run on.
const (
	Used     Use = "used"
	NotUsed  Use = "not-used"
	NotKnown Use = "" // nobody said
)

// What a workload does, as ticked on the scope page.
const (
	DoesWrite    = "writes"
	DoesReadData = "reads-data"
	DoesAct      = "acts"
	DoesPredict  = "predicts"
)

// Platforms that a workload may run on.
const (
	OnBedrock       = "bedrock"
	OnAgentCore     = "agentcore"
	OnSageMaker     = "sagemaker"
	OnSelfHosted    = "self-hosted"
	OnOtherProvider = "other-provider"
	OnSaaS          = "saas"
)

// Platforms returns the closed list of what a workload can run on.
func Platforms() []string {
	return []string{OnBedrock, OnAgentCore, OnSageMaker, OnSelfHosted, OnOtherProvider, OnSaaS}
}

// PlatformName is a platform as people call it; an unknown id is its own name.
func PlatformName(id string) string {
	switch id {
	case OnBedrock:
		return "Amazon Bedrock"
	case OnAgentCore:
		return "Bedrock AgentCore"
	case OnSageMaker:
		return "SageMaker AI"
	case OnSelfHosted:
		return "EKS, EC2, Lambda"
	case OnOtherProvider:
		return "another provider's API"
	case OnSaaS:
		return "bought SaaS"
	}
	return id
}

// Stages are where a workload stands today.
const (
	Prototype = "prototype"
	Pilot     = "pilot"
	Live      = "live"
	Scaled    = "scaled"
)

// Account is an AWS account in scope and the part it plays.
type Account struct {
	ID          string `yaml:"id" json:"id"`
	Alias       string `yaml:"alias,omitempty" json:"alias,omitempty"`
	Role        string `yaml:"role" json:"role"` // workload | management | security | logging | network | data
	Environment string `yaml:"environment,omitempty" json:"environment,omitempty"`
}

// Ours says which resources belong to this workload. All empty: the account is ours.
type Ours struct {
	Tags   map[string]string `yaml:"tags,omitempty" json:"tags,omitempty"`
	ARNs   []string          `yaml:"arns,omitempty" json:"arns,omitempty"` // patterns with *
	Stacks []string          `yaml:"stacks,omitempty" json:"stacks,omitempty"`
	Picked []string          `yaml:"picked,omitempty" json:"picked,omitempty"`
}

// Attendee is somebody in the room.
type Attendee struct {
	Name string `yaml:"name" json:"name"`
	Role Role   `yaml:"role" json:"role"`
}

// Scope is what is true of the workload. A field that is not set excludes no control and raises no exposure.
type Scope struct {
	Name         string              `yaml:"name" json:"name"`                       // commands call it by this
	Title        string              `yaml:"title,omitempty" json:"title,omitempty"` // what people call it, where that is more than the name
	Does         []string            `yaml:"does,omitempty" json:"does,omitempty"`
	Bought       *bool               `yaml:"bought,omitempty" json:"bought,omitempty"`
	RunsOn       map[string]Use      `yaml:"runs-on,omitempty" json:"runs-on,omitempty"`
	GenAILevel   int                 `yaml:"genai-level,omitempty" json:"genai-level,omitempty"`   // 1..5; 0: derived
	AgencyLevel  int                 `yaml:"agency-level,omitempty" json:"agency-level,omitempty"` // 1..4; 0: derived
	Data         string              `yaml:"data,omitempty" json:"data,omitempty"`
	Audience     string              `yaml:"audience,omitempty" json:"audience,omitempty"`
	Tenancy      string              `yaml:"tenancy,omitempty" json:"tenancy,omitempty"`
	Organization *bool               `yaml:"organization,omitempty" json:"organization,omitempty"`
	Accounts     []Account           `yaml:"accounts,omitempty" json:"accounts,omitempty"`
	Regions      []string            `yaml:"regions,omitempty" json:"regions,omitempty"`
	Ours         Ours                `yaml:"ours,omitempty" json:"ours,omitempty"`
	Today        string              `yaml:"today,omitempty" json:"today,omitempty"`
	Next         Gate                `yaml:"next,omitempty" json:"next,omitempty"`
	By           string              `yaml:"by,omitempty" json:"by,omitempty"` // calendar date 2006-01-02
	Agreed       map[string][]string `yaml:"agreed,omitempty" json:"agreed,omitempty"`
	Minutes      int                 `yaml:"minutes,omitempty" json:"minutes,omitempty"`
	Capacity     int                 `yaml:"capacity,omitempty" json:"capacity,omitempty"` // days a month; 0: 10
	Attendees    []Attendee          `yaml:"attendees,omitempty" json:"attendees,omitempty"`
	Zone         string              `yaml:"zone,omitempty" json:"zone,omitempty"` // IANA name; empty: UTC
}

// Called is what people call the workload: its title, else its name.
func (s Scope) Called() string {
	if s.Title != "" {
		return s.Title
	}
	return s.Name
}

// Slug turns what people type into a name that commands can use: “Claims assistant” becomes claims-assistant.
func Slug(typed string) string {
	words := strings.FieldsFunc(strings.ToLower(typed), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	name := strings.Join(words, "-")
	return strings.TrimRight(name[:min(len(name), 63)], "-")
}
