// Package rule turns facts into findings. Rules are data: expressions in CEL that stand in the catalogue beside the
// control that they judge. The package reads no account and no clock.
//
// Rules reason in three values. What was not read is unknown, and an unknown never becomes a pass: a field that was not
// read, a list that broke off, a list nobody agreed on yet, a policy that cannot be seen. See doubt, view and judge.go.
package rule

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"

	"drydock/assess/fact"
	"drydock/questionnaire"
)

// Check compiles every rule of a catalogue and checks its types against the fact structs. The error joins all that is
// wrong, each as "file:line: rule ID: what is wrong; what to do".
func Check(cat *questionnaire.Catalog) error {
	env, err := newEnvironment()
	if err != nil {
		return err
	}
	var rules []*questionnaire.Rule
	for i := range cat.Controls {
		for j := range cat.Controls[i].Rules {
			rules = append(rules, &cat.Controls[i].Rules[j])
		}
	}
	found, agreed := make([][]error, len(rules)), agreedIDs(cat)
	share(len(rules), func(next func() (int, bool)) {
		for i, ok := next(); ok; i, ok = next() {
			_, found[i] = env.compile(rules[i], agreed)
		}
	})
	return errors.Join(slices.Concat(found...)...)
}

// agreedIDs are the lists that a rule may read from scope.agreed.
func agreedIDs(cat *questionnaire.Catalog) []string {
	ids := make([]string, len(cat.Agreed))
	for i, a := range cat.Agreed {
		ids[i] = a.ID
	}
	return ids
}

// compiled is a rule that is ready to judge.
type compiled struct {
	rule              *questionnaire.Rule
	env               *cel.Env
	when, pass, shows *cel.Ast
	// kinds are what the rule's expressions and Reads name beside the kind that it judges; passKinds those of pass alone.
	kinds, passKinds []fact.Kind
	// hidden are the kinds in Reads that no expression names: their gaps must be looked at from outside.
	hidden []fact.Kind
	// whenOfScope says that when looks at the scope alone, so that it can be asked before anything was read.
	whenOfScope bool
	// rests is the kinds in one word: rules of the same when and the same kinds are told the same.
	rests string

	planning sync.Mutex
	planned  programs // under the limit of planned
}

// compile checks a rule; it returns either a compiled rule or all that is wrong with it.
func (e *environment) compile(r *questionnaire.Rule, agreed []string) (*compiled, []error) {
	errs := e.checkShape(r)
	kind := r.Each
	if kind != "" && !slices.Contains(e.schema.kinds, fact.Kind(kind)) {
		return nil, errs
	}
	env, err := e.forKind(kind)
	if err != nil {
		return nil, append(errs, problem(r.Place, r, "%v", err))
	}
	c := &compiled{rule: r, env: env}
	var when, pass, shows names
	for _, x := range []struct {
		what, src string
		place     questionnaire.Place
		want      *cel.Type
		into      **cel.Ast
		names     *names
	}{
		{"when", r.When, r.WhenPlace, cel.BoolType, &c.when, &when},
		{"pass", r.Pass, r.PassPlace, cel.BoolType, &c.pass, &pass},
		{"shows", r.Shows, r.ShowsPlace, cel.StringType, &c.shows, &shows},
	} {
		if x.src == "" {
			continue
		}
		if x.place.File == "" {
			x.place = r.Place
		}
		w := &writing{environment: e, env: env, rule: r, what: x.what, src: x.src, place: x.place, agreed: agreed}
		tree, named, found := w.compile(x.want)
		errs = append(errs, found...)
		*x.into, *x.names = tree, named
	}
	if len(errs) > 0 {
		return nil, errs
	}
	if r.Once != "" && len(when.kinds)+len(pass.kinds)+len(shows.kinds)+len(r.Reads) == 0 {
		return nil, []error{problem(r.Place, r, "it reads no facts, so nothing could prove it; name a kind in its expression, or in reads")}
	}
	c.describe(when, pass)
	return c, nil
}

// describe works out what the rule rests on.
func (c *compiled) describe(when, pass names) {
	r := c.rule
	c.passKinds = pass.kinds
	c.whenOfScope = r.When != "" && !when.it && len(when.kinds) == 0
	named := slices.Concat(when.kinds, c.passKinds)
	for _, k := range r.Reads {
		if !slices.Contains(named, fact.Kind(k)) && k != r.Each {
			c.hidden = append(c.hidden, fact.Kind(k))
		}
	}
	c.kinds = slices.Concat(named, c.hidden)
	slices.Sort(c.kinds)
	c.kinds = slices.Compact(c.kinds)
	c.rests = fmt.Sprint(c.kinds, c.passKinds)
}

// checkShape finds what is wrong with a rule beside its expressions.
func (e *environment) checkShape(r *questionnaire.Rule) []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, problem(r.Place, r, format, args...)) }
	switch {
	case r.Each == "" && r.Once == "":
		bad("it judges nothing; give it each: <kind> or once: region | account")
	case r.Each != "" && r.Once != "":
		bad("it has both each and once; keep one")
	case r.Once != "" && r.Once != onceRegion && r.Once != onceAccount:
		bad("once is %q; it can be region or account", r.Once)
	}
	if r.Pass == "" {
		bad("it has no pass expression; say what must be true")
	}
	here := e.schema.records[hereType]
	for _, k := range append([]string{r.Each}, r.Reads...) {
		if k != "" && here.fields[k] == nil {
			bad("no fact kind is called %q%s", k, didYouMean(k, here.fieldNames()))
		}
	}
	return errs
}

// writing is one expression as it was written.
type writing struct {
	*environment
	env    *cel.Env
	rule   *questionnaire.Rule
	what   string // when | pass | shows
	src    string
	place  questionnaire.Place
	agreed []string
}

// expression is an expression that is ready, and what it names.
type expression struct {
	tree  *cel.Ast
	names names
}

// compile parses, looks for what rules must not do, and type-checks. It also says what the expression names. Many rules say the same of
// the same kind, which is compiled once.
func (w *writing) compile(want *cel.Type) (*cel.Ast, names, []error) {
	key := expressionKey{w.rule.Each, w.what, w.src}
	if known, ok := w.known(key); ok {
		return known.tree, known.names, nil
	}
	parsed, issues := w.env.Parse(w.src)
	if issues.Err() != nil {
		return nil, names{}, w.notParsed(issues)
	}
	raw := asWritten(parsed.NativeRep())
	if errs := w.lint(raw); len(errs) > 0 {
		return nil, names{}, errs
	}
	tree, issues := w.env.Check(parsed)
	if issues.Err() != nil {
		return nil, names{}, w.explained(issues)
	}
	if !tree.OutputType().IsExactType(want) && !tree.OutputType().IsExactType(cel.DynType) {
		return nil, names{}, []error{w.problem(1, "it is a %s; it must be a %s", tree.OutputType(), want)}
	}
	if errs := w.lintTypes(tree); len(errs) > 0 {
		return nil, names{}, errs
	}
	made := expression{tree, namesOf(raw)}
	w.learn(key, made)
	return made.tree, made.names, nil
}

// notParsed says what is wrong with an expression that could not be parsed: its syntax, else what a macro would make of what rules must
// not do, else what the macro says.
func (w *writing) notParsed(issues *cel.Issues) []error {
	raw, syntax := parse(w.src)
	var errs []error
	for _, e := range syntax {
		errs = append(errs, w.problem(lineOf(e.Location), "%s", e.Message))
	}
	if raw != nil {
		errs = w.lint(raw)
	}
	if len(errs) > 0 {
		return errs
	}
	return w.explained(issues)
}

// explained are CEL's errors in the words of who wrote the rule.
func (w *writing) explained(issues *cel.Issues) []error {
	var errs []error
	for _, e := range issues.Errors() {
		errs = append(errs, w.problem(lineOf(e.Location), "%s", w.explain(e)))
	}
	return errs
}

// explain adds to CEL's message the name that was probably meant.
func (w *writing) explain(e *cel.Error) string {
	field, ok := between(e.Message, "undefined field '", "'")
	if !ok {
		if strings.Contains(e.Message, "undeclared reference to 'it'") {
			return "there is no 'it' in a rule that judges a target once; use here.<kind>"
		}
		return e.Message
	}
	names := w.schema.records[hereType].fieldNames()
	what := "fact kind"
	if !w.selectedFromHere(e.ExprID) {
		what, names = "field", w.fieldsAround(e.ExprID)
	}
	return fmt.Sprintf("no %s is called '%s'%s", what, field, didYouMean(field, names))
}

// selectedFromHere says whether the expression with this id is here.<something>.
func (w *writing) selectedFromHere(id int64) bool {
	e := w.expr(id)
	return e != nil && e.Kind() == ast.SelectKind && isIdent(e.AsSelect().Operand(), varHere)
}

// fieldsAround are the fields that may have been meant where a field does not exist.
func (w *writing) fieldsAround(id int64) []string {
	e := w.expr(id)
	if e != nil && e.Kind() == ast.SelectKind {
		switch op := e.AsSelect().Operand(); {
		case isIdent(op, varIt):
			return w.schema.records[factType(fact.Kind(w.rule.Each))].fieldNames()
		case isIdent(op, varScope):
			return w.schema.records[scopeType].fieldNames()
		}
	}
	var all []string
	for _, k := range namedIn(w.src).kinds {
		if rec := w.schema.records[factType(k)]; rec != nil {
			all = append(all, rec.fieldNames()...)
		}
	}
	if len(all) == 0 {
		for _, rec := range w.schema.records {
			all = append(all, rec.fieldNames()...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// expr finds an expression by its id.
func (w *writing) expr(id int64) (found ast.Expr) {
	tree, issues := w.env.Parse(w.src)
	if issues.Err() != nil {
		return nil
	}
	ast.PreOrderVisit(tree.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.ID() == id {
			found = e
		}
	}))
	return found
}

// problem is an error about a line of the expression.
func (w *writing) problem(line int, format string, args ...any) error {
	p := w.place
	if line > 1 {
		p.Line += line - 1
	}
	return problem(p, w.rule, "%s: %s", w.what, fmt.Sprintf(format, args...))
}

// problem is an error about a rule, with where it stands.
func problem(p questionnaire.Place, r *questionnaire.Rule, format string, args ...any) error {
	return fmt.Errorf("%s:%d: rule %s: %s", p.File, p.Line, r.ID, fmt.Sprintf(format, args...))
}

// between returns what stands between two marks.
func between(s, before, after string) (string, bool) {
	_, rest, ok := strings.Cut(s, before)
	if !ok {
		return "", false
	}
	in, _, ok := strings.Cut(rest, after)
	return in, ok
}
