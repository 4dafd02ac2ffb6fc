package collect

import (
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	accounttypes "github.com/aws/aws-sdk-go-v2/service/account/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	controltypes "github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

// world is a whole account: every collector finds something in it, and every list has more than one page.
func world() *fakeAWS {
	f := newFake()
	worldAccount(f)
	worldIAM(f)
	worldOrganization(f)
	worldDelegates(f)
	worldGovernance(f)
	worldBilling(f)
	worldBedrock(f)
	worldAgents(f)
	worldKnowledge(f)
	worldFlows(f)
	worldBedrockJobs(f)
	worldAgentCore(f)
	worldGateways(f)
	worldAgentCoreTools(f)
	worldLogDeliveries(f)
	worldPlatform(f)
	worldS3(f)
	worldKMS(f)
	worldWatching(f)
	worldCompute(f)
	worldSignIn(f)
	worldSageMaker(f)
	worldLogs(f)
	worldMessages(f)
	worldEvents(f)
	worldFindings(f)
	worldNetwork(f)
	worldDoors(f)
	worldStores(f)
	return f
}

var second = aws.String("2") // the token of the second page

func worldAccount(f *fakeAWS) {
	pages(f, "account.ListRegions", func(in *account.ListRegionsInput) *string { return in.NextToken },
		&account.ListRegionsOutput{NextToken: second, Regions: []accounttypes.Region{
			{RegionName: aws.String("cn-northwest-1"), RegionOptStatus: accounttypes.RegionOptStatusEnabledByDefault},
			{RegionName: aws.String("xx-off-1"), RegionOptStatus: accounttypes.RegionOptStatusDisabled},
		}},
		&account.ListRegionsOutput{Regions: []accounttypes.Region{
			{RegionName: aws.String("cn-north-1"), RegionOptStatus: accounttypes.RegionOptStatusEnabled},
		}})
	always(f, "account.GetAlternateContact", &account.GetAlternateContactInput{}, &account.GetAlternateContactOutput{
		AlternateContact: &accounttypes.AlternateContact{EmailAddress: aws.String("canary-secret@example.com")},
	})
	always(f, "s3control.GetPublicAccessBlock", &s3control.GetPublicAccessBlockInput{}, &s3control.GetPublicAccessBlockOutput{
		PublicAccessBlockConfiguration: &controltypes.PublicAccessBlockConfiguration{
			BlockPublicAcls: aws.Bool(true), IgnorePublicAcls: aws.Bool(true), BlockPublicPolicy: aws.Bool(true), RestrictPublicBuckets: aws.Bool(false),
		},
	})
}

const (
	trustDocument = `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com","bedrock.amazonaws.com"],"AWS":"arn:aws-cn:iam::444455556666:root"},"Action":"sts:AssumeRole"},
		{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}`
	invokeDocument = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"a+b/*"}}`
)

func encoded(document string) *string { return aws.String(url.PathEscape(document)) }

func managedPolicy(arn, name, document string) iamtypes.ManagedPolicyDetail {
	return iamtypes.ManagedPolicyDetail{Arn: aws.String(arn), PolicyName: aws.String(name), PolicyVersionList: []iamtypes.PolicyVersion{
		{VersionId: aws.String("v1"), Document: encoded(`{"Statement":[]}`)},
		{VersionId: aws.String("v2"), IsDefaultVersion: true, Document: encoded(document)},
	}}
}

const (
	invokeArn   = "arn:aws-cn:iam::111122223333:policy/invoke"
	boundaryArn = "arn:aws-cn:iam::111122223333:policy/boundary"
)

func worldIAM(f *fakeAWS) {
	lastUsed, created := testNow.AddDate(0, 0, -40), testNow.AddDate(0, 0, -400)
	attached := []iamtypes.AttachedPolicy{{PolicyArn: aws.String(invokeArn), PolicyName: aws.String("invoke")}}
	boundary := &iamtypes.AttachedPermissionsBoundary{PermissionsBoundaryArn: aws.String(boundaryArn)}
	pages(f, "iam.GetAccountAuthorizationDetails", func(in *iam.GetAccountAuthorizationDetailsInput) *string { return in.Marker },
		&iam.GetAccountAuthorizationDetailsOutput{
			IsTruncated: true, Marker: second,
			RoleDetailList: []iamtypes.RoleDetail{{
				Arn: aws.String("arn:aws-cn:iam::111122223333:role/agents/claims"), RoleName: aws.String("claims"), Path: aws.String("/agents/"), CreateDate: &created,
				AssumeRolePolicyDocument: encoded(trustDocument),
				RolePolicyList:           []iamtypes.PolicyDetail{{PolicyName: aws.String("own"), PolicyDocument: encoded(invokeDocument)}},
				AttachedManagedPolicies:  attached, PermissionsBoundary: boundary,
				RoleLastUsed: &iamtypes.RoleLastUsed{LastUsedDate: &lastUsed},
				Tags:         []iamtypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}},
			}},
			UserDetailList: []iamtypes.UserDetail{{
				Arn: aws.String("arn:aws-cn:iam::111122223333:user/ann"), UserName: aws.String("ann"), GroupList: []string{"builders"},
			}},
		},
		&iam.GetAccountAuthorizationDetailsOutput{
			RoleDetailList: []iamtypes.RoleDetail{{
				Arn: aws.String("arn:aws-cn:iam::111122223333:role/idle"), RoleName: aws.String("idle"), Path: aws.String("/"), CreateDate: &created,
				AssumeRolePolicyDocument: encoded(`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`),
			}},
			GroupDetailList: []iamtypes.GroupDetail{{
				GroupName: aws.String("builders"), AttachedManagedPolicies: attached,
				GroupPolicyList: []iamtypes.PolicyDetail{{PolicyName: aws.String("group"), PolicyDocument: encoded(invokeDocument)}},
			}},
			Policies: []iamtypes.ManagedPolicyDetail{managedPolicy(invokeArn, "invoke", invokeDocument), managedPolicy(boundaryArn, "boundary", invokeDocument)},
		})
	always(f, "iam.GetAccountSummary", &iam.GetAccountSummaryInput{}, &iam.GetAccountSummaryOutput{
		SummaryMap: map[string]int32{"AccountAccessKeysPresent": 1, "AccountMFAEnabled": 1, "AccountPasswordPresent": 1, "Users": 12},
	})
	pages(f, "iam.ListAccessKeys", func(in *iam.ListAccessKeysInput) *string { return in.Marker },
		&iam.ListAccessKeysOutput{IsTruncated: true, Marker: second, AccessKeyMetadata: []iamtypes.AccessKeyMetadata{{Status: iamtypes.StatusTypeActive}}},
		&iam.ListAccessKeysOutput{AccessKeyMetadata: []iamtypes.AccessKeyMetadata{{Status: iamtypes.StatusTypeInactive}}})
	always(f, "iam.GetLoginProfile", &iam.GetLoginProfileInput{}, &iam.GetLoginProfileOutput{LoginProfile: &iamtypes.LoginProfile{UserName: aws.String("ann")}})
	pages(f, "iam.ListMFADevices", func(in *iam.ListMFADevicesInput) *string { return in.Marker },
		&iam.ListMFADevicesOutput{IsTruncated: true, Marker: second, MFADevices: []iamtypes.MFADevice{{UserName: aws.String("ann")}}},
		&iam.ListMFADevicesOutput{MFADevices: []iamtypes.MFADevice{{UserName: aws.String("ann")}}})
	pages(f, "iam.ListServiceSpecificCredentials", func(in *iam.ListServiceSpecificCredentialsInput) *string { return in.Marker },
		&iam.ListServiceSpecificCredentialsOutput{IsTruncated: true, Marker: second, ServiceSpecificCredentials: []iamtypes.ServiceSpecificCredentialMetadata{
			{UserName: aws.String("ann"), ServiceName: aws.String("bedrock.amazonaws.com"), Status: iamtypes.StatusTypeActive},
			{UserName: aws.String("bob"), ServiceName: aws.String("bedrock.amazonaws.com"), Status: iamtypes.StatusTypeActive},
		}},
		&iam.ListServiceSpecificCredentialsOutput{ServiceSpecificCredentials: []iamtypes.ServiceSpecificCredentialMetadata{
			{UserName: aws.String("ann"), ServiceName: aws.String("bedrock.amazonaws.com"), Status: iamtypes.StatusTypeInactive},
			{UserName: aws.String("ann"), ServiceName: aws.String("codecommit.amazonaws.com"), Status: iamtypes.StatusTypeActive},
		}})
}

const scpDocument = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"bedrock:*","Resource":"*"}]}`

func worldOrganization(f *fakeAWS) {
	always(f, "organizations.DescribeOrganization", &organizations.DescribeOrganizationInput{}, &organizations.DescribeOrganizationOutput{
		Organization: &orgtypes.Organization{Arn: aws.String("arn:aws-cn:organizations::999988887777:organization/o-1"), Id: aws.String("o-1"), MasterAccountId: aws.String("999988887777")},
	})
	effective := map[orgtypes.EffectivePolicyType]string{
		orgtypes.EffectivePolicyTypeAiservicesOptOutPolicy: `{"services":{"default":{"opt_out_policy":"optOut"},"lex":{"opt_out_policy":"optIn"},"polly":{"opt_out_policy":"optOut"}}}`,
		orgtypes.EffectivePolicyTypeBedrockPolicy: `{"bedrock":{"guardrail_inference":{"cn-north-1":{"all":{"identifier":"arn:aws-cn:bedrock:cn-north-1:999988887777:guardrail/gr9:3",
			"model_enforcement":{"included_models":["ALL"],"excluded_models":["m2"]}}},"cn-northwest-1":{"all":{"identifier":"elsewhere"}}}}}`,
	}
	on(f, "organizations.DescribeEffectivePolicy", func(in *organizations.DescribeEffectivePolicyInput) (*organizations.DescribeEffectivePolicyOutput, error) {
		return &organizations.DescribeEffectivePolicyOutput{EffectivePolicy: &orgtypes.EffectivePolicy{PolicyContent: aws.String(effective[in.PolicyType])}}, nil
	})
	pages(f, "organizations.ListRoots", func(in *organizations.ListRootsInput) *string { return in.NextToken },
		&organizations.ListRootsOutput{NextToken: second},
		&organizations.ListRootsOutput{Roots: []orgtypes.Root{{Id: aws.String("r-1"), PolicyTypes: []orgtypes.PolicyTypeSummary{
			{Type: orgtypes.PolicyTypeServiceControlPolicy, Status: orgtypes.PolicyTypeStatusEnabled},
			{Type: orgtypes.PolicyTypeTagPolicy, Status: orgtypes.PolicyTypeStatusPendingDisable},
		}}}})
	on(f, "organizations.ListParents", func(in *organizations.ListParentsInput) (*organizations.ListParentsOutput, error) {
		switch {
		case *in.ChildId == testAccount && in.NextToken == nil:
			return &organizations.ListParentsOutput{NextToken: second}, nil
		case *in.ChildId == testAccount:
			return &organizations.ListParentsOutput{Parents: []orgtypes.Parent{{Id: aws.String("ou-1"), Type: orgtypes.ParentTypeOrganizationalUnit}}}, nil
		}
		return &organizations.ListParentsOutput{Parents: []orgtypes.Parent{{Id: aws.String("r-1"), Type: orgtypes.ParentTypeRoot}}}, nil
	})
	policy := func(id string, typ orgtypes.PolicyType) orgtypes.PolicySummary {
		return orgtypes.PolicySummary{Id: aws.String(id), Name: aws.String(id), Type: typ, Arn: aws.String("arn:aws-cn:organizations::999988887777:policy/o-1/" + id)}
	}
	on(f, "organizations.ListPoliciesForTarget", func(in *organizations.ListPoliciesForTargetInput) (*organizations.ListPoliciesForTargetOutput, error) {
		switch {
		case in.Filter == orgtypes.PolicyTypeServiceControlPolicy && *in.TargetId == "r-1" && in.NextToken == nil:
			return &organizations.ListPoliciesForTargetOutput{NextToken: second, Policies: []orgtypes.PolicySummary{policy("p-full", in.Filter)}}, nil
		case in.Filter == orgtypes.PolicyTypeServiceControlPolicy && *in.TargetId == "r-1":
			return &organizations.ListPoliciesForTargetOutput{Policies: []orgtypes.PolicySummary{policy("p-deny", in.Filter)}}, nil
		case in.Filter == orgtypes.PolicyTypeServiceControlPolicy && *in.TargetId == testAccount:
			return &organizations.ListPoliciesForTargetOutput{Policies: []orgtypes.PolicySummary{policy("p-full", in.Filter)}}, nil
		case in.Filter == orgtypes.PolicyTypeResourceControlPolicy && *in.TargetId == "ou-1":
			return &organizations.ListPoliciesForTargetOutput{Policies: []orgtypes.PolicySummary{policy("p-rcp", in.Filter)}}, nil
		}
		return &organizations.ListPoliciesForTargetOutput{}, nil
	})
	on(f, "organizations.DescribePolicy", func(*organizations.DescribePolicyInput) (*organizations.DescribePolicyOutput, error) {
		return &organizations.DescribePolicyOutput{Policy: &orgtypes.Policy{Content: aws.String(scpDocument)}}, nil
	})
}
