package rule

import (
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// contextType is what the context of a request converts to.
var contextType = reflect.TypeFor[map[string]string]()

// describeScope adds the variables scope and scope.accounts[].
func (s *schema) describeScope() {
	scope := func(get func(*questionnaire.Scope) ref.Val) func(*object) ref.Val {
		return func(o *object) ref.Val { return get(o.value.(*questionnaire.Scope)) }
	}
	account := func(get func(questionnaire.Account) string) *types.FieldType {
		return s.field(types.StringType, func(o *object) ref.Val { return types.String(get(o.value.(questionnaire.Account))) })
	}
	accounts := &record{name: accountType, fields: map[string]*types.FieldType{
		"id":          account(func(a questionnaire.Account) string { return a.ID }),
		"role":        account(func(a questionnaire.Account) string { return a.Role }),
		"environment": account(func(a questionnaire.Account) string { return a.Environment }),
	}}
	text := func(get func(*questionnaire.Scope) string) *types.FieldType {
		return s.field(types.StringType, scope(func(q *questionnaire.Scope) ref.Val { return types.String(get(q)) }))
	}
	list := func(get func(*questionnaire.Scope) []string) *types.FieldType {
		return s.field(types.NewListType(types.StringType), scope(func(q *questionnaire.Scope) ref.Val {
			return types.NewStringList(types.DefaultTypeAdapter, get(q))
		}))
	}
	s.records[accountType] = accounts
	s.records[iamType] = &record{name: iamType}
	s.records[scopeType] = &record{name: scopeType, fields: map[string]*types.FieldType{
		"useCase":  text(func(q *questionnaire.Scope) string { return string(q.UseCase()) }),
		"data":     text(func(q *questionnaire.Scope) string { return q.Data }),
		"audience": text(func(q *questionnaire.Scope) string { return q.Audience }),
		"tenancy":  text(func(q *questionnaire.Scope) string { return q.Tenancy }),
		"does":     list(func(q *questionnaire.Scope) []string { return q.Does }),
		"regions":  list(func(q *questionnaire.Scope) []string { return q.Regions }),
		"runsOn": s.field(types.NewMapType(types.StringType, types.StringType), scope(func(q *questionnaire.Scope) ref.Val {
			m := map[string]string{}
			for _, p := range questionnaire.Platforms() {
				m[p] = string(q.RunsOn[p])
			}
			return types.NewStringStringMap(types.DefaultTypeAdapter, m)
		})),
		"accounts": s.field(types.NewListType(types.NewObjectType(accountType)), scope(func(q *questionnaire.Scope) ref.Val {
			list := make([]ref.Val, len(q.Accounts))
			for i, a := range q.Accounts {
				list[i] = &object{record: accounts, value: a}
			}
			return types.NewRefValList(types.DefaultTypeAdapter, list)
		})),
		"agreed": s.field(types.NewMapType(types.StringType, types.NewListType(types.StringType)), scope(func(q *questionnaire.Scope) ref.Val {
			return newAgreed(q.Agreed)
		})),
	}}
}

// scope turns a scope into the variable of that name.
func (s *schema) scope(q *questionnaire.Scope) *object {
	return &object{record: s.records[scopeType], value: q}
}

// agreed is scope.agreed: a map in which a list that was not agreed yet is unknown, and not absent.
type agreed struct {
	traits.Mapper
}

func newAgreed(lists map[string][]string) *agreed {
	m := make(map[ref.Val]ref.Val, len(lists))
	for id, list := range lists {
		m[types.String(id)] = types.NewStringList(types.DefaultTypeAdapter, list)
	}
	return &agreed{types.NewRefValMap(types.DefaultTypeAdapter, m)}
}

// Find implements traits.Mapper.
func (a *agreed) Find(key ref.Val) (ref.Val, bool) {
	if v, ok := a.Mapper.Find(key); ok {
		return v, true
	}
	id, ok := key.(types.String)
	if !ok {
		return types.MaybeNoSuchOverloadErr(key), true
	}
	return doubt{cause: evidence.NotAgreed, what: string(id), gap: fact.Gap{}}.unknown(), true
}

// Get implements traits.Indexer.
func (a *agreed) Get(key ref.Val) ref.Val {
	v, _ := a.Find(key)
	return v
}
