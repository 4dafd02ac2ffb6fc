package rule

import (
	"fmt"
	"math/bits"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"drydock/assess/evidence"
)

// costLimit bounds one evaluation: 1,000 steps and 200 for each resource that there is. The number of resources is rounded up to a power
// of two, so that what was planned for one account serves the others of about its size.
func costLimit(elements int) uint64 { return 1000 + 200<<bits.Len(uint(max(elements, 1)-1)) }

// programs are the expressions of a rule, ready to run under a cost limit.
type programs struct {
	limit             uint64
	when, pass, shows cel.Program
}

// programs plans a rule's expressions, unless they were planned for the same limit just before.
func (c *compiled) programs(limit uint64) (programs, error) {
	c.planning.Lock()
	defer c.planning.Unlock()
	if c.planned.limit == limit {
		return c.planned, nil
	}
	p := programs{limit: limit}
	for _, x := range []struct {
		tree *cel.Ast
		into *cel.Program
	}{{c.when, &p.when}, {c.pass, &p.pass}, {c.shows, &p.shows}} {
		if x.tree == nil {
			continue
		}
		program, err := c.env.Program(x.tree, cel.CostLimit(limit))
		if err != nil {
			return programs{}, fmt.Errorf("prepare rule %s: %w", c.rule.ID, err)
		}
		*x.into = program
	}
	c.planned = p
	return p, nil
}

// activation is what an expression sees.
type activation struct{ it, here, scope, iam ref.Val }

// ResolveName implements cel.Activation.
func (a *activation) ResolveName(name string) (any, bool) {
	var v ref.Val
	switch name {
	case varIt:
		v = a.it
	case varHere:
		v = a.here
	case varScope:
		v = a.scope
	case varIAM:
		v = a.iam
	}
	return v, v != nil
}

// Parent implements cel.Activation.
func (a *activation) Parent() cel.Activation { return nil }

// activate prepares what a rule sees of a view, and of a resource where there is one.
func (b *bench) activate(v *view, it *object) *activation {
	a := &activation{
		here: v.object(), scope: b.env.schema.scope(b.scope),
		iam: &object{record: b.env.schema.records[iamType], value: b.iam},
	}
	if it != nil {
		a.it = it
	}
	return a
}

// verdict is what an expression that asks says: true, false, or a doubt.
type verdict struct {
	holds   bool
	known   bool
	doubt   doubt
	missing bool // it is false only because a service is not offered here
}

// ask evaluates a truth.
//
// An unknown element at the end of a list that broke off stands for "there may be more". What is true or false with it
// must be so without it as well, because there may be no more: else "some resource …" would be answered by one that
// nobody has seen. In the same way a false that turns to unknown when the lists of services that are not offered are
// taken as unread rests on them, and on nothing that somebody could repair.
func (r *run) ask(p cel.Program, v *view, it *object) verdict {
	a := r.activate(v, it)
	v.tails = tailsUnread
	first := truth(p, a)
	if !first.known {
		return first
	}
	if gap, kind, some := r.unreadHere(v); some {
		v.tails = tailsNone
		bare := truth(p, a)
		v.tails = tailsUnread
		if !bare.known {
			return bare
		}
		if bare.holds != first.holds {
			return verdict{doubt: doubt{cause: evidence.Cause(gap.Status), what: string(kind), gap: gap}}
		}
	}
	if !first.holds && r.notOfferedHere(v) {
		v.tails = tailsNotOffered
		first.missing = !truth(p, a).known
		v.tails = tailsUnread
	}
	return first
}

// truth runs a program that says true or false.
func truth(p cel.Program, a *activation) verdict {
	out, _, err := p.Eval(a)
	if err != nil {
		return verdict{doubt: failed(err)}
	}
	if d, ok := doubtOf(out); ok {
		return verdict{doubt: d}
	}
	b, ok := out.(types.Bool)
	if !ok {
		return verdict{doubt: failed(fmt.Errorf("it says %v, which is neither true nor false", out.Type()))}
	}
	return verdict{holds: bool(b), known: true}
}

// text runs the program that shows the proof in words; what is unknown or fails shows nothing.
func (r *run) text(v *view, it *object) string {
	if r.programs.shows == nil {
		return ""
	}
	v.tails = tailsUnread
	out, _, err := r.programs.shows.Eval(r.activate(v, it))
	if err != nil {
		return ""
	}
	s, _ := out.(types.String)
	return string(s)
}

// failed is the doubt of a rule that broke.
func failed(err error) doubt {
	return doubt{cause: evidence.RuleFailed, what: fmt.Sprintf("the rule failed: %v", err), said: true}
}
