package probe

// beyondSecurityAudit are our actions that the AWS managed policy SecurityAudit does not hold. AWS extends that policy without
// notice and never shrinks it, so that an entry here that it holds by now does no harm; a missing one would. The moto test compares
// this list with the copy of the policy that moto ships.
var beyondSecurityAudit = []string{
	"account:ListRegions",
	"bedrock:GetAgentActionGroup",
	"bedrock:GetGuardrail",
	"bedrock:GetKnowledgeBase",
	"iam:SimulatePrincipalPolicy",
}
