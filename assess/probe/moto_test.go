package probe

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drydock/assess/collect"
	"drydock/assess/fact"
	"drydock/assess/probe/moto"
)

// The kinds that moto cannot answer for: operations that it does not have (HTML with status 404 or 500), CloudWatch's CBOR,
// timestamps of Bedrock agents that AWS does not write, and an Inspector that knows no account before it is switched on. A kind that
// leaves this list by a newer moto is news, not noise.
var notOnMoto = []fact.Kind{
	"access_analyzer", "agentcore_browser", "agentcore_code_interpreter", "agentcore_evaluation", "agentcore_payment_manager",
	"agentcore_policy_engine", "agentcore_token_vault", "backup_resource", "bedrock_agent", "bedrock_batch_job",
	"bedrock_custom_model", "bedrock_data_source", "bedrock_enforced_guardrail", "bedrock_flow", "bedrock_guardrail",
	"bedrock_inference_profile", "bedrock_knowledge_base", "bedrock_prompt", "bedrock_reasoning_policy", "bedrock_usage",
	"cloudwatch_alarm", "cost_monitor", "detective_graph", "dns_firewall", "iam_organization_features",
	"incident_response_plan", "inspector", "landing_zone", "oam_sink", "quota_increase", "sagemaker_feature_group",
	"sagemaker_inference_experiment", "sagemaker_labeling_job", "sagemaker_monitor", "sagemaker_workforce", "shield",
	"xray_settings",
}

// A server that is not ours, seeded with each thing as it should be and as it should not be: what is read is what was seeded, and what
// the server cannot answer for is failed and never absent.
func TestOnMoto(t *testing.T) {
	url := moto.Start(t)
	w := moto.Seed(t, url)
	source := connect(t, url, func(o *AWSOptions) { o.Limits = Limits{PerSecond: 1000, Attempts: 2} })
	plan := planOf(source.limits, collect.All()...)
	plan.Targets[0].Account = moto.Account
	sink := &tray{}
	if _, err := Run(context.Background(), plan, source, sink); err != nil {
		t.Fatal(err)
	}
	wantAllRows(t, plan, sink.reach)
	var failed []fact.Kind
	for _, row := range sink.reach {
		if row.Gap.Status == fact.Failed {
			failed = append(failed, row.Kind)
		} else if row.Gap.Status != fact.Read {
			t.Errorf("%s is %s: %s", row.Kind, row.Gap.Status, row.Gap.Message)
		}
		for _, proof := range row.Proof {
			if proof.RequestID == "" || proof.Account != moto.Account {
				t.Errorf("%s has the proof %+v", row.Kind, proof)
			}
		}
	}
	slices.Sort(failed)
	if diff := cmp.Diff(notOnMoto, failed); diff != "" {
		t.Errorf("kinds that were not read (-known +got):\n%s", diff)
	}
	for _, f := range sink.facts {
		if slices.Contains(notOnMoto, f.Kind()) {
			t.Errorf("a fact was made up: %s %s", f.Kind(), f.Base().ARN)
		}
		if encoded, err := json.Marshal(f); err != nil || strings.Contains(string(encoded), moto.Canary) {
			t.Errorf("%s %s holds the value of an environment variable (%v)", f.Kind(), f.Base().Name, err)
		}
	}
	seeded(t, sink.facts, w)
}

// seeded compares what was read with what was seeded, good beside bad.
func seeded(t *testing.T, facts []fact.Fact, w moto.Workload) {
	t.Helper()
	check := func(what string, ok bool) {
		t.Helper()
		if !ok {
			t.Errorf("%s did not come out as it was seeded", what)
		}
	}
	good, bad := factOf[*fact.S3Bucket](t, facts, moto.GoodBucket), factOf[*fact.S3Bucket](t, facts, moto.BadBucket)
	check("the good bucket", good.BlockPublicAcls && good.BlockPublicPolicy && good.IgnorePublicAcls && good.RestrictPublicBuckets &&
		good.TLSOnly && good.Encryption == "aws:kms" && good.KmsKeyArn == w.GoodKey && good.Versioning == "Enabled")
	check("the bad bucket", !bad.BlockPublicAcls && !bad.BlockPublicPolicy && !bad.TLSOnly && bad.Versioning == "")

	key, otherKey := factOf[*fact.KMSKey](t, facts, w.GoodKey), factOf[*fact.KMSKey](t, facts, w.BadKey)
	check("the keys", key.Rotation && !otherKey.Rotation && key.Manager == "CUSTOMER")

	role, otherRole := factOf[*fact.IAMRole](t, facts, moto.GoodRole), factOf[*fact.IAMRole](t, facts, moto.BadRole)
	check("the narrow role", len(role.Policies) == 1 && strings.Contains(role.Policies[0].Document, "foundation-model/"))
	check("the wide role", len(otherRole.Policies) == 1 && strings.Contains(otherRole.Policies[0].Document, `"Action":"*"`) &&
		slices.Contains(otherRole.TrustedBy, "bedrock.amazonaws.com"))

	runtime, otherRuntime := factOf[*fact.AgentCoreRuntime](t, facts, moto.GoodRuntime), factOf[*fact.AgentCoreRuntime](t, facts, moto.BadRuntime)
	check("the private runtime", runtime.NetworkMode == "VPC" && runtime.RoleArn == w.GoodRoleARN && len(runtime.SecretLikeEnv) == 0)
	check("the public runtime", otherRuntime.NetworkMode == "PUBLIC" && slices.Equal(otherRuntime.SecretLikeEnv, []string{"API_TOKEN"}))

	gateway, otherGateway := factOf[*fact.AgentCoreGateway](t, facts, moto.GoodGateway), factOf[*fact.AgentCoreGateway](t, facts, moto.BadGateway)
	check("the gateways", gateway.AuthorizerType == "AWS_IAM" && otherGateway.AuthorizerType == "NONE")

	memory, otherMemory := factOf[*fact.AgentCoreMemory](t, facts, moto.GoodMemory), factOf[*fact.AgentCoreMemory](t, facts, moto.BadMemory)
	check("the memories", memory.KmsKeyArn == w.GoodKey && otherMemory.KmsKeyArn == "")

	trail := factOf[*fact.CloudTrailTrail](t, facts, moto.Trail)
	check("the trail", trail.MultiRegion && trail.Logging && trail.Validation && trail.Bucket == moto.GoodBucket)
	endpoint := factOf[*fact.EC2VPCEndpoint](t, facts, w.Endpoint)
	check("the endpoint", endpoint.Service == "bedrock-runtime" && endpoint.PrivateDNS && !endpoint.PolicyOpen && endpoint.VpcID == w.VPC)
	notebook := factOf[*fact.SageMakerNotebook](t, facts, moto.Notebook)
	check("the notebook", notebook.InternetAccess == "Enabled" && notebook.RootAccess == "Enabled")
	logging := factOf[*fact.BedrockLogging](t, facts, "")
	check("the invocation log", logging.Enabled && logging.Text && logging.Bucket == moto.GoodBucket)
	check("GuardDuty", factOf[*fact.GuardDutyDetector](t, facts, "").Enabled)
	check("the organisation", !factOf[*fact.Organization](t, facts, "").InOrganization)
}

// factOf is the one fact of a type with this name or ARN; an empty name means whichever there is.
func factOf[F fact.Fact](t *testing.T, facts []fact.Fact, name string) F {
	t.Helper()
	var found []F
	for _, f := range facts {
		if typed, ok := f.(F); ok && (name == "" || f.Base().Name == name || f.Base().ARN == name) {
			found = append(found, typed)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d facts %T are named %q; want one", len(found), *new(F), name)
	}
	return found[0]
}
