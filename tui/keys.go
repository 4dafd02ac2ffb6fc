package tui

import "slices"

// Commands that go everywhere, or everywhere in an assessment.
const (
	goHelp     ID = "go.help"
	goPalette  ID = "go.palette"
	goBack     ID = "go.back"
	goQuit     ID = "go.quit"
	goCopy     ID = "go.copy"
	goSuspend  ID = "go.suspend"
	goHome     ID = "go.home"
	goWalk     ID = "go.walk"
	goProbe    ID = "go.probe"
	goOverview ID = "go.overview"
	goPlan     ID = "go.plan"
	goScope    ID = "go.scope"
	goExport   ID = "go.export"
	goPark     ID = "go.park"
	goUndo     ID = "go.undo"
	goRedo     ID = "go.redo"
	goHistory  ID = "go.history"
	goMouse    ID = "go.mouse"
	goTheme    ID = "go.theme"
	goClock    ID = "go.clock"
	goBreak    ID = "go.break"
	goLead     ID = "go.lead"
	goAgenda   ID = "go.agenda"
	goReadOut  ID = "go.read-out"
)

// Commands of single screens and overlays; the part before the dot is the area in which keys must differ.
const (
	homeSample ID = "home.sample"
	homeAssess ID = "home.assess"
	homeRoom   ID = "home.workshop"
	homeOpen   ID = "home.open"
	homeUp     ID = "home.up"
	homeDown   ID = "home.down"
	homeRename ID = "home.rename"
	homeDelete ID = "home.delete"
	homeRetry  ID = "home.retry"

	probeImport ID = "probe.import"

	importComplete ID = "import.complete"

	homePageUp    ID = "home.page-up"
	homePageDown  ID = "home.page-down"
	homeSearch    ID = "home.search"
	homeClear     ID = "home.search-end"
	homeCopy      ID = "home.copy"
	homeArchive   ID = "home.archive"
	homeUnarchive ID = "home.unarchive"
	homeAway      ID = "home.archived"
	homeMark      ID = "home.milestone"
	homeCompare   ID = "home.compare"
	homeImport    ID = "home.import"

	formNext    ID = "form.next"
	formPrev    ID = "form.previous"
	formLeft    ID = "form.left"
	formRight   ID = "form.right"
	formTick    ID = "form.tick"
	formEnter   ID = "form.enter"
	formSave    ID = "form.save"
	formEditor  ID = "form.editor"
	formLists   ID = "form.lists"
	formPrivate ID = "form.private"
	formClose   ID = "form.close"

	walkNext    ID = "walk.next"
	walkPrev    ID = "walk.previous"
	walkTopicUp ID = "walk.topic-previous"
	walkTopicDn ID = "walk.topic-next"
	walkUp      ID = "walk.scroll-up"
	walkDown    ID = "walk.scroll-down"
	walkYes     ID = "walk.yes"
	walkPartly  ID = "walk.partly"
	walkNo      ID = "walk.no"
	walkDont    ID = "walk.dont-know"
	walkOut     ID = "walk.does-not-apply"
	walkAccept  ID = "walk.accept"
	walkSettle  ID = "walk.settle"
	walkNote    ID = "walk.note"
	walkBasis   ID = "walk.basis"
	walkSaid    ID = "walk.said"
	walkFilter  ID = "walk.filter"
	walkAll     ID = "walk.all"
	walkMore    ID = "walk.resources"
	walkFind    ID = "walk.find"
	walkConfirm ID = "walk.as-shown"
	walkNotes   ID = "walk.notes"
	walkRefs    ID = "walk.references"
	walkWork    ID = "walk.work"
	walkVote    ID = "walk.vote"

	filterApply  ID = "filter.apply"
	filterAll    ID = "filter.all"
	filterTick   ID = "filter.tick"
	filterUp     ID = "filter.up"
	filterDown   ID = "filter.down"
	filterLeft   ID = "filter.left"
	filterRight  ID = "filter.right"
	filterClose  ID = "filter.close"
	filterAnswer ID = "filter.unanswered"
	filterDiffer ID = "filter.differs"
	filterKnown  ID = "filter.not-known"
	filterGap    ID = "filter.open"
	filterMust   ID = "filter.must"
	filterOld    ID = "filter.too-old"
	filterToday  ID = "filter.today"

	notesEdit    ID = "notes.edit"
	notesNew     ID = "notes.new"
	notesPrivate ID = "notes.private"
	notesLink    ID = "notes.link"
	notesDelete  ID = "notes.delete"
	notesUp      ID = "notes.up"
	notesDown    ID = "notes.down"
	notesClose   ID = "notes.close"

	seenUp     ID = "evidence.up"
	seenDown   ID = "evidence.down"
	seenPgUp   ID = "evidence.page-up"
	seenPgDown ID = "evidence.page-down"
	seenOpen   ID = "evidence.open"
	seenWhole  ID = "evidence.whole"
	seenMute   ID = "evidence.mute"
	seenOurs   ID = "evidence.ours"
	seenShared ID = "evidence.shared"
	seenOthers ID = "evidence.others"

	probeLeft   ID = "probe.only-left"
	probeAll    ID = "probe.reach-all"
	probeDiffer ID = "probe.differs"
	probeMusts  ID = "probe.musts"
	probeNews   ID = "probe.changes"
	probeRun    ID = "probe.run"
	probeCancel ID = "probe.cancel"
	probeTarget ID = "probe.target"
	probeCopy   ID = "probe.copy"
	probeSkip   ID = "probe.skip"
	probeAgain  ID = "probe.again"
	probeFresh  ID = "probe.fresh"
	probeUp     ID = "probe.up"
	probeDown   ID = "probe.down"
	probeOurs   ID = "probe.ours"
	probeShared ID = "probe.shared"
	probeOthers ID = "probe.others"
	probeTick   ID = "probe.tick"
	probeAccept ID = "probe.accept"
	probeReach  ID = "probe.reach"
	probeEnter  ID = "probe.enter"

	viewUp     ID = "overview.up"
	viewDown   ID = "overview.down"
	viewOpen   ID = "overview.open"
	viewCells  ID = "overview.cells"
	viewDiffer ID = "overview.differs"
	viewMusts  ID = "overview.musts"
	viewLeft   ID = "overview.left"
	viewRight  ID = "overview.right"

	planUp    ID = "plan.up"
	planDown  ID = "plan.down"
	planOpen  ID = "plan.open"
	planTick  ID = "plan.what-if"
	planClear ID = "plan.clear"
	planEdit  ID = "plan.edit"
	planDone  ID = "plan.done"
	planMore  ID = "plan.capacity-up"
	planLess  ID = "plan.capacity-down"
	planCopy  ID = "plan.copy"
	planTerra ID = "plan.copy-terraform"

	compareOpen  ID = "compare.open"
	compareUp    ID = "compare.up"
	compareDown  ID = "compare.down"
	compareFrom  ID = "compare.from"
	compareTo    ID = "compare.to"
	compareMark  ID = "compare.milestone"
	compareWrite ID = "compare.write"
	viewCompare  ID = "overview.compare"
	viewMark     ID = "overview.milestone"

	planCapacity ID = "plan.capacity"
	planFilter   ID = "plan.filter"
	planLanes    ID = "plan.lanes"
	planLeft     ID = "plan.left"
	planRight    ID = "plan.right"
	planAccept   ID = "plan.accept"

	exportWrite ID = "export.write"
	exportPath  ID = "export.path"
	exportLeft  ID = "export.left"
	exportRight ID = "export.right"
	exportMask  ID = "export.redact"
	exportUp    ID = "export.up"
	exportDown  ID = "export.down"

	listUp    ID = "list.up"
	listDown  ID = "list.down"
	listEnter ID = "list.enter"
	listClose ID = "list.close"

	pastOpen     ID = "history.open"
	pastUndo     ID = "history.take-back"
	pastUp       ID = "history.up"
	pastDown     ID = "history.down"
	pastPageUp   ID = "history.page-up"
	pastPageDown ID = "history.page-down"
	pastFirst    ID = "history.newest"
	pastLast     ID = "history.oldest"
	pastClose    ID = "history.close"

	askYes ID = "ask.yes"
	askNo  ID = "ask.no"
)

// defaults is the table of commands as shipped.
func defaults() []spec {
	return slices.Concat(goSpecs(), askSpecs(), filterSpecs(), evidenceSpecs(), reportSpecs(), planSpecs(), overlaySpecs(), roomSpecs())
}

func goSpecs() []spec {
	return []spec{
		{goHelp, []string{"?"}, "help", "Show what works here"},
		{goPalette, []string{"ctrl+k", ":"}, "all commands", "Find a command by its name"},
		{goBack, []string{"esc"}, "back", "Go back"},
		{goWalk, []string{"w"}, "questions", "Walk the questions"},
		{goProbe, []string{"a"}, "ask AWS", "Ask AWS"},
		{goOverview, []string{"o"}, "where we stand", "Where we stand"},
		{goPlan, []string{"p"}, "plan", "What to do, in which order"},
		{goScope, []string{"s"}, "scope", "What is true of the workload"},
		{goExport, []string{"e"}, "export", "Write the plan: Markdown, HTML, drydock.yaml, JSON, CSV"},
		{goPark, []string{"P", "ctrl+p"}, "park", "Park a side topic"},
		{goClock, []string{"C"}, "clock", "Begin the workshop's clock, or stop it"},
		{goBreak, []string{"B"}, "break", "Begin a break, or end it"},
		{goAgenda, []string{"A"}, "today", "Today's agenda: order, what waits, what goes out before"},
		{goReadOut, []string{"R"}, "read-out", "The last ten minutes: decision, first actions, owners; close the workshop"},
		{goLead, []string{"L"}, "lead", "Let the projector follow this window"},
		{goUndo, []string{"u"}, "undo", "Take the last change back"},
		{goRedo, []string{"ctrl+r"}, "redo", "Make the last undone change again"},
		{goHistory, []string{"U"}, "history", "What was changed, by whom; take back down to a change"},
		{goCopy, []string{"y", "Y"}, "copy", "Copy something of this page"},
		{goHome, []string{"H"}, "home", "All assessments"},
		{goTheme, []string{"T"}, "colours", "Change colours: dark, light, none"},
		{goMouse, []string{"M"}, "mouse", "Use the mouse here, or leave it to the terminal"},
		{goSuspend, []string{"ctrl+z"}, "to the shell", "Leave to the shell for a while; fg comes back"},
		{goQuit, []string{"q", "ctrl+c"}, "quit", "Quit; the next start comes back to here"},
	}
}

func askSpecs() []spec {
	return []spec{
		{homeOpen, []string{"enter"}, "open", "Open the chosen one"},
		{homeUp, []string{"up", "k"}, "up", "One up"},
		{homeDown, []string{"down", "j"}, "down", "One down"},
		{homeSample, []string{"1"}, "finished example", "Look around a finished example"},
		{homeAssess, []string{"2", "n"}, "assess my workload", "Assess my workload"},
		{homeRoom, []string{"3"}, "prepare a workshop", "Prepare a workshop"},
		{homeRename, []string{"r"}, "rename", "Rename the assessment"},
		{homeDelete, []string{"x"}, "delete", "Delete the assessment"},
		{homeRetry, []string{"R"}, "try again", "Read the assessments again"},
		{homePageUp, []string{"pgup"}, "page up", "A page up"},
		{homePageDown, []string{"pgdown"}, "page down", "A page down"},
		{homeSearch, []string{"/"}, "find", "Find an assessment by its name"},
		{homeClear, []string{"esc"}, "show all", "Show all assessments again"},
		{homeCopy, []string{"d"}, "copy", "Make a copy under another name"},
		{homeArchive, []string{"z"}, "put away", "Put the assessment away; nothing is lost"},
		{homeUnarchive, []string{"z"}, "take out", "Take the assessment out again"},
		{homeAway, []string{"v"}, "put away", "Show or hide what is put away"},
		{homeMark, []string{"m"}, "milestone", "Keep how things stand now as a milestone"},
		{homeCompare, []string{"c"}, "compare", "Compare with a milestone, a run or another assessment"},
		{probeImport, []string{"I"}, "import", "Take in what another tool found"},
		{importComplete, []string{"tab"}, "complete", "Complete the path"},
		{homeImport, []string{"i"}, "import", "Take in a file: findings of other tools, answers, a whole assessment"},

		{walkYes, []string{"1"}, "yes", "Answer: yes"},
		{walkPartly, []string{"2"}, "partly", "Answer: partly"},
		{walkNo, []string{"3"}, "no", "Answer: no"},
		{walkDont, []string{"4"}, "don't know", "Answer: don't know"},
		{walkOut, []string{"5"}, "does not apply", "Answer: does not apply"},
		{walkAccept, []string{"6"}, "accept the risk", "Accept the risk for a while"},
		{walkNext, []string{"enter", "right", "l"}, "next", "Next question"},
		{walkPrev, []string{"left", "h", "backspace"}, "previous", "Previous question"},
		{walkSettle, []string{"t"}, "settle", "Settle what differs"},
		{walkBasis, []string{"b"}, "basis", "Who said so, why, and on what basis"},
		{walkSaid, []string{"i"}, "somebody said", "Record what one person said"},
		{walkNote, []string{"n"}, "note", "Write a note"},
		{walkMore, []string{"v"}, "AWS shows", "Every resource, with its proof"},
		{walkConfirm, []string{"c"}, "accept as shown", "Accept it as AWS shows it, for as long as AWS shows it"},
		{walkNotes, []string{"N"}, "notes", "The notes: edit, link, keep private, take away"},
		{walkRefs, []string{"x"}, "references", "What other frameworks call it, and where it comes from"},
		{walkWork, []string{"g"}, "the work", "The work that closes it, or what is to be found out: owner, due, steps"},
		{walkFilter, []string{"f"}, "filter", "Choose which questions are walked"},
		{walkAll, []string{"F"}, "all questions", "Walk all questions again"},
		{walkVote, []string{"V"}, "vote", "Count hands, see the spread, decide"},
		{walkFind, []string{"/"}, "find", "Find a question"},
		{walkTopicUp, []string{"["}, "previous topic", "Previous topic"},
		{walkTopicDn, []string{"]"}, "next topic", "Next topic"},
		{walkUp, []string{"up", "k", "pgup"}, "scroll", "Scroll up"},
		{walkDown, []string{"down", "j", "pgdown", "space"}, "scroll", "Scroll down"},
	}
}

func filterSpecs() []spec {
	return []spec{
		{filterApply, []string{"enter"}, "walk them", "Walk these questions"},
		{filterTick, []string{"space"}, "tick", "Tick, or the next choice"},
		{filterAll, []string{"F"}, "all questions", "Walk all questions again"},
		{filterUp, []string{"up", "k", "shift+tab"}, "up", "One up"},
		{filterDown, []string{"down", "j", "tab"}, "down", "One down"},
		{filterLeft, []string{"left", "h"}, "choose", "The choice before"},
		{filterRight, []string{"right", "l"}, "choose", "The next choice"},
		{filterAnswer, []string{"u"}, "unanswered", "Only what nobody has answered"},
		{filterDiffer, []string{"d"}, "differ", "Only what differs"},
		{filterKnown, []string{"n"}, "not known", "Only what is not known"},
		{filterGap, []string{"g"}, "still open", "Only what is known to be open"},
		{filterMust, []string{"m"}, "must-haves", "Only must-haves"},
		{filterOld, []string{"o"}, "too old", "Only what is too old to count"},
		{filterToday, []string{"t"}, "today's", "Only what is asked today"},
		{filterClose, []string{"esc"}, "close", "Close; the same questions as before"},
	}
}

func evidenceSpecs() []spec {
	return []spec{
		{notesEdit, []string{"enter"}, "edit", "Write the note anew"},
		{notesNew, []string{"n"}, "new note", "Write another note"},
		{notesPrivate, []string{"p"}, "private", "Keep it from exports, or let it go there"},
		{notesLink, []string{"l"}, "link", "Link what it speaks of"},
		{notesDelete, []string{"x"}, "take away", "Take the note away"},
		{notesUp, []string{"up", "k"}, "up", "One up"},
		{notesDown, []string{"down", "j"}, "down", "One down"},
		{notesClose, []string{"esc"}, "close", "Close"},

		{seenOpen, []string{"enter", "space", "right", "left", "l", "h"}, "open or close", "Open or close a group"},
		{seenUp, []string{"up", "k"}, "up", "One up"},
		{seenDown, []string{"down", "j"}, "down", "One down"},
		{seenPgUp, []string{"pgup"}, "page up", "A page up"},
		{seenPgDown, []string{"pgdown"}, "page down", "A page down"},
		{seenWhole, []string{"v"}, "all of it", "All there is to say of the chosen line, or the list again"},
		{seenMute, []string{"m"}, "mute", "Let a finding not count for a while, with a reason, or count again"},
		{seenOurs, []string{"1"}, "ours", "This resource is ours"},
		{seenShared, []string{"2"}, "shared", "This resource is shared"},
		{seenOthers, []string{"3"}, "others'", "This resource is somebody else's"},
	}
}

func reportSpecs() []spec {
	return []spec{
		{probeRun, []string{"enter"}, "ask AWS now", "Ask AWS now: read calls only"},
		{probeEnter, []string{"enter"}, "first question", "Go to the heaviest open question"},
		{probeCancel, []string{"x"}, "cancel", "Stop asking; what was read is kept"},
		{probeTarget, []string{"t"}, "other target", "Choose profile, Region or role"},
		{probeCopy, []string{"c"}, "copy policy", "Copy the policy, or the permissions that are missing"},
		{probeSkip, []string{"s"}, "skip", "Go on without asking AWS"},
		{probeFresh, []string{"f"}, "begin anew", "Ask everything again, instead of going on with the last run"},
		{probeLeft, []string{"l"}, "only what is left", "Ask only for what could not be read"},
		{probeAll, []string{"f"}, "all of it", "Show what was read as well, or only what was not"},
		{probeDiffer, []string{"d"}, "what differs", "Walk what differs from what was said"},
		{probeMusts, []string{"i"}, "open musts", "Walk the must-haves that are not known"},
		{probeNews, []string{"n"}, "what is new", "What changed in AWS since the last run"},
		{probeAgain, []string{"r"}, "ask again", "Ask AWS again"},
		{probeUp, []string{"up"}, "up", "One up"},
		{probeDown, []string{"down", "j"}, "down", "One down"},
		{probeOurs, []string{"1"}, "ours", "This resource is ours"},
		{probeShared, []string{"2"}, "shared", "This resource is shared"},
		{probeOthers, []string{"3"}, "others'", "This resource is somebody else's"},
		{probeTick, []string{"space"}, "tick", "Tick what to accept"},
		{probeAccept, []string{"y"}, "accept as evidence", "Accept the ticked ones as AWS shows them"},
		{probeReach, []string{"v"}, "what was read", "Show what was read and what was not"},

		{viewUp, []string{"up", "k"}, "up", "One up"},
		{viewDown, []string{"down", "j"}, "down", "One down"},
		{viewOpen, []string{"enter"}, "open", "Open what is chosen"},
		{viewCells, []string{"tab"}, "next part", "Change between what stands in the way, the grid and the numbers"},
		{viewDiffer, []string{"d"}, "what differs", "Walk what differs from what was said"},
		{viewMusts, []string{"i"}, "open musts", "Walk the must-haves that are not known"},
		{viewLeft, []string{"left", "h"}, "gate before", "The gate before, or one cell to the left"},
		{viewRight, []string{"right", "l"}, "next gate", "The next gate, or one cell to the right"},
	}
}

func planSpecs() []spec {
	return []spec{
		{planOpen, []string{"enter"}, "open", "Show the whole action, or the question"},
		{planUp, []string{"up", "k", "pgup"}, "up", "One up"},
		{planDown, []string{"down", "j", "pgdown"}, "down", "One down"},
		{planTick, []string{"space"}, "what if", "What if this were done?"},
		{planClear, []string{"c"}, "clear what-if", "Forget the what-if ticks"},
		{planEdit, []string{"i"}, "owner, due", "Set owner, due date, days and status"},
		{planDone, []string{"d"}, "done", "Mark as done, or as open again"},
		{planMore, []string{"+"}, "more days", "One more day of work a month"},
		{planLess, []string{"-"}, "fewer days", "One day of work a month less"},
		{planCopy, []string{"y"}, "copy commands", "Copy the command lines"},
		{planTerra, []string{"Y"}, "copy Terraform", "Copy the Terraform"},
		{compareOpen, []string{"enter"}, "open", "Go to the question"},
		{compareUp, []string{"up", "k", "pgup"}, "up", "One up"},
		{compareDown, []string{"down", "j", "pgdown"}, "down", "One down"},
		{compareFrom, []string{"f"}, "from", "Choose what to compare with: a milestone, a run, another assessment"},
		{compareTo, []string{"t"}, "to", "Choose what is compared"},
		{compareMark, []string{"m"}, "milestone", "Keep how things stand now as a milestone"},
		{compareWrite, []string{"x"}, "write it", "Write the comparison as Markdown or JSON"},
		{viewCompare, []string{"c"}, "compare", "Compare with a milestone, a run or another assessment"},
		{viewMark, []string{"m"}, "milestone", "Keep how things stand now as a milestone"},

		{planCapacity, []string{"m"}, "days a month", "Type the days of work a month"},
		{planFilter, []string{"f"}, "filter", "Show one owner's, what is nobody's, what is late, quick wins"},
		{planLanes, []string{"v"}, "list or lanes", "Change between the list and now, next, later beside each other"},
		{planLeft, []string{"left"}, "left", "The lane to the left"},
		{planRight, []string{"right"}, "right", "The lane to the right"},
		{planAccept, []string{"6"}, "accept the risk", "Accept the risk instead of doing it now"},

		{exportWrite, []string{"enter"}, "write it", "Write the file"},
		{exportRight, []string{"right", "l"}, "format", "The next format"},
		{exportLeft, []string{"left", "h"}, "format", "The format before"},
		{exportMask, []string{"m"}, "mask names", "Mask account ids, ARNs and names, or show them"},
		{exportPath, []string{"tab"}, "path", "Change where it is written"},
		{exportUp, []string{"up", "k", "pgup"}, "up", "Scroll up"},
		{exportDown, []string{"down", "j", "pgdown", "space"}, "down", "Scroll down"},
	}
}

func overlaySpecs() []spec {
	return []spec{
		{formEnter, []string{"enter"}, "next", "Go to the next field; at the end, go on"},
		{formSave, []string{"ctrl+s"}, "save", "Save"},
		{formNext, []string{"tab", "down"}, "next field", "Next field"},
		{formPrev, []string{"shift+tab", "up"}, "previous field", "Previous field"},
		{formLeft, []string{"left"}, "choose", "The choice to the left"},
		{formRight, []string{"right"}, "choose", "The choice to the right"},
		{formTick, []string{"space"}, "tick", "Tick, or take the tick away"},
		{formLists, []string{"ctrl+l"}, "what is in, and why", "Which questions are in, which are out, and why"},
		{formEditor, []string{"ctrl+o"}, "in your editor", "Write on in the editor of $VISUAL or $EDITOR"},
		{formPrivate, []string{"ctrl+t"}, "private", "Keep it from exports, or let it go there"},
		{formClose, []string{"esc"}, "close", "Close; nothing is changed"},

		{listEnter, []string{"enter"}, "choose", "Choose"},
		{listUp, []string{"up"}, "up", "One up"},
		{listDown, []string{"down"}, "down", "One down"},
		{listClose, []string{"esc"}, "close", "Close"},

		{pastOpen, []string{"enter"}, "go there", "Go to the question or action that was changed"},
		{pastUndo, []string{"u"}, "take back to here", "Take back the chosen change and all after it"},
		{pastUp, []string{"up", "k"}, "up", "One up"},
		{pastDown, []string{"down", "j"}, "down", "One down"},
		{pastPageUp, []string{"pgup"}, "page up", "A page up"},
		{pastPageDown, []string{"pgdown", "space"}, "page down", "A page down"},
		{pastFirst, []string{"home"}, "newest", "The newest change"},
		{pastLast, []string{"end"}, "oldest", "The oldest change"},
		{pastClose, []string{"esc"}, "close", "Close"},

		{askYes, []string{"y"}, "yes", "Yes"},
		{askNo, []string{"n", "esc"}, "no", "No"},
	}
}
