package collect

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"drydock/assess/fact"
)

// How many clusters and services AWS describes in one call.
const (
	clusterBatch = 100
	serviceBatch = 10
)

// ecsContainers reads clusters, their services, and the task definitions that those run. Values of variables are in the answers
// and are never kept.
func ecsContainers() Collector {
	return Collector{
		Name: "ecs", Service: "ecs",
		Kinds: []fact.Kind{"ecs_cluster", "ecs_service", "ecs_task_definition"},
		Calls: []Call{
			{"ecs.ListClusters", "ecs:ListClusters"},
			{"ecs.DescribeClusters", "ecs:DescribeClusters"},
			{"ecs.ListServices", "ecs:ListServices"},
			{"ecs.DescribeServices", "ecs:DescribeServices"},
			{"ecs.DescribeTaskDefinition", "ecs:DescribeTaskDefinition"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := ecs.NewFromConfig(env.Config)
			arns, proofs, gap := list(ctx, env, "ecs.ListClusters", &ecs.ListClustersInput{}, client.ListClusters,
				func(out *ecs.ListClustersOutput) *string { return out.NextToken },
				func(in *ecs.ListClustersInput, token *string) { in.NextToken = token },
				func(out *ecs.ListClustersOutput) []string { return out.ClusterArns })
			clusters := readECSClusters(ctx, env, client, arns)
			services, serviceProofs, serviceGap := children(ctx, env, clusters, func(ctx context.Context, cluster fact.Fact) ([]fact.Fact, []fact.Proof, *fact.Gap) {
				return readECSServices(ctx, env, client, cluster.Base().ARN)
			})
			if serviceGap == nil {
				serviceGap = gap
			}
			tasks, taskGap := readTaskDefinitions(ctx, env, client, services)
			if taskGap == nil {
				taskGap = serviceGap
			}
			serviceProofs = append(slices.Clone(proofs), serviceProofs...)
			return Batch{
				Reach: []fact.Reach{
					env.Reach("ecs_cluster", gap, proofs...),
					env.Reach("ecs_service", serviceGap, serviceProofs...),
					env.Reach("ecs_task_definition", taskGap, serviceProofs...),
				},
				Facts: slices.Concat(clusters, services, tasks),
			}
		},
	}
}

// lastPart is the name at the end of an ARN: cluster/name, service/cluster/name, task-definition/name:1.
func lastPart(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }

func ecsTag(t types.Tag) (key, value *string) { return t.Key, t.Value }

func readECSClusters(ctx context.Context, env *Env, client *ecs.Client, arns []entry[string]) []fact.Fact {
	const op = "ecs.DescribeClusters"
	var all []fact.Fact
	for chunk := range slices.Chunk(arns, clusterBatch) {
		in := &ecs.DescribeClustersInput{Include: []types.ClusterField{types.ClusterFieldSettings, types.ClusterFieldTags}}
		for _, arn := range chunk {
			in.Clusters = append(in.Clusters, arn.value)
		}
		out, proof, gap := Ask(ctx, env, op, in, client.DescribeClusters)
		for _, arn := range chunk {
			f := &fact.ECSCluster{Meta: env.Meta(arn.value, lastPart(arn.value), arn.proof)}
			all = append(all, f)
			c, gap := whole(op, out, gap, func(out *ecs.DescribeClustersOutput) *types.Cluster {
				return find(out.Clusters, func(c types.Cluster) bool { return aws.ToString(c.ClusterArn) == arn.value })
			})
			if !kept(&f.Meta, proof, gap, "insights", "tags") {
				continue
			}
			f.Tags, f.Insights = tagMap(c.Tags, ecsTag), "disabled" // the documented default
			for _, s := range c.Settings {
				if s.Name == types.ClusterSettingNameContainerInsights {
					f.Insights = aws.ToString(s.Value)
				}
			}
		}
	}
	return all
}

// find is the one element that is meant; nil where there is none.
func find[T any](all []T, meant func(T) bool) *T {
	if i := slices.IndexFunc(all, meant); i >= 0 {
		return &all[i]
	}
	return nil
}

func readECSServices(ctx context.Context, env *Env, client *ecs.Client, cluster string) ([]fact.Fact, []fact.Proof, *fact.Gap) {
	const op = "ecs.DescribeServices"
	arns, proofs, listGap := list(ctx, env, "ecs.ListServices", &ecs.ListServicesInput{Cluster: aws.String(cluster), MaxResults: aws.Int32(100)}, client.ListServices,
		func(out *ecs.ListServicesOutput) *string { return out.NextToken },
		func(in *ecs.ListServicesInput, token *string) { in.NextToken = token },
		func(out *ecs.ListServicesOutput) []string { return out.ServiceArns })
	var all []fact.Fact
	for chunk := range slices.Chunk(arns, serviceBatch) {
		in := &ecs.DescribeServicesInput{Cluster: aws.String(cluster), Include: []types.ServiceField{types.ServiceFieldTags}}
		for _, arn := range chunk {
			in.Services = append(in.Services, arn.value)
		}
		out, proof, gap := Ask(ctx, env, op, in, client.DescribeServices)
		for _, arn := range chunk {
			f := &fact.ECSService{Meta: env.Meta(arn.value, lastPart(arn.value), arn.proof), ClusterArn: cluster}
			all = append(all, f)
			s, gap := whole(op, out, gap, func(out *ecs.DescribeServicesOutput) *types.Service {
				return find(out.Services, func(s types.Service) bool { return aws.ToString(s.ServiceArn) == arn.value })
			})
			if kept(&f.Meta, proof, gap, "running", "taskDefinitionArns", "publicIp", "tags") {
				keepService(f, s)
			}
		}
	}
	return all, proofs, listGap
}

func keepService(f *fact.ECSService, s *types.Service) {
	f.Running, f.Tags = int(s.RunningCount), tagMap(s.Tags, ecsTag)
	takes := func(definition *string, network *types.NetworkConfiguration) {
		if arn := aws.ToString(definition); arn != "" && !slices.Contains(f.TaskDefinitionArns, arn) {
			f.TaskDefinitionArns = append(f.TaskDefinitionArns, arn)
		}
		if network != nil && network.AwsvpcConfiguration != nil && network.AwsvpcConfiguration.AssignPublicIp == types.AssignPublicIpEnabled {
			f.PublicIP = true
		}
	}
	takes(s.TaskDefinition, s.NetworkConfiguration)
	for _, set := range s.TaskSets {
		takes(set.TaskDefinition, set.NetworkConfiguration)
	}
}

// readTaskDefinitions reads what services run, each definition once. A service of which that is not known leaves the list open.
func readTaskDefinitions(ctx context.Context, env *Env, client *ecs.Client, services []fact.Fact) ([]fact.Fact, *fact.Gap) {
	var arns []entry[string]
	var gap *fact.Gap
	for _, one := range services {
		s := one.(*fact.ECSService)
		if unread, is := s.Unread["taskDefinitionArns"]; is && gap == nil {
			gap = &unread
		}
		for _, arn := range s.TaskDefinitionArns {
			if !slices.ContainsFunc(arns, func(known entry[string]) bool { return known.value == arn }) {
				arns = append(arns, entry[string]{arn, s.Proof[len(s.Proof)-1]})
			}
		}
	}
	return facts(ctx, env, arns, func(ctx context.Context, arn entry[string]) *fact.ECSTaskDefinition {
		return readTaskDefinition(ctx, env, client, arn)
	}), gap
}

func readTaskDefinition(ctx context.Context, env *Env, client *ecs.Client, arn entry[string]) *fact.ECSTaskDefinition {
	const op = "ecs.DescribeTaskDefinition"
	f := &fact.ECSTaskDefinition{Meta: env.Meta(arn.value, lastPart(arn.value), arn.proof)}
	in := &ecs.DescribeTaskDefinitionInput{TaskDefinition: aws.String(arn.value), Include: []types.TaskDefinitionField{types.TaskDefinitionFieldTags}}
	out, proof, gap := Ask(ctx, env, op, in, client.DescribeTaskDefinition)
	d, gap := whole(op, out, gap, func(out *ecs.DescribeTaskDefinitionOutput) *types.TaskDefinition { return out.TaskDefinition })
	if !kept(&f.Meta, proof, gap, "roleArn", "pidMode", "containers", "gpus", "tags") {
		return f
	}
	f.RoleArn, f.PidMode, f.Tags = aws.ToString(d.TaskRoleArn), string(d.PidMode), tagMap(out.Tags, ecsTag)
	for _, c := range d.ContainerDefinitions {
		container := fact.ECSContainer{
			Name: aws.ToString(c.Name), Image: aws.ToString(c.Image), Privileged: aws.ToBool(c.Privileged), ReadOnlyRoot: aws.ToBool(c.ReadonlyRootFilesystem),
		}
		if c.LogConfiguration != nil {
			container.LogDriver = string(c.LogConfiguration.LogDriver)
		}
		f.Containers = append(f.Containers, container)
		f.GPUs += accelerators(c)
	}
	return f
}

// accelerators counts what a container reserves to run models on.
func accelerators(c types.ContainerDefinition) int {
	n := 0
	for _, r := range c.ResourceRequirements {
		switch r.Type {
		case types.ResourceTypeGpu:
			if many, err := strconv.Atoi(aws.ToString(r.Value)); err == nil {
				n += many
			} else {
				n++ // a name or "all": at least one
			}
		case types.ResourceTypeInferenceAccelerator:
			n++
		}
	}
	if c.LinuxParameters != nil {
		for _, d := range c.LinuxParameters.Devices {
			if strings.HasPrefix(aws.ToString(d.HostPath), "/dev/neuron") {
				n++
			}
		}
	}
	return n
}
