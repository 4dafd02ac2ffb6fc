package sample

import (
	"fmt"

	"drydock/assess/fact"
)

// identity is who may do what: the organisation, the roles of the workload and of others, and the scanner's key.
func (r *reader) identity() {
	const everything = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
	for _, acct := range []string{workload, data} {
		r.add(&fact.Account{Meta: r.bare(acct, fact.Global, "", acct), EnabledRegions: []string{dublin, berlin}, SecurityContact: true})
		r.add(&fact.IAMAccountSummary{Meta: r.bare(acct, fact.Global, "", acct), RootMFA: true})
		r.add(&fact.Organization{
			Meta: r.bare(acct, fact.Global, "", "harbour"), InOrganization: true, ManagementAccount: "999988887777",
			PolicyTypes: []string{"SERVICE_CONTROL_POLICY", "AISERVICES_OPT_OUT_POLICY"}, AIOptOut: "optOut", OptOutExceptions: []string{},
		})
		for level, on := range []string{"r-harb", "ou-harb-insurance", acct} {
			r.add(&fact.OrganizationPolicy{
				Meta: r.bare(acct, fact.Global, "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess", "FullAWSAccess"),
				Type: "SERVICE_CONTROL_POLICY", Document: everything, AttachedTo: on, Level: level,
			})
		}
	}
	guarded := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"` + modelARN +
		`","Condition":{"StringEquals":{"bedrock:GuardrailIdentifier":"arn:aws:bedrock:` + dublin + `:` + workload + `:guardrail/claims01:3"}}}]}`
	unguarded := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["bedrock:InvokeModel","s3:GetObject"],"Resource":"*"}]}`
	agents := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["bedrock:InvokeModel","bedrock:Retrieve"],"Resource":"*"},` +
		`{"Effect":"Allow","Action":["s3:GetObject","secretsmanager:GetSecretValue"],"Resource":"*"},{"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"*"}]}`
	knowledge := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],` +
		`"Resource":["arn:aws:s3:::harbour-claims-documents","arn:aws:s3:::harbour-claims-documents/*"]}]}`
	r.role(workload, "claims-api", "lambda.amazonaws.com", guarded, 0, "bedrock")
	r.role(workload, "claims-batch-summariser", "lambda.amazonaws.com", unguarded, 1, "bedrock", "s3")
	r.role(workload, "claims-agents", "bedrock.amazonaws.com", agents, 0, "bedrock", "lambda", "s3", "secretsmanager")
	r.role(workload, "claims-knowledge", "bedrock.amazonaws.com", knowledge, 0, "s3")
	r.role(workload, "claims-concierge", "bedrock-agentcore.amazonaws.com", guarded, 0, "bedrock")
	r.role(workload, "hr-chatbot", "lambda.amazonaws.com", unguarded, 3, "bedrock", "s3")
	r.role(data, "claims-data-scientist", "sagemaker.amazonaws.com", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`, 41, "s3")

	r.add(&fact.IAMUser{
		Meta:             r.bare(workload, fact.Global, "arn:aws:iam::"+workload+":user/claims-ocr-scanner", "claims-ocr-scanner"),
		ActiveAccessKeys: 1, Services: []string{"bedrock", "s3"},
		Policies: []fact.Policy{{
			Name:     "scanner",
			Document: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["bedrock:InvokeModel","s3:PutObject"],"Resource":"*"}]}`,
		}},
	})
}

const modelARN = "arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"

// role adds a role that a service may take, on behalf of the role's own account only.
func (r *reader) role(acct, name, service, policy string, unusedDays int, services ...string) {
	r.add(&fact.IAMRole{
		Meta: r.bare(acct, fact.Global, roleARN(acct, name), name), Path: "/",
		Trust: fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":%q},"Action":"sts:AssumeRole",`+
			`"Condition":{"StringEquals":{"aws:SourceAccount":%q}}}]}`, service, acct),
		TrustedBy: []string{service}, Policies: []fact.Policy{{Name: name, Document: policy}}, PolicyArns: []string{}, LastUsedDays: unusedDays,
		CreatedDays: 400, Services: services,
	})
}

// agents are three of ours on one role, a hosted one, somebody else's, and one that nobody has claimed.
func (r *reader) agents() {
	agent := func(m fact.Meta, id, role string, groups, confirmed int, guardrail string) {
		r.add(&fact.BedrockAgent{
			Meta: m, ID: id, RoleArn: roleARN(workload, role), FoundationModel: "anthropic.claude-sonnet-4-5-20250929-v1:0", Deployed: true,
			DeployedVersions: []string{"4"}, GuardrailIDs: []string{guardrail}, GuardrailVersions: []string{map[bool]string{true: "3"}[guardrail != ""]},
			ActionGroups: groups, ConfirmedActionGroups: confirmed,
		})
	}
	agent(r.meta(workload, dublin, agentARN("CLAIMINTAK"), "claim-intake"), "CLAIMINTAK", "claims-agents", 1, 1, "claims01")
	agent(r.meta(workload, dublin, agentARN("CLAIMSTATU"), "claim-status"), "CLAIMSTATU", "claims-agents", 1, 1, "claims01")
	agent(r.meta(workload, dublin, agentARN("REFUNDS001"), "refunds"), "REFUNDS001", "claims-agents", 2, 0, "claims01")
	agent(r.bare(workload, dublin, agentARN("HRCHATBOT1"), "hr-chatbot"), "HRCHATBOT1", "hr-chatbot", 0, 0, "")
	agent(r.bare(workload, dublin, agentARN("MAILSORTER"), "poc-mail-sorter"), "MAILSORTER", "hr-chatbot", 0, 0, "")

	const ownNetwork = `{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-0c1a1m5"}}}]}`
	base := "arn:aws:bedrock-agentcore:" + dublin + ":" + workload + ":"
	engine := base + "policy-engine/claims-tools"
	r.add(&fact.AgentCoreRuntime{
		Meta: r.meta(workload, dublin, base+"runtime/concierge-a1", "concierge"), ID: "concierge-a1", RoleArn: roleARN(workload, "claims-concierge"),
		NetworkMode: "VPC", Protocol: "HTTP", InboundAuth: "CUSTOM_JWT", AllowedClients: []string{"claims-portal"}, AllowedAudience: []string{"claims"},
		SecretLikeEnv: []string{"SCANNER_TOKEN"}, NetworkBound: true, Policy: ownNetwork,
	})
	r.add(&fact.AgentCoreGateway{
		Meta: r.meta(workload, dublin, base+"gateway/claims-tools", "claims-tools"), ID: "claims-tools", AuthorizerType: "CUSTOM_JWT",
		RoleArn: roleARN(workload, "claims-concierge"), PolicyEngineArn: engine, PolicyMode: "ENFORCE", AllowedClients: []string{"concierge"}, AllowedAudience: []string{"tools"},
		NetworkBound: true, Policy: ownNetwork,
	})
	r.add(&fact.AgentCoreGatewayTarget{
		Meta:       r.meta(workload, dublin, base+"gateway/claims-tools/target/refunds", "refunds"),
		GatewayArn: base + "gateway/claims-tools", CredentialProviders: []string{"GATEWAY_IAM_ROLE"},
	})
	r.add(&fact.AgentCorePolicyEngine{Meta: r.meta(workload, dublin, engine, "claims-tools"), Status: "ACTIVE", Policies: 4})
	r.add(&fact.AgentCoreMemory{
		Meta: r.meta(workload, dublin, base+"memory/concierge", "concierge"), ID: "concierge", EventExpiryDays: 90, RoleArn: roleARN(workload, "claims-concierge"),
		Namespaces: []string{"/claims/{actorId}/facts"},
	})
	for _, arn := range []string{base + "runtime/concierge-a1", base + "gateway/claims-tools", base + "memory/concierge"} {
		for _, kind := range []string{"TRACES", "APPLICATION_LOGS"} {
			r.add(&fact.LogDelivery{
				Meta: r.meta(workload, dublin, "", kind+" of "+arn), Service: "bedrock-agentcore", LogType: kind, ResourceArns: []string{arn},
				Delivered: true, Destinations: []string{"arn:aws:logs:" + dublin + ":" + workload + ":log-group:/claims/agents"},
			})
		}
	}
	r.add(&fact.AgentCoreTokenVault{Meta: r.meta(workload, dublin, base+"token-vault/default", "default"), KeyType: "ServiceManagedKey"})
}
