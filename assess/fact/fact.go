// Package fact holds the typed facts that probes read from AWS, and how far a read reached. It judges nothing.
package fact

import "time"

// Kind names one kind of resource, such as "bedrock_guardrail".
type Kind string

// Meta is what every fact carries. Tags may be unread like any other field.
type Meta struct {
	Account string            `json:"account"`
	Region  string            `json:"region"` // "" or "global" never: global kinds say "global"
	ARN     string            `json:"arn"`    // "": the account or the Region itself, which has no owner and always counts
	Name    string            `json:"name"`
	Tags    map[string]string `json:"tags,omitempty"`
	ReadAt  time.Time         `json:"readAt"`
	// Unread names, by JSON field name, what could not be read and why. Unread is never zero: rules see an unknown.
	Unread map[string]Gap `json:"unread,omitempty"`
	// Proof is what the reads that built this fact returned beside the data.
	Proof []Proof `json:"proof,omitempty"`
}

// Base returns the shared part of a fact.
func (m *Meta) Base() *Meta { return m }

// Fact is one resource as AWS described it.
type Fact interface {
	Kind() Kind
	Base() *Meta
}

// Global is the Region of facts and reach that belong to an account and not to a Region.
const Global = "global"

// Proof is one answered call.
type Proof struct {
	Operation string    `json:"operation"` // "bedrock.GetGuardrail"
	Account   string    `json:"account"`
	Region    string    `json:"region"`
	RequestID string    `json:"requestId"`
	At        time.Time `json:"at"`
	AllPages  bool      `json:"allPages"`
}

// Gap is why something was not read.
type Gap struct {
	Status    Status `json:"status"`
	Operation string `json:"operation,omitempty"` // "kms.DescribeKey"
	Action    string `json:"action,omitempty"`    // the missing IAM action: "kms:DescribeKey"
	Code      string `json:"code,omitempty"`      // AWS's error code
	Message   string `json:"message,omitempty"`   // from outside: show it only through text.Untrusted
}

// Status says how far a read went.
type Status string

// The closed list of reach.
const (
	Read           Status = "read"
	Denied         Status = "denied"
	ClosedByPolicy Status = "closed-by-policy"
	NotOffered     Status = "not-offered"
	Throttled      Status = "throttled"
	TimedOut       Status = "timed-out"
	Failed         Status = "failed"
	Cancelled      Status = "cancelled"
	NotCollected   Status = "not-collected"
)

// Target is one place to look: an account in a Region, and the account's part in the workload.
type Target struct {
	Partition string `json:"partition"`
	Account   string `json:"account"`
	Region    string `json:"region"`
	Role      string `json:"role"` // workload | management | security | logging | network | data
}

// Reach says, for one kind in one account and Region, how far the read went. A list that broke off half-way is not Read:
// the facts that did arrive stand beside it, and rules see the list end in an unknown.
type Reach struct {
	Account string    `json:"account"`
	Region  string    `json:"region"`
	Kind    Kind      `json:"kind"`
	Gap     Gap       `json:"gap"` // Gap.Status is the status, Read included
	Proof   []Proof   `json:"proof,omitempty"`
	ReadAt  time.Time `json:"readAt"`
}

// Snapshot is all that a run read: judged now, compared and judged again later, without credentials.
type Snapshot struct {
	Run     string    `json:"run"` // ULID
	At      time.Time `json:"at"`
	Caller  string    `json:"caller"` // ARN that STS named
	Targets []Target  `json:"targets"`
	Reach   []Reach   `json:"reach"`
	Facts   []Fact    `json:"-"` // marshalled with their kind by the snapshot codec
	Calls   int       `json:"calls"`
}
