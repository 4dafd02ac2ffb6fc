package desk

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess"
	"drydock/assess/fact"
	"drydock/assess/iam"
	"drydock/questionnaire"
)

// Judging account by account says what judging all accounts at once says, also where one account's resource leans on another's: a role
// that it runs under, a key that it is sealed with, a bucket that it reads.
func TestJudgingByAccountSaysTheSame(t *testing.T) {
	const here, there, third = "111122223333", "444455556666", "777788889999"
	r := newRoom(t)
	scope := questionnaire.Scope{Name: "two", Does: []string{"writes", "reads-data", "acts"}, Regions: []string{"eu-west-1"}}
	for _, account := range []string{there, here, third} {
		scope.Accounts = append(scope.Accounts, questionnaire.Account{ID: account, Role: "workload"})
	}
	v, err := r.New(t.Context(), scope)
	if err != nil {
		t.Fatal(err)
	}
	run := assess.Run{ID: "01RUN", At: noon, Complete: true}
	var batches [][]fact.Fact
	var reach [][]fact.Reach
	for _, account := range []string{here, there} { // the third was never asked
		run.Targets = append(run.Targets, fact.Target{Partition: "aws", Account: account, Region: "eu-west-1", Role: "workload"})
		var facts []fact.Fact
		var rows []fact.Reach
		for _, kind := range fact.Kinds() {
			f := fact.New(kind)
			region := "eu-west-1"
			if fact.PerAccount(kind) {
				region = fact.Global
			}
			proof := []fact.Proof{{Operation: string(kind) + ".List", Account: account, Region: region, RequestID: "1", At: noon, AllPages: true}}
			*f.Base() = fact.Meta{Account: account, Region: region, Name: string(kind), ReadAt: noon, Proof: proof, ARN: fmt.Sprintf("arn:aws:%s:%s:%s:x/1", kind, region, account)}
			facts = append(facts, f)
			rows = append(rows, fact.Reach{Account: account, Region: region, Kind: kind, Gap: fact.Gap{Status: fact.Read}, Proof: proof, ReadAt: noon})
		}
		batches, reach = append(batches, facts), append(reach, rows)
	}
	of := func(account int, kind fact.Kind) fact.Fact {
		for _, f := range batches[account] {
			if f.Kind() == kind {
				return f
			}
		}
		t.Fatalf("no %s", kind)
		return nil
	}
	const anyone = `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`
	role, key := of(1, "iam_role").(*fact.IAMRole), of(1, "kms_key").(*fact.KMSKey)
	role.TrustedBy, role.Trust = []string{"bedrock-agentcore.amazonaws.com"}, anyone
	role.Policies = []fact.Policy{{Name: "wide", Document: `{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`}}
	key.Policy, key.Manager = anyone, "CUSTOMER"
	of(1, "s3_bucket").Base().ARN = "arn:aws:s3:::documents"
	of(0, "agentcore_runtime").(*fact.AgentCoreRuntime).RoleArn = role.ARN
	of(0, "bedrock_agent").(*fact.BedrockAgent).RoleArn = role.ARN
	of(0, "sqs_queue").(*fact.SQSQueue).KmsKeyID = key.ARN
	source := of(0, "bedrock_data_source").(*fact.BedrockDataSource)
	source.BucketArn, source.KmsKeyArn = "arn:aws:s3:::documents", key.ARN

	if err := r.store.SaveRun(t.Context(), v.Session.Meta.ID, run); err != nil {
		t.Fatal(err)
	}
	for i := range batches {
		if err := r.store.SaveBatch(t.Context(), v.Session.Meta.ID, run.ID, reach[i], batches[i]); err != nil {
			t.Fatal(err)
		}
	}
	fresh, err := r.Open(t.Context(), v.Session.Meta.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, judge, err := r.catalog()
	if err != nil {
		t.Fatal(err)
	}
	snap, err := r.store.LoadStanding(t.Context(), v.Session.Meta.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := judgeFacts(fresh.Catalog, judge, fresh.Session, snap)
	if diff := cmp.Diff(want, fresh.Session.Findings); diff != "" {
		t.Errorf("at once (-) and account by account (+):\n%s", diff)
	}
	for _, account := range scope.Accounts {
		n := 0
		for _, f := range fresh.Session.Findings {
			if f.Account == account.ID {
				n++
			}
		}
		t.Logf("%d findings of %s", n, account.ID)
		if n == 0 {
			t.Errorf("nothing is said of %s", account.ID)
		}
	}
}

// What a role of another account may do turns on the policies of that account's resources, also of those that nobody here names.
func TestARoleElsewhereIsSeenWithItsAccount(t *testing.T) {
	const here, there = "111122223333", "444455556666"
	r := newRoom(t)
	scope := questionnaire.Scope{Name: "two", Does: []string{"writes", "reads-data", "acts"}, Regions: []string{"eu-west-1"}}
	run := assess.Run{ID: "01RUN", At: noon, Complete: true}
	for _, account := range []string{here, there} {
		scope.Accounts = append(scope.Accounts, questionnaire.Account{ID: account, Role: "workload"})
		run.Targets = append(run.Targets, fact.Target{Partition: "aws", Account: account, Region: "eu-west-1", Role: "workload"})
	}
	v, err := r.New(t.Context(), scope)
	if err != nil {
		t.Fatal(err)
	}
	role := &fact.IAMRole{TrustedBy: []string{"bedrock.amazonaws.com"}, Policies: []fact.Policy{{Name: "nothing", Document: `{"Statement":[]}`}}}
	role.Meta = fact.Meta{Account: there, Region: fact.Global, Name: "reader", ARN: "arn:aws:iam::" + there + ":role/reader", ReadAt: noon}
	bucket := &fact.S3Bucket{Policy: `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"` + role.ARN + `"},"Action":"*","Resource":"*"}]}`}
	bucket.Meta = fact.Meta{Account: there, Region: "eu-west-1", Name: "documents", ARN: "arn:aws:s3:::documents", ReadAt: noon}
	agent := &fact.BedrockAgent{RoleArn: role.ARN}
	agent.Meta = fact.Meta{Account: here, Region: "eu-west-1", Name: "agent", ARN: "arn:aws:bedrock:eu-west-1:" + here + ":agent/AGENT", ReadAt: noon}
	if err := r.store.SaveRun(t.Context(), v.Session.Meta.ID, run); err != nil {
		t.Fatal(err)
	}
	for account, facts := range map[string][]fact.Fact{here: {agent}, there: {role, bucket}} {
		if err := r.store.SaveBatch(t.Context(), v.Session.Meta.ID, run.ID, readOf(account), facts); err != nil {
			t.Fatal(err)
		}
	}
	of, err := r.store.StandingByAccount(t.Context(), v.Session.Meta.ID, nil, iam.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	apart, err := of(t.Context(), here)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := r.store.LoadStanding(t.Context(), v.Session.Meta.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := iam.New(whole.Facts, whole.Reach).Allows(role.ARN, "s3:GetObject", "arn:aws:s3:::*", nil)
	got := iam.New(apart.Facts, apart.Reach).Allows(role.ARN, "s3:GetObject", "arn:aws:s3:::*", nil)
	if want.Is == iam.No || got.Is != want.Is {
		t.Errorf("of all accounts: %s (%s), of the one that is judged: %s (%s)", want.Is, want.Because, got.Is, got.Because)
	}
}

// readOf says that every kind was read to its end in an account, and that it is in no organisation.
func readOf(account string) []fact.Reach {
	var rows []fact.Reach
	for _, kind := range fact.Kinds() {
		region := "eu-west-1"
		if fact.PerAccount(kind) {
			region = fact.Global
		}
		proof := []fact.Proof{{Operation: string(kind) + ".List", Account: account, Region: region, RequestID: "1", At: noon, AllPages: true}}
		rows = append(rows, fact.Reach{Account: account, Region: region, Kind: kind, Gap: fact.Gap{Status: fact.Read}, Proof: proof, ReadAt: noon})
	}
	return rows
}
