package rule

import (
	"fmt"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"
	"cel.dev/cel-go/parser"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/iam"
)

// Variables that rules see.
const (
	varIt    = "it"
	varHere  = "here"
	varScope = "scope"
	varIAM   = "iam"
)

// Limits on an expression, many times what a sensible rule needs: a pack from the internet must not stall the checker,
// whose work grows faster than the nesting.
const (
	maxExpression = 8000 // characters
	maxNesting    = 60
)

// findPrefix begins the name of the function, one per kind, that find('<kind>', arn) expands to.
const findPrefix = "find@"

// environment compiles the expressions of rules. It has one CEL environment per kind of it, and one without.
type environment struct {
	schema *schema
	base   *cel.Env

	mu       sync.Mutex
	each     map[string]*cel.Env
	compiled map[expressionKey]expression
}

// expressionKey is what the meaning of an expression depends on: the kind of it, whether it is to be a truth or a text, and its words.
type expressionKey struct{ each, what, src string }

// known is an expression that was compiled before.
func (e *environment) known(key expressionKey) (expression, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	made, ok := e.compiled[key]
	return made, ok
}

// learn keeps an expression for the rules that say the same.
func (e *environment) learn(key expressionKey, made expression) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.compiled[key] = made
}

// newEnvironment prepares CEL for the registered fact kinds.
func newEnvironment() (*environment, error) {
	std, err := cel.NewEnv(cel.OptionalTypes(), ext.Strings(), cel.CrossTypeNumericComparisons(true), cel.EnableMacroCallTracking(),
		cel.ParserExpressionSizeLimit(maxExpression), cel.ParserRecursionLimit(maxNesting))
	if err != nil {
		return nil, fmt.Errorf("prepare CEL: %w", err)
	}
	s, err := newSchema(std.CELTypeProvider())
	if err != nil {
		return nil, fmt.Errorf("prepare CEL: %w", err)
	}
	opts := []cel.EnvOption{
		cel.CustomTypeProvider(s),
		cel.Variable(varHere, cel.ObjectType(hereType)),
		cel.Variable(varScope, cel.ObjectType(scopeType)),
		cel.Variable(varIAM, cel.ObjectType(iamType)),
		cel.Macros(cel.GlobalMacro("find", 2, s.expandFind)),
		allowsFunction(),
	}
	for _, kind := range s.kinds {
		opts = append(opts, findFunction(kind))
	}
	base, err := std.Extend(opts...)
	if err != nil {
		return nil, fmt.Errorf("prepare CEL: %w", err)
	}
	return &environment{schema: s, base: base, each: map[string]*cel.Env{}, compiled: map[expressionKey]expression{}}, nil
}

// forKind returns the environment in which it is a fact of the kind; for "" there is no it.
func (e *environment) forKind(kind string) (*cel.Env, error) {
	if kind == "" {
		return e.base, nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if env := e.each[kind]; env != nil {
		return env, nil
	}
	env, err := e.base.Extend(cel.Variable(varIt, cel.ObjectType(factType(fact.Kind(kind)))))
	if err != nil {
		return nil, fmt.Errorf("prepare CEL for %s: %w", kind, err)
	}
	e.each[kind] = env
	return env, nil
}

// expandFind turns find('<kind>', arn) into a call whose result has the kind's type.
func (s *schema) expandFind(eh parser.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
	kind, ok := stringLiteral(args[0])
	if !ok {
		return nil, eh.NewError(args[0].ID(), "find needs the kind as a plain string: find('iam_role', it.roleArn)")
	}
	if _, known := s.records[factType(fact.Kind(kind))]; !known {
		return nil, eh.NewError(args[0].ID(), fmt.Sprintf("no fact kind is called %q%s", kind, didYouMean(kind, s.records[hereType].fieldNames())))
	}
	return eh.NewCall(findPrefix+kind, eh.NewIdent(varHere), args[1]), nil
}

// findFunction declares find for one kind.
func findFunction(kind fact.Kind) cel.EnvOption {
	name := findPrefix + string(kind)
	return cel.Function(name, cel.Overload(strings.ReplaceAll(name, "@", "_"),
		[]*cel.Type{cel.ObjectType(hereType), cel.StringType}, cel.OptionalType(cel.ObjectType(factType(kind))),
		cel.BinaryBinding(func(here, arn ref.Val) ref.Val {
			v, ok := viewOf(here)
			s, isString := arn.(types.String)
			if !ok || !isString {
				return types.MaybeNoSuchOverloadErr(arn)
			}
			return v.find(kind, string(s))
		})))
}

// allowsFunction declares iam.allows(principal, action, resource) and the same with the request's context.
func allowsFunction() cel.EnvOption {
	self, str := cel.ObjectType(iamType), cel.StringType
	return cel.Function("allows",
		cel.MemberOverload("iam_allows", []*cel.Type{self, str, str, str}, cel.BoolType, cel.FunctionBinding(allows)),
		cel.MemberOverload("iam_allows_context", []*cel.Type{self, str, str, str, cel.MapType(str, str)}, cel.BoolType, cel.FunctionBinding(allows)),
	)
}

// allows asks the policy evaluator; what it cannot tell is an unknown that carries its reason.
func allows(args ...ref.Val) ref.Val {
	o, ok := args[0].(*object)
	if !ok {
		return types.MaybeNoSuchOverloadErr(args[0])
	}
	var s [3]string
	for i := range s {
		v, ok := args[i+1].(types.String)
		if !ok {
			return types.MaybeNoSuchOverloadErr(args[i+1])
		}
		s[i] = string(v)
	}
	var context map[string]string
	if len(args) == 5 {
		native, err := args[4].ConvertToNative(contextType)
		if err != nil {
			return types.WrapErr(err)
		}
		context = native.(map[string]string)
	}
	answer := o.value.(*iam.Evaluator).Allows(s[0], s[1], s[2], context)
	switch answer.Is {
	case iam.Yes:
		return types.True
	case iam.No:
		return types.False
	}
	cause := evidence.Cause(answer.Gap.Status)
	if cause == "" {
		cause = evidence.Undecided
	}
	return doubt{cause: cause, what: answer.Because, said: true, gap: answer.Gap}.unknown()
}
