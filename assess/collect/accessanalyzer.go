package collect

import (
	"context"
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/accessanalyzer"
	"github.com/aws/aws-sdk-go-v2/service/accessanalyzer/types"

	"drydock/assess/fact"
)

// accessAnalyzers reads which analysers there are, never what they found. A member account does not see an analyser that the
// organisation's administrator runs over it.
func accessAnalyzers() Collector {
	const kind = "access_analyzer"
	return Collector{
		Name: "accessanalyzer", Service: "access-analyzer",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{"accessanalyzer.ListAnalyzers", "access-analyzer:ListAnalyzers"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := accessanalyzer.NewFromConfig(env.Config)
			analyzers, proofs, gap := list(ctx, env, "accessanalyzer.ListAnalyzers", &accessanalyzer.ListAnalyzersInput{}, client.ListAnalyzers,
				func(out *accessanalyzer.ListAnalyzersOutput) *string { return out.NextToken },
				func(in *accessanalyzer.ListAnalyzersInput, token *string) { in.NextToken = token },
				func(out *accessanalyzer.ListAnalyzersOutput) []types.AnalyzerSummary { return out.Analyzers })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, analyzers, func(_ context.Context, e entry[types.AnalyzerSummary]) *fact.AccessAnalyzer {
					f := &fact.AccessAnalyzer{
						Meta: env.Meta(aws.ToString(e.value.Arn), aws.ToString(e.value.Name), e.proof),
						Type: string(e.value.Type), Status: string(e.value.Status),
					}
					f.Tags = maps.Clone(e.value.Tags)
					return f
				}),
			}
		},
	}
}
