package plain_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"drydock/assess/desk"
	"drydock/questionnaire"
	"drydock/tui/plain"
)

// offline is a desk that asks AWS of the sample only.
type offline struct{ *desk.Desk }

func (d offline) ProbePreview(ctx context.Context, v *desk.View, o desk.AWSOptions) (*desk.ProbePlan, error) {
	if !v.Session.Meta.Sample {
		return nil, desk.ErrNoCredentials
	}
	return d.Desk.ProbePreview(ctx, v, o)
}

// apart is a desk that leaves the machine alone.
type apart struct{ offline }

func (apart) WriteOutput(_ context.Context, _ *desk.View, o desk.ExportOptions) (string, error) {
	return o.Path, nil
}

func (apart) TakeIn(context.Context, *desk.View, desk.TakeInOptions) (*desk.TakenIn, error) {
	return nil, os.ErrNotExist
}

func (apart) WriteForm(_ context.Context, _ *desk.View, _ questionnaire.Role, path string, _ bool) (string, error) {
	return path, nil
}

// asked is a desk that keeps with which options AWS was to be asked.
type asked struct {
	offline
	options []desk.AWSOptions
}

func (a *asked) ProbePreview(ctx context.Context, v *desk.View, o desk.AWSOptions) (*desk.ProbePlan, error) {
	a.options = append(a.options, o)
	return a.offline.ProbePreview(ctx, v, o)
}

func TestWhereToAskIsChosenInLines(t *testing.T) {
	d := &asked{offline: offline{seat(onDisk(t), "Ines")}}
	lines := append(append([]string{"2"}, scopeLines("claims")...), "",
		"t", "audit", "eu-west-1", "1", "", "12", "111122223333, 444455556666:data", "", "", "b", "arn:{partition}:iam::{account}:role/drydock", "", "q")
	said := talked(t, plain.Options{Desk: d}, lines...)
	wants(t, said, "Nothing is lost, and nothing counts as passed.", "Where to ask.", "Accounts", "Several accounts need a role", "Goodbye")
	last := d.options[len(d.options)-1]
	if last.Profile != "audit" || last.Region != "eu-west-1" || !last.EveryRegion || last.Organization || len(last.Accounts) != 2 || last.Accounts[1].Role != "data" ||
		last.RoleARN != "arn:{partition}:iam::{account}:role/drydock" {
		t.Errorf("asked with %+v", last)
	}
}

// FuzzLines types whatever comes: it never panics, says nothing unsayable, and ends with its input.
func FuzzLines(f *testing.F) {
	f.Add("2\nclaims\n1\n.\n\ns\n1\n\n2\n5\nno\nme\n\nq\n")
	f.Add("1\n1\nt\n1\nA\nB\n6\nA\nB\n\n\nb\n2\n\nx\n1\n2\n3\n4\nb\n")
	f.Add("1\n4\nw\n1\nx\nc\n20\nm\nf\n1\nb\nl\nd\n1\ne\n3\n\n\n")
	f.Add("3\nroom\n.\n5\n1\ni\no\n3\n\n8\nm\n9\n1\n10\n7\nk\nb\nu\nr\n?\n11\nm\nother\nx\n1\n")
	f.Fuzz(func(t *testing.T, lines string) {
		if len(lines) > 2000 {
			return
		}
		anyLines(t, lines)
	})
}

// anyLines types lines and holds plain mode to what it promises of any.
func anyLines(t *testing.T, lines string) {
	t.Helper()
	d := apart{offline{seat(desk.MemoryStore(func() time.Time { return noon }), "Ines")}}
	var said bytes.Buffer
	if err := plain.Run(t.Context(), plain.Options{Desk: d, In: strings.NewReader(lines), Out: &said}); err != nil {
		t.Fatalf("%v, after:\n%s", err, said.String())
	}
	if wrong := unsayable(said.String()); wrong != "" {
		t.Error(wrong)
	}
}

// TestLinesAtRandom types what people type, in no order: it gets further in than bytes at random.
func TestLinesAtRandom(t *testing.T) {
	typed := strings.Fields("1 1 1 2 2 3 4 5 6 7 8 9 10 11 12 13 30 3/2/1 v .  - ? b b u r x w i n d s p f g k t c e l m o a park yes Ana 2027-01-15 guardrail \x1b[2J")
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	for round := range rounds {
		random := rand.New(rand.NewPCG(7, uint64(round)))
		lines := []string{"1"} // the example, where there is most to do
		for range 80 {
			line := ""
			if random.IntN(4) > 0 {
				line = typed[random.IntN(len(typed))]
			}
			lines = append(lines, line)
		}
		anyLines(t, strings.Join(lines, "\n"))
	}
}
