package questionnaire

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Closed vocabularies of a control's fields.
var (
	useCaseNames  = []string{string(Answers), string(Connects), string(Acts)}
	phaseNames    = []string{string(Foundational), string(Enhanced), string(Advanced)}
	accountRoles  = []string{"workload", "management", "security", "logging", "network", "data"}
	dataClasses   = []string{"public", "internal", "confidential", "regulated"}
	audiences     = []string{"team", "staff", "partners", "customers", "anonymous"}
	tenancies     = []string{"one", "many"}
	modelKinds    = []string{"generative", "predictive"}
	sensitivities = []string{"data", "public", "agency"}
)

// Lengths that a person can take in at once, in characters.
const (
	maxQuestion = 160
	maxWhy      = 400
)

func (r *reader) control(n *yaml.Node) Control {
	f := r.mapping(n, "a control", "id", "revision", "formerly", "title", "phase", "placement", "from", "runs-on", "genai-level", "agency-level",
		"model-kind", "bought", "organization", "data", "audience", "tenancy", "must", "must-because", "impact", "exposure", "sensitive-to",
		"minutes", "asks", "responsibility", "threat", "question", "why", "good", "follow-ups", "often-heard", "documents", "ceiling", "rules",
		"maps", "sources")
	f.need("id", "revision", "title", "phase", "placement", "from", "impact", "exposure", "minutes", "asks", "responsibility", "threat", "question",
		"why", "good", "maps", "sources")
	c := Control{
		ID: f.text("id"), Revision: f.whole("revision", 1, 999), Formerly: f.texts("formerly"), Title: f.text("title"),
		Phase: Phase(f.oneOf("phase", phaseNames...)), Placement: f.oneOf("placement", "stated", "inferred"), From: UseCase(f.oneOf("from", useCaseNames...)),
		Tailoring: Tailoring{
			RunsOn: f.textsOf("runs-on", Platforms()...), GenAILevel: f.wholes("genai-level", 1, 5), AgencyLevel: f.wholes("agency-level", 1, 4),
			ModelKind: f.textsOf("model-kind", modelKinds...), Bought: f.truth("bought"), Organization: f.truth("organization"),
			Data: f.textsOf("data", dataClasses...), Audience: f.textsOf("audience", audiences...), Tenancy: f.textsOf("tenancy", tenancies...),
		},
		MustBecause: f.text("must-because"), Impact: f.whole("impact", 1, 3), Exposure: f.whole("exposure", 1, 3),
		SensitiveTo: f.textsOf("sensitive-to", sensitivities...), Minutes: f.whole("minutes", 1, 30), Asks: r.roles(f, "asks"),
		Resp: f.oneOf("responsibility", "workload", "platform", "shared", "vendor"), Threat: f.text("threat"), Question: f.text("question"),
		Why: f.text("why"), FollowUps: f.texts("follow-ups"), Documents: f.texts("documents"), Ceiling: f.text("ceiling"),
		Maps: r.mapped(f), Sources: f.texts("sources"), Place: r.place(n),
	}
	r.id(f, c.ID)
	if must := f.truth("must"); must != nil {
		c.Must = *must
	}
	if f.has("good") {
		g := r.mapping(f.m["good"], "good", "none", "partial", "full")
		g.need("none", "partial", "full")
		c.Good = Good{None: g.text("none"), Partial: g.text("partial"), Full: g.text("full")}
	}
	for _, h := range f.items("often-heard") {
		o := r.mapping(h, "often-heard", "says", "answer")
		o.need("says", "answer")
		c.OftenHeard = append(c.OftenHeard, Objection{Says: o.text("says"), Answer: o.text("answer")})
	}
	for _, x := range f.items("rules") {
		rule := r.rule(x)
		rule.Control = c.ID
		c.Rules = append(c.Rules, rule)
	}
	r.controlSense(f, &c)
	return c
}

// controlSense checks what no single field can show.
func (r *reader) controlSense(f fields, c *Control) {
	if c.Must != (c.MustBecause != "") {
		r.fail(f.line, "a must names its loss in must-because, and only a must has one", "%s: must and must-because don't agree", c.ID)
	}
	if n := len([]rune(c.Question)); n > maxQuestion {
		r.fail(f.at("question"), "say it shorter", "the question has %d characters, more than %d", n, maxQuestion)
	}
	if c.Question != "" && !strings.HasSuffix(c.Question, "?") {
		r.fail(f.at("question"), "end it with a question mark", "the question of %s asks nothing", c.ID)
	}
	if n := len([]rune(c.Why)); n > maxWhy {
		r.fail(f.at("why"), "say it shorter", "why has %d characters, more than %d", n, maxWhy)
	}
	if c.Ceiling != "" && len(c.Rules) == 0 {
		r.fail(f.at("ceiling"), "leave it out, or add the rule that shows half", "%s has a ceiling but no rule under it", c.ID)
	}
	for i, s := range c.Sources {
		if !strings.HasPrefix(s, "https://") {
			r.fail(f.items("sources")[i].Line, "cite a public https address", "%q is not an https address", s)
		}
	}
	if len(c.Asks) == 0 && f.has("asks") {
		r.fail(f.at("asks"), "name who can answer", "nobody is asked")
	}
	for name := range c.Maps {
		if !slices.Contains(Crosswalks(), name) {
			r.fail(f.at("maps"), didYouMean(name, Crosswalks()), "maps knows no framework %q", name)
		}
	}
}

func (r *reader) roles(f fields, key string) []Role {
	var out []Role
	for _, v := range f.textsOf(key, roleNames()...) {
		out = append(out, Role(v))
	}
	return out
}

func (r *reader) rule(n *yaml.Node) Rule {
	f := r.mapping(n, "a rule", "id", "states", "each", "once", "in", "when", "when-not", "pass", "shows", "reads", "decisive", "same-as")
	f.need("id", "states", "pass")
	x := Rule{
		ID: f.text("id"), States: f.text("states"), Each: f.text("each"), Once: f.oneOf("once", "region", "account"),
		In: f.textsOf("in", accountRoles...), When: f.text("when"), WhenNot: f.text("when-not"), Pass: f.text("pass"), Shows: f.text("shows"),
		Reads: f.texts("reads"), SameAs: r.same(f), Place: r.place(n),
		PassPlace: Place{r.file, f.at("pass")}, WhenPlace: Place{r.file, f.at("when")}, ShowsPlace: Place{r.file, f.at("shows")},
	}
	r.id(f, x.ID)
	if d := f.truth("decisive"); d != nil {
		x.Decisive = *d
	}
	if (x.Each == "") == (x.Once == "") {
		r.fail(n.Line, "write each: a kind, or once: region | account", "rule %s needs exactly one of each and once", x.ID)
	}
	if (x.When == "") != (x.WhenNot == "") {
		r.fail(n.Line, "say in when-not why it does not apply", "rule %s: when and when-not belong together", x.ID)
	}
	return x
}

func (r *reader) action(n *yaml.Node) Action {
	f := r.mapping(n, "an action", "id", "title", "closes", "needs", "days", "per", "done-by", "running-cost", "may-break", "undo", "steps", "cli",
		"terraform", "verify")
	f.need("id", "title", "closes", "days", "per", "done-by", "running-cost", "may-break", "undo", "steps", "verify")
	a := Action{
		ID: f.text("id"), Title: f.text("title"), Needs: f.texts("needs"), Days: f.number("days", 0.5, 1, 2, 3, 5, 8),
		Per: f.oneOf("per", "account", "workload", "resource"), DoneBy: Role(f.oneOf("done-by", roleNames()...)), RunningCost: f.text("running-cost"), MayBreak: f.text("may-break"),
		Undo: f.text("undo"), Steps: f.texts("steps"), CLI: f.text("cli"), Terraform: f.text("terraform"), Verify: f.text("verify"), Place: r.place(n),
	}
	r.id(f, a.ID)
	for _, s := range f.items("closes") {
		g := r.mapping(s, "closes", "control", "share")
		g.need("control", "share")
		a.Closes = append(a.Closes, Share{Control: g.text("control"), Share: g.number("share", 0.5, 1)})
	}
	if word, _, _ := strings.Cut(a.RunningCost, ","); a.RunningCost != "" && !slices.Contains([]string{"none", "low", "metered"}, strings.TrimSpace(word)) {
		r.fail(f.at("running-cost"), "begin with none, low or metered, then a comma and what drives it", "running-cost can't be %q", a.RunningCost)
	}
	return a
}

func roleNames() []string {
	var out []string
	for _, r := range Roles() {
		out = append(out, string(r))
	}
	return out
}
