package collect

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	apitypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/shield"
	shieldtypes "github.com/aws/aws-sdk-go-v2/service/shield/types"
	"github.com/aws/aws-sdk-go-v2/service/wafv2"

	"drydock/assess/fact"
)

// named finds the fact of a type by name.
func named[F fact.Fact](t *testing.T, facts []F, name string) F {
	t.Helper()
	i := slices.IndexFunc(facts, func(f F) bool { return f.Base().Name == name })
	if i < 0 {
		t.Fatalf("no %T is named %s", *new(F), name)
	}
	return facts[i]
}

func TestSubnetsFollowTheirRouteTable(t *testing.T) {
	batch := collected(t, world(), ec2Routes())
	subnets := only[*fact.EC2Subnet](batch)
	for name, want := range map[string]struct {
		gateway bool
		ways    []string
	}{
		"subnet-private": {false, []string{"nat-1"}}, // its own table; a route that leads nowhere is none
		"subnet-public":  {true, []string{"eigw-1", "igw-1"}},
		"subnet-closed":  {false, []string{"vpce-firewall"}},
	} {
		if s := named(t, subnets, name); s.InternetGateway != want.gateway || !slices.Equal(s.WaysOut, want.ways) || len(s.Unread) > 0 {
			t.Errorf("%s: internet gateway %t, ways out %v, unread %v; want %+v", name, s.InternetGateway, s.WaysOut, s.Unread, want)
		}
	}
	peerings := only[*fact.EC2Peering](batch)
	if len(peerings) != 2 {
		t.Fatalf("%d peerings are in force; want 2", len(peerings))
	}
	if p := named(t, peerings, "pcx-1"); !slices.Equal(p.WideRoutes, []string{"10.9.0.0/16"}) || p.RequesterVpc != "vpc-1" || p.AccepterVpc != "vpc-sources" {
		t.Errorf("the wide peering is %+v", p)
	}
	if p := named(t, peerings, "pcx-2"); len(p.WideRoutes) != 0 {
		t.Errorf("the narrow peering has wide routes %v", p.WideRoutes)
	}
}

// Of a network that another account shares, AWS shows the subnets and not the routes: that is not a private subnet.
func TestSharedSubnetsHaveUnreadRoutes(t *testing.T) {
	f := world()
	always(f, "ec2.DescribeRouteTables", &ec2.DescribeRouteTablesInput{}, &ec2.DescribeRouteTablesOutput{RouteTables: []ec2types.RouteTable{}})
	for _, s := range only[*fact.EC2Subnet](collected(t, f, ec2Routes())) {
		if s.Unread["internetGateway"].Status != fact.Failed || s.Unread["waysOut"].Status != fact.Failed {
			t.Errorf("%s: routes that nobody saw are read: %v", s.Name, s.Unread)
		}
	}
}

func TestGroupsThatLetEverythingOut(t *testing.T) {
	groups := only[*fact.EC2SecurityGroup](collected(t, world(), ec2Groups()))
	for name, want := range map[string]bool{"agents": false, "default": true, "six": true} {
		if g := named(t, groups, name); g.OpenOut != want {
			t.Errorf("%s: open %t, want %t", name, g.OpenOut, want)
		}
	}
}

func TestFirewallsShareAPolicyThatIsAskedOnce(t *testing.T) {
	f := world()
	firewalls := only[*fact.NetworkFirewall](collected(t, f, networkFirewalls()))
	if n := f.asked["networkfirewall.DescribeFirewallPolicy"]; n != 2 {
		t.Errorf("policies were asked %d times; two firewalls share one, so 2", n)
	}
	for _, name := range []string{"out", "spare"} {
		if w := named(t, firewalls, name); !slices.Equal(w.StatefulDefault, []string{"aws:drop_strict"}) || len(w.StatefulGroups) != 1 || len(w.StatelessGroups) != 1 {
			t.Errorf("%s is %+v", name, w)
		}
	}
	if w := named(t, firewalls, "out"); !slices.Equal(w.Logs, []string{"ALERT"}) || w.VpcID != "vpc-1" {
		t.Errorf("the firewall that logs is %+v", w)
	}
	if w := named(t, firewalls, "lab"); !slices.Equal(w.StatelessDefault, []string{"aws:pass"}) || len(w.StatefulGroups)+len(w.Logs)+len(w.Unread) != 0 {
		t.Errorf("the open firewall is %+v", w)
	}
}

func TestDNSFirewallsThatBlockTheRest(t *testing.T) {
	f := world()
	firewalls := only[*fact.DNSFirewall](collected(t, f, dnsFirewalls()))
	for name, want := range map[string]struct {
		rest bool
		open string
	}{
		"agents":    {true, "DISABLED"}, // no configuration of its own: the documented default
		"twin":      {true, "ENABLED"},
		"bad-names": {false, "DISABLED"},
	} {
		if d := named(t, firewalls, name); d.BlocksRest != want.rest || d.FailOpen != want.open || d.Status != "COMPLETE" {
			t.Errorf("%s is %+v; want %+v", name, d, want)
		}
	}
	f = world()
	f.failFrom["route53resolver.ListFirewallDomains"] = 1
	if _, unread := named(t, only[*fact.DNSFirewall](collected(t, f, dnsFirewalls())), "bad-names").Unread["blocksRest"]; !unread {
		t.Error("a list that nobody could read counts as one without *")
	}
}

func TestRestAPIsWithTheirStages(t *testing.T) {
	batch := collected(t, world(), restAPIs())
	apis, stages := only[*fact.RestAPI](batch), only[*fact.APIStage](batch)
	if a := named(t, apis, "chat"); !slices.Equal(a.OpenMethods, []string{"GET /test"}) || !slices.Equal(a.Stages, []string{"live"}) {
		t.Errorf("the API with a forgotten method is %+v", a)
	}
	if a := named(t, apis, "inside"); len(a.OpenMethods) != 0 || !slices.Equal(a.EndpointTypes, []string{"PRIVATE"}) {
		t.Errorf("the private API is %+v", a)
	}
	if s := named(t, stages, "chat/live"); s.Private || s.WebAclArn != *frontACLArn || s.ARN != "arn:aws-cn:apigateway:cn-north-1::/restapis/r1/stages/live" {
		t.Errorf("the public stage is %+v", s)
	}
	if s := named(t, stages, "inside/live"); !s.Private || s.WebAclArn != "" {
		t.Errorf("the private stage is %+v", s)
	}
}

// A method whose answer does not say who may call it is not a closed one.
func TestMethodsThatDoNotSay(t *testing.T) {
	f := world()
	always(f, "apigateway.GetResources", &apigateway.GetResourcesInput{}, &apigateway.GetResourcesOutput{Items: []apitypes.Resource{
		{Path: aws.String("/"), ResourceMethods: map[string]apitypes.Method{"GET": {}}},
	}})
	for _, a := range only[*fact.RestAPI](collected(t, f, restAPIs())) {
		if a.Unread["openMethods"].Status != fact.Failed {
			t.Errorf("%s: unread is %v", a.Name, a.Unread)
		}
	}
}

func TestPlansAndHTTPAPIs(t *testing.T) {
	plans := only[*fact.UsagePlan](collected(t, world(), usagePlans()))
	if p := named(t, plans, "partners"); p.RateLimit != 20 || p.Quota != 1000 || !slices.Equal(p.Stages, []string{"live"}) {
		t.Errorf("the limited plan is %+v", p)
	}
	if p := named(t, plans, "anybody"); p.RateLimit != 0 || len(p.Stages) != 0 {
		t.Errorf("the open plan is %+v", p)
	}
	apis := only[*fact.HTTPAPI](collected(t, world(), httpAPIs()))
	if a := named(t, apis, "assistant"); !slices.Equal(a.OpenRoutes, []string{"GET /test"}) || !slices.Equal(a.Stages, []string{"$default", "test"}) {
		t.Errorf("the HTTP API is %+v", a)
	}
	if a := named(t, apis, "stream"); len(a.OpenRoutes) != 0 || a.Protocol != "WEBSOCKET" {
		t.Errorf("the WebSocket API is %+v", a)
	}
}

func TestListenersWithWhatTheyTake(t *testing.T) {
	found := only[*fact.LoadBalancer](collected(t, world(), loadBalancers()))
	front := named(t, found, "front")
	want := []fact.Listener{
		{Port: 443, Protocol: "HTTPS", TLSPolicy: "Modern", Versions: []string{"TLSv1.3", "TLSv1.2"}},
		{Port: 80, Protocol: "HTTP", Redirects: true},
		{Port: 8080, Protocol: "HTTP"},
	}
	if !slices.EqualFunc(front.Listeners, want, func(a, b fact.Listener) bool {
		return a.Port == b.Port && a.Protocol == b.Protocol && a.TLSPolicy == b.TLSPolicy && a.Redirects == b.Redirects && slices.Equal(a.Versions, b.Versions)
	}) || front.WebAclArn != *frontACLArn || front.Scheme != "internet-facing" {
		t.Errorf("the load balancer in front is %+v", front)
	}
	if inner := named(t, found, "models"); inner.Type != "network" || len(inner.Listeners) != 1 || inner.WebAclArn != "" || len(inner.Unread) != 0 {
		t.Errorf("the load balancer inside is %+v", inner)
	}
	f := world()
	always(f, "elasticloadbalancingv2.DescribeSSLPolicies", &elb.DescribeSSLPoliciesInput{}, &elb.DescribeSSLPoliciesOutput{})
	if l := named(t, only[*fact.LoadBalancer](collected(t, f, loadBalancers())), "front"); l.Unread["listeners"].Status != fact.Failed {
		t.Errorf("a policy that nobody explained is read: %+v", l)
	}
	always(f, "wafv2.GetWebACLForResource", &wafv2.GetWebACLForResourceInput{}, &wafv2.GetWebACLForResourceOutput{})
	if l := named(t, only[*fact.LoadBalancer](collected(t, f, loadBalancers())), "front"); l.WebAclArn != "" || l.Unread["webAclArn"].Status != "" {
		t.Errorf("a load balancer without a web ACL is %+v", l)
	}
}

func TestWebACLsWithTheirRules(t *testing.T) {
	acls := only[*fact.WebACL](collected(t, world(), webACLs()))
	front := named(t, acls, "front")
	want := map[string]fact.WebACLRule{
		"central": {Group: "AWSManagedRulesKnownBadInputsRuleSet", Action: "GROUP", Metrics: true},
		"common":  {Group: "AWSManagedRulesCommonRuleSet", Action: "GROUP", Counted: []string{"SizeRestrictions_BODY"}, Metrics: true},
		"watch":   {Group: "AWSManagedRulesBotControlRuleSet", Action: "COUNT"},
		"rate":    {Action: "BLOCK", Limit: 300, Metrics: true},
		"size":    {Action: "BLOCK", BySize: true, Metrics: true},
	}
	if len(front.Rules) != len(want) || front.DefaultAction != "ALLOW" || !front.Logged {
		t.Errorf("the web ACL in front is %+v", front)
	}
	for _, r := range front.Rules {
		w := want[r.Name]
		if r.Group != w.Group || r.Action != w.Action || r.Limit != w.Limit || r.BySize != w.BySize || r.Metrics != w.Metrics || !slices.Equal(r.Counted, w.Counted) {
			t.Errorf("rule %s is %+v; want %+v", r.Name, r, w)
		}
	}
	if closed := named(t, acls, "list-only"); closed.DefaultAction != "BLOCK" || len(closed.Rules) != 0 {
		t.Errorf("the closed web ACL is %+v", closed)
	}
	f := world()
	refuses(f, "wafv2.GetLoggingConfiguration", "WAFNonexistentItemException")
	if front := named(t, only[*fact.CloudFrontWebACL](collected(t, f, cloudFrontWebACLs())), "front"); front.Logged || len(front.Unread) != 0 {
		t.Errorf("a web ACL without a log is %+v", front)
	}
}

func TestDistributionsAndShield(t *testing.T) {
	found := only[*fact.Distribution](collected(t, world(), distributions()))
	if d := named(t, found, "E1"); !d.Enabled || d.WebAclArn == "" || !slices.Equal(d.Viewers, []string{"allow-all", "redirect-to-https"}) || !slices.Equal(d.Origins, []string{"TLSv1", "TLSv1.2"}) {
		t.Errorf("the distribution is %+v", d)
	}
	if d := named(t, found, "E2"); d.Enabled || len(d.Origins) != 0 || len(d.Unread) != 0 {
		t.Errorf("the distribution that is off is %+v", d)
	}
	f := world()
	always(f, "cloudfront.ListDistributions", &cloudfront.ListDistributionsInput{}, &cloudfront.ListDistributionsOutput{})
	if batch := collected(t, f, distributions()); batch.Reach[0].Gap.Status != fact.Failed {
		t.Errorf("no list is read as an empty one: %+v", batch.Reach[0].Gap)
	}
	if s := only[*fact.Shield](collected(t, world(), shieldAdvanced()))[0]; !s.Subscribed || len(s.Protected) != 2 {
		t.Errorf("Shield is %+v", s)
	}
	always(f, "shield.GetSubscriptionState", &shield.GetSubscriptionStateInput{}, &shield.GetSubscriptionStateOutput{SubscriptionState: shieldtypes.SubscriptionStateInactive})
	if s := only[*fact.Shield](collected(t, f, shieldAdvanced()))[0]; s.Subscribed || len(s.Protected)+len(s.Unread) != 0 {
		t.Errorf("Shield that nobody pays for is %+v", s)
	}
}

func TestDevicePoliciesThatSpeakForOthers(t *testing.T) {
	policies := only[*fact.IoTPolicy](collected(t, world(), iotPolicies()))
	if p := named(t, policies, "own"); len(p.Wide) != 0 || !p.Attached {
		t.Errorf("the narrow policy is %+v", p)
	}
	if p := named(t, policies, "fleet"); len(p.Wide) != 5 || p.Attached {
		t.Errorf("the wide policy is %+v", p)
	}
	for document, want := range map[string]int{
		`{"Statement":{"Effect":"Allow","Action":"iot:Subscribe","Resource":"arn:aws:iot:r:a:topicfilter/devices/+/commands"}}`:                  1,
		`{"Statement":{"Effect":"Allow","Action":"iot:Publish","Resource":"arn:aws:iot:r:a:topic/shared"}}`:                                      0,
		`{"Statement":{"Effect":"Allow","Action":"iot:Connect","Resource":"arn:aws:iot:r:a:client/*"}}`:                                          1,
		`{"Statement":{"Effect":"Allow","Action":"iot:Publish","NotResource":"arn:aws:iot:r:a:topic/x"}}`:                                        1,
		`{"Statement":{"Effect":"Allow","Action":"iot:UpdateThingShadow","Resource":"*"}}`:                                                       0,
		`{"Statement":{"Effect":"Allow","Action":"iot:Receive","Resource":"arn:aws:iot:r:a:topic/${iot:Connection.Thing.ThingName}/*"}}`:         0,
		`{"Statement":{"Effect":"Deny","Action":"iot:*","Resource":"*"}}`:                                                                        0,
		`{"Statement":{"Effect":"Allow","Action":"iot:Publish","Resource":"*","Condition":{"Bool":{"iot:Connection.Thing.IsAttached":"true"}}}}`: 1,
	} {
		statements, err := parsePolicy(document)
		if err != nil {
			t.Fatal(err)
		}
		if got := speaksForOthers(statements); len(got) != want {
			t.Errorf("%s: %v; want %d", document, got, want)
		}
	}
}

func TestEndpointsOpenToStrangers(t *testing.T) {
	for document, want := range map[string]bool{
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}`:                                                                                    true,
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":"bedrock:InvokeModel","Resource":"*"}}`:                                                                  true,
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}}`:                          false,
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}}}`:                             true,
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}}}`:                       true,
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"*"}}}}`:                                true,
		`{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/claims"},"Action":"*","Resource":"*"}}`:                                        false,
		`{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"*","Resource":"*"}]}`: false,
	} {
		statements, err := parsePolicy(document)
		if err != nil {
			t.Fatal(err)
		}
		if got := allowsStrangers(statements); got != want {
			t.Errorf("%s: %t", document, got)
		}
	}
}
