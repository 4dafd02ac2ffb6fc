package probe

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	apitypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	v2types "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	fronttypes "github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/wafv2"
	waftypes "github.com/aws/aws-sdk-go-v2/service/wafv2/types"

	"drydock/assess/evidence"
	"drydock/assess/probe/moto"
)

// doorTwins seeds APIs, load balancers, distributions and web firewalls, good beside bad.
type doorTwins struct {
	t    *testing.T
	ctx  context.Context
	cfg  aws.Config
	acls map[string]*string // ARNs of the regional ones
	ids  map[string]string  // of the distributions
}

func (d *doorTwins) must(what string, err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatalf("seeding %s: %v", what, err)
	}
}

// webACL makes a web firewall: a careful one blocks known attacks, floods, callers who call too often and long bodies, and keeps a log.
func (d *doorTwins) webACL(name string, scope waftypes.Scope) *string {
	client := wafv2.NewFromConfig(d.cfg)
	measured := &waftypes.VisibilityConfig{MetricName: aws.String(name), CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true}
	in := &wafv2.CreateWebACLInput{
		Name: aws.String(name), Scope: scope, DefaultAction: &waftypes.DefaultAction{Allow: &waftypes.AllowAction{}}, VisibilityConfig: measured,
	}
	if name == "careful" {
		for i, group := range []string{"AWSManagedRulesAntiDDoSRuleSet", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"} {
			in.Rules = append(in.Rules, waftypes.Rule{
				Name: aws.String(group), Priority: int32(i), VisibilityConfig: measured, OverrideAction: &waftypes.OverrideAction{None: &waftypes.NoneAction{}},
				Statement: &waftypes.Statement{ManagedRuleGroupStatement: &waftypes.ManagedRuleGroupStatement{VendorName: aws.String("AWS"), Name: aws.String(group)}},
			})
		}
		in.Rules = append(in.Rules, waftypes.Rule{
			Name: aws.String("rate"), Priority: 9, VisibilityConfig: measured, Action: &waftypes.RuleAction{Block: &waftypes.BlockAction{}},
			Statement: &waftypes.Statement{RateBasedStatement: &waftypes.RateBasedStatement{Limit: aws.Int64(300), AggregateKeyType: waftypes.RateBasedStatementAggregateKeyTypeIp}},
		})
	}
	out, err := client.CreateWebACL(d.ctx, in)
	d.must("web ACL", err)
	if name == "careful" {
		_, err = client.PutLoggingConfiguration(d.ctx, &wafv2.PutLoggingConfigurationInput{LoggingConfiguration: &waftypes.LoggingConfiguration{
			ResourceArn: out.Summary.ARN, LogDestinationConfigs: []string{"arn:aws:s3:::aws-waf-logs-twins"},
		}})
		d.must("web ACL log", err)
	}
	return out.Summary.ARN
}

func (d *doorTwins) restAPIs() {
	client := apigateway.NewFromConfig(d.cfg)
	for name, kind := range map[string]string{"careful": "AWS_IAM", "careless": "NONE"} {
		api, err := client.CreateRestApi(d.ctx, &apigateway.CreateRestApiInput{
			Name: aws.String(name), EndpointConfiguration: &apitypes.EndpointConfiguration{Types: []apitypes.EndpointType{apitypes.EndpointTypeRegional}},
		})
		d.must("REST API", err)
		resources, err := client.GetResources(d.ctx, &apigateway.GetResourcesInput{RestApiId: api.Id})
		d.must("REST API", err)
		root := resources.Items[0].Id
		_, err = client.PutMethod(d.ctx, &apigateway.PutMethodInput{RestApiId: api.Id, ResourceId: root, HttpMethod: aws.String("POST"), AuthorizationType: aws.String(kind)})
		d.must("method", err)
		_, err = client.PutIntegration(d.ctx, &apigateway.PutIntegrationInput{
			RestApiId: api.Id, ResourceId: root, HttpMethod: aws.String("POST"), Type: apitypes.IntegrationTypeHttp,
			Uri: aws.String("https://assistant.example.com"), IntegrationHttpMethod: aws.String("POST"),
		})
		d.must("integration", err)
		deployment, err := client.CreateDeployment(d.ctx, &apigateway.CreateDeploymentInput{RestApiId: api.Id})
		d.must("deployment", err)
		_, err = client.CreateStage(d.ctx, &apigateway.CreateStageInput{RestApiId: api.Id, StageName: aws.String("live"), DeploymentId: deployment.Id})
		d.must("stage", err)
		plan := &apigateway.CreateUsagePlanInput{Name: aws.String(name), ApiStages: []apitypes.ApiStage{{ApiId: api.Id, Stage: aws.String("live")}}}
		if name == "careful" {
			plan.Throttle = &apitypes.ThrottleSettings{RateLimit: 20, BurstLimit: 40}
		}
		_, err = client.CreateUsagePlan(d.ctx, plan)
		d.must("usage plan", err)
		if name == "careful" {
			_, err = wafv2.NewFromConfig(d.cfg).AssociateWebACL(d.ctx, &wafv2.AssociateWebACLInput{
				WebACLArn: d.acls["careful"], ResourceArn: aws.String("arn:aws:apigateway:" + moto.Region + "::/restapis/" + *api.Id + "/stages/live"),
			})
			d.must("web ACL of the stage", err)
		}
	}
}

func (d *doorTwins) httpAPIs() {
	client := apigatewayv2.NewFromConfig(d.cfg)
	for name, kind := range map[string]v2types.AuthorizationType{"careful": v2types.AuthorizationTypeAwsIam, "careless": v2types.AuthorizationTypeNone} {
		api, err := client.CreateApi(d.ctx, &apigatewayv2.CreateApiInput{Name: aws.String(name + "-http"), ProtocolType: v2types.ProtocolTypeHttp})
		d.must("HTTP API", err)
		_, err = client.CreateRoute(d.ctx, &apigatewayv2.CreateRouteInput{ApiId: api.ApiId, RouteKey: aws.String("POST /chat"), AuthorizationType: kind})
		d.must("route", err)
		_, err = client.CreateStage(d.ctx, &apigatewayv2.CreateStageInput{ApiId: api.ApiId, StageName: aws.String("live")})
		d.must("stage", err)
	}
}

func (d *doorTwins) balancers() {
	network := ec2.NewFromConfig(d.cfg)
	vpc, err := network.CreateVpc(d.ctx, &ec2.CreateVpcInput{CidrBlock: aws.String("10.5.0.0/16")})
	d.must("network", err)
	var subnets []string
	for zone, addresses := range map[string]string{"a": "10.5.1.0/24", "b": "10.5.2.0/24"} {
		subnet, err := network.CreateSubnet(d.ctx, &ec2.CreateSubnetInput{VpcId: vpc.Vpc.VpcId, CidrBlock: aws.String(addresses), AvailabilityZone: aws.String(moto.Region + zone)})
		d.must("subnet", err)
		subnets = append(subnets, *subnet.Subnet.SubnetId)
	}
	client := elb.NewFromConfig(d.cfg)
	certificate := []elbtypes.Certificate{{CertificateArn: aws.String("arn:aws:iam::" + moto.Account + ":server-certificate/front")}}
	fixed := []elbtypes.Action{{Type: elbtypes.ActionTypeEnumFixedResponse, FixedResponseConfig: &elbtypes.FixedResponseActionConfig{StatusCode: aws.String("200")}}}
	redirect := []elbtypes.Action{{Type: elbtypes.ActionTypeEnumRedirect, RedirectConfig: &elbtypes.RedirectActionConfig{
		Protocol: aws.String("HTTPS"), Port: aws.String("443"), StatusCode: elbtypes.RedirectActionStatusCodeEnumHttp301,
	}}}
	for name, policy := range map[string]string{"careful": "ELBSecurityPolicy-TLS13-1-2-2021-06", "careless": "ELBSecurityPolicy-2016-08"} {
		made, err := client.CreateLoadBalancer(d.ctx, &elb.CreateLoadBalancerInput{
			Name: aws.String(name), Subnets: subnets, Scheme: elbtypes.LoadBalancerSchemeEnumInternetFacing, Type: elbtypes.LoadBalancerTypeEnumApplication,
		})
		d.must("load balancer", err)
		arn := made.LoadBalancers[0].LoadBalancerArn
		_, err = client.CreateListener(d.ctx, &elb.CreateListenerInput{
			LoadBalancerArn: arn, Port: aws.Int32(443), Protocol: elbtypes.ProtocolEnumHttps, SslPolicy: aws.String(policy), Certificates: certificate, DefaultActions: fixed,
		})
		d.must("listener", err)
		plain := redirect
		if name == "careless" {
			plain = fixed
		}
		_, err = client.CreateListener(d.ctx, &elb.CreateListenerInput{LoadBalancerArn: arn, Port: aws.Int32(80), Protocol: elbtypes.ProtocolEnumHttp, DefaultActions: plain})
		d.must("listener", err)
		_, err = wafv2.NewFromConfig(d.cfg).AssociateWebACL(d.ctx, &wafv2.AssociateWebACLInput{WebACLArn: d.acls[name], ResourceArn: arn})
		d.must("web ACL of the load balancer", err)
	}
	_, err = client.CreateLoadBalancer(d.ctx, &elb.CreateLoadBalancerInput{
		Name: aws.String("bare"), Subnets: subnets, Scheme: elbtypes.LoadBalancerSchemeEnumInternetFacing, Type: elbtypes.LoadBalancerTypeEnumApplication,
	})
	d.must("load balancer", err)
}

func (d *doorTwins) distributions() {
	client := cloudfront.NewFromConfig(d.cfg)
	for name, policy := range map[string]fronttypes.ViewerProtocolPolicy{"careful": fronttypes.ViewerProtocolPolicyRedirectToHttps, "careless": fronttypes.ViewerProtocolPolicyAllowAll} {
		version, acl := fronttypes.SslProtocolTLSv12, ""
		if name == "careless" {
			version = fronttypes.SslProtocolTLSv1
		} else {
			acl = *d.webACL(name, waftypes.ScopeCloudfront)
		}
		made, err := client.CreateDistribution(d.ctx, &cloudfront.CreateDistributionInput{DistributionConfig: &fronttypes.DistributionConfig{
			CallerReference: aws.String(name), Comment: aws.String(name), Enabled: aws.Bool(true), WebACLId: aws.String(acl),
			DefaultCacheBehavior: &fronttypes.DefaultCacheBehavior{TargetOriginId: aws.String("app"), ViewerProtocolPolicy: policy},
			Origins: &fronttypes.Origins{Quantity: aws.Int32(1), Items: []fronttypes.Origin{{
				Id: aws.String("app"), DomainName: aws.String("assistant.example.com"), CustomOriginConfig: &fronttypes.CustomOriginConfig{
					HTTPPort: aws.Int32(80), HTTPSPort: aws.Int32(443), OriginProtocolPolicy: fronttypes.OriginProtocolPolicyHttpsOnly,
					OriginSslProtocols: &fronttypes.OriginSslProtocols{Quantity: aws.Int32(1), Items: []fronttypes.SslProtocol{version}},
				},
			}}},
		}})
		d.must("distribution", err)
		d.ids[name] = *made.Distribution.Id
	}
}

func TestDoorTwins(t *testing.T) {
	d := &doorTwins{t: t, acls: map[string]*string{}, ids: map[string]string{}}
	findings, _ := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		d.ctx, d.cfg = ctx, cfg
		for _, name := range []string{"careful", "careless"} {
			d.acls[name] = d.webACL(name, waftypes.ScopeRegional)
		}
		d.restAPIs()
		d.httpAPIs()
		d.balancers()
		d.distributions()
	}, "apigateway", "elasticloadbalancing", "wafv2", "cloudfront", "shield", "bedrock-agentcore")
	var twins []twin
	for _, rule := range []string{
		"rest-apis-ask-who-calls", "usage-plans-limit-callers", "load-balancers-speak-tls", "load-balancers-refuse-old-tls", "web-acls-hold-rules",
		"web-acls-screen-requests", "web-acls-limit-each-caller", "web-acls-bound-request-size", "web-acls-keep-a-log",
	} {
		twins = append(twins, twin{rule, "careful", evidence.Pass}, twin{rule, "careless", evidence.Fail})
	}
	for _, rule := range []string{"distributions-speak-tls", "distributions-reach-origins-over-modern-tls", "distributions-have-a-web-acl"} {
		twins = append(twins, twin{rule, d.ids["careful"], evidence.Pass}, twin{rule, d.ids["careless"], evidence.Fail})
	}
	wantTwins(t, findings, append(twins,
		twin{"http-apis-ask-who-calls", "careful-http", evidence.Pass},
		twin{"http-apis-ask-who-calls", "careless-http", evidence.Fail},
		twin{"load-balancers-have-a-web-acl", "careful", evidence.Pass},
		twin{"load-balancers-have-a-web-acl", "bare", evidence.Fail},
		twin{"distribution-web-acls-limit-each-caller", "careful", evidence.Pass},
		twin{"api-stages-have-a-web-acl", "careful/live", evidence.Pass},
		twin{"api-stages-have-a-web-acl", "careless/live", evidence.Fail},
		twin{"web-acls-ward-off-floods", "careful", evidence.Pass},
		twin{"web-acls-ward-off-floods", "careless", evidence.Unknown}, // Shield may do it, and the emulator does not say whether it is paid for
		twin{"distributions-are-shielded", d.ids["careful"], evidence.Unknown},
	))
}
