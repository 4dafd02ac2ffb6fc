package sample

import (
	"fmt"
	"time"

	"drydock/assess/fact"
)

// reader builds the snapshot: every fact comes with its proof, every kind with its reach.
type reader struct {
	at    time.Time
	facts []fact.Fact
	n     int
}

// account is the sample's two accounts in two Regions, as a probe read them at an instant.
func account(at time.Time) *fact.Snapshot {
	r := &reader{at: at}
	r.identity()
	r.models()
	r.agents()
	r.stores()
	r.platform()
	snap := &fact.Snapshot{
		Run: "01HARB0RMVTVA0SAMP1E000001", At: at, Caller: "arn:aws:sts::" + workload + ":assumed-role/drydock-read/sample", Facts: r.facts,
	}
	for _, a := range []struct{ id, role string }{{workload, "workload"}, {data, "data"}} {
		for _, region := range []string{dublin, berlin} {
			snap.Targets = append(snap.Targets, fact.Target{Partition: "aws", Account: a.id, Region: region, Role: a.role})
		}
	}
	snap.Reach = r.reach()
	snap.Calls = len(snap.Reach) + len(snap.Facts)
	return snap
}

// reach says that every list was read to its end; what was denied is a key's details, on the key itself.
func (r *reader) reach() []fact.Reach {
	var out []fact.Reach
	for _, acct := range []string{workload, data} {
		for _, kind := range fact.Kinds() {
			regions := []string{dublin, berlin}
			if fact.PerAccount(kind) {
				regions = []string{fact.Global}
			}
			for _, region := range regions {
				out = append(out, fact.Reach{
					Account: acct, Region: region, Kind: kind, Gap: fact.Gap{Status: fact.Read}, ReadAt: r.at,
					Proof: []fact.Proof{r.proof(acct, region, "sample.List")},
				})
			}
		}
	}
	return out
}

func (r *reader) proof(acct, region, op string) fact.Proof {
	r.n++
	return fact.Proof{Operation: op, Account: acct, Region: region, RequestID: fmt.Sprintf("sample-%04d", r.n), At: r.at, AllPages: true}
}

func (r *reader) add(f fact.Fact) { r.facts = append(r.facts, f) }

// meta heads a fact of the workload; its tags say that it is ours.
func (r *reader) meta(acct, region, arn, name string) fact.Meta {
	return fact.Meta{
		Account: acct, Region: region, ARN: arn, Name: name, ReadAt: r.at,
		Tags:  map[string]string{"workload": "claims-assistant", "team": "claims-digital"},
		Proof: []fact.Proof{r.proof(acct, region, "sample.Get")},
	}
}

// bare is meta without tags, for what tells nobody whose it is, and for what belongs to an account as a whole.
func (r *reader) bare(acct, region, arn, name string) fact.Meta {
	m := r.meta(acct, region, arn, name)
	m.Tags = nil
	return m
}

// trailARN is the organisation's audit trail, which every account sees.
const trailARN = "arn:aws:cloudtrail:" + dublin + ":999988887777:trail/organisation"

const notebookARN = "arn:aws:sagemaker:" + berlin + ":" + data + ":notebook-instance/claims-scoring-test"

func roleARN(acct, name string) string { return "arn:aws:iam::" + acct + ":role/" + name }

func agentARN(id string) string {
	return "arn:aws:bedrock:" + dublin + ":" + workload + ":agent/" + id
}

// places are the accounts and Regions of the sample.
func places() [][2]string {
	return [][2]string{{workload, dublin}, {workload, berlin}, {data, dublin}, {data, berlin}}
}

// platform is what belongs to accounts and Regions: trails, threat detection, networks, alarms, a forgotten notebook.
func (r *reader) platform() {
	for _, p := range places() {
		r.add(&fact.CloudTrailTrail{
			Meta: r.bare(p[0], p[1], trailARN, "organisation"), HomeRegion: dublin, MultiRegion: true, OrganizationWide: true, Validation: true,
			Bucket: "harbour-audit", KmsKeyID: "arn:aws:kms:" + dublin + ":999988887777:key/audit", Logging: true, Management: true,
		})
		r.add(&fact.AccessAnalyzer{
			Meta: r.bare(p[0], p[1], "arn:aws:access-analyzer:"+p[1]+":"+p[0]+":analyzer/organisation", "organisation"), Type: "ORGANIZATION", Status: "ACTIVE",
		})
		r.add(&fact.GuardDutyDetector{
			Meta: r.bare(p[0], p[1], "", "detector"), Enabled: true, Features: []string{"S3_DATA_EVENTS"},
			KnownFeatures: []string{"S3_DATA_EVENTS", "LAMBDA_NETWORK_LOGS", "AI_PROTECTION"},
		})
	}
	r.add(&fact.Budget{
		Meta: r.bare(workload, fact.Global, "arn:aws:budgets::"+workload+":budget/claims", "claims"), Type: "COST", TimeUnit: "MONTHLY", Warnings: 2,
	})
	vpc := "arn:aws:ec2:" + dublin + ":" + workload + ":vpc/vpc-0c1a1m5"
	r.add(&fact.EC2VPC{Meta: r.meta(workload, dublin, vpc, "claims"), ID: "vpc-0c1a1m5", FlowLogs: true})
	r.add(&fact.EC2VPCEndpoint{
		Meta: r.meta(workload, dublin, "arn:aws:ec2:"+dublin+":"+workload+":vpc-endpoint/vpce-0bedr0ck", "bedrock"), ID: "vpce-0bedr0ck",
		VpcID: "vpc-0c1a1m5", Service: "bedrock-runtime", State: "available", PrivateDNS: true, PolicyOpen: true,
		Policy: `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`,
	})
	r.add(&fact.EC2VPCEndpoint{
		Meta: r.meta(workload, dublin, "arn:aws:ec2:"+dublin+":"+workload+":vpc-endpoint/vpce-0agentc0", "agentcore"), ID: "vpce-0agentc0",
		VpcID: "vpc-0c1a1m5", Service: "bedrock-agentcore", State: "available", PrivateDNS: true,
		Policy: `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + workload + `:root"},"Action":"*","Resource":"*"}]}`,
	})
	r.add(&fact.CloudWatchAlarm{
		Meta: r.meta(workload, dublin, "arn:aws:cloudwatch:"+dublin+":"+workload+":alarm:claims-model-calls", "claims-model-calls"), Namespace: "AWS/Bedrock",
		Metric: "Invocations", ActionsEnabled: true, Actions: 1,
	})
	r.add(&fact.SageMakerNotebook{
		Meta: r.bare(data, berlin, notebookARN, "claims-scoring-test"), Status: "InService", InternetAccess: "Enabled", RootAccess: "Enabled",
		RoleArn: roleARN(data, "claims-data-scientist"),
	})
}

// models is what is called, what screens it and what is written down.
func (r *reader) models() {
	for _, p := range places() {
		on := p == [2]string{workload, dublin}
		l := &fact.BedrockLogging{Meta: r.bare(p[0], p[1], "", "model invocation logging"), Enabled: on, Text: on}
		if on {
			l.Bucket = "harbour-claims-model-logs"
		}
		r.add(l)
	}
	for _, u := range []struct{ region, model string }{
		{dublin, "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"},
		{dublin, "amazon.titan-embed-text-v2:0"},
		{berlin, "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"}, // the batch summariser
	} {
		r.add(&fact.BedrockUsage{Meta: r.bare(workload, u.region, "", u.model), ModelID: u.model})
	}
	for _, region := range []string{dublin, berlin} {
		arn := "arn:aws:bedrock:" + region + ":" + workload + ":guardrail/claims01"
		g := &fact.BedrockGuardrail{
			Meta: r.meta(workload, region, arn, "claims-guardrail"), ID: "claims01", Version: "3", Deployed: true, Status: "READY",
			DeniedTopics: 2, PIIEntities: 6, Grounding: 0.7, Relevance: 0.7,
		}
		for _, kind := range []string{"HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT", "PROMPT_ATTACK"} {
			f := fact.ContentFilter{Type: kind, InputStrength: "HIGH", OutputStrength: "HIGH", InputAction: "BLOCK", InputEnabled: true, OutputAction: "BLOCK", OutputEnabled: true}
			if kind == "PROMPT_ATTACK" {
				f.OutputStrength = "NONE"
			}
			g.Filters = append(g.Filters, f)
		}
		r.add(g)
	}
}

// stores is what the assistant reads and what it leaves behind. The key of the documents could not be described.
func (r *reader) stores() {
	key := "arn:aws:kms:" + dublin + ":" + workload + ":key/7d3f5a10-claims"
	k := &fact.KMSKey{Meta: r.bare(workload, dublin, key, "7d3f5a10-claims"), Rotation: true, Policy: `{"Statement":[]}`}
	for _, field := range []string{"manager", "state", "spec", "origin", "tags"} {
		k.MarkUnread(field, fact.Gap{
			Status: fact.Denied, Operation: "kms.DescribeKey", Action: "kms:DescribeKey", Code: "AccessDeniedException",
			Message: "User is not authorized to perform: kms:DescribeKey",
		})
	}
	r.add(k)
	for _, b := range []struct{ name, encryption, key string }{
		{"harbour-claims-documents", "aws:kms", key},
		{"harbour-claims-model-logs", "aws:kms", key},
	} {
		r.add(&fact.S3Bucket{
			Meta: r.meta(workload, dublin, "arn:aws:s3:::"+b.name, b.name), BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true,
			RestrictPublicBuckets: true, TLSOnly: true, Encryption: b.encryption, KmsKeyArn: b.key, Versioning: "Enabled", Ownership: "BucketOwnerEnforced",
		})
	}
	for _, acct := range []string{workload, data} {
		r.add(&fact.S3AccountBlock{
			Meta: r.bare(acct, fact.Global, "", "public access block"), BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true,
			RestrictPublicBuckets: true,
		})
	}
	kb := "arn:aws:bedrock:" + dublin + ":" + workload + ":knowledge-base/CLAIMSKB01"
	r.add(&fact.BedrockKnowledgeBase{
		Meta: r.meta(workload, dublin, kb, "claims-files"), ID: "CLAIMSKB01", RoleArn: roleARN(workload, "claims-knowledge"), StorageType: "OPENSEARCH_SERVERLESS",
	})
	r.add(&fact.BedrockDataSource{
		Meta: r.meta(workload, dublin, kb+"/data-source/FILES00001", "claim-documents"), KnowledgeBaseID: "CLAIMSKB01", SourceType: "S3",
		BucketArn: "arn:aws:s3:::harbour-claims-documents", KmsKeyArn: key, DeletionPolicy: "DELETE",
	})
}
