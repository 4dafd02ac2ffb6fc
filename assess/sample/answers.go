package sample

import (
	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// decisions are the answers that stand.
func (p people) decisions() map[string]assess.Decision {
	out := map[string]assess.Decision{}
	for _, d := range p.answers() {
		out[d.Control] = d
	}
	return out
}

func (p people) answers() []assess.Decision {
	const yes, partly, no, unknown = assess.Yes, assess.Partial, assess.No, assess.DontKnow
	owner, dev, platform := questionnaire.WorkloadOwner, questionnaire.AppDeveloper, questionnaire.PlatformEngineer
	security, dataOwner, soc := questionnaire.SecurityArchitect, questionnaire.DataOwner, questionnaire.DetectionAndResponse
	say := func(control string, v assess.Answer, by string, role questionnaire.Role, because string) assess.Decision {
		return assess.Decision{Said: p.said(control, v, by, role, 6, because)}
	}
	return []assess.Decision{
		// What they said and AWS shows otherwise.
		say("guardrail-on-every-call", yes, jonas, dev, "Every call goes through the guardrail."),
		say("invocation-logging", yes, tomasz, platform, "We turned it on when the pilot began."),
		p.notApplicable("notebooks-are-closed", "We have no SageMaker."),
		say("aws-does-not-train-on-our-data", no, priya, security, "I never asked for it, so I assume that it is not set."),
		// Where AWS is sharper.
		say("agent-has-own-role", partly, tomasz, platform, "One role for the agents, one for everything else."),
		// On word only.
		say("retrieval-follows-entitlement", yes, marta, dataOwner, "A handler sees only the files of the own team."),
		// Shown by people, where AWS shows only half.
		p.document(say("ai-buckets-are-closed", yes, tomasz, platform, "No copies outside; the list is in the register of data."), "wiki/claims/data-copies", 30),
		p.document(say("threat-model", yes, priya, security, "Agreed with the team before the pilot."), "wiki/claims/threat-model-v2", 75),
		p.demonstrated(say("tool-calls-authorized", yes, jonas, dev, "We saw the policy engine refuse a refund without a claim number.")),
		p.document(say("incident-plan", partly, sam, soc, "The playbook is a draft; nobody has walked through it."), "wiki/soc/ai-playbook-draft", 20),
		// Open, and known to be.
		say("no-long-lived-keys", no, priya, security, "The document scanner still uses one."),
		say("agents-registered", partly, ines, owner, "A page in the wiki, without the hosted one."),
		say("ai-alerts-answered", no, sam, soc, "The alarms go to a mailbox that nobody reads."),
		say("cost-alarms", partly, tomasz, platform, ""),
		say("ai-inventory", partly, ines, owner, "A sheet from January."),
		say("agent-memory-is-per-person", yes, jonas, dev, ""),
		say("guardrail-filters", yes, jonas, dev, "High on everything since the pilot."),
		say("pii-masking", yes, marta, dataOwner, "Names, policy numbers, bank details."),
		say("retrieved-text-untrusted", no, jonas, dev, ""),
		say("data-is-classified-before-ai", partly, marta, dataOwner, ""),
		say("ai-data-has-an-end", no, marta, dataOwner, "Nobody has named a number of days yet."),
		say("model-calls-stay-private", partly, tomasz, platform, ""),
		say("agents-run-in-your-network", yes, tomasz, platform, ""),
		say("models-are-granted-by-name", unknown, priya, security, ""),
		say("ai-data-under-own-key", unknown, tomasz, platform, "There is a key, but I cannot see who manages it."),
	}
}

func (p people) notApplicable(control, because string) assess.Decision {
	d := assess.Decision{Said: p.said(control, assess.NotApplicable, ines, questionnaire.WorkloadOwner, 6, because)}
	d.Review = p.asOf.AddDays(120)
	return d
}

func (p people) document(d assess.Decision, link string, daysAgo int) assess.Decision {
	d.Basis, d.Document = assess.BasisDocument, &assess.Document{Link: text.Untrusted(link), Dated: p.asOf.AddDays(-daysAgo)}
	return d
}

func (p people) demonstrated(d assess.Decision) assess.Decision {
	d.Basis = assess.BasisDemonstration
	return d
}

// baseline is the milestone of 90 days ago, before the pilot: since then five controls were closed, and logging, which
// was on in the one Region of that time, opened again when the second Region came.
func (p people) baseline() assess.Milestone {
	open := func(control string, gap float64, v assess.Answer) assess.Frozen {
		return assess.Frozen{Control: control, Known: true, Gap: gap, Value: v, Verdict: evidence.VerdictNone}
	}
	done := func(control string) assess.Frozen {
		return assess.Frozen{Control: control, Known: true, Value: assess.Yes, Verdict: evidence.VerdictPass}
	}
	return assess.Milestone{
		Name: "baseline", At: p.at(90), AsOf: p.asOf.AddDays(-90),
		Controls: []assess.Frozen{
			open("guardrail-on-agents", 1, assess.No),
			open("audit-trail-covers-accounts", 0.5, assess.Partial),
			open("agent-doors-check-callers", 1, assess.No),
			open("ai-buckets-are-closed", 0.5, assess.Partial),
			open("threat-model", 1, assess.No),
			open("agent-has-own-role", 1, assess.No),
			open("no-long-lived-keys", 1, assess.No),
			open("agents-registered", 1, assess.No),
			open("ai-alerts-answered", 1, assess.No),
			open("incident-plan", 1, assess.No),
			done("invocation-logging"),
			done("retrieval-follows-entitlement"),
		},
		Gates: []string{"Leave the lab: not yet. 8 stand in the way, 3 not known.", "Go live: not yet. 11 stand in the way, 4 not known."},
	}
}
