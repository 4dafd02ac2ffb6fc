package tui

// Commands of a workshop: the vote, today's agenda, the read-out, the parking lot.
const (
	voteEnter ID = "vote.enter"

	agendaUp      ID = "agenda.up"
	agendaDown    ID = "agenda.down"
	agendaPgUp    ID = "agenda.page-up"
	agendaPgDown  ID = "agenda.page-down"
	agendaOpen    ID = "agenda.open"
	agendaEarlier ID = "agenda.earlier"
	agendaLater   ID = "agenda.later"
	agendaHide    ID = "agenda.hide"
	agendaMust    ID = "agenda.must"
	agendaForm    ID = "agenda.form"
	agendaReset   ID = "agenda.reset"

	readUp    ID = "read-out.up"
	readDown  ID = "read-out.down"
	readEdit  ID = "read-out.edit"
	readClose ID = "read-out.close"

	parkUp   ID = "parking.up"
	parkDown ID = "parking.down"
	parkAdd  ID = "parking.add"
	parkEdit ID = "parking.edit"
	parkDone ID = "parking.done"
)

func roomSpecs() []spec {
	return []spec{
		{voteEnter, []string{"enter"}, "count, or decide", "Count the hands; without any, go on to the decision"},

		{agendaOpen, []string{"enter"}, "ask it", "Go to the question"},
		{agendaUp, []string{"up", "k"}, "up", "One up"},
		{agendaDown, []string{"down", "j"}, "down", "One down"},
		{agendaPgUp, []string{"pgup"}, "ten up", "Ten up"},
		{agendaPgDown, []string{"pgdown"}, "ten down", "Ten down"},
		{agendaEarlier, []string{"[", "shift+up"}, "earlier", "Ask it earlier"},
		{agendaLater, []string{"]", "shift+down"}, "later", "Ask it later"},
		{agendaHide, []string{"x"}, "not today", "Not today, or today after all"},
		{agendaMust, []string{"m"}, "must be asked", "Must be asked today, whatever else has to wait"},
		{agendaForm, []string{"f"}, "pre-work", "Write a form for who answers before the day"},
		{agendaReset, []string{"c"}, "as proposed", "Forget how today was arranged"},

		{readUp, []string{"up", "k", "pgup"}, "up", "One up"},
		{readDown, []string{"down", "j", "pgdown"}, "down", "One down"},
		{readEdit, []string{"i", "enter"}, "owner, due", "Set owner and due date"},
		{readClose, []string{"c"}, "close the workshop", "Close the workshop: a milestone of what stands now"},

		{parkAdd, []string{"enter"}, "park", "Park what is typed"},
		{parkEdit, []string{"enter"}, "owner, due", "Say who takes it, and until when"},
		{parkUp, []string{"up"}, "up", "One up"},
		{parkDown, []string{"down"}, "choose one", "One down"},
		{parkDone, []string{"ctrl+d"}, "done", "Tick it off"},
	}
}
