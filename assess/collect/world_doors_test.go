package collect

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	apitypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	v2types "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	fronttypes "github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/shield"
	shieldtypes "github.com/aws/aws-sdk-go-v2/service/shield/types"
	"github.com/aws/aws-sdk-go-v2/service/wafv2"
	waftypes "github.com/aws/aws-sdk-go-v2/service/wafv2/types"
)

// worldDoors is what stands between the public and the application: APIs, load balancers, distributions and their web firewalls.
func worldDoors(f *fakeAWS) {
	worldRestAPIs(f)
	worldHTTPAPIs(f)
	worldBalancers(f)
	worldWebACLs(f)
	worldDistributions(f)
}

func worldRestAPIs(f *fakeAWS) {
	tags := map[string]string{"app": "claims"}
	pages(f, "apigateway.GetRestApis", func(in *apigateway.GetRestApisInput) *string { return in.Position },
		&apigateway.GetRestApisOutput{Position: second, Items: []apitypes.RestApi{{
			Id: aws.String("r1"), Name: aws.String("chat"), Tags: tags,
			EndpointConfiguration: &apitypes.EndpointConfiguration{Types: []apitypes.EndpointType{apitypes.EndpointTypeRegional}},
		}}},
		&apigateway.GetRestApisOutput{Items: []apitypes.RestApi{{
			Id: aws.String("r2"), Name: aws.String("inside"),
			EndpointConfiguration: &apitypes.EndpointConfiguration{Types: []apitypes.EndpointType{apitypes.EndpointTypePrivate}},
		}}})
	on(f, "apigateway.GetStages", func(in *apigateway.GetStagesInput) (*apigateway.GetStagesOutput, error) {
		stage := apitypes.Stage{StageName: aws.String("live"), Variables: map[string]string{"token": "canary-secret"}, Tags: tags}
		if *in.RestApiId == "r1" {
			stage.WebAclArn = frontACLArn
		}
		return &apigateway.GetStagesOutput{Item: []apitypes.Stage{stage}}, nil
	})
	on(f, "apigateway.GetResources", func(in *apigateway.GetResourcesInput) (*apigateway.GetResourcesOutput, error) {
		methods := func(kinds map[string]string) map[string]apitypes.Method {
			all := map[string]apitypes.Method{}
			for verb, kind := range kinds {
				all[verb] = apitypes.Method{HttpMethod: aws.String(verb), AuthorizationType: aws.String(kind)}
			}
			return all
		}
		switch {
		case *in.RestApiId == "r2":
			return &apigateway.GetResourcesOutput{Items: []apitypes.Resource{{Path: aws.String("/"), ResourceMethods: methods(map[string]string{"GET": "AWS_IAM"})}}}, nil
		case in.Position == nil:
			return &apigateway.GetResourcesOutput{Position: second, Items: []apitypes.Resource{
				{Path: aws.String("/chat"), ResourceMethods: methods(map[string]string{"POST": "COGNITO_USER_POOLS", "OPTIONS": "NONE"})},
			}}, nil
		}
		return &apigateway.GetResourcesOutput{Items: []apitypes.Resource{{Path: aws.String("/test"), ResourceMethods: methods(map[string]string{"GET": "NONE"})}}}, nil
	})
	pages(f, "apigateway.GetUsagePlans", func(in *apigateway.GetUsagePlansInput) *string { return in.Position },
		&apigateway.GetUsagePlansOutput{Position: second, Items: []apitypes.UsagePlan{{
			Id: aws.String("p1"), Name: aws.String("partners"), ApiStages: []apitypes.ApiStage{{ApiId: aws.String("r1"), Stage: aws.String("live")}},
			Throttle: &apitypes.ThrottleSettings{RateLimit: 20}, Quota: &apitypes.QuotaSettings{Limit: 1000}, Tags: tags,
		}}},
		&apigateway.GetUsagePlansOutput{Items: []apitypes.UsagePlan{{Id: aws.String("p2"), Name: aws.String("anybody")}}})
}

func worldHTTPAPIs(f *fakeAWS) {
	pages(f, "apigatewayv2.GetApis", func(in *apigatewayv2.GetApisInput) *string { return in.NextToken },
		&apigatewayv2.GetApisOutput{NextToken: second, Items: []v2types.Api{{ApiId: aws.String("h1"), Name: aws.String("assistant"), ProtocolType: v2types.ProtocolTypeHttp, Tags: map[string]string{"app": "claims"}}}},
		&apigatewayv2.GetApisOutput{Items: []v2types.Api{{ApiId: aws.String("h2"), Name: aws.String("stream"), ProtocolType: v2types.ProtocolTypeWebsocket}}})
	on(f, "apigatewayv2.GetRoutes", func(in *apigatewayv2.GetRoutesInput) (*apigatewayv2.GetRoutesOutput, error) {
		route := func(key string, kind v2types.AuthorizationType) v2types.Route {
			return v2types.Route{RouteKey: aws.String(key), AuthorizationType: kind}
		}
		switch {
		case *in.ApiId == "h2":
			return &apigatewayv2.GetRoutesOutput{Items: []v2types.Route{route("$connect", v2types.AuthorizationTypeCustom), route("$default", v2types.AuthorizationTypeNone)}}, nil
		case in.NextToken == nil:
			return &apigatewayv2.GetRoutesOutput{NextToken: second, Items: []v2types.Route{route("POST /chat", v2types.AuthorizationTypeJwt), route("OPTIONS /chat", v2types.AuthorizationTypeNone)}}, nil
		}
		return &apigatewayv2.GetRoutesOutput{Items: []v2types.Route{route("GET /test", "")}}, nil
	})
	on(f, "apigatewayv2.GetStages", func(in *apigatewayv2.GetStagesInput) (*apigatewayv2.GetStagesOutput, error) {
		if in.NextToken == nil {
			return &apigatewayv2.GetStagesOutput{NextToken: second, Items: []v2types.Stage{{StageName: aws.String("$default")}}}, nil
		}
		return &apigatewayv2.GetStagesOutput{Items: []v2types.Stage{{StageName: aws.String("test")}}}, nil
	})
}

const balancerArn = "arn:aws-cn:elasticloadbalancing:cn-north-1:111122223333:loadbalancer/app/front/1"

var frontACLArn = aws.String("arn:aws-cn:wafv2:cn-north-1:111122223333:regional/webacl/front/1")

func worldBalancers(f *fakeAWS) {
	internal := "arn:aws-cn:elasticloadbalancing:cn-north-1:111122223333:loadbalancer/net/models/2"
	pages(f, "elasticloadbalancingv2.DescribeLoadBalancers", func(in *elb.DescribeLoadBalancersInput) *string { return in.Marker },
		&elb.DescribeLoadBalancersOutput{NextMarker: second, LoadBalancers: []elbtypes.LoadBalancer{{
			LoadBalancerArn: aws.String(balancerArn), LoadBalancerName: aws.String("front"),
			Type: elbtypes.LoadBalancerTypeEnumApplication, Scheme: elbtypes.LoadBalancerSchemeEnumInternetFacing,
		}}},
		&elb.DescribeLoadBalancersOutput{LoadBalancers: []elbtypes.LoadBalancer{{
			LoadBalancerArn: aws.String(internal), LoadBalancerName: aws.String("models"),
			Type: elbtypes.LoadBalancerTypeEnumNetwork, Scheme: elbtypes.LoadBalancerSchemeEnumInternal,
		}}})
	on(f, "elasticloadbalancingv2.DescribeListeners", func(in *elb.DescribeListenersInput) (*elb.DescribeListenersOutput, error) {
		switch {
		case *in.LoadBalancerArn == internal:
			return &elb.DescribeListenersOutput{Listeners: []elbtypes.Listener{{Port: aws.Int32(9000), Protocol: elbtypes.ProtocolEnumTcp}}}, nil
		case in.Marker == nil:
			return &elb.DescribeListenersOutput{NextMarker: second, Listeners: []elbtypes.Listener{
				{Port: aws.Int32(443), Protocol: elbtypes.ProtocolEnumHttps, SslPolicy: aws.String("Modern")},
				{Port: aws.Int32(80), Protocol: elbtypes.ProtocolEnumHttp, ListenerArn: aws.String("redirects")},
			}}, nil
		}
		return &elb.DescribeListenersOutput{Listeners: []elbtypes.Listener{{Port: aws.Int32(8080), Protocol: elbtypes.ProtocolEnumHttp, ListenerArn: aws.String("forwards")}}}, nil
	})
	on(f, "elasticloadbalancingv2.DescribeRules", func(in *elb.DescribeRulesInput) (*elb.DescribeRulesOutput, error) {
		redirect := elbtypes.Rule{Actions: []elbtypes.Action{{Type: elbtypes.ActionTypeEnumRedirect, RedirectConfig: &elbtypes.RedirectActionConfig{Protocol: aws.String("HTTPS")}}}}
		forward := elbtypes.Rule{Actions: []elbtypes.Action{{Type: elbtypes.ActionTypeEnumForward}}}
		switch {
		case *in.ListenerArn == "forwards" && in.Marker != nil:
			return &elb.DescribeRulesOutput{Rules: []elbtypes.Rule{forward}}, nil
		case *in.ListenerArn == "forwards":
			return &elb.DescribeRulesOutput{NextMarker: second, Rules: []elbtypes.Rule{redirect}}, nil
		}
		return &elb.DescribeRulesOutput{Rules: []elbtypes.Rule{redirect}}, nil
	})
	pages(f, "elasticloadbalancingv2.DescribeSSLPolicies", func(in *elb.DescribeSSLPoliciesInput) *string { return in.Marker },
		&elb.DescribeSSLPoliciesOutput{NextMarker: second, SslPolicies: []elbtypes.SslPolicy{{Name: aws.String("Old"), SslProtocols: []string{"TLSv1"}}}},
		&elb.DescribeSSLPoliciesOutput{SslPolicies: []elbtypes.SslPolicy{{Name: aws.String("Modern"), SslProtocols: []string{"TLSv1.3", "TLSv1.2"}}}})
	on(f, "elasticloadbalancingv2.DescribeTags", func(in *elb.DescribeTagsInput) (*elb.DescribeTagsOutput, error) {
		out := &elb.DescribeTagsOutput{}
		for _, arn := range in.ResourceArns {
			out.TagDescriptions = append(out.TagDescriptions, elbtypes.TagDescription{ResourceArn: aws.String(arn), Tags: []elbtypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}}})
		}
		return out, nil
	})
	elsewhere := f.answers["wafv2.GetWebACLForResource"] // other doors take web ACLs too
	f.answers["wafv2.GetWebACLForResource"] = func(in any) (any, error) {
		switch arn := *in.(*wafv2.GetWebACLForResourceInput).ResourceArn; {
		case arn == balancerArn:
			return &wafv2.GetWebACLForResourceOutput{WebACL: &waftypes.WebACL{ARN: frontACLArn}}, nil
		case elsewhere == nil || strings.Contains(arn, ":elasticloadbalancing:"):
			return nil, fmt.Errorf("%s takes no web ACL", arn)
		}
		return elsewhere(in)
	}
}

func worldWebACLs(f *fakeAWS) {
	on(f, "wafv2.ListWebACLs", func(in *wafv2.ListWebACLsInput) (*wafv2.ListWebACLsOutput, error) {
		scope := map[waftypes.Scope]string{waftypes.ScopeRegional: "regional", waftypes.ScopeCloudfront: "global"}[in.Scope]
		acl := func(name string) waftypes.WebACLSummary {
			return waftypes.WebACLSummary{Id: aws.String(name), Name: aws.String(name), ARN: aws.String("arn:aws-cn:wafv2:cn-north-1:111122223333:" + scope + "/webacl/" + name + "/1")}
		}
		if in.NextMarker == nil {
			return &wafv2.ListWebACLsOutput{NextMarker: second, WebACLs: []waftypes.WebACLSummary{acl("front")}}, nil
		}
		return &wafv2.ListWebACLsOutput{WebACLs: []waftypes.WebACLSummary{acl("list-only")}}, nil
	})
	measured := &waftypes.VisibilityConfig{CloudWatchMetricsEnabled: true}
	group := func(name string, overrides ...waftypes.RuleActionOverride) *waftypes.ManagedRuleGroupStatement {
		return &waftypes.ManagedRuleGroupStatement{Name: aws.String(name), VendorName: aws.String("AWS"), RuleActionOverrides: overrides}
	}
	count := &waftypes.RuleAction{Count: &waftypes.CountAction{}}
	block := &waftypes.RuleAction{Block: &waftypes.BlockAction{}}
	on(f, "wafv2.GetWebACL", func(in *wafv2.GetWebACLInput) (*wafv2.GetWebACLOutput, error) {
		if *in.Name == "list-only" {
			return &wafv2.GetWebACLOutput{WebACL: &waftypes.WebACL{DefaultAction: &waftypes.DefaultAction{Block: &waftypes.BlockAction{}}}}, nil
		}
		return &wafv2.GetWebACLOutput{WebACL: &waftypes.WebACL{
			DefaultAction: &waftypes.DefaultAction{Allow: &waftypes.AllowAction{}},
			PreProcessFirewallManagerRuleGroups: []waftypes.FirewallManagerRuleGroup{{
				Name: aws.String("central"), OverrideAction: &waftypes.OverrideAction{None: &waftypes.NoneAction{}}, VisibilityConfig: measured,
				FirewallManagerStatement: &waftypes.FirewallManagerStatement{ManagedRuleGroupStatement: group("AWSManagedRulesKnownBadInputsRuleSet")},
			}},
			Rules: []waftypes.Rule{
				{Name: aws.String("common"), OverrideAction: &waftypes.OverrideAction{None: &waftypes.NoneAction{}}, VisibilityConfig: measured, Statement: &waftypes.Statement{
					ManagedRuleGroupStatement: group("AWSManagedRulesCommonRuleSet", waftypes.RuleActionOverride{Name: aws.String("SizeRestrictions_BODY"), ActionToUse: count}),
				}},
				{Name: aws.String("watch"), OverrideAction: &waftypes.OverrideAction{Count: &waftypes.CountAction{}}, Statement: &waftypes.Statement{ManagedRuleGroupStatement: group("AWSManagedRulesBotControlRuleSet")}},
				{Name: aws.String("rate"), Action: block, VisibilityConfig: measured, Statement: &waftypes.Statement{RateBasedStatement: &waftypes.RateBasedStatement{Limit: aws.Int64(300)}}},
				{Name: aws.String("size"), Action: block, VisibilityConfig: measured, Statement: &waftypes.Statement{AndStatement: &waftypes.AndStatement{Statements: []waftypes.Statement{
					{SizeConstraintStatement: &waftypes.SizeConstraintStatement{FieldToMatch: &waftypes.FieldToMatch{Body: &waftypes.Body{}}}},
				}}}},
			},
		}}, nil
	})
	on(f, "wafv2.GetLoggingConfiguration", func(*wafv2.GetLoggingConfigurationInput) (*wafv2.GetLoggingConfigurationOutput, error) {
		return &wafv2.GetLoggingConfigurationOutput{LoggingConfiguration: &waftypes.LoggingConfiguration{LogDestinationConfigs: []string{"arn:aws-cn:s3:::aws-waf-logs-1"}}}, nil
	})
	on(f, "wafv2.ListTagsForResource", func(in *wafv2.ListTagsForResourceInput) (*wafv2.ListTagsForResourceOutput, error) {
		tag := func(key string) *waftypes.TagInfoForResource {
			return &waftypes.TagInfoForResource{ResourceARN: in.ResourceARN, TagList: []waftypes.Tag{{Key: aws.String(key), Value: aws.String("claims")}}}
		}
		if in.NextMarker == nil {
			return &wafv2.ListTagsForResourceOutput{NextMarker: second, TagInfoForResource: tag("app")}, nil
		}
		return &wafv2.ListTagsForResourceOutput{TagInfoForResource: tag("team")}, nil
	})
}

func worldDistributions(f *fakeAWS) {
	behaviour := func(p fronttypes.ViewerProtocolPolicy) *fronttypes.DefaultCacheBehavior {
		return &fronttypes.DefaultCacheBehavior{ViewerProtocolPolicy: p}
	}
	arn := aws.String("arn:aws-cn:cloudfront::111122223333:distribution/E1")
	pages(f, "cloudfront.ListDistributions", func(in *cloudfront.ListDistributionsInput) *string { return in.Marker },
		&cloudfront.ListDistributionsOutput{DistributionList: &fronttypes.DistributionList{IsTruncated: aws.Bool(true), NextMarker: second, Items: []fronttypes.DistributionSummary{{
			ARN: arn, Id: aws.String("E1"), Enabled: aws.Bool(true), WebACLId: aws.String("arn:aws-cn:wafv2:cn-north-1:111122223333:global/webacl/front/1"),
			DefaultCacheBehavior: behaviour(fronttypes.ViewerProtocolPolicyRedirectToHttps),
			CacheBehaviors:       &fronttypes.CacheBehaviors{Items: []fronttypes.CacheBehavior{{ViewerProtocolPolicy: fronttypes.ViewerProtocolPolicyAllowAll}}},
			Origins: &fronttypes.Origins{Items: []fronttypes.Origin{
				{CustomHeaders: &fronttypes.CustomHeaders{Items: []fronttypes.OriginCustomHeader{{HeaderValue: aws.String("canary-secret")}}}, CustomOriginConfig: &fronttypes.CustomOriginConfig{
					OriginSslProtocols: &fronttypes.OriginSslProtocols{Items: []fronttypes.SslProtocol{fronttypes.SslProtocolTLSv1, fronttypes.SslProtocolTLSv12}},
				}},
				{S3OriginConfig: &fronttypes.S3OriginConfig{}},
			}},
		}}}},
		&cloudfront.ListDistributionsOutput{DistributionList: &fronttypes.DistributionList{IsTruncated: aws.Bool(false), Items: []fronttypes.DistributionSummary{{
			ARN: aws.String("arn:aws-cn:cloudfront::111122223333:distribution/E2"), Id: aws.String("E2"), Enabled: aws.Bool(false),
			DefaultCacheBehavior: behaviour(fronttypes.ViewerProtocolPolicyHttpsOnly), Origins: &fronttypes.Origins{},
		}}}})
	always(f, "cloudfront.ListTagsForResource", &cloudfront.ListTagsForResourceInput{}, &cloudfront.ListTagsForResourceOutput{
		Tags: &fronttypes.Tags{Items: []fronttypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}}},
	})
	always(f, "shield.GetSubscriptionState", &shield.GetSubscriptionStateInput{}, &shield.GetSubscriptionStateOutput{SubscriptionState: shieldtypes.SubscriptionStateActive})
	pages(f, "shield.ListProtections", func(in *shield.ListProtectionsInput) *string { return in.NextToken },
		&shield.ListProtectionsOutput{NextToken: second, Protections: []shieldtypes.Protection{{ResourceArn: arn}}},
		&shield.ListProtectionsOutput{Protections: []shieldtypes.Protection{{ResourceArn: aws.String(balancerArn)}}})
}
