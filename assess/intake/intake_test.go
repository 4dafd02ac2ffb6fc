package intake

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/evidence"
)

// mapped are the checks that a rule knows, in these tests.
var mapped = map[string]bool{"check_a": true, "check_b": true, "SageMaker.5": true, "Bedrock.1": true, "BR-04": true}

func read(source, name, data string) (*File, error) {
	return Read(context.Background(), strings.NewReader(data), Options{
		Source: source, Name: name, Known: func(check string) bool { return mapped[check] },
		At: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
	})
}

// fields are a good finding, and what a vector changes of it.
type fields map[string]string

func (f fields) text(key, otherwise string) string {
	if v, ok := f[key]; ok {
		return v
	}
	return otherwise
}

func (f fields) moment(otherwise string) json.RawMessage {
	t := f.text("time", otherwise)
	if _, err := strconv.ParseInt(t, 10, 64); err == nil {
		return json.RawMessage(t)
	}
	quoted, _ := json.Marshal(t)
	return quoted
}

// file builds a file of one finding.
func (f fields) file(source, form string) string {
	muted, at := f["muted"] == "true", "2026-11-02T10:00:00Z"
	account, region := f.text("account", "111122223333"), f.text("region", "eu-west-1")
	arn := "arn:aws:sagemaker:" + region + ":" + account + ":model/m"
	table := func(comma rune, header, row []string) string {
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma = comma
		_ = w.WriteAll([][]string{header, row})
		return b.String()
	}
	object := func(v any) string {
		data, _ := json.Marshal(v)
		return string(data)
	}
	type o = map[string]any
	resources := []o{{"uid": arn, "name": "m", "region": f.text("region", "eu-west-1")}}
	cloud := o{"provider": f.text("provider", "aws"), "region": region, "account": o{"uid": account}}
	status := map[bool]string{false: "New", true: "Suppressed"}[muted]
	switch source + " " + form {
	case "prowler ocsf":
		return object([]o{{
			"class_uid": 2004, "metadata": o{"event_code": f.text("check", "check_a"), "product": o{"name": "Prowler", "version": "5"}},
			"status_code": f.text("status", "PASS"), "status": status, "resources": resources, "cloud": cloud, "time": f.moment(at),
		}})
	case "prowler csv":
		return table(
			';', []string{"TIMESTAMP", "ACCOUNT_UID", "PROVIDER", "CHECK_ID", "STATUS", "STATUS_EXTENDED", "MUTED", "RESOURCE_UID", "RESOURCE_NAME", "REGION", "PROWLER_VERSION"},
			[]string{f.text("time", at), account, f.text("provider", "aws"), f.text("check", "check_a"), f.text("status", "PASS"), "one;\ntwo", f.text("muted", "False"), arn, "m", region, "5"},
		)
	case "security-hub asff":
		state := map[string]string{"": "ACTIVE", "true": "ARCHIVED"}[f["closed"]]
		workflow := map[bool]string{false: "NEW", true: "SUPPRESSED"}[muted]
		return object(o{"Findings": []o{{
			"SchemaVersion": "2018-10-08", "Id": "i", "AwsAccountId": account, "Region": region, "UpdatedAt": f.moment(at), "RecordState": state,
			"Compliance": o{"Status": f.text("status", "PASSED"), "SecurityControlId": f.text("check", "SageMaker.5")},
			"Workflow":   o{"Status": workflow}, "Resources": []o{{"Type": "AwsSageMakerModel", "Id": arn}}, "Title": "t",
		}}})
	case "security-hub ocsf":
		if f["closed"] != "" {
			status = "Archived"
		}
		return object(o{"Findings": []o{{
			"class_uid": 2003, "compliance": o{"control": f.text("check", "SageMaker.5"), "status": f.text("status", "Pass")}, "status": status,
			"resources": resources, "cloud": cloud, "time": f.moment(at),
		}}})
	}
	return table(
		',', []string{"Check_ID", "Finding", "Finding_Details", "Resolution", "Reference", "Severity", "Status", "Region", "Account_ID"},
		[]string{f.text("check", "BR-04"), "x", strings.ReplaceAll(f.text("says", "x"), "_", " "), "", "", "High", f.text("status", "Passed"), region, account},
	)
}

// TestVectors reads every line of the table: one finding, and what must come of it.
func TestVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/vectors.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		part := strings.Split(line, " | ")
		f := fields{}
		for _, set := range strings.Fields(part[2]) {
			key, value, _ := strings.Cut(set, "=")
			f[key] = value
		}
		file, err := read(part[0], "file", f.file(part[0], part[1]))
		if got, want := outcome(file, err), part[3]; got != want && !(strings.HasPrefix(want, "error: ") && strings.HasPrefix(got, "error: ") && strings.Contains(got, want[7:])) {
			t.Errorf("line %d: %s: got %q, want %q", i+1, line, got, want)
		}
	}
	if n < 150 {
		t.Errorf("%d vectors, want 150", n)
	}
}

// outcome is what came of a file of one finding, in a line.
func outcome(file *File, err error) string {
	switch {
	case err != nil:
		return "error: " + err.Error()
	case len(file.Head.Unmapped) == 1:
		return "unmapped " + string(file.Head.Unmapped[0].Check)
	case file.Head.Closed == 1:
		return "closed"
	case len(file.Found) != 1:
		return fmt.Sprint(len(file.Found), " findings")
	}
	x := file.Found[0]
	out := string(x.Outcome)
	if x.Muted {
		out += " muted"
	}
	return out + " " + x.Region
}

// TestAFileIsRefusedWithItsLine names each place at which a file is wrong.
func TestAFileIsRefusedWithItsLine(t *testing.T) {
	good := `{"class_uid":2004,"metadata":{"event_code":"check_a"},"status_code":"PASS","time":1793620800,"cloud":{"account":{"uid":"111122223333"}}}`
	for name, c := range map[string]struct{ source, data, want string }{
		"nothing":            {Prowler, "", "f:1: the file is empty"},
		"spaces":             {Prowler, " \n", "f:1: the file is empty"},
		"no finding":         {Prowler, "[]", "f:1: the file holds no finding"},
		"cut off":            {Prowler, "[\n" + good + ",\n" + good[:40], "f:3: the file ends in the middle"},
		"no list":            {SecurityHub, `{"Things":[]}`, `f:1: there is no list "Findings" in the file`},
		"two lists":          {SecurityHub, "{\"Findings\":[],\n\"findings\":[]}", `f:2: "findings" stands twice`},
		"text":               {Prowler, "[\n\"x\"]", "f:2: here should be a finding"},
		"of another sort":    {Prowler, "[\n\n{\"status_code\":7}]", "f:3: status_code"},
		"twice":              {Prowler, "[{\n\"status_code\":\"FAIL\",\n\"status_code\":\"PASS\"}]", "f:3: status_code: duplicate"},
		"twice but for case": {Prowler, "[{\n\"status_code\":\"FAIL\",\n\"STATUS_CODE\":\"PASS\"}]", "f:3: STATUS_CODE: duplicate"},
		"twice deep down":    {Prowler, "[{\"unmapped\":{\"a\":1,\n\"a\":2}}]", "f:2: unmapped/a: duplicate"},
		"something else":     {Prowler, `[{"hello":"world"}]`, "f:1: this is no finding in Prowler's json-ocsf"},
		"no hub":             {SecurityHub, `[{"hello":"world"}]`, "f:1: this is no finding of Security Hub"},
		"too long":           {Prowler, `[{"x":"` + strings.Repeat("a", maxRecord+readAhead) + `"}]`, "that is no finding"},
		"no columns":         {Prowler, "A;B\n1;2\n", "f:1: there is no column CHECK_ID"},
		"column twice":       {AWSSample, "Check_ID,check_id,Finding,Finding_Details,Status\n", `f:1: the column "CHECK_ID" stands twice`},
		"short row":          {AWSSample, "Check_ID,Finding,Finding_Details,Status\n\nBR-04,x\n", "f:3: the row has 2 fields, and the header 4"},
		"open quote":         {AWSSample, "Check_ID,Finding,Finding_Details,Status\nBR-04,x,\"y,Passed\n", "f:"},
		"no text":            {AWSSample, "Check_ID,Finding,Finding_Details,Status\nBR-04,x,\xff,Passed\n", "f:2: the row holds bytes that are no text"},
	} {
		file, err := read(c.source, "f", c.data)
		if file != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// TestTheGraverStands in one file, and all bad records are told.
func TestTheGraverStands(t *testing.T) {
	one := func(status string, at int) string {
		return fmt.Sprintf(`{"class_uid":2004,"metadata":{"event_code":"check_a"},"status_code":%q,"time":%d,"cloud":{"account":{"uid":"111122223333"}}}`, status, at)
	}
	file, err := read(Prowler, "f", "\xef\xbb\xbf["+one("FAIL", 1793620800)+","+one("PASS", 1793620900)+"]")
	if err != nil || len(file.Found) != 1 || file.Found[0].Outcome != evidence.Fail {
		t.Errorf("got %+v, %v", file, err)
	}
	_, err = read(Prowler, "f", "["+strings.Repeat(one("NO", 1793620800)+",\n", 70)+one("NO", 1793620800)+"]")
	if got := strings.Count(err.Error(), "the verdict is"); got != maxErrors || !strings.Contains(err.Error(), "more") {
		t.Errorf("%d mistakes are told", got)
	}
}

// TestMerging keeps the newer finding, and of two of one time the graver; the same again changes nothing.
func TestMerging(t *testing.T) {
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	f := func(o evidence.Outcome, days int) assess.Imported {
		return assess.Imported{Source: Prowler, Check: "check_a", Account: "1", Region: "global", Outcome: o, At: at.AddDate(0, 0, days)}
	}
	for _, c := range []struct {
		old, fresh, want assess.Imported
		changed          int
	}{
		{f(evidence.Fail, 0), f(evidence.Pass, 1), f(evidence.Pass, 1), 1},
		{f(evidence.Fail, 1), f(evidence.Pass, 0), f(evidence.Fail, 1), 0},
		{f(evidence.Fail, 0), f(evidence.Pass, 0), f(evidence.Fail, 0), 0},
		{f(evidence.Pass, 0), f(evidence.Fail, 0), f(evidence.Fail, 0), 1},
		{f(evidence.Pass, 0), f(evidence.Pass, 0), f(evidence.Pass, 0), 0},
	} {
		got, added, changed := assess.MergeImported([]assess.Imported{c.old}, []assess.Imported{c.fresh})
		if diff := cmp.Diff([]assess.Imported{c.want}, got); diff != "" || added != 0 || changed != c.changed {
			t.Errorf("%d added, %d changed: %s", added, changed, diff)
		}
	}
}

func fuzz(f *testing.F, source string, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data string) {
		file, err := read(source, "f", data)
		if (file == nil) == (err == nil) {
			t.Fatal("neither a file nor an error, or both")
		}
		if file == nil {
			return
		}
		for _, x := range file.Found {
			if !accountID.MatchString(x.Account) || x.Outcome == "" || x.At.IsZero() || !mapped[x.Check] {
				t.Fatalf("taken without proof: %+v", x)
			}
		}
		if again, added, changed := assess.MergeImported(file.Found, file.Found); added+changed != 0 || len(again) != len(file.Found) {
			t.Fatal("the same again changes something")
		}
	})
}

func FuzzProwlerOCSF(f *testing.F) { fuzz(f, Prowler, fields{}.file(Prowler, "ocsf"), "[{}]", "{") }
func FuzzProwlerCSV(f *testing.F)  { fuzz(f, Prowler, fields{}.file(Prowler, "csv"), "A;B\n") }
func FuzzHub(f *testing.F) {
	fuzz(f, SecurityHub, fields{}.file(SecurityHub, "asff"), fields{}.file(SecurityHub, "ocsf"), hubFinding, `{"Findings":[]}`)
}
func FuzzSample(f *testing.F) { fuzz(f, AWSSample, fields{}.file(AWSSample, "csv")) }

func FuzzSession(f *testing.F) {
	f.Add(`{"schema":"drydock.assessment/1"}`)
	f.Fuzz(func(t *testing.T, data string) {
		if p, err := ReadSession(strings.NewReader(data), "f"); (p == nil) == (err == nil) {
			t.Fatal("neither an assessment nor an error, or both")
		}
	})
}
