package collect

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"drydock/assess/fact"
)

// entry is one element of a list with the proof of the page that it stood on.
type entry[T any] struct {
	value T
	proof fact.Proof
}

// list reads every page with Pages and hands out the elements that of finds on them. Beside a gap stands what came before it.
func list[In, Out, O, T any](
	ctx context.Context, env *Env, op string, in *In,
	call func(context.Context, *In, ...func(*O)) (*Out, error),
	next func(*Out) *string, set func(*In, *string), of func(*Out) []T,
) ([]entry[T], []fact.Proof, *fact.Gap) {
	var pages [][]T
	proofs, gap := Pages(ctx, env, op, in, call, next, set, func(out *Out) { pages = append(pages, of(out)) })
	var entries []entry[T]
	for i, page := range pages {
		for _, value := range page {
			entries = append(entries, entry[T]{value, proofs[i]})
		}
	}
	return entries, proofs, gap
}

// more is the token of the next page where an API says beside it whether there is one. A list that claims to go on and does not
// say where gets a token that AWS refuses: the refusal makes the list a gap, where no token would make it look complete.
func more(truncated bool, marker *string) *string {
	if !truncated {
		return nil
	}
	if aws.ToString(marker) == "" {
		return aws.String("(no marker)")
	}
	return marker
}

// inOrder makes one result per item, many at a time, and returns them in the order of the items.
func inOrder[T, R any](ctx context.Context, env *Env, items []T, do func(context.Context, T) R) []R {
	results := make([]R, len(items))
	env.each(len(items), func(i int) { results[i] = do(ctx, items[i]) })
	return results
}

// facts builds one fact per item, many at a time, and returns them in the order of the items.
func facts[T any, F fact.Fact](ctx context.Context, env *Env, items []T, build func(context.Context, T) F) []fact.Fact {
	return inOrder(ctx, env, items, func(ctx context.Context, item T) fact.Fact { return build(ctx, item) })
}

// children reads what hangs below each parent, many parents at a time, in the order of the parents. The first gap stands for the whole.
func children(
	ctx context.Context, env *Env, parents []fact.Fact,
	read func(context.Context, fact.Fact) ([]fact.Fact, []fact.Proof, *fact.Gap),
) (all []fact.Fact, proofs []fact.Proof, gap *fact.Gap) {
	type family struct {
		facts  []fact.Fact
		proofs []fact.Proof
		gap    *fact.Gap
	}
	families := inOrder(ctx, env, parents, func(ctx context.Context, parent fact.Fact) family {
		facts, proofs, gap := read(ctx, parent)
		return family{facts, proofs, gap}
	})
	for _, f := range families {
		all, proofs = append(all, f.facts...), append(proofs, f.proofs...)
		if gap == nil {
			gap = f.gap
		}
	}
	return all, proofs, gap
}

// inherit gives a part the tags of the whole that it belongs to, unread ones included.
func inherit(part, whole *fact.Meta) {
	part.Tags = whole.Tags
	if gap, unread := whole.Unread["tags"]; unread {
		part.MarkUnread("tags", gap)
	}
}

// kept files what one call about a resource brought: its proof, or the gap on the fields that the call would have filled.
// It says whether the call was answered.
func kept(m *fact.Meta, proof fact.Proof, gap *fact.Gap, fields ...string) bool {
	if gap == nil {
		m.Proof = append(m.Proof, proof)
		return true
	}
	for _, field := range fields {
		m.MarkUnread(field, *gap)
	}
	return false
}

// none is kept for a call that may also answer "there is none"; then it files that answer and says so.
func none(m *fact.Meta, proof fact.Proof, gap *fact.Gap) bool {
	if !Absent(gap) {
		return false
	}
	if proof.RequestID != "" {
		m.Proof = append(m.Proof, proof)
	}
	return true
}

// unasked is the gap of a field that Drydock could not or would not ask for.
func unasked(because string) fact.Gap {
	return fact.Gap{Status: fact.NotCollected, Message: because}
}

// unexpected is the gap of a field whose answer came and could not be understood.
func unexpected(op, because string) fact.Gap {
	return fact.Gap{Status: fact.Failed, Operation: op, Message: because}
}

// whole turns an answer without the part that it is about into a gap: nothing can be said about what is not there.
func whole[Out, Part any](op string, out *Out, gap *fact.Gap, part func(*Out) *Part) (*Part, *fact.Gap) {
	if gap != nil {
		return nil, gap
	}
	if p := part(out); p != nil {
		return p, nil
	}
	gone := unexpected(op, "the answer does not hold what was asked for")
	return nil, &gone
}

// said is a yes or no for which AWS documents no default: where the answer leaves it out, the field is unread.
func said(m *fact.Meta, op, field string, answer *bool) bool {
	if answer == nil {
		m.MarkUnread(field, unexpected(op, "the answer does not say"))
		return false
	}
	return *answer
}

// arn names a resource of the target's account in its partition; Region and account may be left empty.
func (env *Env) arn(service, region, account, resource string) string {
	return strings.Join([]string{"arn", env.Target.Partition, service, region, account, resource}, ":")
}

// here names a resource of the target's account and Region.
func (env *Env) here(service, resource string) string {
	return env.arn(service, env.Target.Region, env.Target.Account, resource)
}

// tagMap reads a service's list of tags.
func tagMap[T any](tags []T, pair func(T) (key, value *string)) map[string]string {
	read := map[string]string{}
	for _, tag := range tags {
		key, value := pair(tag)
		read[aws.ToString(key)] = aws.ToString(value)
	}
	return read
}

// keepTags files a paged list of tags; a list that broke off leaves them unread.
func keepTags[T any](m *fact.Meta, tags []entry[T], proofs []fact.Proof, gap *fact.Gap, pair func(T) (key, value *string)) {
	m.Proof = append(m.Proof, proofs...)
	if gap != nil {
		m.MarkUnread("tags", *gap)
		return
	}
	var values []T
	for _, tag := range tags {
		values = append(values, tag.value)
	}
	m.Tags = tagMap(values, pair)
}

// orDefault is a value of an enumeration, or the default that AWS documents where the answer leaves it out.
func orDefault[T ~string](value, byDefault T) string {
	if value == "" {
		value = byDefault
	}
	return string(value)
}

// sorted returns the members of a set in order.
func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
