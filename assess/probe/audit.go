package probe

// beyondSecurityAudit are the actions that Drydock reads with and that the AWS managed policy SecurityAudit does not hold in every
// version from v92 to v94. AWS extends that policy without notice, so an entry here that it holds by now does no harm; a missing one
// would. A test compares the list with a copy of the policy.
var beyondSecurityAudit = []string{
	"account:ListRegions",
	"aoss:BatchGetCollection",
	"aoss:GetAccessPolicy",
	"aoss:GetSecurityPolicy",
	"aoss:ListAccessPolicies",
	"aoss:ListCollections",
	"aoss:ListSecurityPolicies",
	"aoss:ListTagsForResource",
	"bedrock-agentcore:ListPolicyEngineSummaries",
	"bedrock-agentcore:ListPolicySummaries",
	"bedrock:GetAgentActionGroup",
	"bedrock:GetGuardrail",
	"bedrock:GetKnowledgeBase",
	"bedrock:GetPrompt",
	"bedrock:ListAutomatedReasoningPolicies",
	"bedrock:ListEnforcedGuardrailsConfiguration",
	"budgets:ViewBudget",
	"ce:GetAnomalyMonitors",
	"ce:GetAnomalySubscriptions",
	"cognito-idp:GetWebACLForResource",
	"controltower:GetLandingZone",
	"controltower:ListLandingZones",
	"eks:DescribeClusterVersions",
	"macie2:GetAutomatedDiscoveryConfiguration",
	"macie2:GetMacieSession",
	"s3vectors:ListTagsForResource",
	"ssm-incidents:GetResponsePlan",
	"ssm-incidents:ListReplicationSets",
	"ssm-incidents:ListResponsePlans",
	"ssm-incidents:ListTagsForResource",
	"xray:GetTraceSegmentDestination",
}
