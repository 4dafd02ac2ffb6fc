package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/xray"
	"github.com/aws/aws-sdk-go-v2/service/xray/types"

	"drydock/assess/fact"
)

// xraySettings reads where traces go in the Region and how they are encrypted. Traces are never asked for.
func xraySettings() Collector {
	const op, kind = "xray.GetTraceSegmentDestination", "xray_settings"
	return Collector{
		Name: "xray", Service: "xray",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{op, "xray:GetTraceSegmentDestination"},
			{"xray.GetEncryptionConfig", "xray:GetEncryptionConfig"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := xray.NewFromConfig(env.Config)
			out, proof, gap := Ask(ctx, env, op, &xray.GetTraceSegmentDestinationInput{}, client.GetTraceSegmentDestination)
			if gap == nil && out.Destination == "" {
				silent := unexpected(op, "the answer does not hold what was asked for")
				gap = &silent
			}
			if gap != nil {
				return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
			}
			f := &fact.XRaySettings{
				Meta:        env.Meta("", "X-Ray", proof),
				Destination: string(out.Destination), Ready: out.Status == types.TraceSegmentDestinationStatusActive,
			}
			readTraceKey(ctx, env, client, f)
			return Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}, Facts: []fact.Fact{f}}
		},
	}
}

func readTraceKey(ctx context.Context, env *Env, client *xray.Client, f *fact.XRaySettings) {
	const op = "xray.GetEncryptionConfig"
	out, proof, gap := Ask(ctx, env, op, &xray.GetEncryptionConfigInput{}, client.GetEncryptionConfig)
	config, gap := whole(op, out, gap, func(out *xray.GetEncryptionConfigOutput) *types.EncryptionConfig { return out.EncryptionConfig })
	if kept(&f.Meta, proof, gap, "kmsKeyId") && config.Type == types.EncryptionTypeKms {
		f.KmsKeyID = aws.ToString(config.KeyId)
	}
}
