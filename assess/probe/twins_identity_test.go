package probe

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	accounttypes "github.com/aws/aws-sdk-go-v2/service/account/types"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	coretypes "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"
	"github.com/aws/aws-sdk-go-v2/service/budgets"
	budgettypes "github.com/aws/aws-sdk-go-v2/service/budgets/types"
	"github.com/aws/aws-sdk-go-v2/service/configservice"
	configtypes "github.com/aws/aws-sdk-go-v2/service/configservice/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"drydock/assess/evidence"
	"drydock/assess/fact"
	"drydock/assess/probe/moto"
)

// seeding fails a test where what it seeds cannot be made.
type seeding struct {
	t   *testing.T
	ctx context.Context
}

func (s seeding) must(what string, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("seeding %s: %v", what, err)
	}
}

// role makes a role with one inline policy.
func (s seeding) role(client *iam.Client, name, service, condition, action, resource string) {
	s.t.Helper()
	_, err := client.CreateRole(s.ctx, &iam.CreateRoleInput{RoleName: aws.String(name), AssumeRolePolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"` + service + `"},"Action":"sts:AssumeRole"` + condition + `}]}`)})
	s.must("role", err)
	_, err = client.PutRolePolicy(s.ctx, &iam.PutRolePolicyInput{RoleName: aws.String(name), PolicyName: aws.String("work"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":` + action + `,"Resource":"` + resource + `"}]}`)})
	s.must("policy", err)
}

// user makes a user with a console password, a second factor where it has one, and one inline policy.
func (s seeding) user(client *iam.Client, name string, factor bool, action string) {
	s.t.Helper()
	_, err := client.CreateUser(s.ctx, &iam.CreateUserInput{UserName: aws.String(name)})
	s.must("user", err)
	_, err = client.CreateLoginProfile(s.ctx, &iam.CreateLoginProfileInput{UserName: aws.String(name), Password: aws.String(moto.Canary + "-Aa1!")})
	s.must("password", err)
	_, err = client.PutUserPolicy(s.ctx, &iam.PutUserPolicyInput{UserName: aws.String(name), PolicyName: aws.String("work"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"` + action + `","Resource":"*"}]}`)})
	s.must("policy", err)
	if !factor {
		return
	}
	device, err := client.CreateVirtualMFADevice(s.ctx, &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: aws.String(name)})
	s.must("device", err)
	_, err = client.EnableMFADevice(s.ctx, &iam.EnableMFADeviceInput{
		UserName: aws.String(name), SerialNumber: device.VirtualMFADevice.SerialNumber, AuthenticationCode1: aws.String("123456"), AuthenticationCode2: aws.String("654321"),
	})
	s.must("second factor", err)
}

func TestIdentityTwins(t *testing.T) {
	const (
		aModel = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
		pinned = `,"Condition":{"StringEquals":{"aws:SourceAccount":"` + moto.Account + `"}}`
	)
	findings, _ := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		s, client := seeding{t, ctx}, iam.NewFromConfig(cfg)
		s.user(client, "careful", true, "bedrock:InvokeModel")
		s.user(client, "careless", false, "bedrock:*")
		s.role(client, "app", "lambda.amazonaws.com", "", `"bedrock:InvokeModel"`, aModel)
		s.role(client, "wide-app", "lambda.amazonaws.com", "", `"*"`, "*")
		s.role(client, "builder", "lambda.amazonaws.com", "", `"bedrock:*"`, "*")
		s.role(client, "agent", "bedrock.amazonaws.com", pinned, `"bedrock:InvokeModel"`, aModel)
		s.role(client, "loose-agent", "bedrock.amazonaws.com", "", `"bedrock:InvokeModel"`, aModel)
	}, "iam", "organizations", "sso")
	wantTwins(t, findings, []twin{
		{"passwords-need-a-second-factor", "careful", evidence.Pass},
		{"passwords-need-a-second-factor", "careless", evidence.Fail},
		{"people-come-from-a-directory", "", evidence.Pass}, // the emulator comes with an instance of Identity Center
		{"users-hold-no-whole-ai-service", "careful", evidence.Pass},
		{"users-hold-no-whole-ai-service", "careless", evidence.Fail},
		{"roles-hold-no-whole-ai-service", "app", evidence.Pass},
		{"roles-hold-no-whole-ai-service", "builder", evidence.Fail},
		{"machine-roles-are-not-administrators", "app", evidence.Pass},
		{"machine-roles-are-not-administrators", "wide-app", evidence.Fail},
		{"machine-roles-cannot-widen-their-rights", "app", evidence.Pass},
		{"machine-roles-cannot-widen-their-rights", "wide-app", evidence.Fail},
		{"machine-roles-take-no-unnamed-role", "app", evidence.Pass},
		{"machine-roles-take-no-unnamed-role", "wide-app", evidence.Fail},
		{"agent-roles-name-their-source", "agent", evidence.Pass},
		{"agent-roles-name-their-source", "loose-agent", evidence.Fail},
		{"root-has-no-access-keys", "", evidence.Pass},
		{"agent-roles-are-in-use", "agent", evidence.NotApplicable}, // made a moment ago
	})
}

// TestAccountTwins sets an account up as it should be, and another as it should not be: what belongs to an account there is once.
func TestAccountTwins(t *testing.T) {
	for name, outcome := range map[string]evidence.Outcome{"good": evidence.Pass, "bad": evidence.Fail} {
		t.Run(name, func(t *testing.T) {
			good := outcome == evidence.Pass
			findings, facts := onMoto(t, func(ctx context.Context, cfg aws.Config) {
				s := seeding{t, ctx}
				s.budget(budgets.NewFromConfig(cfg), good)
				s.recorder(configservice.NewFromConfig(cfg), good)
				_, err := bedrockagentcorecontrol.NewFromConfig(cfg).CreateAgentRuntime(ctx, &bedrockagentcorecontrol.CreateAgentRuntimeInput{
					AgentRuntimeName: aws.String("claims"), RoleArn: aws.String("arn:aws:iam::" + moto.Account + ":role/claims"),
					AgentRuntimeArtifact: &coretypes.AgentRuntimeArtifactMemberContainerConfiguration{Value: coretypes.ContainerConfiguration{ContainerUri: aws.String("image")}},
					NetworkConfiguration: &coretypes.NetworkConfiguration{NetworkMode: coretypes.NetworkModePublic},
				})
				s.must("runtime", err)
				if good {
					_, err := account.NewFromConfig(cfg).PutAlternateContact(ctx, &account.PutAlternateContactInput{
						AlternateContactType: accounttypes.AlternateContactTypeSecurity, EmailAddress: aws.String("security@harbour.example"),
						Name: aws.String(moto.Canary), PhoneNumber: aws.String("1"), Title: aws.String("on call"),
					})
					s.must("contact", err)
				}
			}, "account", "budgets", "config", "bedrock-agentcore")
			wantTwins(t, findings, []twin{
				{"budget-covers-ai", "", outcome},
				{"changes-are-recorded-where-ai-runs", "", outcome},
				{"security-contact-is-set", "", outcome},
			})
			if b := factOf[*fact.Budget](t, facts, "ai"); b.Warnings != map[bool]int{true: 1}[good] || len(b.Services) != 1 {
				t.Errorf("the budget came out as %+v", b)
			}
		})
	}
}

// budget makes a budget for AI, with a warning where it is good.
func (s seeding) budget(client *budgets.Client, warns bool) {
	s.t.Helper()
	in := &budgets.CreateBudgetInput{AccountId: aws.String(moto.Account), Budget: &budgettypes.Budget{
		BudgetName: aws.String("ai"), BudgetType: budgettypes.BudgetTypeCost, TimeUnit: budgettypes.TimeUnitMonthly,
		BudgetLimit: &budgettypes.Spend{Amount: aws.String("100"), Unit: aws.String("USD")},
	}}
	//lint:ignore SA1019 the emulator knows the older way only
	in.Budget.CostFilters = map[string][]string{"Service": {"Amazon Bedrock"}}
	if warns {
		in.NotificationsWithSubscribers = []budgettypes.NotificationWithSubscribers{{
			Notification: &budgettypes.Notification{NotificationType: budgettypes.NotificationTypeActual, ComparisonOperator: budgettypes.ComparisonOperatorGreaterThan, Threshold: 80},
			Subscribers:  []budgettypes.Subscriber{{Address: aws.String("owner@harbour.example"), SubscriptionType: budgettypes.SubscriptionTypeEmail}},
		}}
	}
	_, err := client.CreateBudget(s.ctx, in)
	s.must("budget", err)
}

// recorder makes a recorder of AWS Config, and starts it where it is good.
func (s seeding) recorder(client *configservice.Client, runs bool) {
	s.t.Helper()
	_, err := client.PutConfigurationRecorder(s.ctx, &configservice.PutConfigurationRecorderInput{ConfigurationRecorder: &configtypes.ConfigurationRecorder{
		Name: aws.String("default"), RoleARN: aws.String("arn:aws:iam::" + moto.Account + ":role/config"), RecordingGroup: &configtypes.RecordingGroup{AllSupported: true},
	}})
	s.must("recorder", err)
	_, err = client.PutDeliveryChannel(s.ctx, &configservice.PutDeliveryChannelInput{DeliveryChannel: &configtypes.DeliveryChannel{
		Name: aws.String("default"), S3BucketName: aws.String("config"),
	}})
	s.must("delivery channel", err)
	if runs {
		_, err = client.StartConfigurationRecorder(s.ctx, &configservice.StartConfigurationRecorderInput{ConfigurationRecorderName: aws.String("default")})
		s.must("start", err)
	}
}

// TestOrganizationTwins puts limits above an account, and above another one none.
func TestOrganizationTwins(t *testing.T) {
	for name, outcome := range map[string]evidence.Outcome{"good": evidence.Pass, "bad": evidence.Fail} {
		t.Run(name, func(t *testing.T) {
			findings, facts := onMoto(t, func(ctx context.Context, cfg aws.Config) {
				s, client := seeding{t, ctx}, organizations.NewFromConfig(cfg)
				_, err := client.CreateOrganization(ctx, &organizations.CreateOrganizationInput{FeatureSet: orgtypes.OrganizationFeatureSetAll})
				s.must("organisation", err)
				member, err := client.CreateAccount(ctx, &organizations.CreateAccountInput{AccountName: aws.String("security"), Email: aws.String("security@harbour.example")})
				s.must("account", err)
				if outcome == evidence.Pass {
					s.limits(client)
					_, err := client.RegisterDelegatedAdministrator(ctx, &organizations.RegisterDelegatedAdministratorInput{
						AccountId: member.CreateAccountStatus.AccountId, ServicePrincipal: aws.String("guardduty.amazonaws.com"),
					})
					s.must("delegate", err)
				}
			}, "organizations")
			wantTwins(t, findings, []twin{
				{"organization-limits-regions", "", outcome},
				{"organization-limits-models", "", outcome},
				{"ai-is-not-in-management-account", "", evidence.Fail},
				{"account-is-opted-out", "", evidence.Unknown}, // the emulator has no effective policies
			})
			delegates := 0
			for _, f := range facts {
				if d, ok := f.(*fact.OrganizationDelegate); ok && len(d.Services) == 1 {
					delegates++
				}
			}
			if delegates != map[evidence.Outcome]int{evidence.Pass: 1}[outcome] {
				t.Errorf("%d accounts run services for the organisation", delegates)
			}
		})
	}
}

// limits attaches a policy by Region and one by model to the root.
func (s seeding) limits(client *organizations.Client) {
	s.t.Helper()
	roots, err := client.ListRoots(s.ctx, &organizations.ListRootsInput{})
	s.must("root", err)
	for name, document := range map[string]string{
		"regions": `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}}]}`,
		"models":  `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"bedrock:InvokeModel*","NotResource":"arn:aws:bedrock:*::foundation-model/amazon.*"}]}`,
	} {
		policy, err := client.CreatePolicy(s.ctx, &organizations.CreatePolicyInput{
			Name: aws.String(name), Description: aws.String(name), Content: aws.String(document), Type: orgtypes.PolicyTypeServiceControlPolicy,
		})
		s.must("policy", err)
		_, err = client.AttachPolicy(s.ctx, &organizations.AttachPolicyInput{PolicyId: policy.Policy.PolicySummary.Id, TargetId: roots.Roots[0].Id})
		s.must("attachment", err)
	}
}
