package collect

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/detective"
	detectivetypes "github.com/aws/aws-sdk-go-v2/service/detective/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/inspector2"
	inspectortypes "github.com/aws/aws-sdk-go-v2/service/inspector2/types"
	"github.com/aws/aws-sdk-go-v2/service/macie2"
	macietypes "github.com/aws/aws-sdk-go-v2/service/macie2/types"
	"github.com/aws/aws-sdk-go-v2/service/oam"
	oamtypes "github.com/aws/aws-sdk-go-v2/service/oam/types"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
	hubtypes "github.com/aws/aws-sdk-go-v2/service/securityhub/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/xray"
	xraytypes "github.com/aws/aws-sdk-go-v2/service/xray/types"
	"github.com/google/go-cmp/cmp"

	"drydock/assess/fact"
)

// The logs: prompts is Bedrock's by name, shop is not AI's. The second group says what was set, the first what is not.
func worldLogs(f *fakeAWS) {
	group := func(name string) logtypes.LogGroup {
		arn := "arn:aws-cn:logs:cn-north-1:111122223333:log-group:" + name
		return logtypes.LogGroup{LogGroupName: aws.String(name), LogGroupArn: aws.String(arn), Arn: aws.String(arn + ":*")}
	}
	kept := group("/aws/bedrock/prompts")
	kept.KmsKeyId, kept.RetentionInDays, kept.DeletionProtectionEnabled = aws.String("key"), aws.Int32(30), aws.Bool(true)
	kept.InheritedProperties = []logtypes.InheritedProperty{logtypes.InheritedPropertyAccountDataProtection}
	pages(f, "cloudwatchlogs.DescribeLogGroups", func(in *cloudwatchlogs.DescribeLogGroupsInput) *string { return in.NextToken },
		&cloudwatchlogs.DescribeLogGroupsOutput{NextToken: second, LogGroups: []logtypes.LogGroup{group("shop")}},
		&cloudwatchlogs.DescribeLogGroupsOutput{LogGroups: []logtypes.LogGroup{kept}})
	always(f, "cloudwatchlogs.ListTagsForResource", &cloudwatchlogs.ListTagsForResourceInput{}, &cloudwatchlogs.ListTagsForResourceOutput{
		Tags: map[string]string{"app": "claims"},
	})
}

const anybodyPolicy = `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}`

func worldMessages(f *fakeAWS) {
	topic := func(name string) snstypes.Topic {
		return snstypes.Topic{TopicArn: aws.String("arn:aws-cn:sns:cn-north-1:111122223333:" + name)}
	}
	pages(f, "sns.ListTopics", func(in *sns.ListTopicsInput) *string { return in.NextToken },
		&sns.ListTopicsOutput{NextToken: second, Topics: []snstypes.Topic{topic("oncall")}},
		&sns.ListTopicsOutput{Topics: []snstypes.Topic{topic("open")}})
	on(f, "sns.GetTopicAttributes", func(in *sns.GetTopicAttributesInput) (*sns.GetTopicAttributesOutput, error) {
		attributes := map[string]string{"TopicArn": *in.TopicArn, "KmsMasterKeyId": "alias/aws/sns", "Policy": `{"Statement":[]}`, "SubscriptionsConfirmed": "2"}
		if *in.TopicArn == *topic("open").TopicArn {
			attributes = map[string]string{"TopicArn": *in.TopicArn, "Policy": anybodyPolicy, "SubscriptionsConfirmed": "0"}
		}
		return &sns.GetTopicAttributesOutput{Attributes: attributes}, nil
	})
	always(f, "sns.ListTagsForResource", &sns.ListTagsForResourceInput{}, &sns.ListTagsForResourceOutput{
		Tags: []snstypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}},
	})
	pages(f, "sqs.ListQueues", func(in *sqs.ListQueuesInput) *string { return in.NextToken },
		&sqs.ListQueuesOutput{NextToken: second, QueueUrls: []string{"https://sqs.example/111122223333/tasks"}},
		&sqs.ListQueuesOutput{QueueUrls: []string{"https://sqs.example/111122223333/open"}})
	on(f, "sqs.GetQueueAttributes", func(in *sqs.GetQueueAttributesInput) (*sqs.GetQueueAttributesOutput, error) {
		if *in.QueueUrl == "https://sqs.example/111122223333/open" {
			return &sqs.GetQueueAttributesOutput{Attributes: map[string]string{"QueueArn": "open", "SqsManagedSseEnabled": "false", "Policy": anybodyPolicy}}, nil
		}
		return &sqs.GetQueueAttributesOutput{Attributes: map[string]string{"QueueArn": "tasks", "SqsManagedSseEnabled": "true", "KmsMasterKeyId": "key"}}, nil
	})
	always(f, "sqs.ListQueueTags", &sqs.ListQueueTagsInput{}, &sqs.ListQueueTagsOutput{Tags: map[string]string{"app": "claims"}})
}

func worldEvents(f *fakeAWS) {
	bus := func(name string) eventtypes.EventBus { return eventtypes.EventBus{Name: aws.String(name)} }
	pages(f, "eventbridge.ListEventBuses", func(in *eventbridge.ListEventBusesInput) *string { return in.NextToken },
		&eventbridge.ListEventBusesOutput{NextToken: second, EventBuses: []eventtypes.EventBus{bus("default")}},
		&eventbridge.ListEventBusesOutput{EventBuses: []eventtypes.EventBus{bus("findings")}})
	rule := func(bus *string, name, pattern string, state eventtypes.RuleState) eventtypes.Rule {
		return eventtypes.Rule{
			Arn: aws.String("arn:aws-cn:events:cn-north-1:111122223333:rule/" + name), Name: aws.String(name), EventBusName: bus,
			EventPattern: aws.String(pattern), State: state,
		}
	}
	on(f, "eventbridge.ListRules", func(in *eventbridge.ListRulesInput) (*eventbridge.ListRulesOutput, error) {
		switch {
		case *in.EventBusName != "default":
			return &eventbridge.ListRulesOutput{Rules: []eventtypes.Rule{rule(in.EventBusName, "all", `{"account":["1"]}`, eventtypes.RuleStateDisabled)}}, nil
		case in.NextToken == nil:
			return &eventbridge.ListRulesOutput{NextToken: second, Rules: []eventtypes.Rule{
				rule(in.EventBusName, "page", `{"source":["aws.guardduty"]}`, eventtypes.RuleStateEnabled),
			}}, nil
		}
		return &eventbridge.ListRulesOutput{Rules: []eventtypes.Rule{rule(in.EventBusName, "shop", `{"source":["shop"]}`, eventtypes.RuleStateEnabled)}}, nil
	})
	pages(f, "eventbridge.ListTargetsByRule", func(in *eventbridge.ListTargetsByRuleInput) *string { return in.NextToken },
		&eventbridge.ListTargetsByRuleOutput{NextToken: second, Targets: []eventtypes.Target{{Arn: aws.String("oncall"), Input: aws.String("canary-secret")}}},
		&eventbridge.ListTargetsByRuleOutput{Targets: []eventtypes.Target{{Arn: aws.String("ticket")}}})
	always(f, "eventbridge.ListTagsForResource", &eventbridge.ListTagsForResourceInput{}, &eventbridge.ListTagsForResourceOutput{
		Tags: []eventtypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}},
	})
}

func worldFindings(f *fakeAWS) {
	always(f, "securityhub.DescribeHub", &securityhub.DescribeHubInput{}, &securityhub.DescribeHubOutput{HubArn: aws.String("hub")})
	standard := func(arn string, status hubtypes.StandardsStatus) hubtypes.StandardsSubscription {
		return hubtypes.StandardsSubscription{StandardsArn: aws.String(arn), StandardsStatus: status}
	}
	pages(f, "securityhub.GetEnabledStandards", func(in *securityhub.GetEnabledStandardsInput) *string { return in.NextToken },
		&securityhub.GetEnabledStandardsOutput{NextToken: second, StandardsSubscriptions: []hubtypes.StandardsSubscription{
			standard("arn:aws-cn:securityhub:cn-north-1::standards/foundational/v/1.0.0", hubtypes.StandardsStatusReady),
		}},
		&securityhub.GetEnabledStandardsOutput{StandardsSubscriptions: []hubtypes.StandardsSubscription{
			standard("arn:aws-cn:securityhub:cn-north-1::standards/gone/v/1.0.0", hubtypes.StandardsStatusDeleting),
			standard("arn:aws-cn:securityhub:::ruleset/cis/v/1.2.0", hubtypes.StandardsStatusIncomplete),
		}})
	pages(f, "securityhub.ListFindingAggregators", func(in *securityhub.ListFindingAggregatorsInput) *string { return in.NextToken },
		&securityhub.ListFindingAggregatorsOutput{NextToken: second, FindingAggregators: []hubtypes.FindingAggregator{{FindingAggregatorArn: aws.String("one")}}},
		&securityhub.ListFindingAggregatorsOutput{})
	always(f, "securityhub.GetFindingAggregator", &securityhub.GetFindingAggregatorInput{}, &securityhub.GetFindingAggregatorOutput{
		RegionLinkingMode: aws.String("ALL_REGIONS"), FindingAggregationRegion: aws.String("cn-north-1"),
	})
	enabled := &inspectortypes.State{Status: inspectortypes.StatusEnabled}
	always(f, "inspector2.BatchGetAccountStatus", &inspector2.BatchGetAccountStatusInput{}, &inspector2.BatchGetAccountStatusOutput{
		Accounts: []inspectortypes.AccountState{{AccountId: aws.String(testAccount), ResourceState: &inspectortypes.ResourceState{
			Ecr: enabled, Lambda: enabled, Ec2: &inspectortypes.State{Status: inspectortypes.StatusDisabled},
		}}},
	})
	always(f, "macie2.GetMacieSession", &macie2.GetMacieSessionInput{}, &macie2.GetMacieSessionOutput{Status: macietypes.MacieStatusEnabled})
	always(f, "macie2.GetAutomatedDiscoveryConfiguration", &macie2.GetAutomatedDiscoveryConfigurationInput{}, &macie2.GetAutomatedDiscoveryConfigurationOutput{
		Status: macietypes.AutomatedDiscoveryStatusEnabled,
	})
	pages(f, "detective.ListGraphs", func(in *detective.ListGraphsInput) *string { return in.NextToken },
		&detective.ListGraphsOutput{NextToken: second, GraphList: []detectivetypes.Graph{{Arn: aws.String("arn:aws-cn:detective:cn-north-1:111122223333:graph:g1")}}},
		&detective.ListGraphsOutput{})
	member := func(account string, status detectivetypes.MemberStatus) detectivetypes.MemberDetail {
		return detectivetypes.MemberDetail{AccountId: aws.String(account), Status: status, EmailAddress: aws.String("canary-secret@example.com")}
	}
	pages(f, "detective.ListMembers", func(in *detective.ListMembersInput) *string { return in.NextToken },
		&detective.ListMembersOutput{NextToken: second, MemberDetails: []detectivetypes.MemberDetail{member("444455556666", detectivetypes.MemberStatusEnabled)}},
		&detective.ListMembersOutput{MemberDetails: []detectivetypes.MemberDetail{member("777788889999", detectivetypes.MemberStatusAcceptedButDisabled)}})
	always(f, "xray.GetTraceSegmentDestination", &xray.GetTraceSegmentDestinationInput{}, &xray.GetTraceSegmentDestinationOutput{
		Destination: xraytypes.TraceSegmentDestinationCloudWatchLogs, Status: xraytypes.TraceSegmentDestinationStatusActive,
	})
	always(f, "xray.GetEncryptionConfig", &xray.GetEncryptionConfigInput{}, &xray.GetEncryptionConfigOutput{
		EncryptionConfig: &xraytypes.EncryptionConfig{Type: xraytypes.EncryptionTypeKms, KeyId: aws.String("key")},
	})
	worldSinks(f)
}

const sinkArn = "arn:aws-cn:oam:cn-north-1:111122223333:sink/"

// worldSinks are a sink that names an organisation, one that takes links from anyone, and one without a policy.
func worldSinks(f *fakeAWS) {
	policies := map[string]string{
		sinkArn + "s1": `{"Statement":[{"Effect":"Allow","Principal":"*","Action":["oam:CreateLink"],"Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}]}`,
		sinkArn + "s2": `{"Statement":[{"Effect":"Allow","Principal":"*","Action":["oam:CreateLink"],"Resource":"*"}]}`,
	}
	sink := func(id string) oamtypes.ListSinksItem {
		return oamtypes.ListSinksItem{Arn: aws.String(sinkArn + id), Id: aws.String(id), Name: aws.String("sink-" + id)}
	}
	pages(f, "oam.ListSinks", func(in *oam.ListSinksInput) *string { return in.NextToken },
		&oam.ListSinksOutput{NextToken: second, Items: []oamtypes.ListSinksItem{sink("s1"), sink("s2")}},
		&oam.ListSinksOutput{Items: []oamtypes.ListSinksItem{sink("s3")}})
	on(f, "oam.GetSinkPolicy", func(in *oam.GetSinkPolicyInput) (*oam.GetSinkPolicyOutput, error) {
		policy, ok := policies[*in.SinkIdentifier]
		if !ok {
			return nil, apiError("ResourceNotFoundException", "the sink has no policy")
		}
		return &oam.GetSinkPolicyOutput{SinkArn: in.SinkIdentifier, Policy: aws.String(policy)}, nil
	})
	pages(f, "oam.ListAttachedLinks", func(in *oam.ListAttachedLinksInput) *string { return in.NextToken },
		&oam.ListAttachedLinksOutput{NextToken: second, Items: []oamtypes.ListAttachedLinksItem{{LinkArn: aws.String("arn:aws-cn:oam:cn-north-1:444455556666:link/l1")}}},
		&oam.ListAttachedLinksOutput{Items: []oamtypes.ListAttachedLinksItem{{LinkArn: aws.String("arn:aws-cn:oam:cn-north-1:777788889999:link/l2")}}})
	always(f, "oam.ListTagsForResource", &oam.ListTagsForResourceInput{}, &oam.ListTagsForResourceOutput{Tags: map[string]string{"app": "claims"}})
}

func TestMonitoringSinks(t *testing.T) {
	links := []string{"arn:aws-cn:oam:cn-north-1:444455556666:link/l1", "arn:aws-cn:oam:cn-north-1:777788889999:link/l2"}
	sink := func(id string) fact.Meta {
		return fact.Meta{ARN: sinkArn + id, Name: "sink-" + id, Tags: map[string]string{"app": "claims"}}
	}
	sinks := found[*fact.OAMSink](t, world(), monitoringSinks())
	for _, s := range sinks {
		if (s.Policy == "") != (s.Name == "sink-s3") {
			t.Errorf("%s has the policy %q", s.Name, s.Policy)
		}
		s.Policy = ""
	}
	checkFacts(t, sinks, []*fact.OAMSink{{Meta: sink("s1"), Links: links}, {Meta: sink("s2"), PolicyOpen: true, Links: links}, {Meta: sink("s3"), Links: links}})
}

func TestLogAndMessageFacts(t *testing.T) {
	group := func(name string) fact.Meta {
		return fact.Meta{ARN: "arn:aws-cn:logs:cn-north-1:111122223333:log-group:" + name, Name: name}
	}
	shop, prompts := group("shop"), group("/aws/bedrock/prompts")
	shop.Unread, prompts.Tags = map[string]fact.Gap{"tags": notAsked}, claimsTag
	checkFacts(t, found[*fact.LogGroup](t, world(), logGroups()), []*fact.LogGroup{
		{Meta: shop, RetentionDays: -1},
		{Meta: prompts, KmsKeyArn: "key", RetentionDays: 30, Masks: true, DeletionProtection: true},
	})
	named := func(service, name string) fact.Meta {
		return fact.Meta{ARN: "arn:aws-cn:" + service + ":cn-north-1:111122223333:" + name, Name: name, Tags: claimsTag}
	}
	checkFacts(t, found[*fact.SNSTopic](t, world(), snsTopics()), []*fact.SNSTopic{
		{Meta: named("sns", "oncall"), KmsKeyID: "alias/aws/sns", Policy: `{"Statement":[]}`, Subscriptions: 2},
		{Meta: named("sns", "open"), Policy: anybodyPolicy, PolicyOpen: true},
	})
	checkFacts(t, found[*fact.SQSQueue](t, world(), sqsQueues()), []*fact.SQSQueue{
		{Meta: named("sqs", "tasks"), KmsKeyID: "key", ServiceKey: true},
		{Meta: named("sqs", "open"), Policy: anybodyPolicy, PolicyOpen: true},
	})
	both, page, all := []string{"oncall", "ticket"}, named("events", "rule/page"), named("events", "rule/all")
	page.Name, all.Name = "page", "all"
	checkFacts(t, found[*fact.EventRule](t, world(), eventRules()), []*fact.EventRule{
		{Meta: page, Bus: "default", Enabled: true, Sources: []string{"aws.guardduty"}, Targets: both},
		{Meta: all, Bus: "findings", Sources: hears("{}"), Targets: both},
	})
}

func TestFindingFacts(t *testing.T) {
	checkFacts(t, found[*fact.SecurityHub](t, world(), securityHub()), []*fact.SecurityHub{{
		Meta: fact.Meta{Name: "Security Hub"}, Enabled: true, Linking: "ALL_REGIONS", HomeRegion: "cn-north-1",
		Standards: []string{"standards/foundational/v/1.0.0", "ruleset/cis/v/1.2.0"},
	}})
	checkFacts(t, found[*fact.Inspector](t, world(), inspector()), []*fact.Inspector{{Meta: fact.Meta{Name: "Amazon Inspector"}, ECR: true, Lambda: true}})
	checkFacts(t, found[*fact.Macie](t, world(), macie()), []*fact.Macie{{Meta: fact.Meta{Name: "Amazon Macie"}, Enabled: true, Discovers: true}})
	checkFacts(t, found[*fact.DetectiveGraph](t, world(), detectiveGraphs()), []*fact.DetectiveGraph{{
		Meta:    fact.Meta{ARN: "arn:aws-cn:detective:cn-north-1:111122223333:graph:g1", Name: "g1", Unread: map[string]fact.Gap{"tags": notAsked}},
		Members: 1, Silent: []string{"777788889999"},
	}})
	checkFacts(t, found[*fact.XRaySettings](t, world(), xraySettings()), []*fact.XRaySettings{{
		Meta: fact.Meta{Name: "X-Ray"}, KmsKeyID: "key", Destination: "CloudWatchLogs", Ready: true,
	}})
}

// Off is said in words; the same code in other words is a caller without rights.
func TestServicesThatAreOff(t *testing.T) {
	says := func(op, code, message string) *fakeAWS {
		f := world()
		f.answers[op] = func(any) (any, error) { return nil, apiError(code, message) }
		return f
	}
	off := says("macie2.GetMacieSession", "AccessDeniedException", "Macie is not enabled.")
	checkFacts(t, found[*fact.Macie](t, off, macie()), []*fact.Macie{{Meta: fact.Meta{Name: "Amazon Macie"}}})
	off = says("securityhub.DescribeHub", "InvalidAccessException", "Account 111122223333 is not subscribed to AWS Security Hub")
	checkFacts(t, found[*fact.SecurityHub](t, off, securityHub()), []*fact.SecurityHub{{Meta: fact.Meta{Name: "Security Hub"}}})

	denied := collected(t, says("macie2.GetMacieSession", "AccessDeniedException", "User is not authorized to perform macie2:GetMacieSession"), macie())
	if gap := reachOf(denied, "macie").Gap; len(denied.Facts) != 0 || gap.Status != fact.Denied || gap.Action != "macie2:GetMacieSession" {
		t.Errorf("a refused question became %d facts, reach %+v", len(denied.Facts), gap)
	}
	failed := collected(t, says("securityhub.DescribeHub", "InvalidAccessException", "The account is not valid"), securityHub())
	if gap := reachOf(failed, "security_hub").Gap; len(failed.Facts) != 0 || gap.Status != fact.Failed {
		t.Errorf("an invalid account became %d facts, reach %+v", len(failed.Facts), gap)
	}
	paused := world()
	always(paused, "macie2.GetMacieSession", &macie2.GetMacieSessionInput{}, &macie2.GetMacieSessionOutput{Status: macietypes.MacieStatusPaused})
	if m := found[*fact.Macie](t, paused, macie()); m[0].Enabled {
		t.Error("a paused Macie counts as on")
	}
}

// An account that does not stand in Inspector's answer was not read.
func TestInspectorWithoutTheAccount(t *testing.T) {
	f := world()
	always(f, "inspector2.BatchGetAccountStatus", &inspector2.BatchGetAccountStatusInput{}, &inspector2.BatchGetAccountStatusOutput{
		FailedAccounts: []inspectortypes.FailedAccount{{AccountId: aws.String(testAccount)}},
	})
	batch := collected(t, f, inspector())
	if gap := reachOf(batch, "inspector").Gap; len(batch.Facts) != 0 || gap.Status != fact.Failed {
		t.Errorf("a failed account became %d facts, reach %+v", len(batch.Facts), gap)
	}
}

func TestHears(t *testing.T) {
	ai := []string{"aws.bedrock", "aws.bedrock-agentcore", "aws.sagemaker"}
	for pattern, want := range map[string][]string{
		"":                                      {},
		`{"source":["shop"]}`:                   {},
		`{"source":["aws.guardduty"]}`:          {"aws.guardduty"},
		`{"detail-type":["GuardDuty Finding"]}`: {"aws.guardduty"},
		`{"source":["aws.guardduty"],"detail-type":["AWS API Call via CloudTrail"]}`:              {},
		`{"source":["aws.bedrock"],"detail-type":["AWS API Call via CloudTrail"]}`:                {"aws.bedrock"},
		`{"source":[{"prefix":"aws.securityhub"}],"detail-type":[{"prefix":"Security Hub Fin"}]}`: {"aws.securityhub"},
		`{"source":[{"prefix":"aws."}],"detail-type":["Shop"]}`:                                   ai,
		`{"source":["shop",{"anything-but":["aws.ec2"]}],"detail-type":[{"prefix":"Guard"}]}`:     {"aws.bedrock", "aws.bedrock-agentcore", "aws.guardduty", "aws.sagemaker"},
	} {
		if diff := cmp.Diff(want, append([]string{}, hears(pattern)...)); diff != "" {
			t.Errorf("hears(%s): want (-), got (+):\n%s", pattern, diff)
		}
	}
}
