package fact

// WebACL is a web firewall of a Region, for load balancers, APIs and gateways.
type WebACL struct {
	Meta
	DefaultAction string       `json:"defaultAction" derived:"ALLOW or BLOCK: what happens to a request that no rule decides"`
	Rules         []WebACLRule `json:"rules" derived:"the rules in order, those of nested statements not counted"`
	Logged        bool         `json:"logged" derived:"wafv2.GetLoggingConfiguration names a destination"`
}

// WebACLRule is one rule of a web firewall.
type WebACLRule struct {
	Name    string   `json:"name" aws:"wafv2.GetWebACL.WebACL.Rules[].Name"`
	Group   string   `json:"group" aws:"wafv2.GetWebACL.WebACL.Rules[].Statement.ManagedRuleGroupStatement.Name"` // AWSManagedRulesCommonRuleSet and others; "": a rule of your own
	Action  string   `json:"action" derived:"ALLOW, BLOCK, COUNT, CAPTCHA or CHALLENGE; GROUP where the group's own rules decide; COUNT where the whole group only counts"`
	Counted []string `json:"counted" derived:"names of the group's rules that are overridden to count or allow, excluded ones included"`
	Limit   int      `json:"limit" aws:"wafv2.GetWebACL.WebACL.Rules[].Statement.RateBasedStatement.Limit"` // requests in a window; 0: not a rate rule
	BySize  bool     `json:"bySize" derived:"a size constraint on the body decides, alone or within AND and OR"`
	Metrics bool     `json:"metrics" aws:"wafv2.GetWebACL.WebACL.Rules[].VisibilityConfig.CloudWatchMetricsEnabled"`
}

// CloudFrontWebACL is a web firewall for distributions; it belongs to the account (global).
type CloudFrontWebACL WebACL

// Shield is whether the account has subscribed to AWS Shield Advanced, and what that protects (global).
type Shield struct {
	Meta
	Subscribed bool     `json:"subscribed" derived:"shield.GetSubscriptionState says ACTIVE"`
	Protected  []string `json:"protected" aws:"shield.ListProtections.Protections[].ResourceArn"`
}

// RestAPI is a REST API of API Gateway.
type RestAPI struct {
	Meta
	ID            string   `json:"id" aws:"apigateway.GetRestApis.Items[].Id"`
	EndpointTypes []string `json:"endpointTypes" aws:"apigateway.GetRestApis.Items[].EndpointConfiguration.Types"` // REGIONAL | EDGE | PRIVATE
	Stages        []string `json:"stages" aws:"apigateway.GetStages.Item[].StageName"`
	// OpenMethods leaves OPTIONS out, which browsers ask before they sign in.
	OpenMethods []string `json:"openMethods" derived:"methods other than OPTIONS with authorization type NONE, as GET /claims"`
}

// APIStage is a stage of a REST API: where it is deployed.
type APIStage struct {
	Meta
	APIID     string `json:"apiId" aws:"apigateway.GetRestApis.Items[].Id"`
	Private   bool   `json:"private" derived:"the API's only endpoint type is PRIVATE"`
	WebAclArn string `json:"webAclArn" aws:"apigateway.GetStages.Item[].WebAclArn"`
}

// UsagePlan is a plan that limits what holders of API keys may call.
type UsagePlan struct {
	Meta
	Stages    []string `json:"stages" aws:"apigateway.GetUsagePlans.Items[].ApiStages[].Stage"`
	RateLimit float64  `json:"rateLimit" aws:"apigateway.GetUsagePlans.Items[].Throttle.RateLimit"` // requests a second; 0: none set
	Quota     int      `json:"quota" aws:"apigateway.GetUsagePlans.Items[].Quota.Limit"`            // requests a period; 0: none set
}

// HTTPAPI is an HTTP or WebSocket API of API Gateway.
type HTTPAPI struct {
	Meta
	ID         string   `json:"id" aws:"apigatewayv2.GetApis.Items[].ApiId"`
	Protocol   string   `json:"protocol" aws:"apigatewayv2.GetApis.Items[].ProtocolType"` // HTTP | WEBSOCKET
	Stages     []string `json:"stages" aws:"apigatewayv2.GetStages.Items[].StageName"`
	OpenRoutes []string `json:"openRoutes" derived:"keys of routes with authorization type NONE; of a WebSocket API only $connect, which decides for all"`
}

// LoadBalancer is an application, network or gateway load balancer.
type LoadBalancer struct {
	Meta
	Type      string     `json:"type" aws:"elasticloadbalancingv2.DescribeLoadBalancers.LoadBalancers[].Type"`     // application | network | gateway
	Scheme    string     `json:"scheme" aws:"elasticloadbalancingv2.DescribeLoadBalancers.LoadBalancers[].Scheme"` // internet-facing | internal
	WebAclArn string     `json:"webAclArn" aws:"wafv2.GetWebACLForResource.WebACL.ARN"`
	Listeners []Listener `json:"listeners" derived:"elasticloadbalancingv2.DescribeListeners"`
}

// Listener is a port of a load balancer.
type Listener struct {
	Port      int      `json:"port" aws:"elasticloadbalancingv2.DescribeListeners.Listeners[].Port"`
	Protocol  string   `json:"protocol" aws:"elasticloadbalancingv2.DescribeListeners.Listeners[].Protocol"`
	TLSPolicy string   `json:"tlsPolicy" aws:"elasticloadbalancingv2.DescribeListeners.Listeners[].SslPolicy"`
	Versions  []string `json:"versions" aws:"elasticloadbalancingv2.DescribeSSLPolicies.SslPolicies[].SslProtocols"` // TLSv1.2 and others; none on a port without TLS
	Redirects bool     `json:"redirects" derived:"each rule of a plain HTTP listener redirects to HTTPS"`
}

// Distribution is a distribution of CloudFront (global).
type Distribution struct {
	Meta
	Enabled   bool     `json:"enabled" aws:"cloudfront.ListDistributions.DistributionList.Items[].Enabled"`
	WebAclArn string   `json:"webAclArn" aws:"cloudfront.ListDistributions.DistributionList.Items[].WebACLId"`
	Viewers   []string `json:"viewers" derived:"viewer protocol policies of the default and all other cache behaviours: allow-all, https-only, redirect-to-https"`
	Origins   []string `json:"origins" derived:"TLS versions that the distribution may use to origins of your own, each once"`
}

// Kind implements Fact.
func (*WebACL) Kind() Kind           { return "web_acl" }
func (*CloudFrontWebACL) Kind() Kind { return "cloudfront_web_acl" }
func (*Shield) Kind() Kind           { return "shield" }
func (*RestAPI) Kind() Kind          { return "rest_api" }
func (*APIStage) Kind() Kind         { return "api_stage" }
func (*UsagePlan) Kind() Kind        { return "usage_plan" }
func (*HTTPAPI) Kind() Kind          { return "http_api" }
func (*LoadBalancer) Kind() Kind     { return "load_balancer" }
func (*Distribution) Kind() Kind     { return "cloudfront_distribution" }
