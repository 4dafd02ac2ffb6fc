package collect

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	bedrocktypes "github.com/aws/aws-sdk-go-v2/service/bedrock/types"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagent"
	agenttypes "github.com/aws/aws-sdk-go-v2/service/bedrockagent/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"drydock/assess/fact"
)

// "There is none" is an answer where AWS documents it so, and nowhere else.

func TestBareBucketSaysNo(t *testing.T) {
	f := world()
	refuses(f, "s3.GetPublicAccessBlock", "NoSuchPublicAccessBlockConfiguration")
	refuses(f, "s3.GetBucketPolicyStatus", "NoSuchBucketPolicy")
	refuses(f, "s3.GetBucketPolicy", "NoSuchBucketPolicy")
	refuses(f, "s3.GetBucketEncryption", "ServerSideEncryptionConfigurationNotFoundError")
	refuses(f, "s3.GetObjectLockConfiguration", "ObjectLockConfigurationNotFoundError")
	refuses(f, "s3.GetBucketOwnershipControls", "OwnershipControlsNotFoundError")
	always(f, "s3.GetBucketAcl", &s3.GetBucketAclInput{}, &s3.GetBucketAclOutput{Owner: &s3types.Owner{ID: aws.String("owner")}})
	refuses(f, "s3.GetBucketTagging", "NoSuchTagSet")
	always(f, "s3.GetBucketVersioning", &s3.GetBucketVersioningInput{}, &s3.GetBucketVersioningOutput{})
	checkFacts(t, found[*fact.S3Bucket](t, f, s3Buckets()), []*fact.S3Bucket{
		{Meta: fact.Meta{ARN: "arn:aws-cn:s3:::data", Name: "data"}}, {Meta: fact.Meta{ARN: "arn:aws-cn:s3:::plain", Name: "plain"}},
	})
}

// A not-found code of another operation, or another not-found code, is a failed read.
func TestOtherNotFoundCodesAreUnread(t *testing.T) {
	for _, c := range []struct{ op, code, field string }{
		{"s3.GetBucketEncryption", "NoSuchBucket", "encryption"},
		{"s3.GetBucketPolicy", "NoSuchPublicAccessBlockConfiguration", "tlsOnly"},
		{"s3.GetPublicAccessBlock", "NoSuchBucketPolicy", "blockPublicAcls"},
		{"s3.GetBucketTagging", "NotFound", "tags"},
	} {
		f := world()
		refuses(f, c.op, c.code)
		for _, b := range only[*fact.S3Bucket](collected(t, f, s3Buckets())) {
			if gap := b.Unread[c.field]; gap.Status != fact.Failed || gap.Code != c.code {
				t.Errorf("%s answers %s: %s of %s is %+v; want failed", c.op, c.code, c.field, b.Name, gap)
			}
		}
	}
}

func TestBucketsWithoutARegionAreAGap(t *testing.T) {
	f := world()
	always(f, "s3.ListBuckets", &s3.ListBucketsInput{}, &s3.ListBucketsOutput{Buckets: []s3types.Bucket{{Name: aws.String("data")}}})
	refuses(f, "s3.GetBucketLocation", "AccessDenied")
	batch := collected(t, f, s3Buckets())
	if gap := batch.Reach[0].Gap; len(batch.Facts) != 0 || gap.Status != fact.Denied || gap.Action != "s3:GetBucketLocation" {
		t.Errorf("a bucket in no Region became %d facts, reach %+v", len(batch.Facts), batch.Reach[0].Gap)
	}
}

func TestAccountWithoutContactOrBlock(t *testing.T) {
	f := world()
	refuses(f, "account.GetAlternateContact", "ResourceNotFoundException")
	refuses(f, "s3control.GetPublicAccessBlock", "NoSuchPublicAccessBlockConfiguration")
	if a := found[*fact.Account](t, f, accountCollector()); a[0].SecurityContact || len(a[0].Unread) != 0 {
		t.Errorf("no contact became %+v", a[0])
	}
	checkFacts(t, found[*fact.S3AccountBlock](t, f, s3AccountBlock()), []*fact.S3AccountBlock{{Meta: fact.Meta{Name: testAccount}}})
}

func TestAccountOutsideAnyOrganization(t *testing.T) {
	f := world()
	refuses(f, "organizations.DescribeOrganization", "AWSOrganizationsNotInUseException")
	batch := collected(t, f, organization()) // it checks that both rows are read, with proof
	for _, r := range batch.Reach {
		if r.Gap.Status != fact.Read {
			t.Errorf("reach of %s is %s; that there is no organisation was read", r.Kind, r.Gap.Status)
		}
	}
	checkFacts(t, found[*fact.Organization](t, f, organization()), []*fact.Organization{{AIOptOut: "none"}})
}

// A member account may read its own effective policy and little else.
func TestOrganizationSeenFromAMember(t *testing.T) {
	f := world()
	for _, op := range []string{"organizations.ListRoots", "organizations.ListParents"} {
		refuses(f, op, "AccessDeniedException")
	}
	batch := collected(t, f, organization())
	org := only[*fact.Organization](batch)[0]
	if org.AIOptOut != "optOut" || org.Unread["policyTypes"].Action != "organizations:ListRoots" {
		t.Errorf("the organisation seen from a member is %+v", org)
	}
	if gap := reachOf(batch, "organization_policy").Gap; gap.Status != fact.Denied || gap.Action != "organizations:ListParents" {
		t.Errorf("reach of policies seen from a member is %+v", gap)
	}
}

func TestOptOutPolicies(t *testing.T) {
	f := world()
	refuses(f, "organizations.DescribeEffectivePolicy", "EffectivePolicyNotFoundException")
	if org := found[*fact.Organization](t, f, organization())[0]; org.AIOptOut != "none" || len(org.Unread) != 0 {
		t.Errorf("no policy became %+v", org)
	}
	for _, content := range []string{"", "{", `{"services":{"default":{"opt_out_policy":"maybe"}}}`, `{"services":{"default":{}}}`, `{"services":[]}`} {
		if byDefault, _, err := parseOptOut(content); err == nil {
			t.Errorf("parseOptOut(%q) = %q; want an error", content, byDefault)
		}
	}
}

func TestLoggingThatIsOff(t *testing.T) {
	f := world()
	always(f, "bedrock.GetModelInvocationLoggingConfiguration", &bedrock.GetModelInvocationLoggingConfigurationInput{}, &bedrock.GetModelInvocationLoggingConfigurationOutput{})
	checkFacts(t, found[*fact.BedrockLogging](t, f, bedrockLogging()), []*fact.BedrockLogging{{Meta: fact.Meta{Name: "model invocation logging"}}})
	always(f, "bedrock.GetModelInvocationLoggingConfiguration", &bedrock.GetModelInvocationLoggingConfigurationInput{}, &bedrock.GetModelInvocationLoggingConfigurationOutput{
		LoggingConfig: &bedrocktypes.LoggingConfig{TextDataDeliveryEnabled: aws.Bool(true), ImageDataDeliveryEnabled: aws.Bool(true)},
	})
	checkFacts(t, found[*fact.BedrockLogging](t, f, bedrockLogging()), []*fact.BedrockLogging{{
		Meta: fact.Meta{Name: "model invocation logging", Unread: map[string]fact.Gap{"embedding": {Status: fact.Failed}}}, Text: true, Image: true,
	}})
}

func TestRegionWithoutModelImport(t *testing.T) {
	f := world()
	f.answers["bedrock.ListImportedModels"] = notOffered
	if batch := collected(t, f, bedrockModels()); batch.Reach[0].Gap.Status != fact.Read || len(batch.Facts) != 2 {
		t.Errorf("reach %+v with %d models; want read, with the 2 that were tuned", batch.Reach[0].Gap, len(batch.Facts))
	}
}

func notOffered(any) (any, error) {
	return nil, apiError("UnknownOperationException", "The requested operation is not supported in the called region.")
}

// A service that a Region does not have is not offered there, with proof, for every kind that comes from it.
func TestRegionWithoutTheService(t *testing.T) {
	for _, c := range All() {
		f := world()
		for op := range f.answers {
			f.answers[op] = notOffered
		}
		batch := collected(t, f, c)
		for _, r := range batch.Reach {
			if r.Gap.Status != fact.NotOffered {
				t.Errorf("%s: reach of %s is %s; want not offered", c.Name, r.Kind, r.Gap.Status)
			}
			checkProof(t, "reach of "+string(r.Kind), r.Proof)
		}
		if len(batch.Facts) != 0 {
			t.Errorf("%s: %d facts where nothing is offered", c.Name, len(batch.Facts))
		}
	}
}

// Where nobody can name a guardrail because agents are not offered, an old version is not in use.
func TestRegionWithoutAgents(t *testing.T) {
	f := world()
	f.answers["bedrockagent.ListAgents"] = notOffered
	for _, g := range only[*fact.BedrockGuardrail](collected(t, f, bedrockGuardrails())) {
		if len(g.Unread) != 0 || g.Deployed == (g.ID == "gr1" && g.Version == "1") {
			t.Errorf("%s version %s: deployed %t, unread %v", g.ID, g.Version, g.Deployed, g.Unread)
		}
	}
}

func TestGuardDutyThatIsOff(t *testing.T) {
	f := world()
	always(f, "guardduty.ListDetectors", &guardduty.ListDetectorsInput{}, &guardduty.ListDetectorsOutput{DetectorIds: []string{}})
	checkFacts(t, found[*fact.GuardDutyDetector](t, f, guardDuty()), []*fact.GuardDutyDetector{{Meta: fact.Meta{Name: "GuardDuty"}}})
}

func TestVaultThatWasNeverMade(t *testing.T) {
	f := world()
	refuses(f, "bedrockagentcorecontrol.GetTokenVault", "ResourceNotFoundException")
	if batch := collected(t, f, agentCoreTokenVault()); batch.Reach[0].Gap.Status != fact.Read || len(batch.Facts) != 0 {
		t.Errorf("no vault became reach %+v and %d facts", batch.Reach[0].Gap, len(batch.Facts))
	}
}

// An answer without the part that it is about proves nothing.
func TestHollowAnswersAreUnread(t *testing.T) {
	f := world()
	always(f, "bedrockagent.GetAgent", &bedrockagent.GetAgentInput{}, &bedrockagent.GetAgentOutput{})
	always(f, "bedrockagent.GetAgentVersion", &bedrockagent.GetAgentVersionInput{}, &bedrockagent.GetAgentVersionOutput{})
	for _, a := range only[*fact.BedrockAgent](collected(t, f, bedrockGuardrails())) {
		if a.Unread["roleArn"].Status != fact.Failed || (a.Deployed && a.Unread["guardrailIds"].Status != fact.Failed) {
			t.Errorf("agent %s: unread is %v", a.Name, a.Unread)
		}
	}
}

// Which version is in use is known only when everybody who may name one was heard.
func TestOldGuardrailVersionWithoutAgents(t *testing.T) {
	f := world()
	f.failFrom["bedrockagent.ListAgents"] = 1
	for _, g := range only[*fact.BedrockGuardrail](collected(t, f, bedrockGuardrails())) {
		_, unread := g.Unread["deployed"]
		if old := g.ID == "gr1" && g.Version == "1"; unread != old || (!old && !g.Deployed) {
			t.Errorf("%s version %s: deployed %t, unread %t", g.ID, g.Version, g.Deployed, unread)
		}
	}
}

func TestActionGroupWithOpenAPISchema(t *testing.T) {
	f := world()
	always(f, "bedrockagent.GetAgentActionGroup", &bedrockagent.GetAgentActionGroupInput{}, &bedrockagent.GetAgentActionGroupOutput{
		AgentActionGroup: &agenttypes.AgentActionGroup{ApiSchema: &agenttypes.APISchemaMemberPayload{Value: "canary-secret"}},
	})
	a := found[*fact.BedrockAgent](t, f, bedrockGuardrails())[0]
	if a.ActionGroups != 3 || a.Unread["confirmedActionGroups"].Status != fact.NotCollected {
		t.Errorf("action groups %d, unread %v", a.ActionGroups, a.Unread)
	}
}

func TestEventSelectors(t *testing.T) {
	management := func(readOnly ...string) trailtypes.AdvancedEventSelector {
		s := trailtypes.AdvancedEventSelector{FieldSelectors: []trailtypes.AdvancedFieldSelector{{Field: aws.String("eventCategory"), Equals: []string{"Management"}}}}
		if len(readOnly) > 0 {
			s.FieldSelectors = append(s.FieldSelectors, trailtypes.AdvancedFieldSelector{Field: aws.String("readOnly"), Equals: readOnly})
		}
		return s
	}
	for name, c := range map[string]struct {
		out        cloudtrail.GetEventSelectorsOutput
		management bool
		data       int
	}{
		"none":                 {cloudtrail.GetEventSelectorsOutput{}, false, 0},
		"basic, all":           {cloudtrail.GetEventSelectorsOutput{EventSelectors: []trailtypes.EventSelector{{ReadWriteType: "All", IncludeManagementEvents: aws.Bool(true)}}}, true, 0},
		"basic, defaults":      {cloudtrail.GetEventSelectorsOutput{EventSelectors: []trailtypes.EventSelector{{}}}, true, 0},
		"basic, only writes":   {cloudtrail.GetEventSelectorsOutput{EventSelectors: []trailtypes.EventSelector{{ReadWriteType: "WriteOnly"}}}, false, 0},
		"basic, in two":        {cloudtrail.GetEventSelectorsOutput{EventSelectors: []trailtypes.EventSelector{{ReadWriteType: "WriteOnly"}, {ReadWriteType: "ReadOnly"}}}, true, 0},
		"basic, data only":     {cloudtrail.GetEventSelectorsOutput{EventSelectors: []trailtypes.EventSelector{{IncludeManagementEvents: aws.Bool(false), DataResources: []trailtypes.DataResource{{Type: aws.String("AWS::S3::Object")}}}}}, false, 1},
		"advanced, all":        {cloudtrail.GetEventSelectorsOutput{AdvancedEventSelectors: []trailtypes.AdvancedEventSelector{management()}}, true, 0},
		"advanced, one half":   {cloudtrail.GetEventSelectorsOutput{AdvancedEventSelectors: []trailtypes.AdvancedEventSelector{management("true")}}, false, 0},
		"advanced, two halves": {cloudtrail.GetEventSelectorsOutput{AdvancedEventSelectors: []trailtypes.AdvancedEventSelector{management("true"), management("false")}}, true, 0},
	} {
		if management, data := coverage(&c.out); management != c.management || len(data) != c.data {
			t.Errorf("%s: coverage = %t, %v; want %t and %d types", name, management, data, c.management, c.data)
		}
	}
}

// A trail that was never given selectors records all management events: AWS's documented default, which an answer may leave out.
func TestDefaultEventSelectors(t *testing.T) {
	given := cloudtrail.GetEventSelectorsOutput{EventSelectors: []trailtypes.EventSelector{{ReadWriteType: "WriteOnly"}}}
	for name, c := range map[string]struct {
		custom *bool
		out    cloudtrail.GetEventSelectorsOutput
		want   bool
	}{
		"never given":         {aws.Bool(false), cloudtrail.GetEventSelectorsOutput{}, true},
		"given, then emptied": {aws.Bool(true), cloudtrail.GetEventSelectorsOutput{}, false},
		"not said":            {nil, cloudtrail.GetEventSelectorsOutput{}, false},
		"answered all same":   {aws.Bool(false), given, false},
	} {
		if got := defaultSelectors(trailtypes.Trail{HasCustomEventSelectors: c.custom}, &c.out); got != c.want {
			t.Errorf("%s: defaultSelectors = %t, want %t", name, got, c.want)
		}
	}
}

// Tuned and imported models are one kind: it is not offered only where neither way is, and each refusal shows.
func TestModelsTunedOrImported(t *testing.T) {
	denied := func(any) (any, error) { return nil, apiError("AccessDeniedException", "no") }
	type answer = func(any) (any, error)
	for name, c := range map[string]struct {
		tuned, imported answer
		want            fact.Status
		models          int
	}{
		"both":                      {nil, nil, fact.Read, 3},
		"no import here":            {nil, notOffered, fact.Read, 2},
		"no tuning here":            {notOffered, nil, fact.Read, 1},
		"neither here":              {notOffered, notOffered, fact.NotOffered, 0},
		"no tuning, import refused": {notOffered, denied, fact.Denied, 0},
		"tuned refused, no import":  {denied, notOffered, fact.Denied, 0},
		"tuned refused":             {denied, nil, fact.Denied, 1},
	} {
		f := world()
		if c.tuned != nil {
			f.answers["bedrock.ListCustomModels"] = c.tuned
		}
		if c.imported != nil {
			f.answers["bedrock.ListImportedModels"] = c.imported
		}
		batch := collected(t, f, bedrockModels())
		if got := batch.Reach[0].Gap.Status; got != c.want || len(batch.Facts) != c.models {
			t.Errorf("%s: reach %s with %d models; want %s with %d", name, got, len(batch.Facts), c.want, c.models)
		}
	}
}
