package collect

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/budgets"
	budgettypes "github.com/aws/aws-sdk-go-v2/service/budgets/types"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	costtypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"

	"drydock/assess/fact"
)

// accountBudgets reads what budgets cover and how many warnings they give; never the sums, nor who is warned.
func accountBudgets() Collector {
	const kind = "budget"
	return Collector{
		Name: "budgets", Service: "budgets", Global: true,
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"budgets.DescribeBudgets", "budgets:ViewBudget"},
			{"budgets.DescribeNotificationsForBudget", "budgets:ViewBudget"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := budgets.NewFromConfig(env.Config)
			in := &budgets.DescribeBudgetsInput{AccountId: aws.String(env.Target.Account), ShowFilterExpression: aws.Bool(true)}
			all, proofs, gap := list(ctx, env, "budgets.DescribeBudgets", in, client.DescribeBudgets,
				func(out *budgets.DescribeBudgetsOutput) *string { return out.NextToken },
				func(in *budgets.DescribeBudgetsInput, token *string) { in.NextToken = token },
				func(out *budgets.DescribeBudgetsOutput) []budgettypes.Budget { return out.Budgets })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, all, func(ctx context.Context, e entry[budgettypes.Budget]) *fact.Budget {
					return readBudget(ctx, env, client, e)
				}),
			}
		},
	}
}

func readBudget(ctx context.Context, env *Env, client *budgets.Client, e entry[budgettypes.Budget]) *fact.Budget {
	f := &fact.Budget{
		Meta: env.Meta("", aws.ToString(e.value.BudgetName), e.proof),
		Type: string(e.value.BudgetType), TimeUnit: string(e.value.TimeUnit),
	}
	//lint:ignore SA1019 the older way to narrow a budget; those that were made so answer with it
	for key, values := range e.value.CostFilters {
		if key == "Service" {
			f.Services = append(f.Services, values...)
		} else {
			f.Filtered = true
		}
	}
	if x := e.value.FilterExpression; x != nil {
		if d := x.Dimensions; d != nil && d.Key == budgettypes.DimensionService && len(d.MatchOptions) == 0 {
			f.Services = append(f.Services, d.Values...)
		} else {
			f.Filtered = true
		}
	}
	f.Services = distinct(f.Services)
	in := &budgets.DescribeNotificationsForBudgetInput{AccountId: aws.String(env.Target.Account), BudgetName: e.value.BudgetName}
	warnings, proofs, gap := list(ctx, env, "budgets.DescribeNotificationsForBudget", in, client.DescribeNotificationsForBudget,
		func(out *budgets.DescribeNotificationsForBudgetOutput) *string { return out.NextToken },
		func(in *budgets.DescribeNotificationsForBudgetInput, token *string) { in.NextToken = token },
		func(out *budgets.DescribeNotificationsForBudgetOutput) []budgettypes.Notification {
			return out.Notifications
		})
	f.Proof = append(f.Proof, proofs...)
	if gap != nil {
		f.MarkUnread("warnings", *gap)
		return f
	}
	f.Warnings = len(warnings)
	return f
}

// costMonitors reads what cost anomaly detection watches, and whether anybody is told; never what it found.
func costMonitors() Collector {
	const kind = "cost_monitor"
	return Collector{
		Name: "ce", Service: "ce", Global: true,
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"costexplorer.GetAnomalyMonitors", "ce:GetAnomalyMonitors"},
			{"costexplorer.GetAnomalySubscriptions", "ce:GetAnomalySubscriptions"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := costexplorer.NewFromConfig(env.Config)
			monitors, proofs, gap := list(ctx, env, "costexplorer.GetAnomalyMonitors", &costexplorer.GetAnomalyMonitorsInput{}, client.GetAnomalyMonitors,
				func(out *costexplorer.GetAnomalyMonitorsOutput) *string { return out.NextPageToken },
				func(in *costexplorer.GetAnomalyMonitorsInput, token *string) { in.NextPageToken = token },
				func(out *costexplorer.GetAnomalyMonitorsOutput) []costtypes.AnomalyMonitor {
					return out.AnomalyMonitors
				})
			batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}}
			if len(monitors) == 0 {
				return batch
			}
			told, toldProofs, toldGap := list(ctx, env, "costexplorer.GetAnomalySubscriptions", &costexplorer.GetAnomalySubscriptionsInput{}, client.GetAnomalySubscriptions,
				func(out *costexplorer.GetAnomalySubscriptionsOutput) *string { return out.NextPageToken },
				func(in *costexplorer.GetAnomalySubscriptionsInput, token *string) { in.NextPageToken = token },
				func(out *costexplorer.GetAnomalySubscriptionsOutput) []costtypes.AnomalySubscription {
					return out.AnomalySubscriptions
				})
			for _, m := range monitors {
				f := &fact.CostMonitor{
					Meta: env.Meta("", aws.ToString(m.value.MonitorName), append([]fact.Proof{m.proof}, toldProofs...)...),
					Type: string(m.value.MonitorType), Dimension: string(m.value.MonitorDimension),
				}
				if toldGap != nil {
					f.MarkUnread("subscriptions", *toldGap)
				}
				for _, s := range told {
					if toldGap == nil && len(s.value.Subscribers) > 0 && slices.Contains(s.value.MonitorArnList, aws.ToString(m.value.MonitorArn)) {
						f.Subscriptions++
					}
				}
				batch.Facts = append(batch.Facts, f)
			}
			return batch
		},
	}
}
