package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"drydock/assess/fact"
)

// logDeliveries reads which logs and traces of Bedrock and AgentCore are offered, and where they are delivered to. It never reads a log.
func logDeliveries() Collector {
	return Collector{
		Name: "log-deliveries", Service: "logs",
		Kinds: []fact.Kind{"log_delivery"},
		Calls: []Call{
			{"cloudwatchlogs.DescribeDeliverySources", "logs:DescribeDeliverySources"},
			{"cloudwatchlogs.DescribeDeliveries", "logs:DescribeDeliveries"},
			{"cloudwatchlogs.DescribeDeliveryDestinations", "logs:DescribeDeliveryDestinations"},
		},
		Collect: collectLogDeliveries,
	}
}

func collectLogDeliveries(ctx context.Context, env *Env) Batch {
	client := cloudwatchlogs.NewFromConfig(env.Config)
	sources, proofs, gap := list(ctx, env, "cloudwatchlogs.DescribeDeliverySources", &cloudwatchlogs.DescribeDeliverySourcesInput{}, client.DescribeDeliverySources,
		func(out *cloudwatchlogs.DescribeDeliverySourcesOutput) *string { return out.NextToken },
		func(in *cloudwatchlogs.DescribeDeliverySourcesInput, token *string) { in.NextToken = token },
		func(out *cloudwatchlogs.DescribeDeliverySourcesOutput) []types.DeliverySource {
			return out.DeliverySources
		})
	sources = slices.DeleteFunc(sources, func(s entry[types.DeliverySource]) bool {
		return !slices.ContainsFunc(s.value.ResourceArns, func(arn string) bool {
			parts := strings.SplitN(arn, ":", 4)
			return len(parts) == 4 && strings.HasPrefix(parts[2], "bedrock")
		})
	})
	batch := Batch{Reach: []fact.Reach{env.Reach("log_delivery", gap, proofs...)}}
	if len(sources) == 0 {
		return batch
	}
	taken := readDeliveries(ctx, env, client)
	for _, s := range sources {
		f := &fact.LogDelivery{
			Meta:    env.Meta(aws.ToString(s.value.Arn), aws.ToString(s.value.Name), s.proof),
			Service: aws.ToString(s.value.Service), LogType: aws.ToString(s.value.LogType), ResourceArns: s.value.ResourceArns,
		}
		f.Tags = s.value.Tags
		taken.file(f)
		batch.Facts = append(batch.Facts, f)
	}
	return batch
}

// deliveries are who takes which log, and where to.
type deliveries struct {
	bySource   map[string][]types.Delivery // by the source's name
	places     map[string]string           // the resource behind a destination, by the destination's ARN
	proofs     []fact.Proof
	gap, where *fact.Gap
}

func readDeliveries(ctx context.Context, env *Env, client *cloudwatchlogs.Client) deliveries {
	d := deliveries{bySource: map[string][]types.Delivery{}, places: map[string]string{}}
	all, proofs, gap := list(ctx, env, "cloudwatchlogs.DescribeDeliveries", &cloudwatchlogs.DescribeDeliveriesInput{}, client.DescribeDeliveries,
		func(out *cloudwatchlogs.DescribeDeliveriesOutput) *string { return out.NextToken },
		func(in *cloudwatchlogs.DescribeDeliveriesInput, token *string) { in.NextToken = token },
		func(out *cloudwatchlogs.DescribeDeliveriesOutput) []types.Delivery { return out.Deliveries })
	d.proofs, d.gap = proofs, gap
	for _, one := range all {
		name := aws.ToString(one.value.DeliverySourceName)
		d.bySource[name] = append(d.bySource[name], one.value)
	}
	places, proofs, gap := list(ctx, env, "cloudwatchlogs.DescribeDeliveryDestinations", &cloudwatchlogs.DescribeDeliveryDestinationsInput{}, client.DescribeDeliveryDestinations,
		func(out *cloudwatchlogs.DescribeDeliveryDestinationsOutput) *string { return out.NextToken },
		func(in *cloudwatchlogs.DescribeDeliveryDestinationsInput, token *string) { in.NextToken = token },
		func(out *cloudwatchlogs.DescribeDeliveryDestinationsOutput) []types.DeliveryDestination {
			return out.DeliveryDestinations
		})
	d.proofs, d.where = append(d.proofs, proofs...), gap
	for _, p := range places {
		if c := p.value.DeliveryDestinationConfiguration; c != nil {
			d.places[aws.ToString(p.value.Arn)] = aws.ToString(c.DestinationResourceArn)
		}
	}
	return d
}

// file writes down who takes the log that f is about. A destination of another account stands there by its own ARN.
func (d deliveries) file(f *fact.LogDelivery) {
	f.Proof = append(f.Proof, d.proofs...)
	for _, one := range d.bySource[f.Name] {
		f.Delivered = true
		place := d.places[aws.ToString(one.DeliveryDestinationArn)]
		switch {
		case one.DeliveryDestinationType == types.DeliveryDestinationTypeXray:
			place = "XRAY"
		case place == "":
			place = aws.ToString(one.DeliveryDestinationArn)
		}
		f.Destinations = append(f.Destinations, place)
	}
	if d.gap != nil {
		if !f.Delivered {
			f.MarkUnread("delivered", *d.gap)
		}
		f.MarkUnread("destinations", *d.gap)
	}
	if d.where != nil && f.Delivered {
		f.MarkUnread("destinations", *d.where)
	}
}
