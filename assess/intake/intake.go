// Package intake reads what other tools found: files of Prowler, of Security Hub and of the AWS sample assessment, and what an
// assessment said of itself when it was exported. A file is read as a stream, and taken whole or not at all.
package intake

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"drydock/assess"
	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/questionnaire"
	"drydock/questionnaire/text"
)

// The sources that findings can come from; a rule's same-as names them in the same words.
const (
	Prowler     = "prowler"
	SecurityHub = "security-hub"
	AWSSample   = "aws-sample"
)

// Sources are all of them.
func Sources() []string { return []string{Prowler, SecurityHub, AWSSample} }

// Caps on what a file may hold, so that no file can exhaust memory.
const (
	maxRecord   = 1 << 20 // bytes of one finding
	maxFindings = 1_000_000
	maxNames    = 2_000 // different checks that no rule knows
	maxID       = 256
	maxResource = 2_048
	maxSays     = 2_000
	maxErrors   = 50
)

// Options say how to read a file.
type Options struct {
	Source string
	Name   string                  // of the file, for what is said about it
	Known  func(check string) bool // whether a rule is the same as this check
	// Account and At stand in where a format names no account or no time.
	Account string
	At      time.Time
}

// File is what a file holds.
type File struct {
	Head  assess.Import // without file name, who and when
	Found []assess.Imported
}

// record is one foreign finding, before it is believed.
type record struct {
	line                  int
	provider              string
	tool, version         string
	check, account        string
	region                string
	resource, name, says  string
	outcome               evidence.Outcome
	muted, closed, opaque bool // opaque: no finding of a check, such as an alert that a hub passes on
	at                    time.Time
}

// Read reads a whole file. All that is wrong with it comes in one error, each thing with file and line; then nothing of the file
// may be used.
func Read(ctx context.Context, r io.Reader, o Options) (*File, error) {
	sum := sha256.New()
	in := newMeter(io.TeeReader(r, sum))
	t := &taker{o: o, at: map[assess.Subject]int{}, unmapped: map[string]int{}}
	first, err := in.first()
	if err != nil {
		return nil, t.fatal(1, err)
	}
	switch {
	case o.Source == AWSSample:
		err = sampleCSV(ctx, in, t)
	case o.Source == Prowler && (first == '[' || first == '{'):
		err = ocsfStream(ctx, in, t)
	case o.Source == Prowler:
		err = prowlerCSV(ctx, in, t)
	case o.Source == SecurityHub:
		err = hubStream(ctx, in, t)
	default:
		return nil, fmt.Errorf("there is no source %q; there is %s", o.Source, strings.Join(Sources(), ", "))
	}
	if err != nil {
		return nil, err
	}
	return t.file(hex.EncodeToString(sum.Sum(nil)))
}

// taker takes the records of one file.
type taker struct {
	o        Options
	head     assess.Import
	found    []assess.Imported
	at       map[assess.Subject]int
	unmapped map[string]int
	errs     []error
	wrong    int
}

// fail notes a bad record and lets reading go on, so that a person sees all of them.
func (t *taker) fail(line int, fix, format string, args ...any) {
	if t.wrong++; t.wrong <= maxErrors {
		t.errs = append(t.errs, &questionnaire.FileError{File: t.o.Name, Line: line, What: fmt.Sprintf(format, args...), Fix: fix})
	}
}

// fatal is an error after which nothing more can be read, with all that was wrong before it.
func (t *taker) fatal(line int, err error) error {
	if ctx := errors.Is(err, context.Canceled); ctx {
		return err
	}
	t.fail(line, "", "%s", plainly(err))
	return t.errors()
}

func (t *taker) errors() error {
	if more := t.wrong - len(t.errs); more > 0 {
		return errors.Join(append(slices.Clone(t.errs), fmt.Errorf("and %d more", more))...)
	}
	return errors.Join(t.errs...)
}

var (
	accountID  = regexp.MustCompile(`^[0-9]{12}$`)
	regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}$`)
)

// take believes a record, or says what is wrong with it.
func (t *taker) take(r record) {
	t.head.Records++
	if t.head.Records == 1 {
		t.head.Tool, t.head.Version = text.Untrusted(r.tool), text.Untrusted(r.version)
	}
	if !t.named(&r) {
		return
	}
	if r.opaque || !t.o.Known(r.check) {
		t.skip(r.check)
		return
	}
	if !t.believable(&r) {
		return
	}
	if r.closed {
		t.head.Closed++
		return
	}
	t.head.Mapped++
	if r.muted {
		t.head.Muted++
	}
	if t.head.From.IsZero() || r.at.Before(t.head.From) {
		t.head.From = r.at
	}
	if r.at.After(t.head.To) {
		t.head.To = r.at
	}
	t.keep(assess.Imported{
		Source: t.o.Source, Tool: text.Untrusted(strings.TrimSpace(r.tool + " " + r.version)), Check: r.check, Account: r.account, Region: r.region,
		Resource: text.Untrusted(r.resource), Name: text.Untrusted(r.name), Outcome: r.outcome, Says: text.Untrusted(short(r.says)), Muted: r.muted, At: r.at,
	})
}

// named says whether a record tells what it is about at all.
func (t *taker) named(r *record) bool {
	before := t.wrong
	switch {
	case r.check == "":
		t.fail(r.line, "", "the finding names no check")
	case len(r.check) > maxID:
		t.fail(r.line, "", "the name of the check has %d bytes, more than %d", len(r.check), maxID)
	case r.provider != "" && !strings.EqualFold(r.provider, "aws"):
		t.fail(r.line, "import a scan of AWS", "the finding is about %s", r.provider)
	case len(r.tool) > maxID, len(r.version) > maxID:
		t.fail(r.line, "", "the name or version of the tool has more than %d bytes", maxID)
	}
	return t.wrong == before
}

// believable checks a record that a rule knows, and brings its place into our words.
func (t *taker) believable(r *record) bool {
	before := t.wrong
	r.account = cmp.Or(r.account, t.o.Account)
	if r.at.IsZero() {
		r.at = t.o.At
	}
	switch strings.ToLower(r.region) {
	case "", "global", "aws-global":
		r.region = fact.Global
	}
	switch {
	case r.account == "":
		t.fail(r.line, "say it with --account", "the finding names no account")
	case !accountID.MatchString(r.account):
		t.fail(r.line, "", "%q is no account of AWS, which has 12 digits", shortID(r.account))
	case r.region != fact.Global && !regionName.MatchString(r.region):
		t.fail(r.line, "", "%q is no Region", shortID(r.region))
	case r.outcome == "":
		t.fail(r.line, "", "the finding has no verdict")
	case len(r.resource) > maxResource, len(r.name) > maxResource:
		t.fail(r.line, "", "the resource's name has more than %d bytes", maxResource)
	case r.at.IsZero():
		t.fail(r.line, "", "the finding has no time")
	case r.at.Year() < 2006 || r.at.Year() > 2200:
		t.fail(r.line, "", "the finding's time, %s, cannot be", r.at.Format(time.RFC3339))
	}
	r.at = r.at.UTC()
	return t.wrong == before
}

// skip counts a check that no rule is the same as.
func (t *taker) skip(check string) {
	if _, known := t.unmapped[check]; !known && len(t.unmapped) >= maxNames {
		check = "others"
	}
	t.unmapped[check]++
}

// keep notes a finding; of several about one subject in one file the graver stands.
func (t *taker) keep(f assess.Imported) {
	i, known := t.at[f.Subject()]
	switch {
	case !known && len(t.found) >= maxFindings:
		t.fail(1, "split it", "the file holds more than %d findings", maxFindings)
	case !known:
		t.at[f.Subject()] = len(t.found)
		t.found = append(t.found, f)
	case f.Worse(&t.found[i]), !t.found[i].Worse(&f) && f.At.After(t.found[i].At):
		t.found[i] = f
	}
}

// file is what was taken, if nothing was wrong.
func (t *taker) file(digest string) (*File, error) {
	if t.head.Records == 0 && t.wrong == 0 {
		t.fail(1, "", "the file holds no finding")
	}
	if t.wrong > 0 {
		return nil, t.errors()
	}
	t.head.Source, t.head.Digest = t.o.Source, digest
	for _, check := range slices.Sorted(maps.Keys(t.unmapped)) {
		t.head.Unmapped = append(t.head.Unmapped, assess.Unmapped{Check: text.Untrusted(check), Count: t.unmapped[check]})
	}
	return &File{Head: t.head, Found: t.found}, nil
}

// short is a sentence of somebody else's tool, cut where it is too long for one.
func short(s string) string {
	s = strings.TrimSpace(s)
	if len(s) <= maxSays {
		return s
	}
	cut := maxSays
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

func shortID(s string) string {
	if len(s) > 64 {
		return s[:64] + "…"
	}
	return s
}

// layouts are the ways in which tools write an instant; one without a zone is taken for UTC.
func layouts() []string {
	return []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04:05.999999999-07:00", "2006-01-02T15:04Z07:00", time.DateOnly}
}

// instant reads a time as tools write it; false when it is none.
func instant(s string) (time.Time, bool) {
	for _, layout := range layouts() {
		if at, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// epoch is an instant as seconds or milliseconds since 1970.
func epoch(n int64) time.Time {
	if n > 100_000_000_000 {
		return time.UnixMilli(n).UTC()
	}
	return time.Unix(n, 0).UTC()
}

// plainly takes the library's name out of its message.
func plainly(err error) string {
	what := err.Error()
	for _, library := range []string{"jsontext: ", "json: ", "csv: "} {
		what = strings.ReplaceAll(what, library, "")
	}
	return string(bytes.ToValidUTF8([]byte(what), []byte("?")))
}
