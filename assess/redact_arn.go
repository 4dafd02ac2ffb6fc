package assess

import (
	"strings"
	"sync"
)

// arn is an ARN in its parts.
type arn struct {
	whole, partition, service, region, account string
	parts                                      []arnPart // of the resource, marks between them included
}

// arnPart is a piece of an ARN's resource; without a class it tells nothing.
type arnPart struct{ text, class string }

func parseARN(s string) (arn, bool) {
	f := strings.SplitN(s, ":", 6)
	if len(f) < 6 || f[0] != "arn" || !strings.HasPrefix(f[1], "aws") && f[1] != "*" {
		return arn{}, false
	}
	a := arn{whole: s, partition: f[1], service: f[2], region: f[3], account: f[4]}
	a.split(f[5])
	return a, true
}

// public says of an ARN that it is AWS's own, the same for everybody: a managed policy, a foundation model.
func (a *arn) public() bool {
	return a.account == "aws" || a.account == "" && a.service == "bedrock"
}

// split parts the resource of an ARN into its type, which stays, and its names.
func (a *arn) split(resource string) {
	kind, class := "", a.service
	if cut := strings.IndexAny(resource, ":/"); cut > 0 && arnTypes()[resource[:cut]] {
		kind = resource[:cut]
		class = kind
		a.parts = append(a.parts, arnPart{text: resource[:cut+1]})
		resource = resource[cut+1:]
	}
	switch {
	case kind == "assumed-role":
		class = "role"
	case kind == "" && a.service == "s3":
		class = "bucket"
	case kind == "" && a.service == "sqs":
		class = "queue"
	case kind == "" && a.service == "sns":
		class = "topic"
	}
	for i, p := range strings.Split(resource, ":") {
		if i > 0 {
			a.parts = append(a.parts, arnPart{text: ":"})
		}
		if strings.HasPrefix(p, "/") { // a path is one name: /aws/lambda/claims
			a.name(p, class)
			continue
		}
		for j, name := range strings.Split(p, "/") {
			if j > 0 {
				a.parts = append(a.parts, arnPart{text: "/"})
				if kind == "assumed-role" {
					class = "session"
				}
			}
			a.name(name, class)
		}
	}
}

// name adds one name; of a pattern, the pieces between its wildcards.
func (a *arn) name(s, class string) {
	for s != "" {
		cut := strings.IndexAny(s, "*?")
		if cut == 0 {
			a.parts = append(a.parts, arnPart{text: s[:1]})
			s = s[1:]
			continue
		}
		piece := s
		if cut > 0 {
			piece = s[:cut]
		}
		s = s[len(piece):]
		mark := ""
		if cut > 0 { // claims-* is about claims
			name := strings.TrimRight(piece, "-_.")
			piece, mark = name, piece[len(name):]
		}
		if common(piece) || arnTypes()[piece] {
			a.parts = append(a.parts, arnPart{text: piece})
		} else {
			a.parts = append(a.parts, arnPart{piece, class})
		}
		a.parts = append(a.parts, arnPart{text: mark})
	}
}

// arnTypes are the types of resources that may stand in an ARN; what is not among them is taken for a name.
var arnTypes = sync.OnceValue(func() map[string]bool {
	types := map[string]bool{}
	for _, t := range strings.Fields(`
		access-point action agent agent-alias alarm alias analyzer apis app application application-inference-profile artifact assumed-role
		async-invoke automated-reasoning-policy backup-vault browser browser-custom budget certificate cluster code-interpreter code-interpreter-custom
		collection config-rule configuration-recorder connector context custom-model custom-model-deployment data-source dataset db delivery-source
		delivery-destination detector distribution domain endpoint endpoint-config evaluation-job evaluator event-bus execution experiment
		feature-group federated-user finding flow foundation-model function gateway global group guardrail guardrail-profile hub identitypool image
		imported-model index inference-profile instance instance-profile key knowledge-base labeling-job layer listener loadbalancer log-group
		log-stream memory mfa model model-card model-customization-job model-import-job model-package model-package-group monitoring-schedule
		network-interface nodegroup notebook-instance oidc-provider online-evaluation-config organization o-policy ou parameter payment-manager pipeline
		policy policy-engine processing-job project prompt prompt-router provisioned-model record recorder regional registry repository resource-policy
		restapis role rule runtime runtime-endpoint saml-provider schedule secret security-group server-certificate service service_control_policy
		resource_control_policy snapshot space stack standards stateMachine stream subnet subscription table targetgroup task task-definition token-vault
		training-job trail transform-job trust-anchor user user-profile userpool volume vpc vpc-endpoint webacl workload-identity
		workload-identity-directory workspace`) {
		types[t] = true
	}
	return types
})
