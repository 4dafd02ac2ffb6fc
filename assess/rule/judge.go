package rule

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/iam"
	"drydock/questionnaire"
)

// The two ways to judge a target once.
const (
	onceRegion  = "region"
	onceAccount = "account"
)

// Judge judges snapshots by the rules of a catalogue. It compiles each rule when it is first needed, and may be used
// from several goroutines.
type Judge struct {
	cat *questionnaire.Catalog

	env *environment

	mu    sync.Mutex
	rules map[*questionnaire.Rule]*compilation
}

// compilation is a rule made ready, or why it cannot be; made by whoever needs it first.
type compilation struct {
	once sync.Once
	rule *compiled
	err  error
}

// New prepares a judge. A rule that does not compile is no error here: its rows come out unknown, with the reason.
func New(cat *questionnaire.Catalog) (*Judge, error) {
	env, err := newEnvironment()
	if err != nil {
		return nil, err
	}
	return &Judge{cat: cat, env: env, rules: map[*questionnaire.Rule]*compilation{}}, nil
}

// Judge returns one finding for every rule of the controls and every resource or target that the rule speaks of. Rows =
// rules × targets, always: where a read did not reach, an unknown finding stands for what would have been there. Own
// says whose a resource is; findings about no single resource belong to nobody and always count. The order is that of
// the controls, their rules, account, Region and resource, and the same snapshot always gives the same findings.
func (j *Judge) Judge(snap *fact.Snapshot, scope questionnaire.Scope, controls []*questionnaire.Control, own func(arn string, m *fact.Meta) evidence.Ownership) []evidence.Finding {
	return j.JudgeAt(Targets(snap.Targets, scope), snap, scope, controls, own)
}

// JudgeAt is Judge for some of the targets. The snapshot need hold no more than their accounts, and what rules find elsewhere: see
// Elsewhere.
func (j *Judge) JudgeAt(targets []fact.Target, snap *fact.Snapshot, scope questionnaire.Scope, controls []*questionnaire.Control, own func(arn string, m *fact.Meta) evidence.Ownership) []evidence.Finding {
	b := bench{
		env: j.env, index: newIndex(j.env.schema, snap), iam: iam.New(snap.Facts, snap.Reach), scope: &scope, own: own,
		targets: targets, limit: costLimit(len(snap.Facts)),
	}
	var rules []*questionnaire.Rule
	for _, c := range controls {
		for i := range c.Rules {
			rules = append(rules, &c.Rules[i])
		}
	}
	rows := make([][]evidence.Finding, len(rules))
	alike := alike(rules)
	share(len(alike), func(next func() (int, bool)) {
		own := b
		own.views = map[viewKey]*view{} // a view is changed while it is asked
		for group, ok := next(); ok; group, ok = next() {
			own.whens = map[whenKey]verdict{}
			for _, i := range alike[group] {
				rows[i] = j.rows(&own, rules[i])
			}
		}
	})
	return slices.Concat(rows...)
}

// alike groups the places of rules that begin with the same question about the same things: many rules about buckets first ask which of
// them AI uses. One worker judges a group, and asks once.
func alike(rules []*questionnaire.Rule) [][]int {
	var groups [][]int
	groupOf := map[string]int{}
	for i, r := range rules {
		key := r.Each + "\n" + r.When
		group, known := groupOf[key]
		if !known || r.When == "" {
			group = len(groups)
			groupOf[key] = group
			groups = append(groups, nil)
		}
		groups[group] = append(groups[group], i)
	}
	return groups
}

// share lets as many workers as there are processors share n places: each takes the next one until there are none. It returns when all
// have ended. A panic in one of them surfaces in the caller.
func share(n int, work func(next func() (place int, ok bool))) {
	var (
		group    sync.WaitGroup
		taken    atomic.Int64
		once     sync.Once
		panicked any
	)
	next := func() (int, bool) {
		i := int(taken.Add(1)) - 1
		return i, i < n
	}
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					once.Do(func() { panicked = p })
				}
			}()
			work(next)
		})
	}
	group.Wait()
	if panicked != nil {
		panic(panicked)
	}
}

// rows are the findings of one rule, in order.
func (j *Judge) rows(b *bench, r *questionnaire.Rule) []evidence.Finding {
	c := j.compile(r)
	run := &run{bench: b, rule: r, err: c.err}
	if c.rule != nil {
		run.compiled = c.rule
		run.programs, run.err = c.rule.programs(b.limit)
	}
	switch r.Once {
	case onceRegion:
		run.oncePerRegion()
	case onceAccount:
		run.oncePerAccount()
	default:
		run.each()
	}
	slices.SortStableFunc(run.findings, func(a, b evidence.Finding) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Resource, b.Resource))
	})
	name(run.findings)
	return run.findings
}

// compile makes a rule ready, once.
func (j *Judge) compile(r *questionnaire.Rule) *compilation {
	j.mu.Lock()
	c := j.rules[r]
	if c == nil {
		c = &compilation{}
		j.rules[r] = c
	}
	j.mu.Unlock()
	c.once.Do(func() {
		made, errs := j.env.compile(r, agreedIDs(j.cat))
		if c.rule = made; len(errs) > 0 {
			c.err = errs[0]
		}
	})
	return c
}

// Elsewhere are the kinds of which the rules of these controls may ask in another account than the one that is judged: everywhere, of
// which all accounts' facts are to be seen, and byARN, of which those are to be seen that a fact of the account names.
func Elsewhere(controls []*questionnaire.Control) (everywhere, byARN []fact.Kind) {
	for _, c := range controls {
		for i := range c.Rules {
			for _, src := range []string{c.Rules[i].When, c.Rules[i].Pass, c.Rules[i].Shows} {
				if strings.Contains(src, "find(") {
					byARN = append(byARN, namedIn(src).found...)
				}
				if strings.Contains(src, "iam.allows") {
					everywhere = []fact.Kind{"organization", "organization_policy"}
				}
			}
		}
	}
	if len(everywhere) > 0 {
		byARN = append(byARN, iam.Kinds()...)
	}
	slices.Sort(byARN)
	return everywhere, slices.Compact(byARN)
}

// Targets are the places that rules are judged at: those that were asked, then those that the scope names and nobody asked. They are
// in order, each once, and every one has a role.
func Targets(asked []fact.Target, scope questionnaire.Scope) []fact.Target {
	roles := map[string]string{}
	for _, a := range scope.Accounts {
		roles[a.ID] = a.Role
	}
	seen := map[place]bool{}
	var all []fact.Target
	add := func(t fact.Target) {
		t.Role = cmp.Or(t.Role, roles[t.Account], "workload")
		if p := (place{account: t.Account, region: t.Region}); !seen[p] && t.Account != "" && t.Region != "" {
			seen[p] = true
			all = append(all, t)
		}
	}
	for _, t := range asked {
		if t.Region != fact.Global {
			add(t)
		}
	}
	for _, a := range scope.Accounts {
		for _, region := range scope.Regions {
			add(fact.Target{Account: a.ID, Region: region, Role: a.Role})
		}
	}
	slices.SortStableFunc(all, func(a, b fact.Target) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region))
	})
	return all
}

// bench is all that one judgement works with.
type bench struct {
	env     *environment
	index   *index
	iam     *iam.Evaluator
	scope   *questionnaire.Scope
	own     func(string, *fact.Meta) evidence.Ownership
	targets []fact.Target
	views   map[viewKey]*view
	whens   map[whenKey]verdict // of the rules that are judged together
	limit   uint64
}

// whenKey is what a when was asked about. What a verdict says is not known depends on the kinds that its rule names.
type whenKey struct {
	rests string
	view  *view
	it    *object
}

type viewKey struct{ account, region string }

// in returns the targets that a rule applies to.
func (b *bench) in(r *questionnaire.Rule) []fact.Target {
	roles := r.In
	if len(roles) == 0 {
		roles = []string{"workload"}
	}
	var in []fact.Target
	for _, t := range b.targets {
		if slices.Contains(roles, t.Role) {
			in = append(in, t)
		}
	}
	return in
}

// regionView is what a Region of an account sees.
func (b *bench) regionView(account, region string) *view {
	key := viewKey{account, region}
	if b.views[key] == nil {
		b.views[key] = newView(b.index, account, region)
	}
	return b.views[key]
}

// accountView is what an account sees in all its Regions.
func (b *bench) accountView(account string) *view {
	key := viewKey{account, ""}
	if b.views[key] == nil {
		var regions []string
		for _, t := range b.targets {
			if t.Account == account {
				regions = append(regions, t.Region)
			}
		}
		b.views[key] = newView(b.index, account, regions...)
	}
	return b.views[key]
}
