package rule

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"drydock/assess/evidence"
	"drydock/assess/fact"
)

// Names under which CEL knows what is not a fact.
const (
	hereType    = "drydock.here"
	scopeType   = "drydock.scope"
	accountType = "drydock.account"
	iamType     = "drydock.iam"
)

// record is a struct type as rules see it: its fields by their JSON names.
type record struct {
	name   string
	fields map[string]*types.FieldType
}

// fieldNames returns the names of a record in alphabetical order.
func (r *record) fieldNames() []string {
	names := make([]string, 0, len(r.fields))
	for n := range r.fields {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// schema is every struct type that a rule can meet. It is a CEL type provider, laid over the standard one.
//
// It, and not CEL's own reflection, hands out fields, because a field that was not read must come out as an unknown
// whichever way it is reached: it.x, inside a list, or behind dyn().
type schema struct {
	types.Provider
	records map[string]*record
	kinds   []fact.Kind
}

// newSchema describes every registered fact kind, and here, scope and scope.accounts.
func newSchema(base types.Provider) (*schema, error) {
	s := &schema{Provider: base, records: map[string]*record{}, kinds: fact.Kinds()}
	here := &record{name: hereType, fields: map[string]*types.FieldType{}}
	for _, kind := range s.kinds {
		f := fact.New(kind)
		if f == nil {
			return nil, fmt.Errorf("fact kind %q is listed but cannot be made", kind)
		}
		name := factType(kind)
		if err := s.describe(name, reflect.TypeOf(f).Elem()); err != nil {
			return nil, fmt.Errorf("fact kind %q: %w", kind, err)
		}
		here.fields[string(kind)] = s.field(types.NewListType(types.NewObjectType(name)), func(o *object) ref.Val {
			return o.value.(*view).list(kind)
		})
	}
	s.records[hereType] = here
	s.describeScope()
	return s, nil
}

// factType is the CEL name of a kind's struct.
func factType(kind fact.Kind) string { return "fact." + string(kind) }

// describe adds a Go struct, and those nested in it, under a name.
func (s *schema) describe(name string, t reflect.Type) error {
	if _, done := s.records[name]; done {
		return nil
	}
	rec := &record{name: name, fields: map[string]*types.FieldType{}}
	s.records[name] = rec
	for _, f := range reflect.VisibleFields(t) {
		json, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || !f.IsExported() || json == "-" || json == "unread" || json == "proof" {
			continue
		}
		if json == "" {
			json = f.Name
		}
		if _, twice := rec.fields[json]; twice {
			return fmt.Errorf("two fields are called %q", json)
		}
		ct, err := s.celType(f.Type)
		if err != nil {
			return fmt.Errorf("field %q: %w", json, err)
		}
		rec.fields[json] = s.field(ct, s.getter(json, f.Index))
	}
	return nil
}

// celType is the CEL type of a Go type that a fact may hold.
func (s *schema) celType(t reflect.Type) (*types.Type, error) {
	if t == reflect.TypeFor[time.Time]() {
		return types.TimestampType, nil
	}
	switch t.Kind() {
	case reflect.String:
		return types.StringType, nil
	case reflect.Bool:
		return types.BoolType, nil
	case reflect.Int, reflect.Int32, reflect.Int64:
		return types.IntType, nil
	case reflect.Float64:
		return types.DoubleType, nil
	case reflect.Slice:
		elem, err := s.celType(t.Elem())
		if err != nil {
			return nil, err
		}
		return types.NewListType(elem), nil
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			return nil, fmt.Errorf("a map with keys of %s cannot be shown to rules", t.Key())
		}
		elem, err := s.celType(t.Elem())
		if err != nil {
			return nil, err
		}
		return types.NewMapType(types.StringType, elem), nil
	case reflect.Struct:
		name := "fact." + t.Name()
		return types.NewObjectType(name), s.describe(name, t)
	}
	return nil, fmt.Errorf("a Go %s cannot be shown to rules", t)
}

// getter reads one field of a fact or of a struct nested in one.
func (s *schema) getter(name string, index []int) func(*object) ref.Val {
	return func(o *object) ref.Val {
		if o.meta != nil {
			if gap, unread := unreadGap(o.meta, name); unread {
				return doubt{cause: evidence.UnreadField, what: fieldOf(o, name), gap: gap}.unknown()
			}
		}
		return s.val(o.value.(reflect.Value).FieldByIndex(index))
	}
}

// fieldOf names a field of a fact in a sentence.
func fieldOf(o *object, field string) string {
	if o.meta.Name == "" {
		return fmt.Sprintf("%s of the %s", field, words(o.fact.Kind()))
	}
	return fmt.Sprintf("%s of %s %s", field, words(o.fact.Kind()), o.meta.Name)
}

// unreadGap says why a field was not read. A nested field that was not read ("boundary.document") spoils the whole
// field: a rule must not see half of it as if it were all.
func unreadGap(m *fact.Meta, name string) (fact.Gap, bool) {
	if len(m.Unread) == 0 {
		return fact.Gap{}, false
	}
	if gap, ok := m.Unread[name]; ok {
		return gap, true
	}
	for _, key := range sortedKeys(m.Unread) {
		if rest, ok := strings.CutPrefix(key, name); ok && (rest[0] == '.' || rest[0] == '[') {
			return m.Unread[key], true
		}
	}
	return fact.Gap{}, false
}

// val turns a Go value of a type that celType accepts into a CEL value.
func (s *schema) val(v reflect.Value) ref.Val {
	switch v.Kind() {
	case reflect.String:
		return types.String(v.String())
	case reflect.Bool:
		return types.Bool(v.Bool())
	case reflect.Int, reflect.Int32, reflect.Int64:
		return types.Int(v.Int())
	case reflect.Float64:
		return types.Double(v.Float())
	case reflect.Slice:
		if texts, ok := v.Interface().([]string); ok {
			return types.NewStringList(types.DefaultTypeAdapter, texts)
		}
		list := make([]ref.Val, v.Len())
		for i := range list {
			list[i] = s.val(v.Index(i))
		}
		return types.NewRefValList(types.DefaultTypeAdapter, list)
	case reflect.Map:
		if texts, ok := v.Interface().(map[string]string); ok {
			return types.NewStringStringMap(types.DefaultTypeAdapter, texts)
		}
		m := make(map[ref.Val]ref.Val, v.Len())
		for it := v.MapRange(); it.Next(); {
			m[types.String(it.Key().String())] = s.val(it.Value())
		}
		return types.NewRefValMap(types.DefaultTypeAdapter, m)
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			return types.Timestamp{Time: at}
		}
		return &object{record: s.records["fact."+v.Type().Name()], value: v}
	}
	return types.NewErr("a Go %s cannot be shown to rules", v.Type())
}

// fact turns a fact into a CEL value.
func (s *schema) fact(f fact.Fact) *object {
	return &object{record: s.records[factType(f.Kind())], value: reflect.ValueOf(f).Elem(), meta: f.Base(), fact: f}
}

// field wraps a getter. A field is always set: has() is refused, because it would turn unread into false.
func (s *schema) field(t *types.Type, get func(*object) ref.Val) *types.FieldType {
	return &types.FieldType{
		Type:  t,
		IsSet: func(any) bool { return true },
		GetFrom: func(target any) (any, error) {
			switch t := target.(type) {
			case *object:
				return get(t), nil
			case *types.Unknown:
				return t, nil
			}
			return nil, fmt.Errorf("a field was asked of a %T", target)
		},
	}
}

// FindStructType implements types.Provider.
func (s *schema) FindStructType(name string) (*types.Type, bool) {
	if _, ok := s.records[name]; ok {
		return types.NewTypeTypeWithParam(types.NewObjectType(name)), true
	}
	return s.Provider.FindStructType(name)
}

// FindStructFieldNames implements types.Provider.
func (s *schema) FindStructFieldNames(name string) ([]string, bool) {
	if rec, ok := s.records[name]; ok {
		return rec.fieldNames(), true
	}
	return s.Provider.FindStructFieldNames(name)
}

// FindStructFieldType implements types.Provider.
func (s *schema) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	if rec, ok := s.records[name]; ok {
		ft, found := rec.fields[field]
		return ft, found
	}
	return s.Provider.FindStructFieldType(name, field)
}

// NewValue implements types.Provider; rules cannot make facts.
func (s *schema) NewValue(name string, fields map[string]ref.Val) ref.Val {
	if _, ok := s.records[name]; ok {
		return types.NewErr("a rule cannot make a %s", name)
	}
	return s.Provider.NewValue(name, fields)
}

// object is a struct as CEL sees it.
type object struct {
	record *record
	value  any        // reflect.Value of a struct, or what the record's getters expect
	meta   *fact.Meta // of a fact; nil for what is nested in one
	fact   fact.Fact
}

var _ interface {
	ref.Val
	traits.Indexer
	traits.FieldTester
} = (*object)(nil)

// Get implements traits.Indexer.
func (o *object) Get(name ref.Val) ref.Val {
	n, ok := name.(types.String)
	if !ok {
		return types.MaybeNoSuchOverloadErr(name)
	}
	ft, ok := o.record.fields[string(n)]
	if !ok {
		return types.NewErr("no such field: %s", string(n))
	}
	v, err := ft.GetFrom(o)
	if err != nil {
		return types.WrapErr(err)
	}
	return v.(ref.Val)
}

// IsSet implements traits.FieldTester.
func (o *object) IsSet(name ref.Val) ref.Val { return types.True }

// ConvertToNative implements ref.Val.
func (o *object) ConvertToNative(t reflect.Type) (any, error) {
	if t == reflect.TypeFor[*object]() || t.Kind() == reflect.Interface {
		return o, nil
	}
	return nil, fmt.Errorf("a %s cannot become a %s", o.record.name, t)
}

// ConvertToType implements ref.Val.
func (o *object) ConvertToType(t ref.Type) ref.Val {
	if t == types.TypeType {
		return types.NewObjectType(o.record.name)
	}
	return types.NewErr("a %s cannot become a %s", o.record.name, t.TypeName())
}

// Equal implements ref.Val. Two facts are equal when they are the same resource; Check refuses to compare whole facts,
// so this is only met behind dyn().
func (o *object) Equal(other ref.Val) ref.Val {
	p, ok := other.(*object)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	if o.meta != nil && p.meta != nil {
		return types.Bool(o == p)
	}
	a, aok := o.value.(reflect.Value)
	b, bok := p.value.(reflect.Value)
	return types.Bool(aok && bok && a.Type() == b.Type() && reflect.DeepEqual(a.Interface(), b.Interface()))
}

// Type implements ref.Val.
func (o *object) Type() ref.Type { return types.NewObjectType(o.record.name) }

// Value implements ref.Val; the getters of a record take the object itself.
func (o *object) Value() any { return o }
