package collect

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/configservice"
	"github.com/aws/aws-sdk-go-v2/service/configservice/types"

	"drydock/assess/fact"
)

// An aggregator of AWS Config holds what recorders saw in many accounts and Regions. Some kinds can be filled from it, with no way into
// the accounts themselves; what Config does not carry of them is unread, with that reason.
const (
	selectItems    = "configservice.SelectAggregateResourceConfig"
	sourcesStatus  = "configservice.DescribeConfigurationAggregatorSourcesStatus"
	recorderType   = "AWS::Config::ConfigurationRecorder"
	notCarried     = "AWS Config does not carry it; ask the account itself"
	absentFromItem = "the configuration item does not hold it: it may not be set, or not be recorded"
)

// AggregatorCalls are what is asked of an aggregator.
func AggregatorCalls() []Call {
	return []Call{
		{selectItems, "config:SelectAggregateResourceConfig"},
		{sourcesStatus, "config:DescribeConfigurationAggregatorSourcesStatus"},
	}
}

// recorded is one kind that Config records: its resource type there, the properties that are asked for, and how they make a fact.
type recorded struct {
	resourceType string
	properties   []string
	build        func(m fact.Meta, i item) fact.Fact
}

// AggregatorKinds are the kinds that an aggregator can fill, sorted.
func AggregatorKinds() []fact.Kind {
	var kinds []fact.Kind
	for kind := range recordedKinds() {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return kinds
}

// FromAggregator reads kinds of one account and Region, env's target, out of an aggregator. A kind is read only where the aggregator
// is up to date with that place and holds a recorder there that records the kind: no items alone prove nothing. Items that came
// without that proof stand beside the gap.
func FromAggregator(ctx context.Context, env *Env, aggregator string, kinds []fact.Kind) Batch {
	client := configservice.NewFromConfig(env.Config)
	var batch Batch
	proofs, gap := sourceOf(ctx, env, client, aggregator)
	var recorders []item
	if gap == nil {
		var read []fact.Proof
		recorders, read, gap = selectFrom(ctx, env, client, aggregator, recorderType, []string{
			"configuration.Recording", "configuration.RecordingGroup.AllSupported", "configuration.RecordingGroup.ResourceTypes",
			"configuration.RecordingGroup.ExclusionByResourceTypes.ResourceTypes", "configuration.RecordingGroup.RecordingStrategy.UseOnly",
		})
		proofs = append(proofs, read...)
	}
	for _, kind := range kinds {
		r, known := recordedKinds()[kind]
		if !known {
			missing := unasked(notCarried)
			batch.Reach = append(batch.Reach, env.Reach(kind, &missing))
			continue
		}
		if gap != nil {
			batch.Reach = append(batch.Reach, env.Reach(kind, gap, proofs...))
			continue
		}
		items, read, kindGap := selectFrom(ctx, env, client, aggregator, r.resourceType, r.properties)
		if kindGap == nil && !slices.ContainsFunc(recorders, func(i item) bool { return i.records(r.resourceType) }) {
			kindGap = &fact.Gap{Status: fact.Failed, Operation: selectItems, Message: fmt.Sprintf(
				"the aggregator %s holds no running recorder here that records %s, so that what it lists may not be all", aggregator, r.resourceType)}
		}
		batch.Reach = append(batch.Reach, env.Reach(kind, kindGap, slices.Concat(proofs, read)...))
		for _, i := range items {
			m := env.Meta(i.text("arn"), i.text("resourceName"), read...)
			i.tags(&m)
			m.Name = cmp.Or(m.Name, m.Tags["Name"], i.text("resourceId"))
			batch.Facts = append(batch.Facts, r.build(m, i))
		}
	}
	return batch
}

// sourceOf says whether the aggregator is up to date with the target.
func sourceOf(ctx context.Context, env *Env, client *configservice.Client, aggregator string) ([]fact.Proof, *fact.Gap) {
	sources, proofs, gap := list(ctx, env, sourcesStatus,
		&configservice.DescribeConfigurationAggregatorSourcesStatusInput{ConfigurationAggregatorName: aws.String(aggregator)},
		client.DescribeConfigurationAggregatorSourcesStatus,
		func(out *configservice.DescribeConfigurationAggregatorSourcesStatusOutput) *string {
			return out.NextToken
		},
		func(in *configservice.DescribeConfigurationAggregatorSourcesStatusInput, token *string) {
			in.NextToken = token
		},
		func(out *configservice.DescribeConfigurationAggregatorSourcesStatusOutput) []types.AggregatedSourceStatus {
			return out.AggregatedSourceStatusList
		})
	if gap != nil {
		return proofs, gap
	}
	for _, s := range sources {
		if aws.ToString(s.value.SourceId) != env.Target.Account || aws.ToString(s.value.AwsRegion) != env.Target.Region {
			continue
		}
		if s.value.LastUpdateStatus == types.AggregatedSourceStatusTypeSucceeded {
			return proofs, nil
		}
		stale := unexpected(sourcesStatus, fmt.Sprintf("the aggregator %s is not up to date here: %s %s %s",
			aggregator, s.value.LastUpdateStatus, aws.ToString(s.value.LastErrorCode), aws.ToString(s.value.LastErrorMessage)))
		return proofs, &stale
	}
	foreign := unexpected(sourcesStatus, fmt.Sprintf("the aggregator %s does not collect this account in this Region", aggregator))
	return proofs, &foreign
}

// selectFrom asks for the properties of every resource of a type at the target.
func selectFrom(
	ctx context.Context, env *Env, client *configservice.Client, aggregator, resourceType string, properties []string,
) ([]item, []fact.Proof, *fact.Gap) {
	columns := append([]string{"arn", "resourceId", "resourceName", "configurationItemStatus", "tags"}, properties...)
	expression := fmt.Sprintf("SELECT %s WHERE resourceType = '%s' AND accountId = '%s' AND awsRegion = '%s'",
		strings.Join(columns, ", "), resourceType, env.Target.Account, env.Target.Region)
	rows, proofs, gap := list(ctx, env, selectItems,
		&configservice.SelectAggregateResourceConfigInput{ConfigurationAggregatorName: aws.String(aggregator), Expression: aws.String(expression)},
		client.SelectAggregateResourceConfig,
		func(out *configservice.SelectAggregateResourceConfigOutput) *string { return out.NextToken },
		func(in *configservice.SelectAggregateResourceConfigInput, token *string) { in.NextToken = token },
		func(out *configservice.SelectAggregateResourceConfigOutput) []string { return out.Results })
	var items []item
	for _, row := range rows {
		var i item
		if err := json.Unmarshal([]byte(row.value), &i); err != nil {
			broken := unexpected(selectItems, fmt.Sprintf("a configuration item cannot be read: %v", err))
			return items, proofs, &broken
		}
		if status := i.text("configurationItemStatus"); !strings.HasPrefix(status, "ResourceDeleted") {
			items = append(items, i)
		}
	}
	return items, proofs, gap
}

// item is a configuration item as a query returns it: the asked properties, nested as their paths say.
type item map[string]any

// at follows a path; ok is false where the item does not hold it. A part that is written as JSON in a string is looked into. Of a list
// the first element counts.
func (i item) at(path ...string) (value any, ok bool) {
	value = map[string]any(i)
	for _, name := range path {
		if list, isList := value.([]any); isList && len(list) > 0 {
			value = list[0]
		}
		if written, isText := value.(string); isText && strings.HasPrefix(written, "{") {
			var inner map[string]any
			if json.Unmarshal([]byte(written), &inner) != nil {
				return nil, false
			}
			value = inner
		}
		object, isObject := value.(map[string]any)
		if !isObject {
			return nil, false
		}
		if value, ok = object[name]; !ok || value == nil {
			return nil, false
		}
	}
	return value, true
}

func (i item) text(path ...string) string {
	value, _ := i.at(path...)
	s, _ := value.(string)
	return s
}

// texts are the strings at a path, whether the item holds one or a list.
func (i item) texts(path ...string) []string {
	value, _ := i.at(path...)
	if s, one := value.(string); one {
		return []string{s}
	}
	list, _ := value.([]any)
	var all []string
	for _, x := range list {
		if s, ok := x.(string); ok {
			all = append(all, s)
		}
	}
	return all
}

// truth is a yes or no at a path, which some items write as text.
func (i item) truth(path ...string) (yes, ok bool) {
	value, _ := i.at(path...)
	switch value := value.(type) {
	case bool:
		return value, true
	case string:
		return strings.EqualFold(value, "true"), strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
	}
	return false, false
}

// keepTruth files a yes or no, or that the item does not hold it.
func (i item) keepTruth(m *fact.Meta, into *bool, field string, path ...string) {
	if yes, ok := i.truth(path...); ok {
		*into = yes
	} else {
		m.MarkUnread(field, unasked(absentFromItem))
	}
}

// keepText files a text, or that the item does not hold one.
func (i item) keepText(m *fact.Meta, into *string, field string, path ...string) {
	value, _ := i.at(path...)
	s, ok := value.(string)
	if *into = s; !ok {
		m.MarkUnread(field, unasked(absentFromItem))
	}
}

func (i item) tags(m *fact.Meta) {
	list, _ := i["tags"].([]any)
	m.Tags = map[string]string{}
	for _, x := range list {
		tag := item{}
		if object, ok := x.(map[string]any); ok {
			tag = object
		}
		m.Tags[tag.text("key")] = tag.text("value")
	}
	if i["tags"] == nil {
		m.MarkUnread("tags", unasked(absentFromItem))
	}
}

// records says whether a recorder runs and records a type.
func (i item) records(resourceType string) bool {
	group := []string{"configuration", "RecordingGroup"}
	if running, ok := i.truth("configuration", "Recording"); !ok || !running {
		return false
	}
	if all, ok := i.truth(append(group, "AllSupported")...); ok && all {
		return true
	}
	if i.text(append(group, "RecordingStrategy", "UseOnly")...) == "EXCLUSION_BY_RESOURCE_TYPES" {
		return !slices.Contains(i.texts(append(group, "ExclusionByResourceTypes", "ResourceTypes")...), resourceType)
	}
	return slices.Contains(i.texts(append(group, "ResourceTypes")...), resourceType)
}
