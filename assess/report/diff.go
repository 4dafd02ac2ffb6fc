package report

import (
	"fmt"
	"io"

	"drydock/assess"
	"drydock/questionnaire/text"
)

// Diff writes what changed between two standings as Markdown: gates first, then controls by which way they went, then
// resources.
func Diff(w io.Writer, diff *assess.Diff) error {
	r := &report{doc: &doc{}}
	r.heading(1, say("What changed: %s to %s", diff.Was.Name, diff.Now.Name))
	r.para(say("%s to %s.", diff.Was.AsOf.Long(), diff.Now.AsOf.Long()))
	if len(diff.Gates)+len(diff.Controls) == 0 {
		r.para("Nothing changed.")
	}
	if len(diff.Gates) > 0 {
		r.heading(2, "Gates")
		t := &table{head: []inline{"Gate", "Was", "Is"}}
		for _, g := range diff.Gates {
			t.row(say("%s", g.Gate.Question()), say("%s", string(g.Was)), say("%s", string(g.Now)))
		}
		r.table(t)
	}
	if len(diff.Controls) > 0 {
		r.heading(2, "Controls")
		r.moves(diff, assess.MoveClosed, assess.MoveBetter, assess.MoveReopened, assess.MoveWorse, assess.MoveLost, assess.MoveFound, assess.MoveNew, assess.MoveGone)
		r.answers(diff)
		r.resources(diff)
	}
	if _, err := io.WriteString(w, r.doc.String()); err != nil {
		return fmt.Errorf("write the comparison: %w", err)
	}
	return nil
}

// moves names the controls that went each of some ways.
func (r *report) moves(diff *assess.Diff, ways ...assess.Move) {
	heads := map[assess.Move]inline{
		assess.MoveClosed: "Closed", assess.MoveBetter: "Better, not closed yet", assess.MoveReopened: "Open again", assess.MoveWorse: "Worse",
		assess.MoveLost: "No longer known", assess.MoveFound: "Found to be open", assess.MoveNew: "New in scope", assess.MoveGone: "No longer in scope",
	}
	const most = 12 // so many names can be read in one breath; more stand behind a line of their own
	var items []inline
	var long []assess.Move
	for _, way := range ways {
		var titles []inline
		for _, c := range diff.Moved(way) {
			titles = append(titles, say("%s", c.Title))
		}
		switch {
		case len(titles) > most:
			items, long = append(items, bold(heads[way]+say(" (%d)", len(titles)))+", listed below"), append(long, way)
		case len(titles) > 0:
			items = append(items, named(heads[way], titles))
		}
	}
	if len(items) == 0 {
		r.para("Nothing was closed or reopened.")
		return
	}
	r.bullets(items...)
	for _, way := range long {
		r.fold(heads[way], func() {
			var titles []inline
			for _, c := range diff.Moved(way) {
				titles = append(titles, say("%s", c.Title))
			}
			r.bullets(titles...)
		})
	}
}

// answers lists the answers that changed.
func (r *report) answers(diff *assess.Diff) {
	t := &table{head: []inline{"Question about", "Said then", "Said now"}}
	for _, c := range diff.Controls {
		if c.Answered {
			t.row(say("%s", c.Title), answerOr(c.Was.Value), answerOr(c.Now.Value))
		}
	}
	if len(t.rows) > 0 {
		r.heading(2, "Answers that changed")
		r.table(t)
	}
}

func answerOr(a assess.Answer) inline {
	if a == "" {
		return "nothing"
	}
	return say("%s", a.Word())
}

// resources lists what fails now and did not, and what no longer fails.
func (r *report) resources(diff *assess.Diff) {
	var broken, mended []inline
	for _, c := range diff.Controls {
		for _, f := range c.Broken {
			broken = append(broken, failing(c.Title, f))
		}
		for _, f := range c.Mended {
			mended = append(mended, failing(c.Title, f))
		}
	}
	for _, list := range []struct {
		head  inline
		items []inline
	}{{"Fails now, and did not", broken}, {"No longer fails", mended}} {
		if len(list.items) > 0 {
			r.heading(2, list.head+say(" (%d)", len(list.items)))
			r.bullets(list.items...)
		}
	}
}

func failing(title string, f assess.FailingRule) inline {
	return say("%s: %s (%s)", text.Untrusted(f.Where()), title, f.Rule)
}
