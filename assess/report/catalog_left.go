package report

import "drydock/questionnaire"

// left is the page of the foreign checks that no rule of ours repeats.
func (b *book) left() Page {
	d := begun("What we leave out")
	d.para("Checks of other tools that no rule of ours repeats, each with the reason. " + leads("All topics", "README.md"))
	rows := map[string]*table{}
	var sources []string
	for _, x := range b.cat.LeftOut {
		if rows[x.Source] == nil {
			rows[x.Source] = &table{head: []inline{"Check", "Because"}}
			sources = append(sources, x.Source)
		}
		rows[x.Source].row(say("%s", x.ID), say("%s", x.Because))
	}
	for _, source := range sources {
		d.heading(2, say("%s (%d)", firstOf(questionnaire.CrosswalkTitle(source), source), len(rows[source].rows)))
		d.table(rows[source])
	}
	return Page{Name: "left-out.md", Data: []byte(d.String())}
}
