package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/macie2"
	"github.com/aws/aws-sdk-go-v2/service/macie2/types"

	"drydock/assess/fact"
)

// macie reads whether Macie looks for sensitive data in the Region. Findings and samples of data are never asked for.
func macie() Collector {
	const op, kind = "macie2.GetMacieSession", "macie"
	return Collector{
		Name: "macie", Service: "macie2",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{op, "macie2:GetMacieSession"},
			{"macie2.GetAutomatedDiscoveryConfiguration", "macie2:GetAutomatedDiscoveryConfiguration"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := macie2.NewFromConfig(env.Config)
			out, proof, gap := Ask(ctx, env, op, &macie2.GetMacieSessionInput{}, client.GetMacieSession)
			f := &fact.Macie{Meta: env.Meta("", "Amazon Macie")}
			if none(&f.Meta, proof, gap) {
				return Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}, Facts: []fact.Fact{f}}
			}
			if gap == nil && out.Status == "" {
				silent := unexpected(op, "the answer does not hold what was asked for")
				gap = &silent
			}
			if gap != nil {
				return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
			}
			f.Enabled, f.Proof = out.Status == types.MacieStatusEnabled, []fact.Proof{proof}
			readDiscovery(ctx, env, client, f)
			return Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}, Facts: []fact.Fact{f}}
		},
	}
}

func readDiscovery(ctx context.Context, env *Env, client *macie2.Client, f *fact.Macie) {
	const op = "macie2.GetAutomatedDiscoveryConfiguration"
	out, proof, gap := Ask(ctx, env, op, &macie2.GetAutomatedDiscoveryConfigurationInput{}, client.GetAutomatedDiscoveryConfiguration)
	if gap == nil && out.Status == "" {
		silent := unexpected(op, "the answer does not say")
		gap = &silent
	}
	if kept(&f.Meta, proof, gap, "discovers") {
		f.Discovers = out.Status == types.AutomatedDiscoveryStatusEnabled
	}
}
