package collect

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/accessanalyzer"
	analyzertypes "github.com/aws/aws-sdk-go-v2/service/accessanalyzer/types"
	"github.com/aws/aws-sdk-go-v2/service/budgets"
	budgettypes "github.com/aws/aws-sdk-go-v2/service/budgets/types"
	"github.com/aws/aws-sdk-go-v2/service/configservice"
	configtypes "github.com/aws/aws-sdk-go-v2/service/configservice/types"
	"github.com/aws/aws-sdk-go-v2/service/controltower"
	towertypes "github.com/aws/aws-sdk-go-v2/service/controltower/types"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	costtypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	quotatypes "github.com/aws/aws-sdk-go-v2/service/servicequotas/types"
	"github.com/aws/aws-sdk-go-v2/service/ssmincidents"
	incidenttypes "github.com/aws/aws-sdk-go-v2/service/ssmincidents/types"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin"
	ssotypes "github.com/aws/aws-sdk-go-v2/service/ssoadmin/types"

	"drydock/assess/fact"
)

func worldDelegates(f *fakeAWS) {
	delegate := func(id string) orgtypes.DelegatedAdministrator {
		return orgtypes.DelegatedAdministrator{Id: aws.String(id), Email: aws.String("canary-secret@example.com")}
	}
	pages(f, "organizations.ListDelegatedAdministrators", func(in *organizations.ListDelegatedAdministratorsInput) *string { return in.NextToken },
		&organizations.ListDelegatedAdministratorsOutput{NextToken: second, DelegatedAdministrators: []orgtypes.DelegatedAdministrator{delegate("222222222222")}},
		&organizations.ListDelegatedAdministratorsOutput{DelegatedAdministrators: []orgtypes.DelegatedAdministrator{delegate("333333333333")}})
	service := func(name string) []orgtypes.DelegatedService {
		return []orgtypes.DelegatedService{{ServicePrincipal: aws.String(name)}}
	}
	on(f, "organizations.ListDelegatedServicesForAccount", func(in *organizations.ListDelegatedServicesForAccountInput) (*organizations.ListDelegatedServicesForAccountOutput, error) {
		switch {
		case *in.AccountId == "333333333333":
			return &organizations.ListDelegatedServicesForAccountOutput{DelegatedServices: service("config.amazonaws.com")}, nil
		case in.NextToken == nil:
			return &organizations.ListDelegatedServicesForAccountOutput{NextToken: second, DelegatedServices: service("guardduty.amazonaws.com")}, nil
		}
		return &organizations.ListDelegatedServicesForAccountOutput{DelegatedServices: service("access-analyzer.amazonaws.com")}, nil
	})
	always(f, "iam.ListOrganizationsFeatures", &iam.ListOrganizationsFeaturesInput{}, &iam.ListOrganizationsFeaturesOutput{
		EnabledFeatures: []iamtypes.FeatureType{iamtypes.FeatureTypeRootCredentialsManagement}, OrganizationId: aws.String("o-1"),
	})
}

func worldGovernance(f *fakeAWS) {
	analyzer := func(name string, typ analyzertypes.Type) analyzertypes.AnalyzerSummary {
		return analyzertypes.AnalyzerSummary{
			Arn: aws.String("arn:aws-cn:access-analyzer:cn-north-1:111122223333:analyzer/" + name), Name: aws.String(name),
			Type: typ, Status: analyzertypes.AnalyzerStatusActive, Tags: map[string]string{"app": "claims"},
		}
	}
	pages(f, "accessanalyzer.ListAnalyzers", func(in *accessanalyzer.ListAnalyzersInput) *string { return in.NextToken },
		&accessanalyzer.ListAnalyzersOutput{NextToken: second, Analyzers: []analyzertypes.AnalyzerSummary{analyzer("outside", analyzertypes.TypeAccount)}},
		&accessanalyzer.ListAnalyzersOutput{Analyzers: []analyzertypes.AnalyzerSummary{analyzer("unused", analyzertypes.TypeAccountUnusedAccess)}})
	always(f, "configservice.DescribeConfigurationRecorders", &configservice.DescribeConfigurationRecordersInput{}, &configservice.DescribeConfigurationRecordersOutput{
		ConfigurationRecorders: []configtypes.ConfigurationRecorder{{Name: aws.String("default"), RecordingGroup: &configtypes.RecordingGroup{
			RecordingStrategy:        &configtypes.RecordingStrategy{UseOnly: configtypes.RecordingStrategyTypeExclusionByResourceTypes},
			ExclusionByResourceTypes: &configtypes.ExclusionByResourceTypes{ResourceTypes: []configtypes.ResourceType{configtypes.ResourceTypeUser}},
		}}, {Name: aws.String("old"), RecordingGroup: &configtypes.RecordingGroup{AllSupported: true}}},
	})
	always(f, "configservice.DescribeConfigurationRecorderStatus", &configservice.DescribeConfigurationRecorderStatusInput{}, &configservice.DescribeConfigurationRecorderStatusOutput{
		ConfigurationRecordersStatus: []configtypes.ConfigurationRecorderStatus{
			{Name: aws.String("old"), LastStatus: configtypes.RecorderStatusFailure},
			{Name: aws.String("default"), Recording: true, LastStatus: configtypes.RecorderStatusSuccess},
		},
	})
	rule := configtypes.ConfigRule{
		ConfigRuleArn: aws.String("arn:aws-cn:config:cn-north-1:111122223333:config-rule/r1"), ConfigRuleName: aws.String("r1"), ConfigRuleState: configtypes.ConfigRuleStateActive,
		Source: &configtypes.Source{SourceIdentifier: aws.String("SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS")},
		Scope:  &configtypes.Scope{ComplianceResourceTypes: []string{"AWS::SageMaker::NotebookInstance"}},
	}
	pages(f, "configservice.DescribeConfigRules", func(in *configservice.DescribeConfigRulesInput) *string { return in.NextToken },
		&configservice.DescribeConfigRulesOutput{NextToken: second}, &configservice.DescribeConfigRulesOutput{ConfigRules: []configtypes.ConfigRule{rule}})
	pages(f, "ssoadmin.ListInstances", func(in *ssoadmin.ListInstancesInput) *string { return in.NextToken },
		&ssoadmin.ListInstancesOutput{NextToken: second},
		&ssoadmin.ListInstancesOutput{Instances: []ssotypes.InstanceMetadata{{Name: aws.String("company"), OwnerAccountId: aws.String("999988887777"), Status: ssotypes.InstanceStatusActive}}})
	zone := func(region string) towertypes.LandingZoneSummary {
		return towertypes.LandingZoneSummary{Arn: aws.String("arn:aws-cn:controltower:" + region + ":111122223333:landingzone/1")}
	}
	pages(f, "controltower.ListLandingZones", func(in *controltower.ListLandingZonesInput) *string { return in.NextToken },
		&controltower.ListLandingZonesOutput{NextToken: second, LandingZones: []towertypes.LandingZoneSummary{zone("cn-northwest-1")}},
		&controltower.ListLandingZonesOutput{LandingZones: []towertypes.LandingZoneSummary{zone(testRegion)}})
	always(f, "controltower.GetLandingZone", &controltower.GetLandingZoneInput{}, &controltower.GetLandingZoneOutput{LandingZone: &towertypes.LandingZoneDetail{
		Status: towertypes.LandingZoneStatusActive, Version: aws.String("3.2"), LatestAvailableVersion: aws.String("3.3"),
		DriftStatus: &towertypes.LandingZoneDriftStatusSummary{Status: towertypes.LandingZoneDriftStatusDrifted},
	}})
	worldIncidents(f)
}

func worldIncidents(f *fakeAWS) {
	pages(f, "ssmincidents.ListReplicationSets", func(in *ssmincidents.ListReplicationSetsInput) *string { return in.NextToken },
		&ssmincidents.ListReplicationSetsOutput{NextToken: second}, &ssmincidents.ListReplicationSetsOutput{ReplicationSetArns: []string{"set"}})
	plan := func(name string) []incidenttypes.ResponsePlanSummary {
		return []incidenttypes.ResponsePlanSummary{{Arn: aws.String("arn:aws-cn:ssm-incidents::111122223333:response-plan/" + name), Name: aws.String(name)}}
	}
	pages(f, "ssmincidents.ListResponsePlans", func(in *ssmincidents.ListResponsePlansInput) *string { return in.NextToken },
		&ssmincidents.ListResponsePlansOutput{NextToken: second, ResponsePlanSummaries: plan("ai")}, &ssmincidents.ListResponsePlansOutput{ResponsePlanSummaries: plan("idle")})
	on(f, "ssmincidents.GetResponsePlan", func(in *ssmincidents.GetResponsePlanInput) (*ssmincidents.GetResponsePlanOutput, error) {
		out := &ssmincidents.GetResponsePlanOutput{Arn: in.Arn, Name: aws.String("plan"), ChatChannel: &incidenttypes.ChatChannelMemberEmpty{}}
		if *in.Arn == "arn:aws-cn:ssm-incidents::111122223333:response-plan/ai" {
			out.Engagements = []string{"canary-secret-contact"}
			out.ChatChannel = &incidenttypes.ChatChannelMemberChatbotSns{Value: []string{"topic"}}
		}
		return out, nil
	})
	always(f, "ssmincidents.ListTagsForResource", &ssmincidents.ListTagsForResourceInput{}, &ssmincidents.ListTagsForResourceOutput{Tags: map[string]string{"app": "claims"}})
	raised := func(name string) []quotatypes.RequestedServiceQuotaChange {
		return []quotatypes.RequestedServiceQuotaChange{{ServiceCode: aws.String("bedrock"), QuotaName: aws.String(name)}}
	}
	pages(f, "servicequotas.ListRequestedServiceQuotaChangeHistory", func(in *servicequotas.ListRequestedServiceQuotaChangeHistoryInput) *string { return in.NextToken },
		&servicequotas.ListRequestedServiceQuotaChangeHistoryOutput{NextToken: second, RequestedQuotas: raised("tokens")},
		&servicequotas.ListRequestedServiceQuotaChangeHistoryOutput{RequestedQuotas: raised("requests")})
}

func worldBilling(f *fakeAWS) {
	pages(f, "budgets.DescribeBudgets", func(in *budgets.DescribeBudgetsInput) *string { return in.NextToken },
		&budgets.DescribeBudgetsOutput{NextToken: second, Budgets: []budgettypes.Budget{{
			BudgetName: aws.String("ai"), BudgetType: budgettypes.BudgetTypeCost, TimeUnit: budgettypes.TimeUnitMonthly,
			CostFilters: map[string][]string{"Service": {"Amazon SageMaker", "Amazon Bedrock"}},
		}}},
		&budgets.DescribeBudgetsOutput{Budgets: []budgettypes.Budget{{
			BudgetName: aws.String("team"), BudgetType: budgettypes.BudgetTypeUsage, TimeUnit: budgettypes.TimeUnitDaily,
			FilterExpression: &budgettypes.Expression{Tags: &budgettypes.TagValues{}},
		}, {
			BudgetName: aws.String("new"), BudgetType: budgettypes.BudgetTypeCost, TimeUnit: budgettypes.TimeUnitMonthly,
			FilterExpression: &budgettypes.Expression{Dimensions: &budgettypes.ExpressionDimensionValues{Key: budgettypes.DimensionService, Values: []string{"Amazon Bedrock"}}},
		}}})
	pages(f, "budgets.DescribeNotificationsForBudget", func(in *budgets.DescribeNotificationsForBudgetInput) *string { return in.NextToken },
		&budgets.DescribeNotificationsForBudgetOutput{NextToken: second, Notifications: make([]budgettypes.Notification, 1)},
		&budgets.DescribeNotificationsForBudgetOutput{Notifications: make([]budgettypes.Notification, 2)})
	monitor := func(name string, typ costtypes.MonitorType, dimension costtypes.MonitorDimension) []costtypes.AnomalyMonitor {
		return []costtypes.AnomalyMonitor{{MonitorArn: aws.String(name), MonitorName: aws.String(name), MonitorType: typ, MonitorDimension: dimension}}
	}
	pages(f, "costexplorer.GetAnomalyMonitors", func(in *costexplorer.GetAnomalyMonitorsInput) *string { return in.NextPageToken },
		&costexplorer.GetAnomalyMonitorsOutput{NextPageToken: second, AnomalyMonitors: monitor("services", costtypes.MonitorTypeDimensional, costtypes.MonitorDimensionService)},
		&costexplorer.GetAnomalyMonitorsOutput{AnomalyMonitors: monitor("quiet", costtypes.MonitorTypeCustom, "")})
	told := costtypes.AnomalySubscription{MonitorArnList: []string{"services"}, Subscribers: []costtypes.Subscriber{{Address: aws.String("canary-secret@example.com")}}}
	pages(f, "costexplorer.GetAnomalySubscriptions", func(in *costexplorer.GetAnomalySubscriptionsInput) *string { return in.NextPageToken },
		&costexplorer.GetAnomalySubscriptionsOutput{NextPageToken: second, AnomalySubscriptions: []costtypes.AnomalySubscription{told}},
		&costexplorer.GetAnomalySubscriptionsOutput{AnomalySubscriptions: []costtypes.AnomalySubscription{{MonitorArnList: []string{"quiet"}}}})
}

func TestGovernanceFacts(t *testing.T) {
	const analyzers = "arn:aws-cn:access-analyzer:cn-north-1:111122223333:analyzer/"
	checkFacts(t, found[*fact.AccessAnalyzer](t, world(), accessAnalyzers()), []*fact.AccessAnalyzer{
		{Meta: fact.Meta{ARN: analyzers + "outside", Name: "outside", Tags: claimsTag}, Type: "ACCOUNT", Status: "ACTIVE"},
		{Meta: fact.Meta{ARN: analyzers + "unused", Name: "unused", Tags: claimsTag}, Type: "ACCOUNT_UNUSED_ACCESS", Status: "ACTIVE"},
	})
	checkFacts(t, found[*fact.ConfigRecorder](t, world(), configRecorders()), []*fact.ConfigRecorder{
		{Meta: fact.Meta{Name: "default"}, Recording: true, LastStatus: "Success", Strategy: "EXCLUSION_BY_RESOURCE_TYPES", Excluded: []string{"AWS::IAM::User"}},
		{Meta: fact.Meta{Name: "old"}, LastStatus: "Failure", Strategy: "ALL_SUPPORTED_RESOURCE_TYPES"},
	})
	checkFacts(t, found[*fact.ConfigRule](t, world(), configRecorders()), []*fact.ConfigRule{{
		Meta:  fact.Meta{ARN: "arn:aws-cn:config:cn-north-1:111122223333:config-rule/r1", Name: "r1", Unread: map[string]fact.Gap{"tags": notAsked}},
		State: "ACTIVE", Source: "SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS", Types: []string{"AWS::SageMaker::NotebookInstance"},
	}})
	checkFacts(t, found[*fact.SSOInstance](t, world(), identityCenter()), []*fact.SSOInstance{{Meta: fact.Meta{Name: "company"}, Owner: "999988887777", Status: "ACTIVE"}})
	checkFacts(t, found[*fact.LandingZone](t, world(), landingZones()), []*fact.LandingZone{{
		Meta: fact.Meta{Name: "landing zone"}, Status: "ACTIVE", Drift: "DRIFTED", Version: "3.2", Latest: "3.3",
	}})
	const plans = "arn:aws-cn:ssm-incidents::111122223333:response-plan/"
	checkFacts(t, found[*fact.IncidentResponsePlan](t, world(), responsePlans()), []*fact.IncidentResponsePlan{
		{Meta: fact.Meta{ARN: plans + "ai", Name: "ai", Tags: claimsTag}, Engaged: 1, Chat: true},
		{Meta: fact.Meta{ARN: plans + "idle", Name: "idle", Tags: claimsTag}},
	})
	checkFacts(t, found[*fact.QuotaIncrease](t, world(), quotaIncreases()), []*fact.QuotaIncrease{
		{Meta: fact.Meta{Name: "tokens"}, Service: "bedrock", Quota: "tokens"}, {Meta: fact.Meta{Name: "requests"}, Service: "bedrock", Quota: "requests"},
	})
}

func TestBillingFacts(t *testing.T) {
	checkFacts(t, found[*fact.Budget](t, world(), accountBudgets()), []*fact.Budget{
		{Meta: fact.Meta{Name: "ai"}, Type: "COST", TimeUnit: "MONTHLY", Services: []string{"Amazon Bedrock", "Amazon SageMaker"}, Warnings: 3},
		{Meta: fact.Meta{Name: "team"}, Type: "USAGE", TimeUnit: "DAILY", Filtered: true, Warnings: 3},
		{Meta: fact.Meta{Name: "new"}, Type: "COST", TimeUnit: "MONTHLY", Services: []string{"Amazon Bedrock"}, Warnings: 3},
	})
	checkFacts(t, found[*fact.CostMonitor](t, world(), costMonitors()), []*fact.CostMonitor{
		{Meta: fact.Meta{Name: "services"}, Type: "DIMENSIONAL", Dimension: "SERVICE", Subscriptions: 1}, {Meta: fact.Meta{Name: "quiet"}, Type: "CUSTOM"},
	})
}

func TestDelegateFacts(t *testing.T) {
	checkFacts(t, found[*fact.OrganizationDelegate](t, world(), organizationDelegates()), []*fact.OrganizationDelegate{
		{Meta: fact.Meta{Name: "222222222222"}, ID: "222222222222", Services: []string{"access-analyzer.amazonaws.com", "guardduty.amazonaws.com"}},
		{Meta: fact.Meta{Name: "333333333333"}, ID: "333333333333", Services: []string{"config.amazonaws.com"}},
	})
	checkFacts(t, found[*fact.IAMOrganizationFeatures](t, world(), rootFeatures()), []*fact.IAMOrganizationFeatures{
		{Meta: fact.Meta{Name: "root users of members"}, Features: []string{"RootCredentialsManagement"}},
	})
}

// "There is none" of these services is an answer, and leaves the reach read.
func TestNothingThereIsRead(t *testing.T) {
	for _, c := range []struct {
		collector Collector
		op, code  string
		facts     int
	}{
		{organizationDelegates(), "organizations.ListDelegatedAdministrators", "AWSOrganizationsNotInUseException", 0},
		{rootFeatures(), "iam.ListOrganizationsFeatures", "OrganizationNotFoundException", 0},
		{rootFeatures(), "iam.ListOrganizationsFeatures", "ServiceAccessNotEnabledException", 1},
		{quotaIncreases(), "servicequotas.ListRequestedServiceQuotaChangeHistory", "NoSuchResourceException", 0},
	} {
		f := world()
		refuses(f, c.op, c.code)
		batch := collected(t, f, c.collector)
		if len(batch.Facts) != c.facts || batch.Reach[0].Gap.Status != fact.Read {
			t.Errorf("%s answers %s: %d facts, reach %+v", c.op, c.code, len(batch.Facts), batch.Reach[0].Gap)
		}
	}
	f := world()
	refuses(f, "iam.ListOrganizationsFeatures", "AccountNotManagementOrDelegatedAdministratorException")
	if status := collected(t, f, rootFeatures()).Reach[0].Gap.Status; status != fact.Failed {
		t.Errorf("a member that may not ask is %s; want failed", status)
	}
	f = world()
	always(f, "ssmincidents.ListReplicationSets", &ssmincidents.ListReplicationSetsInput{}, &ssmincidents.ListReplicationSetsOutput{})
	if batch := collected(t, f, responsePlans()); len(batch.Facts) != 0 || batch.Reach[0].Gap.Status != fact.Read || f.asked["ssmincidents.ListResponsePlans"] != 0 {
		t.Errorf("Incident Manager was never set up: %+v", batch)
	}
}
