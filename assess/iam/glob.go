package iam

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Tokens of a pattern beside literal bytes.
const (
	star   = -1 // any bytes, none included
	single = -2 // any one byte
)

// tokens reads a pattern with * and ?; ${*}, ${?} and ${$} stand for themselves.
func tokens(pattern string) []int16 {
	out := make([]int16, 0, len(pattern))
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '*':
			if len(out) == 0 || out[len(out)-1] != star {
				out = append(out, star)
			}
		case c == '?':
			out = append(out, single)
		case c == '$' && i+3 < len(pattern) && pattern[i+1] == '{' && pattern[i+3] == '}' && strings.IndexByte("*?$", pattern[i+2]) >= 0:
			out = append(out, int16(pattern[i+2]))
			i += 3
		default:
			out = append(out, int16(c))
		}
	}
	return out
}

// globs says whether a pattern with * and ? matches all of s.
func globs(pattern, s string) bool { return matchTokens(tokens(pattern), s) }

func matchTokens(p []int16, s string) bool {
	i, j, lastStar, mark := 0, 0, -1, 0
	for j < len(s) {
		switch {
		case i < len(p) && p[i] == star:
			lastStar, mark = i, j
			i++
		case i < len(p) && (p[i] == single || p[i] == int16(s[j])):
			i++
			j++
		case lastStar >= 0:
			mark++
			i, j = lastStar+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == star {
		i++
	}
	return i == len(p)
}

// covers says whether everything that the pattern inner matches, outer matches too. It may miss that it does (a?* and a*?,
// say), but never claims it wrongly.
func covers(outer, inner []int16) bool {
	i, j, lastStar, mark := 0, 0, -1, 0
	for j < len(inner) {
		switch {
		case i < len(outer) && outer[i] == star:
			lastStar, mark = i, j
			i++
		case i < len(outer) && (outer[i] == inner[j] || outer[i] == single && inner[j] != star):
			i++
			j++
		case lastStar >= 0:
			mark++
			i, j = lastStar+1, mark
		default:
			return false
		}
	}
	for i < len(outer) && outer[i] == star {
		i++
	}
	return i == len(outer)
}

// meets says whether some string matches both patterns.
func meets(a, b []int16) bool {
	// row[j] says whether what is left of a, from i on, meets b from j on; rows are filled from the end.
	row := make([]bool, len(b)+1)
	for i := len(a); i >= 0; i-- {
		diagonal := false // row[j+1] of the row below
		for j := len(b); j >= 0; j-- {
			below := row[j]
			switch {
			case i == len(a) && j == len(b):
				row[j] = true
			case i < len(a) && a[i] == star:
				row[j] = below || (j < len(b) && row[j+1])
			case j < len(b) && b[j] == star:
				row[j] = row[j+1] || (i < len(a) && below)
			case i == len(a) || j == len(b):
				row[j] = false
			default:
				row[j] = diagonal && (a[i] == b[j] || a[i] == single || b[j] == single)
			}
			diagonal = below
		}
	}
	return row[0]
}

// maxStates bounds the search of exists; a policy of AWS's largest size stays far below it.
const maxStates = 20_000

// exists says whether some string that the asked pattern matches lies in all regions of need and not in never; known is
// false when the search became too large. Most questions are decided at sight: nothing that is needed meets what is
// asked, one denial covers it all, or a likely string will do. Only then are all strings searched.
func exists(asked string, need []region, never region) (found, known bool) {
	good := func(matches func(string) bool) bool {
		return !slices.ContainsFunc(need, func(r region) bool { return !r.has(matches) }) && !never.has(matches)
	}
	if !strings.ContainsAny(asked, "*?") {
		return good(func(p string) bool { return globs(p, asked) }), true
	}
	all := tokens(asked)
	need = slices.Clone(need)
	for i, r := range need {
		if need[i] = r.near(all); len(need[i]) == 0 {
			return false, true
		}
	}
	never = never.near(all)
	if slices.ContainsFunc(never, func(g grant) bool { return g.holds(all) }) {
		return false, true
	}
	patterns := patternsOf(asked, append(slices.Clone(need), never))
	for _, p := range patterns {
		for _, filler := range []string{"", "~", "~:~/~"} {
			s := strings.NewReplacer("*", filler, "?", "~").Replace(p)
			if globs(asked, s) && good(func(p string) bool { return globs(p, s) }) {
				return true, true
			}
		}
	}
	return search(asked, patterns, good)
}

// near is the part of a region that can matter to what is asked.
func (r region) near(asked []int16) region {
	var out region
	for _, g := range r {
		var patterns []string
		for _, p := range g.resources {
			if meets(tokens(p), asked) {
				patterns = append(patterns, p)
			}
		}
		if len(patterns) == 0 && !g.except {
			continue
		}
		g.resources = patterns
		if g.except && slices.ContainsFunc(patterns, func(p string) bool { return covers(tokens(p), asked) }) {
			continue
		}
		out = append(out, g)
	}
	return out
}

// holds says that a grant surely speaks of all that is asked.
func (g grant) holds(asked []int16) bool {
	if g.except {
		return len(g.resources) == 0
	}
	return slices.ContainsFunc(g.resources, func(p string) bool { return covers(tokens(p), asked) })
}

// patternsOf are the patterns that tell strings apart, each once.
func patternsOf(asked string, regions []region) []string {
	patterns := []string{asked}
	for _, r := range regions {
		for _, g := range r {
			patterns = append(patterns, g.resources...)
		}
	}
	slices.Sort(patterns)
	return slices.Compact(patterns)
}

// search walks all strings, as far as the patterns can tell them apart.
func search(asked string, patterns []string, good func(func(string) bool) bool) (found, known bool) {
	autos := make([]*automaton, len(patterns))
	place := map[string]int{}
	var bytes [256]bool
	for i, p := range patterns {
		autos[i] = newAutomaton(p)
		place[p] = i
		for _, t := range autos[i].tokens {
			if t >= 0 {
				bytes[t] = true
			}
		}
	}
	var alphabet []byte
	for c, used := range bytes {
		if used {
			alphabet = append(alphabet, byte(c))
		}
	}
	if other := slices.Index(bytes[:], false); other >= 0 {
		alphabet = append(alphabet, byte(other)) // stands for every byte that no pattern names
	}
	start := make([]int32, len(autos))
	queue := [][]int32{start}
	key := stateKey(nil, start)
	seen := map[string]bool{string(key): true}
	next := make([]int32, len(autos))
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		matches := func(p string) bool { i := place[p]; return autos[i].accepts(state[i]) }
		if matches(asked) && good(matches) {
			return true, true
		}
		for _, c := range alphabet {
			for i, a := range autos {
				next[i] = a.step(state[i], c)
			}
			if autos[place[asked]].dead(next[place[asked]]) {
				continue
			}
			if key = stateKey(key[:0], next); !seen[string(key)] {
				if len(seen) == maxStates {
					return false, false
				}
				seen[string(key)] = true
				queue = append(queue, slices.Clone(next))
			}
		}
	}
	return false, true
}

func stateKey(b []byte, state []int32) []byte {
	for _, s := range state {
		b = binary.LittleEndian.AppendUint32(b, uint32(s))
	}
	return b
}

// automaton is a pattern as a deterministic automaton, built as far as it is walked. State 0 is the start.
type automaton struct {
	tokens []int16
	states [][]bool // the positions in tokens that the state stands for
	ids    map[string]int32
	steps  []*[256]int32 // where each byte leads, plus one; 0 where nobody went yet
}

func newAutomaton(pattern string) *automaton {
	a := &automaton{tokens: tokens(pattern), ids: map[string]int32{}}
	first := make([]bool, len(a.tokens)+1)
	a.enter(first, 0)
	a.state(first)
	return a
}

// enter marks a position, and those behind stars that need no byte.
func (a *automaton) enter(set []bool, i int) {
	set[i] = true
	for i < len(a.tokens) && a.tokens[i] == star {
		i++
		set[i] = true
	}
}

func (a *automaton) state(set []bool) int32 {
	b := make([]byte, len(set))
	for i, in := range set {
		if in {
			b[i] = 1
		}
	}
	if id, ok := a.ids[string(b)]; ok {
		return id
	}
	id := int32(len(a.states))
	a.ids[string(b)] = id
	a.states = append(a.states, set)
	a.steps = append(a.steps, new([256]int32))
	return id
}

func (a *automaton) step(from int32, c byte) int32 {
	if to := a.steps[from][c]; to > 0 {
		return to - 1
	}
	set := make([]bool, len(a.tokens)+1)
	for i, in := range a.states[from] {
		if !in || i == len(a.tokens) {
			continue
		}
		switch t := a.tokens[i]; {
		case t == star:
			a.enter(set, i)
		case t == single || t == int16(c):
			a.enter(set, i+1)
		}
	}
	to := a.state(set)
	a.steps[from][c] = to + 1
	return to
}

func (a *automaton) accepts(state int32) bool { return a.states[state][len(a.tokens)] }

func (a *automaton) dead(state int32) bool { return !slices.Contains(a.states[state], true) }
