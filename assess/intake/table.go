package intake

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"drydock/assess/evidence"
)

// table reads the rows of a CSV file by the names of its columns.
type table struct {
	t       *taker
	in      *meter
	csv     *csv.Reader
	columns map[string]int
	row     []string
	line    int
}

// newTable reads the header, which must have the needed columns, each once.
func newTable(in *meter, t *taker, comma rune, need ...string) (*table, error) {
	r := csv.NewReader(in)
	r.Comma, r.ReuseRecord = comma, true
	x := &table{t: t, in: in, csv: r, columns: map[string]int{}}
	header, err := r.Read()
	if err != nil {
		return nil, x.broken(err)
	}
	before := t.wrong
	for i, name := range header {
		key := strings.ToUpper(strings.TrimSpace(name))
		if _, twice := x.columns[key]; twice {
			t.fail(1, "keep one of them", "the column %q stands twice", shortID(key))
		}
		x.columns[key] = i
	}
	for _, name := range need {
		if _, ok := x.columns[strings.ToUpper(name)]; !ok {
			t.fail(1, "", "there is no column %s, so this is no such file", name)
		}
	}
	if t.wrong > before {
		return nil, t.errors()
	}
	return x, nil
}

// each calls fn on every row.
func (x *table) each(ctx context.Context, fn func()) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		x.in.next()
		row, err := x.csv.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, csv.ErrFieldCount) {
			line, _ := x.csv.FieldPos(0)
			x.t.fail(line, "", "the row has %d fields, and the header %d", len(row), len(x.columns))
			continue
		}
		if err != nil {
			return x.broken(err)
		}
		x.row = row
		x.line, _ = x.csv.FieldPos(0)
		if x.sound() {
			fn()
		}
	}
}

// sound refuses rows that are too long, or no text.
func (x *table) sound() bool {
	size := 0
	for _, cell := range x.row {
		if size += len(cell); !utf8.ValidString(cell) {
			x.t.fail(x.line, "write it as UTF-8", "the row holds bytes that are no text")
			return false
		}
	}
	if size > maxRecord {
		x.t.fail(x.line, "", "%v", errLongRecord)
		return false
	}
	return true
}

// broken is an error after which the rows make no sense any more.
func (x *table) broken(err error) error {
	line := x.line + 1
	if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
		line, err = bad.Line, bad.Err
	}
	if errors.Is(err, io.EOF) {
		err = errEmpty
	}
	return x.t.fatal(line, err)
}

// cell is a field by the name of its column; empty where there is no such column.
func (x *table) cell(name string) string {
	i, ok := x.columns[name]
	if !ok {
		return ""
	}
	return strings.TrimSpace(x.row[i])
}

// prowlerCSV reads Prowler's csv, whose fields are parted by semicolons.
func prowlerCSV(ctx context.Context, in *meter, t *taker) error {
	x, err := newTable(in, t, ';', "CHECK_ID", "STATUS", "ACCOUNT_UID", "TIMESTAMP", "REGION", "RESOURCE_UID")
	if err != nil {
		return err
	}
	return x.each(ctx, func() {
		r := record{
			line: x.line, tool: "Prowler", version: x.cell("PROWLER_VERSION"), provider: x.cell("PROVIDER"), check: x.cell("CHECK_ID"),
			account: x.cell("ACCOUNT_UID"), region: x.cell("REGION"), resource: x.cell("RESOURCE_UID"), name: x.cell("RESOURCE_NAME"),
			says: x.cell("STATUS_EXTENDED"), outcome: prowlerVerdict(t, x.line, x.cell("STATUS")),
		}
		switch strings.ToLower(x.cell("MUTED")) {
		case "true":
			r.muted = true
		case "false", "":
		default:
			t.fail(x.line, "", "MUTED is %q, and not True or False", shortID(x.cell("MUTED")))
		}
		at, ok := instant(x.cell("TIMESTAMP"))
		if !ok {
			t.fail(x.line, "", "%q is no time", shortID(x.cell("TIMESTAMP")))
			return
		}
		r.at = at
		t.take(r)
	})
}

// sampleCSV reads a report of the AWS sample assessment. It names neither account nor time, and no resource but in its text.
func sampleCSV(ctx context.Context, in *meter, t *taker) error {
	x, err := newTable(in, t, ',', "Check_ID", "Finding", "Finding_Details", "Status")
	if err != nil {
		return err
	}
	return x.each(ctx, func() {
		r := record{
			line: x.line, tool: "AWS sample AI/ML assessment", check: x.cell("CHECK_ID"), account: x.cell("ACCOUNT_ID"), region: x.cell("REGION"),
			says: x.cell("FINDING_DETAILS"),
		}
		switch strings.ToLower(x.cell("STATUS")) {
		case "passed":
			r.outcome = evidence.Pass
		case "failed":
			r.outcome = evidence.Fail
		case "n/a":
			r.outcome = evidence.NotApplicable
			if strings.Contains(strings.ToLower(r.says), "could not assess") {
				r.outcome = evidence.Unknown
			}
		default:
			t.fail(x.line, "", "the verdict is %q, and not Passed, Failed or N/A", shortID(x.cell("STATUS")))
		}
		t.take(r)
	})
}
