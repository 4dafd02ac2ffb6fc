package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	v2types "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"drydock/assess/fact"
)

// readsAPIs is the one IAM action for every read of API Gateway. Drydock never asks for API keys.
const readsAPIs = "apigateway:GET"

// openAccess is the authorization type of a method or route that takes every caller.
const openAccess = "NONE"

// restAPIs reads REST APIs with their stages and what their methods ask of callers. Of a stage it keeps no variables.
func restAPIs() Collector {
	return Collector{
		Name: "rest-apis", Service: "apigateway",
		Kinds: []fact.Kind{"rest_api", "api_stage"},
		Calls: []Call{
			{"apigateway.GetRestApis", readsAPIs}, {"apigateway.GetStages", readsAPIs}, {"apigateway.GetResources", readsAPIs},
		},
		Collect: collectRestAPIs,
	}
}

func collectRestAPIs(ctx context.Context, env *Env) Batch {
	client := apigateway.NewFromConfig(env.Config)
	apis, proofs, gap := list(ctx, env, "apigateway.GetRestApis", &apigateway.GetRestApisInput{Limit: aws.Int32(pageOf)}, client.GetRestApis,
		func(out *apigateway.GetRestApisOutput) *string { return out.Position },
		func(in *apigateway.GetRestApisInput, token *string) { in.Position = token },
		func(out *apigateway.GetRestApisOutput) []types.RestApi { return out.Items })
	type family struct {
		facts []fact.Fact
		proof fact.Proof
		gap   *fact.Gap // of the stages
	}
	families := inOrder(ctx, env, apis, func(ctx context.Context, e entry[types.RestApi]) family {
		api := env.restAPI(e)
		stages, proof, gap := Ask(ctx, env, "apigateway.GetStages", &apigateway.GetStagesInput{RestApiId: e.value.Id}, client.GetStages)
		found := []fact.Fact{api}
		if kept(&api.Meta, proof, gap, "stages") {
			for _, s := range stages.Item {
				api.Stages = append(api.Stages, aws.ToString(s.StageName))
				found = append(found, env.apiStage(api, s, proof))
			}
		}
		readMethods(ctx, env, client, api)
		return family{found, proof, gap}
	})
	stageGap, stageProofs := gap, slices.Clone(proofs)
	var all []fact.Fact
	for _, f := range families {
		all, stageProofs = append(all, f.facts...), append(stageProofs, f.proof)
		if stageGap == nil {
			stageGap = f.gap
		}
	}
	return Batch{Reach: []fact.Reach{env.Reach("rest_api", gap, proofs...), env.Reach("api_stage", stageGap, stageProofs...)}, Facts: all}
}

func (env *Env) restAPI(e entry[types.RestApi]) *fact.RestAPI {
	v := e.value
	id := aws.ToString(v.Id)
	f := &fact.RestAPI{Meta: env.Meta(env.arn("apigateway", env.Target.Region, "", "/restapis/"+id), aws.ToString(v.Name), e.proof), ID: id}
	f.Tags = v.Tags
	if v.EndpointConfiguration == nil || len(v.EndpointConfiguration.Types) == 0 {
		f.MarkUnread("endpointTypes", unexpected(e.proof.Operation, "the answer does not say"))
		return f
	}
	for _, t := range v.EndpointConfiguration.Types {
		f.EndpointTypes = append(f.EndpointTypes, string(t))
	}
	return f
}

func (env *Env) apiStage(api *fact.RestAPI, s types.Stage, proof fact.Proof) *fact.APIStage {
	name := aws.ToString(s.StageName)
	f := &fact.APIStage{
		Meta:  env.Meta(api.ARN+"/stages/"+name, api.Name+"/"+name, proof),
		APIID: api.ID, WebAclArn: aws.ToString(s.WebAclArn),
		Private: len(api.EndpointTypes) > 0 && !slices.ContainsFunc(api.EndpointTypes, func(t string) bool { return t != string(types.EndpointTypePrivate) }),
	}
	f.Tags = s.Tags
	if gap, unread := api.Unread["endpointTypes"]; unread {
		f.MarkUnread("private", gap)
	}
	return f
}

// readMethods lists the methods that take every caller.
func readMethods(ctx context.Context, env *Env, client *apigateway.Client, f *fact.RestAPI) {
	resources, proofs, gap := list(ctx, env, "apigateway.GetResources",
		&apigateway.GetResourcesInput{RestApiId: aws.String(f.ID), Embed: []string{"methods"}, Limit: aws.Int32(pageOf)}, client.GetResources,
		func(out *apigateway.GetResourcesOutput) *string { return out.Position },
		func(in *apigateway.GetResourcesInput, token *string) { in.Position = token },
		func(out *apigateway.GetResourcesOutput) []types.Resource { return out.Items })
	if !keptAll(&f.Meta, proofs, gap, "openMethods") {
		return
	}
	open := map[string]bool{}
	for _, r := range resources {
		for verb, m := range r.value.ResourceMethods {
			switch aws.ToString(m.AuthorizationType) {
			case "":
				f.MarkUnread("openMethods", unexpected("apigateway.GetResources", "the answer does not say who may call "+verb+" "+aws.ToString(r.value.Path)))
			case openAccess:
				open[verb+" "+aws.ToString(r.value.Path)] = verb != "OPTIONS"
			}
		}
	}
	for _, name := range sorted(open) {
		if open[name] {
			f.OpenMethods = append(f.OpenMethods, name)
		}
	}
}

// usagePlans reads the limits of usage plans, never the keys that they are for.
func usagePlans() Collector {
	const op, kind = "apigateway.GetUsagePlans", "usage_plan"
	return Collector{
		Name: "usage-plans", Service: "apigateway",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, readsAPIs}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := apigateway.NewFromConfig(env.Config)
			plans, proofs, gap := list(ctx, env, op, &apigateway.GetUsagePlansInput{Limit: aws.Int32(pageOf)}, client.GetUsagePlans,
				func(out *apigateway.GetUsagePlansOutput) *string { return out.Position },
				func(in *apigateway.GetUsagePlansInput, token *string) { in.Position = token },
				func(out *apigateway.GetUsagePlansOutput) []types.UsagePlan { return out.Items })
			batch := Batch{Reach: []fact.Reach{env.Reach(kind, gap, proofs...)}}
			for _, p := range plans {
				v := p.value
				f := &fact.UsagePlan{Meta: env.Meta(env.arn("apigateway", env.Target.Region, "", "/usageplans/"+aws.ToString(v.Id)), aws.ToString(v.Name), p.proof)}
				f.Tags = v.Tags
				for _, s := range v.ApiStages {
					f.Stages = append(f.Stages, aws.ToString(s.Stage))
				}
				if v.Throttle != nil {
					f.RateLimit = v.Throttle.RateLimit
				}
				if v.Quota != nil {
					f.Quota = int(v.Quota.Limit)
				}
				batch.Facts = append(batch.Facts, f)
			}
			return batch
		},
	}
}

// httpAPIs reads HTTP and WebSocket APIs with what their routes ask of callers.
func httpAPIs() Collector {
	const op, kind = "apigatewayv2.GetApis", "http_api"
	return Collector{
		Name: "http-apis", Service: "apigateway",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, readsAPIs}, {"apigatewayv2.GetRoutes", readsAPIs}, {"apigatewayv2.GetStages", readsAPIs}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := apigatewayv2.NewFromConfig(env.Config)
			apis, proofs, gap := list(ctx, env, op, &apigatewayv2.GetApisInput{}, client.GetApis,
				func(out *apigatewayv2.GetApisOutput) *string { return out.NextToken },
				func(in *apigatewayv2.GetApisInput, token *string) { in.NextToken = token },
				func(out *apigatewayv2.GetApisOutput) []v2types.Api { return out.Items })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, apis, func(ctx context.Context, e entry[v2types.Api]) *fact.HTTPAPI { return readHTTPAPI(ctx, env, client, e) }),
			}
		},
	}
}

func readHTTPAPI(ctx context.Context, env *Env, client *apigatewayv2.Client, e entry[v2types.Api]) *fact.HTTPAPI {
	id := aws.ToString(e.value.ApiId)
	f := &fact.HTTPAPI{
		Meta: env.Meta(env.arn("apigateway", env.Target.Region, "", "/apis/"+id), aws.ToString(e.value.Name), e.proof),
		ID:   id, Protocol: string(e.value.ProtocolType),
	}
	f.Tags = e.value.Tags
	routes, proofs, gap := list(ctx, env, "apigatewayv2.GetRoutes", &apigatewayv2.GetRoutesInput{ApiId: e.value.ApiId}, client.GetRoutes,
		func(out *apigatewayv2.GetRoutesOutput) *string { return out.NextToken },
		func(in *apigatewayv2.GetRoutesInput, token *string) { in.NextToken = token },
		func(out *apigatewayv2.GetRoutesOutput) []v2types.Route { return out.Items })
	if keptAll(&f.Meta, proofs, gap, "openRoutes") {
		for _, r := range routes {
			// The documented default of a route is to take every caller.
			if t := r.value.AuthorizationType; (t == "" || t == openAccess) && decidesAccess(e.value.ProtocolType, aws.ToString(r.value.RouteKey)) {
				f.OpenRoutes = append(f.OpenRoutes, aws.ToString(r.value.RouteKey))
			}
		}
	}
	stages, proofs, gap := list(ctx, env, "apigatewayv2.GetStages", &apigatewayv2.GetStagesInput{ApiId: e.value.ApiId}, client.GetStages,
		func(out *apigatewayv2.GetStagesOutput) *string { return out.NextToken },
		func(in *apigatewayv2.GetStagesInput, token *string) { in.NextToken = token },
		func(out *apigatewayv2.GetStagesOutput) []v2types.Stage { return out.Items })
	if keptAll(&f.Meta, proofs, gap, "stages") {
		for _, s := range stages {
			f.Stages = append(f.Stages, aws.ToString(s.value.StageName))
		}
	}
	return f
}

// decidesAccess says whether a route is where callers are let in: of a WebSocket only the connection, of HTTP all but what browsers
// ask before they sign in.
func decidesAccess(protocol v2types.ProtocolType, key string) bool {
	if protocol == v2types.ProtocolTypeWebsocket {
		return key == "$connect"
	}
	return !strings.HasPrefix(key, "OPTIONS ")
}
