package assess

import (
	"slices"
	"strings"

	"drydock/assess/fact"
)

// blankOfKind is what a blank takes: resources of these kinds (none: any), and which of their names.
type blankOfKind struct {
	kinds []fact.Kind
	from  func(Concern) string
}

func (b blankOfKind) takes(k fact.Kind) bool { return len(b.kinds) == 0 || slices.Contains(b.kinds, k) }

// blankOf says what a blank takes, by the option before it and the word in it. A blank for something that the work makes anew (a
// key, a role to come, a copy) is not here, and stays for a person to fill.
func blankOf(optionAndBlank string) (blankOfKind, bool) {
	of := func(from func(Concern) string, kinds ...fact.Kind) (blankOfKind, bool) {
		return blankOfKind{kinds, from}, true
	}
	switch optionAndBlank {
	case "--bucket <bucket>":
		return of(nameIn, "s3_bucket")
	case "--function-name <function>":
		return of(nameIn, "lambda_function")
	case "--role-name <role>":
		return of(nameIn, "iam_role")
	case "--arn <role-arn>":
		return of(arnIn, "iam_role")
	case "--user-name <user>":
		return of(nameIn, "iam_user")
	case "--key-id <key-id>":
		return of(idIn, "kms_key")
	case "--table-name <table>":
		return of(nameIn, "dynamodb_table")
	case "--repository-name <repository>":
		return of(nameIn, "ecr_repository")
	case "--cluster <cluster>":
		return of(nameIn, "ecs_cluster")
	case "--name <cluster>":
		return of(nameIn, "eks_cluster")
	case "--db-instance-identifier <instance>":
		return of(nameIn, "rds_instance")
	case "--domain-name <domain>":
		return of(nameIn, "opensearch_domain")
	case "--backup-vault-name <vault>":
		return of(nameIn, "backup_vault")
	case "--name <trail>", "--trail-name <trail>":
		return of(nameIn, "cloudtrail_trail")
	case "--log-group-name <log-group>", "--log-group-names <log-group>", "--log-group-identifier <log-group>":
		return of(nameIn, "log_group")
	case "--topic-arn <topic-arn>":
		return of(arnIn, "sns_topic")
	case "--secret-id <secret>":
		return of(arnIn, "secretsmanager_secret")
	case "--state-machine-arn <workflow-arn>":
		return of(arnIn, "sfn_state_machine")
	case "--policy-name <policy>":
		return of(nameIn, "iot_policy")
	case "--resource-arn-list <arn>":
		return of(arnIn)
	}
	if b, ok := blankOfAI(optionAndBlank); ok {
		return b, ok
	}
	return blankOfNetwork(optionAndBlank)
}

// blankOfAI is blankOf for the AI services.
func blankOfAI(optionAndBlank string) (blankOfKind, bool) {
	of := func(from func(Concern) string, kinds ...fact.Kind) (blankOfKind, bool) {
		return blankOfKind{kinds, from}, true
	}
	switch optionAndBlank {
	case "--agent-id <agent-id>":
		return of(idIn, "bedrock_agent")
	case "--agent-name <name>":
		return of(nameIn, "bedrock_agent")
	case "--guardrail-identifier <guardrail-id>":
		return of(idIn, "bedrock_guardrail")
	case "--name <name>":
		return of(nameIn, "bedrock_guardrail", "agentcore_gateway", "bedrock_data_source")
	case "--knowledge-base-id <kb-id>":
		return of(baseIn, "bedrock_knowledge_base", "bedrock_data_source")
	case "--data-source-id <source-id>":
		return of(idIn, "bedrock_data_source")
	case "--prompt-identifier <prompt-id>":
		return of(idIn, "bedrock_prompt")
	case "--policy-arn <policy-arn>":
		return of(arnIn, "bedrock_reasoning_policy")
	case "--memory-id <memory-id>":
		return of(idIn, "agentcore_memory")
	case "--gateway-identifier <gateway-id>":
		return of(idIn, "agentcore_gateway")
	case "--resource-arn <gateway-arn>":
		return of(arnIn, "agentcore_gateway")
	case "--agent-runtime-id <runtime-id>":
		return of(idIn, "agentcore_runtime")
	case "--endpoint-name <name>":
		return of(nameIn, "sagemaker_endpoint")
	case "--notebook-instance-name <name>":
		return of(nameIn, "sagemaker_notebook")
	case "--domain-id <domain-id>", "--domain-id-equals <domain-id>":
		return of(idIn, "sagemaker_domain")
	case "--model-package-arn <version-arn>":
		return of(arnIn, "sagemaker_model_package")
	}
	return blankOfKind{}, false
}

// blankOfNetwork is blankOf for networks and front doors.
func blankOfNetwork(optionAndBlank string) (blankOfKind, bool) {
	of := func(from func(Concern) string, kinds ...fact.Kind) (blankOfKind, bool) {
		return blankOfKind{kinds, from}, true
	}
	switch optionAndBlank {
	case "--vpc-id <vpc-id>", "--resource-id <vpc-id>", "--resource-ids <vpc-id>":
		return of(idIn, "ec2_vpc")
	case "--vpc-endpoint-id <endpoint-id>":
		return of(idIn, "ec2_vpc_endpoint")
	case "--vpc-peering-connection-id <peering-id>":
		return of(idIn, "ec2_peering")
	case "--instance-id <instance-id>":
		return of(idIn, "ec2_instance")
	case "--user-pool-id <pool-id>":
		return of(idIn, "cognito_user_pool")
	case "--resource-arn <user-pool-arn>":
		return of(arnIn, "cognito_user_pool")
	case "--identity-pool-id <pool-id>":
		return of(idIn, "cognito_identity_pool")
	case "--identity-pool-name <name>":
		return of(nameIn, "cognito_identity_pool")
	case "--rest-api-id <api-id>":
		return of(idIn, "rest_api")
	case "--api-id <api-id>":
		return of(idIn, "http_api")
	case "--usage-plan-id <plan-id>":
		return of(idIn, "usage_plan")
	case "--resource-arn <load-balancer-arn>":
		return of(arnIn, "load_balancer")
	case "--id <distribution-id>":
		return of(idIn, "cloudfront_distribution")
	}
	return blankOfKind{}, false
}

func arnIn(c Concern) string { return string(c.Resource) }

// idIn is what the ARN ends with; empty where it names nothing below its service.
func idIn(c Concern) string {
	arn := string(c.Resource)
	if i := strings.LastIndexByte(arn, '/'); i >= 0 {
		return arn[i+1:]
	}
	return ""
}

// baseIn is the knowledge base in the ARN of one, or of a data source of it.
func baseIn(c Concern) string {
	_, base, _ := strings.Cut(string(c.Resource), ":knowledge-base/")
	base, _, _ = strings.Cut(base, "/")
	return base
}

// nameIn is the name that was read, else the end of the ARN.
func nameIn(c Concern) string {
	if c.Name != "" {
		return string(c.Name)
	}
	arn := string(c.Resource)
	if c.Kind == "log_group" {
		_, name, _ := strings.Cut(arn, ":log-group:")
		return strings.TrimSuffix(name, ":*")
	}
	return arn[strings.LastIndexAny(arn, ":/")+1:]
}
