package rule

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"

	"drydock/assess/fact"
	"drydock/questionnaire"
)

// Kinds returns the fact kinds that a rule reads, in order and each once: the kind that it judges, those that its
// expressions name by here.<kind> or find('<kind>', …), what iam.allows rests on, and what it says it reads. An
// expression that does not parse adds none; Check says what is wrong with it.
func Kinds(r questionnaire.Rule) []fact.Kind {
	var kinds []fact.Kind
	if r.Each != "" {
		kinds = append(kinds, fact.Kind(r.Each))
	}
	for _, src := range []string{r.When, r.Pass, r.Shows} {
		kinds = append(kinds, namedIn(src).kinds...)
	}
	for _, k := range r.Reads {
		kinds = append(kinds, fact.Kind(k))
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// iamKinds are what iam.allows rests on.
func iamKinds() []fact.Kind {
	return []fact.Kind{"iam_role", "iam_user", "organization", "organization_policy"}
}

// names is what an expression names of the world.
type names struct {
	kinds []fact.Kind // sorted, each once
	found []fact.Kind // those of them that find looks up
	it    bool
}

// namedIn parses an expression and lists the kinds that it names. What holds none of the words that name kinds is not parsed: most
// expressions look at the resource alone, and parsing all of them takes as long as a first picture of the screen may.
func namedIn(src string) names {
	if !strings.Contains(src, varHere) && !strings.Contains(src, "find") && !strings.Contains(src, varIAM) {
		return names{}
	}
	root, errs := parse(src)
	if errs != nil {
		return names{}
	}
	return namesOf(root)
}

// namesOf lists what an expression names that was parsed as it was written.
func namesOf(root ast.Expr) names {
	var n names
	walk(root, func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			switch e.AsIdent() {
			case varIt:
				n.it = true
			case varIAM:
				n.kinds = append(n.kinds, iamKinds()...)
			}
		case ast.SelectKind:
			if sel := e.AsSelect(); isIdent(sel.Operand(), varHere) {
				n.kinds = append(n.kinds, fact.Kind(sel.FieldName()))
			}
		case ast.CallKind:
			if call := e.AsCall(); call.FunctionName() == "find" && !call.IsMemberFunction() && len(call.Args()) == 2 {
				if kind, ok := stringLiteral(call.Args()[0]); ok {
					n.kinds, n.found = append(n.kinds, fact.Kind(kind)), append(n.found, fact.Kind(kind))
				}
			}
		}
	})
	slices.Sort(n.kinds)
	n.kinds = slices.Compact(n.kinds)
	return n
}

// parse reads an expression without expanding macros, so that it can be looked at as it was written. An empty
// expression has no tree and no error.
func parse(src string) (ast.Expr, []*common.Error) {
	if src == "" {
		return nil, nil
	}
	p, err := parser.NewParser(parser.EnableOptionalSyntax(true),
		parser.ExpressionSizeCodePointLimit(maxExpression), parser.MaxRecursionDepth(maxNesting))
	if err != nil {
		return nil, []*common.Error{{Message: err.Error()}}
	}
	tree, errs := p.Parse(common.NewTextSource(src))
	if len(errs.GetErrors()) > 0 {
		return nil, errs.GetErrors()
	}
	return tree.Expr(), nil
}

// asWritten is a parsed expression with its macros as they were called, for which the parser was told to keep them. The tree itself
// stays as it is.
func asWritten(tree *ast.AST) ast.Expr {
	factory, info := ast.NewExprFactory(), tree.SourceInfo()
	root := factory.CopyExpr(tree.Expr())
	walk(root, func(e ast.Expr) { // parents first: what a macro stood for is put back before it is entered
		if call, expanded := info.GetMacroCall(e.ID()); expanded {
			e.SetKindCase(factory.CopyExpr(call))
		}
	})
	return root
}

// walk visits an expression and all below it, parents first.
func walk(e ast.Expr, visit func(ast.Expr)) {
	if e == nil {
		return
	}
	visit(e)
	for _, c := range children(e) {
		walk(c, visit)
	}
}

// children are the expressions directly below one.
func children(e ast.Expr) []ast.Expr {
	switch e.Kind() {
	case ast.CallKind:
		call := e.AsCall()
		if call.IsMemberFunction() {
			return append([]ast.Expr{call.Target()}, call.Args()...)
		}
		return call.Args()
	case ast.SelectKind:
		return []ast.Expr{e.AsSelect().Operand()}
	case ast.ListKind:
		return e.AsList().Elements()
	case ast.MapKind:
		var all []ast.Expr
		for _, entry := range e.AsMap().Entries() {
			all = append(all, entry.AsMapEntry().Key(), entry.AsMapEntry().Value())
		}
		return all
	case ast.StructKind:
		var all []ast.Expr
		for _, f := range e.AsStruct().Fields() {
			all = append(all, f.AsStructField().Value())
		}
		return all
	}
	return nil
}

func isIdent(e ast.Expr, name string) bool {
	return e != nil && e.Kind() == ast.IdentKind && e.AsIdent() == name
}

// stringLiteral returns the text of an expression that is a plain string.
func stringLiteral(e ast.Expr) (string, bool) {
	if e == nil || e.Kind() != ast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().(types.String)
	return string(s), ok
}
