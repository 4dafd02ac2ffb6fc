package main

import (
	"cmp"
	"fmt"
	"strings"

	"drydock/assess/desk"
	"drydock/assess/fact"
)

// planOfRun is what --plan --json prints.
type planOfRun struct {
	Sentence string         `json:"sentence"`
	Time     string         `json:"time"`
	Notes    []string       `json:"notes"`
	Caller   fact.Caller    `json:"caller"`
	Targets  []fact.Target  `json:"targets"`
	MinCalls int            `json:"minCalls"`
	Jobs     int            `json:"jobs"` // collectors × targets
	Rows     int            `json:"rows"` // (account, Region, kind) that will get an answer or a reason
	Calls    []plannedCall  `json:"calls"`
	Rights   plannedRights  `json:"rights"`
	Open     []plannedOpens `json:"open"`
}

type plannedCall struct {
	Operation string `json:"operation"`
	Action    string `json:"action"`
}

type plannedRights struct {
	Known    bool            `json:"known"`
	Because  string          `json:"because,omitempty"`
	CanShow  []string        `json:"canShow"`
	CanRead  []string        `json:"canRead"`
	Missing  []string        `json:"missing"`
	Accounts []plannedRights `json:"accounts,omitempty"`
	Account  string          `json:"account,omitempty"`
}

type plannedOpens struct {
	Actions  []string `json:"actions"`
	Controls []string `json:"controls"`
}

func planOf(p *desk.ProbePlan) planOfRun {
	out := planOfRun{
		Sentence: p.Sentence, Time: p.Estimate.Sentence(), Notes: list(p.Notes), Caller: p.Caller, Targets: p.Targets, MinCalls: p.Calls,
		Jobs: p.Preview.Jobs, Rows: p.Preview.Rows, Calls: []plannedCall{}, Open: []plannedOpens{},
		Rights: plannedRights{Known: p.Rights.Known, Because: p.Rights.Because, CanShow: list(p.Rights.CanShow), CanRead: list(p.Rights.CanRead), Missing: list(p.Rights.Missing)},
	}
	for _, x := range p.Rights.Accounts {
		out.Rights.Accounts = append(out.Rights.Accounts, plannedRights{Account: x.Account, Known: x.Because == "", Because: x.Because, CanShow: []string{}, CanRead: []string{}, Missing: list(x.Missing)})
	}
	for _, c := range p.Preview.Calls {
		out.Calls = append(out.Calls, plannedCall{c.Operation, c.Action})
	}
	for _, o := range p.Rights.Openings {
		out.Open = append(out.Open, plannedOpens{o.Actions, o.Controls})
	}
	return out
}

// showProbePlan prints what a run would ask, where, with which permissions and for how long.
func (a *app) showProbePlan(p *desk.ProbePlan, asJSON bool) error {
	if asJSON {
		return a.json(planOf(p))
	}
	a.printf("%s\n", p.Sentence)
	if p.Estimate.Most > 0 {
		a.printf("%s\n", p.Estimate.Sentence())
	}
	for _, note := range p.Notes {
		a.printf("%s\n", note)
	}
	a.printf("\n")
	rights := map[string]string{}
	for _, x := range p.Rights.Accounts {
		switch n := len(x.Missing); {
		case x.Because != "":
			rights[x.Account] = "not known: " + x.Because
		case n == 0:
			rights[x.Account] = "may read all"
		default:
			rights[x.Account] = fmt.Sprintf("lacks %d of %d permissions", n, len(p.Preview.Permissions))
		}
	}
	rows := [][]string{{"ACCOUNT", "PART", "REGIONS", "RIGHTS"}}
	regions := map[string][]string{}
	for _, t := range p.Targets {
		if regions[t.Account] == nil {
			rows = append(rows, []string{t.Account, t.Role, "", cmp.Or(rights[t.Account], "not known")})
		}
		regions[t.Account] = append(regions[t.Account], t.Region)
	}
	for _, row := range rows[1:] {
		row[2] = few(regions[row[0]])
	}
	a.table(rows)
	a.showOpenings(p)
	a.printf("\nRead calls (every one is read-only):\n")
	for _, call := range p.Preview.Calls {
		a.printf("  %-55s %s\n", call.Operation, call.Action)
	}
	return nil
}

// showOpenings names the permissions that open most.
func (a *app) showOpenings(p *desk.ProbePlan) {
	for i, o := range p.Rights.Openings {
		if i == topActions {
			a.printf("… and %d more ways; --json has them all\n", len(p.Rights.Openings)-i)
			return
		}
		a.printf("\n%d more with: %s", len(o.Controls), strings.Join(o.Actions, ", "))
	}
	if len(p.Rights.Openings) > 0 {
		a.printf("\n")
	}
}

// few names a few, and counts many.
func few(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most-1], ", "), len(names)-most+1)
}
