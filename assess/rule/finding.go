package rule

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire/text"
)

// Source is the source of findings that Drydock's own rules made.
const Source = "drydock"

// finding is a finding in the making.
type finding struct {
	evidence.Finding
	rest bool          // resources of its kind were judged; it stands for the rest
	gap  *doubt        // the first kind that was not read
	rows []*fact.Reach // whose proof it has
}

// finding begins a finding of the rule at a place, with the proof and age of what the rule reads there.
func (r *run) finding(account, region string, v *view) *finding {
	f := &finding{Finding: evidence.Finding{
		Source: Source, Rule: r.rule.ID, Control: r.rule.Control, States: r.rule.States, Decisive: r.rule.Decisive,
		Account: account, Region: region,
	}}
	if r.compiled == nil {
		return f
	}
	for _, kind := range r.kinds {
		for _, row := range v.rows(kind) {
			f.proof(row)
			if gap, whole := wholeList(row); !whole && f.gap == nil {
				f.gap = &doubt{cause: evidence.Cause(gap.Status), what: string(kind), gap: gap}
			}
		}
	}
	return f
}

// proof adds what a reach row proves, if it was read, and its age.
func (f *finding) proof(row *fact.Reach) {
	if row == nil || slices.Contains(f.rows, row) {
		return
	}
	f.rows = append(f.rows, row)
	if _, whole := wholeList(row); whole {
		f.Proof = append(f.Proof, row.Proof...)
	}
	f.age(row.ReadAt)
}

// age keeps the oldest instant.
func (f *finding) age(at time.Time) {
	if !at.IsZero() && (f.At.IsZero() || at.Before(f.At)) {
		f.At = at
	}
}

// about copies a finding that was begun, to be one about a resource.
func (f *finding) about(o *object) *finding {
	c := *f
	f = &c
	f.Kind = o.fact.Kind()
	f.Resource, f.Name = text.Untrusted(o.meta.ARN), text.Untrusted(o.meta.Name)
	f.Proof = slices.Concat(f.Proof, o.meta.Proof)
	f.age(o.meta.ReadAt)
	return f
}

// with sets the outcome and why.
func (f *finding) with(o evidence.Outcome, because string) evidence.Finding {
	f.Outcome, f.Because = o, text.Untrusted(because)
	return f.Finding
}

// proofOfSeen proves by the resources that were seen, where no list was read to its end: one that was seen is enough for
// "there is one".
func (f *finding) proofOfSeen(kinds []fact.Kind, v *view) {
	if len(f.Proof) > 0 {
		return
	}
	for _, kind := range kinds {
		for _, o := range v.objects(kind) {
			f.Proof = append(f.Proof, o.meta.Proof...)
			f.age(o.meta.ReadAt)
		}
	}
}

// notApplicable says why the rule does not speak of this.
func (f *finding) notApplicable(because string) evidence.Finding {
	return f.with(evidence.NotApplicable, because)
}

// notOffered is not applicable where that is proved, else unknown.
func (f *finding) notOffered(kind fact.Kind, proved bool) evidence.Finding {
	if proved {
		return f.notApplicable(notOfferedSentence(kind))
	}
	return f.unknown(doubt{
		cause: evidence.Cause(fact.NotOffered), gap: fact.Gap{Status: fact.NotOffered}, said: true,
		what: fmt.Sprintf("The service of %s seems not to be offered here, but nothing proves it", plural(kind)),
	})
}

// notOfferedSentence says that a kind's service is not offered in the Region.
func notOfferedSentence(kind fact.Kind) string {
	return fmt.Sprintf("The service of %s is not offered in this Region", plural(kind))
}

// proven lets a finding stand only on proof: the answered calls that it rests on. Without, it is unknown, for the reason
// that a kind was not read, if that is so.
func (f *finding) proven(done evidence.Finding) evidence.Finding {
	if len(done.Proof) > 0 {
		return done
	}
	if f.gap != nil {
		return f.unknown(*f.gap)
	}
	return f.unknown(doubt{
		cause: evidence.Cause(fact.Failed), said: true, gap: fact.Gap{Status: fact.Failed},
		what: "It seems so, but no answered call that proves it is on record",
	})
}

// unknown says what was not read.
func (f *finding) unknown(d doubt) evidence.Finding {
	f.Cause = d.cause
	f.Shows = ""
	if d.cause == "" {
		f.Cause = evidence.NotCollected
	}
	if d.gap != (fact.Gap{}) {
		gap := d.gap
		f.Gap = &gap
	}
	return f.with(evidence.Unknown, f.why(d))
}

// why is one sentence on a doubt.
func (f *finding) why(d doubt) string {
	switch {
	case d.said:
		return d.what
	case d.cause == evidence.NotAgreed:
		return fmt.Sprintf("The list %q is not agreed yet", d.what)
	case d.cause == evidence.UnreadField:
		return fmt.Sprintf("The %s %s", d.what, gapSentence(d.gap))
	case d.cause == evidence.NotCollected || d.cause == "":
		return fmt.Sprintf("Nobody has asked AWS for %s here yet", plural(fact.Kind(d.what)))
	case f.rest:
		return fmt.Sprintf("The list of %s broke off: it %s", plural(fact.Kind(d.what)), gapSentence(d.gap))
	}
	return fmt.Sprintf("The list of %s %s", plural(fact.Kind(d.what)), gapSentence(d.gap))
}

// gapSentence ends a sentence on what was not read.
func gapSentence(g fact.Gap) string {
	s := map[fact.Status]string{
		fact.Denied: "was denied", fact.ClosedByPolicy: "is closed by an organisation policy", fact.NotOffered: "is not offered here",
		fact.Throttled: "was throttled by AWS", fact.TimedOut: "timed out", fact.Cancelled: "was not read because the run was cancelled",
		fact.NotCollected: "was not asked for",
	}[g.Status]
	if s == "" {
		s = "could not be read"
	}
	switch {
	case g.Action != "" && (g.Status == fact.Denied || g.Status == fact.ClosedByPolicy):
		s += "; it needs " + g.Action
	case g.Message == "" || g.Status == fact.Throttled || g.Status == fact.TimedOut:
	case g.Code != "":
		s += fmt.Sprintf(" (%s: %s)", g.Code, shortened(g.Message))
	default:
		s += fmt.Sprintf(" (%s)", shortened(g.Message))
	}
	return s
}

// shortened is the beginning of what a service said; the whole stands in the gap.
func shortened(message string) string {
	const most = 160
	letters := []rune(message)
	if len(letters) <= most {
		return message
	}
	return string(letters[:most-1]) + "…"
}

// plural is a kind as people say it of several.
func plural(kind fact.Kind) string {
	w := words(kind)
	switch {
	case strings.HasSuffix(w, "usage"), strings.HasSuffix(w, "logging"):
		return w
	case strings.HasSuffix(w, "y") && !strings.HasSuffix(w, "ey"):
		return strings.TrimSuffix(w, "y") + "ies"
	case strings.HasSuffix(w, "s"):
		return w
	}
	return w + "s"
}

// words is a kind as people say it.
func words(kind fact.Kind) string {
	names := map[string]string{
		"agentcore": "AgentCore", "bedrock": "Bedrock", "cloudtrail": "CloudTrail", "cloudwatch": "CloudWatch", "ec2": "EC2",
		"guardduty": "GuardDuty", "iam": "IAM", "kms": "KMS", "s3": "S3", "sagemaker": "SageMaker", "vpc": "VPC", "macie": "Macie",
	}
	parts := strings.Split(string(kind), "_")
	for i, p := range parts {
		if n, ok := names[p]; ok {
			parts[i] = n
		}
	}
	return strings.Join(parts, " ")
}

// name gives the findings of one rule their ids: a hash of source, rule, account, Region and resource. Two rows that
// agree in all of these (two versions of a guardrail, say) are told apart by name, then by order.
func name(findings []evidence.Finding) {
	seen := map[string]int{}
	for i := range findings {
		f := &findings[i]
		id := findingID(f.Source, f.Rule, f.Account, f.Region, string(f.Resource))
		if seen[id]++; seen[id] > 1 {
			id = findingID(f.Source, f.Rule, f.Account, f.Region, string(f.Resource), string(f.Name), fmt.Sprint(seen[id]))
		}
		f.ID = id
	}
}

// findingID hashes the parts so that no two lists of parts read the same.
func findingID(parts ...string) string {
	var written []byte
	for _, p := range parts {
		written = append(append(strconv.AppendInt(written, int64(len(p)), 10), ':'), p...)
	}
	sum := sha256.Sum256(written)
	return hex.EncodeToString(sum[:16])
}
