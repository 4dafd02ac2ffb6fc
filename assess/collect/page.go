package collect

import (
	"context"
	"fmt"

	"drydock/assess/fact"
)

// maxPages bounds one list. AWS pages hold up to 1,000 entries, so a longer list is a server that never ends.
const maxPages = 1000

// Pages asks for every page of a list: next reads the token of the following page out of an answer, set writes it into the input,
// each takes an answer. A list that broke off is a gap: a failed page, a token seen before, or more than 1,000 pages.
// What came before the gap has been handed to each and stands; its proofs then do not say AllPages.
func Pages[In, Out, O any](
	ctx context.Context, env *Env, op string, in *In,
	call func(context.Context, *In, ...func(*O)) (*Out, error),
	next func(*Out) *string, set func(*In, *string), each func(*Out),
) ([]fact.Proof, *fact.Gap) {
	page := ctx
	return env.pages(op, func() (token *string, proof fact.Proof, gap *fact.Gap) {
		out, proof, gap := Ask(page, env, op, in, call)
		if gap != nil {
			return nil, proof, gap
		}
		page = unmoved(ctx)
		each(out)
		return next(out), proof, nil
	}, func(token *string) { set(in, token) })
}

// pages is Pages without its types.
func (env *Env) pages(op string, ask func() (token *string, proof fact.Proof, gap *fact.Gap), set func(token *string)) ([]fact.Proof, *fact.Gap) {
	var proofs []fact.Proof
	seen := map[string]bool{}
	for range maxPages {
		token, proof, gap := ask()
		if gap != nil {
			if proof.RequestID != "" {
				proofs = append(proofs, proof)
			}
			return proofs, gap
		}
		proof.AllPages = false
		proofs = append(proofs, proof)
		if token == nil || *token == "" {
			for i := range proofs {
				proofs[i].AllPages = true
			}
			return proofs, nil
		}
		if seen[*token] {
			return proofs, env.brokenList(op, fmt.Sprintf("page %d names a page that was already read", len(proofs)))
		}
		seen[*token] = true
		set(token)
	}
	return proofs, env.brokenList(op, fmt.Sprintf("the list has more than %d pages", maxPages))
}

func (env *Env) brokenList(op, because string) *fact.Gap {
	action, _ := env.action(op)
	gap := Classify(op, action, &NotEvidenceError{Operation: op, Because: because})
	return &gap
}
