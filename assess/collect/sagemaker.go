package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"drydock/assess/fact"
)

// sagemakerNotebooks reads notebook instances: the forgotten ones with root and internet are why.
func sagemakerNotebooks() Collector {
	const kind = "sagemaker_notebook"
	return Collector{
		Name: "sagemaker-notebooks", Service: "sagemaker",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"sagemaker.ListNotebookInstances", "sagemaker:ListNotebookInstances"},
			{"sagemaker.DescribeNotebookInstance", "sagemaker:DescribeNotebookInstance"},
			{"sagemaker.ListTags", "sagemaker:ListTags"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := sagemaker.NewFromConfig(env.Config)
			notebooks, proofs, gap := list(ctx, env, "sagemaker.ListNotebookInstances", &sagemaker.ListNotebookInstancesInput{}, client.ListNotebookInstances,
				func(out *sagemaker.ListNotebookInstancesOutput) *string { return out.NextToken },
				func(in *sagemaker.ListNotebookInstancesInput, token *string) { in.NextToken = token },
				func(out *sagemaker.ListNotebookInstancesOutput) []types.NotebookInstanceSummary {
					return out.NotebookInstances
				})
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, notebooks, func(ctx context.Context, e entry[types.NotebookInstanceSummary]) *fact.SageMakerNotebook {
					return readNotebook(ctx, env, client, e)
				}),
			}
		},
	}
}

func readNotebook(ctx context.Context, env *Env, client *sagemaker.Client, e entry[types.NotebookInstanceSummary]) *fact.SageMakerNotebook {
	const op = "sagemaker.DescribeNotebookInstance"
	f := &fact.SageMakerNotebook{
		Meta:   env.Meta(aws.ToString(e.value.NotebookInstanceArn), aws.ToString(e.value.NotebookInstanceName), e.proof),
		Status: string(e.value.NotebookInstanceStatus),
	}
	out, proof, gap := Ask(ctx, env, op, &sagemaker.DescribeNotebookInstanceInput{NotebookInstanceName: e.value.NotebookInstanceName}, client.DescribeNotebookInstance)
	_, gap = whole(op, out, gap, func(out *sagemaker.DescribeNotebookInstanceOutput) *string { return out.NotebookInstanceArn })
	if kept(&f.Meta, proof, gap, "internetAccess", "rootAccess", "subnetId", "roleArn", "kmsKeyId", "platform") {
		f.Status = string(out.NotebookInstanceStatus)
		f.InternetAccess = orDefault(out.DirectInternetAccess, types.DirectInternetAccessEnabled)
		f.RootAccess = orDefault(out.RootAccess, types.RootAccessEnabled)
		f.SubnetID, f.RoleArn, f.KmsKeyID = aws.ToString(out.SubnetId), aws.ToString(out.RoleArn), aws.ToString(out.KmsKeyId)
		f.Platform = aws.ToString(out.PlatformIdentifier)
	}
	tags, proofs, gap := list(ctx, env, "sagemaker.ListTags", &sagemaker.ListTagsInput{ResourceArn: aws.String(f.ARN)}, client.ListTags,
		func(out *sagemaker.ListTagsOutput) *string { return out.NextToken },
		func(in *sagemaker.ListTagsInput, token *string) { in.NextToken = token },
		func(out *sagemaker.ListTagsOutput) []types.Tag { return out.Tags })
	keepTags(&f.Meta, tags, proofs, gap, func(t types.Tag) (key, value *string) { return t.Key, t.Value })
	return f
}
