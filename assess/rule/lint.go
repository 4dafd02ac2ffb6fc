package rule

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"drydock/assess/fact"
)

// quantifiers are what a list of facts may be asked.
func quantifiers() []string { return []string{"exists", "all", "filter", "map", "exists_one"} }

// lint refuses what would turn "not read" into an answer, or does not do what it seems to. It looks at the expression as
// written, before macros are expanded.
func (w *writing) lint(root ast.Expr) []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, w.problem(1, format, args...)) }
	asked := map[int64]bool{} // here.<kind> nodes that a quantifier asks
	walk(root, func(e ast.Expr) {
		switch e.Kind() {
		case ast.CallKind:
			w.lintCall(e.AsCall(), asked, bad)
		case ast.StructKind:
			bad("a rule cannot make a fact; it judges those that were read")
		case ast.SelectKind:
			sel := e.AsSelect()
			if isIdent(sel.Operand(), varHere) && !asked[e.ID()] {
				bad("here.%s can only be asked with exists, all, filter, map or exists_one: anything else would take a list "+
					"that was not read for an empty one; write here.%s.exists(x, …)", sel.FieldName(), sel.FieldName())
			}
		}
	})
	walkParents(root, nil, func(e, parent ast.Expr) {
		for _, v := range []string{varHere, varIAM} {
			if isIdent(e, v) && !usedWell(e, parent, v) {
				bad("%s cannot be handed around; write here.<kind> or iam.allows(…) where it is needed", v)
			}
		}
	})
	return errs
}

// usedWell says whether here or iam stands where it may: before a dot.
func usedWell(e, parent ast.Expr, name string) bool {
	if parent == nil {
		return false
	}
	if name == varHere {
		return parent.Kind() == ast.SelectKind
	}
	if parent.Kind() != ast.CallKind {
		return false
	}
	call := parent.AsCall()
	return call.IsMemberFunction() && call.Target() == e && call.FunctionName() == "allows"
}

// lintCall looks at one call.
func (w *writing) lintCall(call ast.CallExpr, asked map[int64]bool, bad func(string, ...any)) {
	name, args := call.FunctionName(), call.Args()
	switch {
	case name == "has" && !call.IsMemberFunction():
		bad("has() would turn a field that was not read into an answer; every field of a fact is there, so compare it " +
			"(it.kmsKeyArn != ''), or write it.tags[?'env'].orValue('') for a tag")
	case name == "size" && mentions(sized(call), varHere):
		bad("size() of what comes from here.* would count a list that was not read as empty; ask with exists or all")
	case name == "_[_]" && len(args) == 2:
		w.lintIndex(args[0], args[1], bad)
	case name == "allows" && call.IsMemberFunction() && isIdent(call.Target(), varIAM) && len(args) > 1:
		if action, ok := stringLiteral(args[1]); ok && (strings.ContainsAny(action, "*?") || !strings.Contains(action, ":")) {
			bad("iam.allows asks about one action, not %q; name the action that would do the harm, such as bedrock:InvokeModel", action)
		}
	}
	if call.IsMemberFunction() && slices.Contains(quantifiers(), name) && len(args) >= 2 {
		w.lintQuantifier(call, asked, bad)
	}
}

// sized is what size() is asked of.
func sized(call ast.CallExpr) ast.Expr {
	if call.IsMemberFunction() {
		return call.Target()
	}
	if len(call.Args()) == 1 {
		return call.Args()[0]
	}
	return nil
}

// lintIndex knows which lists can be agreed on.
func (w *writing) lintIndex(operand, index ast.Expr, bad func(string, ...any)) {
	id, ok := stringLiteral(index)
	if !ok || operand.Kind() != ast.SelectKind {
		return
	}
	sel := operand.AsSelect()
	if isIdent(sel.Operand(), varScope) && sel.FieldName() == "agreed" && !slices.Contains(w.agreed, id) {
		bad("no agreed list is called %q%s; lists are declared in agreed.yaml", id, didYouMean(id, w.agreed))
	}
}

// lintQuantifier looks at list.exists(x, …) and its kin.
func (w *writing) lintQuantifier(call ast.CallExpr, asked map[int64]bool, bad func(string, ...any)) {
	variable := call.Args()[0]
	if variable.Kind() == ast.IdentKind && slices.Contains([]string{varIt, varHere, varScope, varIAM}, variable.AsIdent()) {
		bad("%s(%s, …) hides the %s that rules see; choose another name", call.FunctionName(), variable.AsIdent(), variable.AsIdent())
	}
	target := call.Target()
	if target.Kind() != ast.SelectKind || !isIdent(target.AsSelect().Operand(), varHere) {
		return
	}
	asked[target.ID()] = true
	if variable.Kind() != ast.IdentKind {
		return
	}
	for _, body := range call.Args()[1:] {
		if !mentions(body, variable.AsIdent()) {
			bad("here.%s.%s(%s, …) does not look at %s; what it says must depend on the resource",
				target.AsSelect().FieldName(), call.FunctionName(), variable.AsIdent(), variable.AsIdent())
		}
	}
}

// lintTypes refuses to compare whole facts: two of them are equal only in what was read.
func (w *writing) lintTypes(tree *cel.Ast) []error {
	var errs []error
	native := tree.NativeRep()
	ast.PreOrderVisit(native.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind {
			return
		}
		switch e.AsCall().FunctionName() {
		case "_==_", "_!=_", "@in":
			for _, a := range e.AsCall().Args() {
				if holdsFact(native.GetType(a.ID())) {
					errs = append(errs, w.problem(1, "it compares whole facts; compare their arn"))
					return
				}
			}
		}
	}))
	return errs
}

// holdsFact says whether a type is a fact, or a list or optional of facts.
func holdsFact(t *types.Type) bool {
	if t == nil {
		return false
	}
	if t.Kind() == types.StructKind {
		_, isKind := strings.CutPrefix(t.TypeName(), "fact.")
		return isKind && fact.New(fact.Kind(strings.TrimPrefix(t.TypeName(), "fact."))) != nil
	}
	return slices.ContainsFunc(t.Parameters(), holdsFact)
}

// mentions says whether an expression names a variable.
func mentions(e ast.Expr, name string) bool {
	found := false
	walk(e, func(x ast.Expr) { found = found || isIdent(x, name) })
	return found
}

// walkParents visits an expression and all below it with what each stands in.
func walkParents(e, parent ast.Expr, visit func(e, parent ast.Expr)) {
	if e == nil {
		return
	}
	visit(e, parent)
	for _, c := range children(e) {
		walkParents(c, e, visit)
	}
}

// lineOf is the line of an error within its expression, from 1.
func lineOf(l common.Location) int {
	if l == nil {
		return 1
	}
	return l.Line()
}

// didYouMean names the nearest of the names that exist, if one is near.
func didYouMean(got string, names []string) string {
	best, distance := "", len(got)/2+1
	for _, n := range names {
		if d := editDistance(strings.ToLower(got), strings.ToLower(n)); d < distance {
			best, distance = n, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean '%s'?", best)
}

// editDistance counts the letters to add, drop or change to get from a to b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
