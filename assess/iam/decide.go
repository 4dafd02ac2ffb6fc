package iam

import (
	"fmt"
	"slices"
)

// decide weighs the layers twice. If no resource is left even when every doubt is resolved in favour of the principal,
// the answer is No. If one is left even when every doubt is resolved against it, the answer is Yes. Between the two it
// is unknown.
func (q *question) decide(layers []layer) Answer {
	possible, known := q.reaches(layers, true)
	if known && !possible {
		return Answer{Is: No, Because: q.whyNot(layers)}
	}
	doubt, gapOrProblem := q.doubt(layers)
	if !known {
		return Answer{Because: "its policies are too entangled to decide"}
	}
	if !gapOrProblem {
		certain, known := q.reaches(layers, false)
		if !known {
			return Answer{Because: "its policies are too entangled to decide"}
		}
		if certain {
			return Answer{Is: Yes, Because: q.why(layers)}
		}
	}
	return doubt
}

// reaches says whether some resource that was asked about passes all layers; known is false when that was too much work
// to find out. Favourable resolves every doubt for the principal, else against it.
func (q *question) reaches(layers []layer, favourable bool) (reached, known bool) {
	var need []region // the resource must be in each
	var never region
	for _, l := range layers {
		for _, d := range l.denies {
			if d.sure || !favourable {
				never = append(never, d)
			}
		}
		if l.open || (favourable && l.unsure()) {
			continue
		}
		allowed := region{}
		for _, a := range l.allows {
			if a.sure || favourable {
				allowed = append(allowed, a)
			}
		}
		if len(allowed) == 0 {
			return false, true
		}
		need = append(need, allowed)
	}
	return exists(q.resource, need, never)
}

// region is a set of resources: the union of what grants speak of.
type region []grant

// has says whether a resource, given by which patterns match it, is in the region.
func (r region) has(matches func(pattern string) bool) bool {
	for i := range r {
		if slices.ContainsFunc(r[i].resources, matches) != r[i].except {
			return true
		}
	}
	return false
}

// whyNot says in one sentence why nothing is left.
func (q *question) whyNot(layers []layer) string {
	for _, l := range layers {
		for _, d := range l.denies {
			if !d.sure {
				continue
			}
			if left, known := exists(q.resource, nil, region{d}); known && !left {
				return fmt.Sprintf("%s denies %s", d.from, q.action)
			}
		}
	}
	for _, l := range layers {
		if l.open || l.unsure() {
			continue
		}
		if some, known := exists(q.resource, []region{l.allows}, nil); known && !some {
			return fmt.Sprintf("%s do not allow %s on %s", l.name, q.action, q.resource)
		}
	}
	return fmt.Sprintf("every resource on which its policies allow %s is denied or out of bounds", q.action)
}

// why says in one sentence what allows.
func (q *question) why(layers []layer) string {
	for _, a := range layers[0].allows {
		if some, known := exists(q.resource, []region{{a}}, nil); a.sure && known && some {
			return fmt.Sprintf("%s allows %s and nothing that was read stops it", a.from, q.action)
		}
	}
	return "its policies allow it"
}

// doubt says what stands between Yes and No, and whether that is something that was not read or not understood.
func (q *question) doubt(layers []layer) (Answer, bool) {
	for _, l := range layers {
		if l.gap != nil {
			return Answer{Because: fmt.Sprintf("%s could not be read", l.name), Gap: *l.gap}, true
		}
	}
	for _, l := range layers {
		if l.problem != "" {
			return Answer{Because: l.problem}, true
		}
	}
	for _, l := range layers {
		for _, g := range slices.Concat(l.denies, l.allows) {
			if !g.sure {
				return Answer{Because: fmt.Sprintf("whether %s applies depends on %s", g.from, g.why)}, false
			}
		}
	}
	return Answer{Because: "its policies leave it open"}, false
}
