package store

import (
	"context"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"time"

	"drydock/assess"
	"drydock/assess/fact"
	"drydock/questionnaire"
)

// Tables of a session in sessions.db beside those that acts change.
const (
	historyTable = "history"
	placeTable   = "place"
	onlyKey      = "scope" // the key of the one scope record
	placeKey     = "place"
)

var sessionName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

func checkName(name string) error {
	if !sessionName.MatchString(name) {
		return fmt.Errorf("name %q: a session's name has 1 to 63 small letters, digits and hyphens, and begins with a letter or digit", name)
	}
	return nil
}

// entry is a session in the index.
type entry struct {
	meta     assess.Meta
	revision uint64
}

func readIndex(x tx) ([]entry, error) {
	index, err := open(x, indexTable)
	if err != nil {
		return nil, err
	}
	var all []entry
	err = index.all(func(key string, rec record) error {
		e := entry{revision: rec.revision}
		if err := decode(indexTable, key, rec.payload, &e.meta); err != nil {
			return err
		}
		all = append(all, e)
		return nil
	})
	return all, err
}

// readEntry reads the entry of the session with this id.
func readEntry(x tx, id string) (entry, error) {
	index, err := open(x, indexTable)
	if err != nil {
		return entry{}, err
	}
	var e entry
	revision, ok, err := index.getJSON(id, &e.meta)
	if err == nil && !ok {
		err = fmt.Errorf("%w: %q", assess.ErrNotFound, id)
	}
	e.revision = revision
	return e, err
}

// List gives the sessions of this client, last changed first.
func (s *Store) List(ctx context.Context) ([]assess.Meta, error) {
	var all []entry
	err := s.sessions.view(ctx, func(x tx) (err error) {
		all, err = readIndex(x)
		return err
	})
	if err != nil {
		return nil, err
	}
	metas := make([]assess.Meta, 0, len(all))
	for _, e := range all {
		metas = append(metas, e.meta)
	}
	sort.SliceStable(metas, func(i, j int) bool { return metas[i].Changed.After(metas[j].Changed) })
	return metas, nil
}

// Create makes a session; a name in use is assess.ErrExists.
func (s *Store) Create(ctx context.Context, m assess.Meta, scope questionnaire.Scope) error {
	return s.Import(ctx, &assess.Session{Meta: m, Scope: scope}, nil)
}

// Import makes a session whole, or not at all: people's records without history, its runs with the findings that stand, what was
// imported into it, and with snap what AWS showed. Nobody sees any of it before all of it is durable.
func (s *Store) Import(ctx context.Context, session *assess.Session, snap *fact.Snapshot) error {
	m := session.Meta
	if err := checkName(m.Name); err != nil {
		return err
	}
	if m.ID == "" || strings.ContainsAny(m.ID, "/\x00") {
		return fmt.Errorf("%q cannot be the id of a session", m.ID)
	}
	begin := func() error {
		return s.sessions.update(ctx, func(x tx) error {
			if err := notThere(x, m); err != nil {
				return err
			}
			return createSession(x, session)
		})
	}
	if len(session.Runs)+len(session.Imports) > 0 {
		people := begin
		begin = func() error { return s.importWithEvidence(ctx, session, snap, people) }
	}
	if err := begin(); err != nil {
		return err
	}
	s.wrote()
	return nil
}

// notThere refuses a session whose name or id is in use.
func notThere(x tx, m assess.Meta) error {
	all, err := readIndex(x)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.meta.Name == m.Name || e.meta.ID == m.ID {
			return fmt.Errorf("%w: %s", assess.ErrExists, e.meta.Name)
		}
	}
	return nil
}

func createSession(x tx, session *assess.Session) error {
	m := session.Meta
	for _, name := range []string{historyTable, placeTable} {
		if _, err := create(x, address{m.ID, name}); err != nil {
			return err
		}
	}
	for _, t := range recordTables() {
		r, err := create(x, address{m.ID, t.name})
		if err != nil {
			return err
		}
		for key, v := range t.save(session) {
			if err := r.putJSON(key, 1, v); err != nil {
				return err
			}
		}
	}
	index, err := open(x, indexTable)
	if err != nil {
		return err
	}
	return index.putJSON(m.ID, 1, m)
}

// Load reads a session whole: people's records, and the evidence that stands. ref is a name, an id, or the beginning
// of an id that only one session has.
func (s *Store) Load(ctx context.Context, ref string) (*assess.Session, error) {
	session := &assess.Session{
		Decisions: map[string]assess.Decision{}, Settlements: map[string]assess.Settlement{},
		Actions: map[string]assess.ActionState{}, Seen: map[string]uint64{},
	}
	err := s.sessions.view(ctx, func(x tx) error {
		e, err := resolve(x, ref)
		if err != nil {
			return err
		}
		session.Meta, session.Revision = e.meta, e.revision
		return s.loadRecords(x, session)
	})
	if err != nil {
		return nil, err
	}
	sort.SliceStable(session.Milestones, func(i, j int) bool { return session.Milestones[i].At.Before(session.Milestones[j].At) })
	known, err := s.standing(ctx, session.Meta.ID)
	if err != nil {
		return nil, err
	}
	session.Runs, session.Reach, session.Findings = known.runs, known.reach, known.findings
	session.Imports, session.Imported = known.imports, known.imported
	session.Revision += known.revision
	return session, nil
}

func (s *Store) loadRecords(x tx, session *assess.Session) error {
	id := session.Meta.ID
	for _, t := range recordTables() {
		if t.later && x.table(address{id, t.name}) == nil {
			continue
		}
		r, err := open(x, address{id, t.name})
		if err != nil {
			return err
		}
		err = r.all(func(key string, rec record) error {
			session.Seen[t.name+"/"+key] = rec.revision
			if err := t.load(session, key, rec.payload); err != nil {
				return fmt.Errorf("decode %q of %s: %w", key, r.at, err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	places, err := open(x, address{id, placeTable})
	if err != nil {
		return err
	}
	session.Place, err = s.readPlace(places)
	return err
}

// resolve finds the session that ref means.
func resolve(x tx, ref string) (entry, error) {
	all, err := readIndex(x)
	if err != nil {
		return entry{}, err
	}
	var begins []entry
	for _, e := range all {
		switch {
		case e.meta.Name == ref, strings.EqualFold(e.meta.ID, ref):
			return e, nil
		case len(ref) > 0 && len(ref) < len(e.meta.ID) && strings.EqualFold(e.meta.ID[:len(ref)], ref):
			begins = append(begins, e)
		}
	}
	switch len(begins) {
	case 0:
		return entry{}, fmt.Errorf("%w: %q", assess.ErrNotFound, ref)
	case 1:
		return begins[0], nil
	}
	return entry{}, fmt.Errorf("%w: the ids of %d sessions begin with %q", assess.ErrAmbiguous, len(begins), ref)
}

// Revision is cheap: the workbench polls it to see others' changes.
func (s *Store) Revision(ctx context.Context, id string) (uint64, error) {
	var people, evidence uint64
	err := s.sessions.view(ctx, func(x tx) error {
		e, err := readEntry(x, id)
		people = e.revision
		return err
	})
	if err != nil {
		return 0, err
	}
	err = s.evidence.view(ctx, func(x tx) (err error) {
		evidence, err = evidenceRevision(x, id)
		return err
	})
	return people + evidence, err
}

// SetPlace remembers where somebody was; it is no change of the session. While another process leads, its place stays.
func (s *Store) SetPlace(ctx context.Context, id string, p assess.Place) error {
	return s.sessions.update(ctx, func(x tx) error {
		places, err := openOf(x, id, placeTable)
		if err != nil {
			return err
		}
		now, err := s.readPlace(places)
		if err != nil {
			return err
		}
		if now.Lead != p.Lead && now.Lead != 0 && !p.Take {
			return nil
		}
		return places.putJSON(placeKey, 1, keptPlace{Place: p, Said: s.opts.Now().UTC()})
	})
}

// Place is where the one who leads is now; reading it is cheap.
func (s *Store) Place(ctx context.Context, id string) (p assess.Place, err error) {
	err = s.sessions.view(ctx, func(x tx) error {
		places, err := openOf(x, id, placeTable)
		if err == nil {
			p, err = s.readPlace(places)
		}
		return err
	})
	return p, err
}

// longLead is how long somebody leads without moving. It is shorter than a night, since by the next day another program may have got
// the number of a process that was killed, and would lead for ever.
const longLead = 12 * time.Hour

// keptPlace is a place as it lies in the file, with the time at which it was said.
type keptPlace struct {
	assess.Place
	Said time.Time `json:"said,omitzero"`
}

// readPlace reads a place; a process that has ended leads nobody.
func (s *Store) readPlace(places records) (assess.Place, error) {
	var p keptPlace
	_, _, err := places.getJSON(placeKey, &p)
	if p.Lead != 0 && (!alive(p.Lead) || s.opts.Now().Sub(p.Said) > longLead) {
		p.Lead = 0
	}
	return p.Place, err
}

// openOf opens a table of a session that must exist.
func openOf(x tx, id, name string) (records, error) {
	if x.table(address{id, name}) == nil {
		if _, err := readEntry(x, id); err != nil {
			return records{}, err
		}
	}
	return open(x, address{id, name})
}

// Rename gives a session another name; its id, and all that refers to it, stays.
func (s *Store) Rename(ctx context.Context, id, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	return s.changeMeta(ctx, id, func(m *assess.Meta, all []entry) error {
		for _, other := range all {
			if other.meta.Name == name && other.meta.ID != m.ID {
				return fmt.Errorf("%w: %s", assess.ErrExists, name)
			}
		}
		m.Name, m.Changed = name, s.opts.Now().UTC()
		return nil
	})
}

// SetArchived puts a session away, or takes it out again. It is no change of what the session says, so its age stays.
func (s *Store) SetArchived(ctx context.Context, id string, archived bool) error {
	return s.changeMeta(ctx, id, func(m *assess.Meta, _ []entry) error {
		m.Archived = archived
		return nil
	})
}

// SetCatalog remembers which catalogue the session was last opened with.
func (s *Store) SetCatalog(ctx context.Context, id, version, digest string, packs []questionnaire.PackInfo) error {
	return s.changeMeta(ctx, id, func(m *assess.Meta, _ []entry) error {
		m.CatalogVersion, m.CatalogDigest, m.Packs = version, digest, packs
		return nil
	})
}

// changeMeta changes the identity of the session that ref means, and raises its revision.
func (s *Store) changeMeta(ctx context.Context, ref string, fn func(m *assess.Meta, all []entry) error) error {
	err := s.sessions.update(ctx, func(x tx) error {
		e, err := resolve(x, ref)
		if err != nil {
			return err
		}
		all, err := readIndex(x)
		if err != nil {
			return err
		}
		if err := fn(&e.meta, all); err != nil {
			return err
		}
		index, err := open(x, indexTable)
		if err != nil {
			return err
		}
		return index.putJSON(e.meta.ID, e.revision+1, e.meta)
	})
	if err != nil {
		return err
	}
	s.wrote()
	return nil
}

// Delete takes a session and its evidence out of the store. Backups keep it; Purge does not.
func (s *Store) Delete(ctx context.Context, id string) error {
	var full string
	err := s.sessions.view(ctx, func(x tx) error {
		e, err := resolve(x, id)
		full = e.meta.ID
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range []shelf{s.evidence, s.sessions} { // people's records last: a session cut short here is still listed
		if err := f.update(ctx, func(x tx) error { return dropSession(x, full) }); err != nil {
			return err
		}
	}
	s.wrote()
	return nil
}

func dropSession(x tx, id string) error {
	index, err := open(x, indexTable)
	if err != nil {
		return err
	}
	if _, ok, err := index.get(id); err != nil {
		return err
	} else if ok {
		if err := index.remove(id); err != nil {
			return err
		}
	}
	return x.dropSession(id)
}
