package collect

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iot"
	iottypes "github.com/aws/aws-sdk-go-v2/service/iot/types"
	"github.com/aws/aws-sdk-go-v2/service/networkfirewall"
	firewalltypes "github.com/aws/aws-sdk-go-v2/service/networkfirewall/types"
	"github.com/aws/aws-sdk-go-v2/service/route53resolver"
	dnstypes "github.com/aws/aws-sdk-go-v2/service/route53resolver/types"
)

// worldNetwork is what surrounds the agents: subnets with their routes, groups, disks, firewalls, and the devices outside.
func worldNetwork(f *fakeAWS) {
	worldRoutes(f)
	worldDisks(f)
	worldNetworkFirewall(f)
	worldDNSFirewall(f)
	worldDevices(f)
}

func worldRoutes(f *fakeAWS) {
	app := []ec2types.Tag{{Key: aws.String("app"), Value: aws.String("claims")}}
	pages(f, "ec2.DescribeSubnets", func(in *ec2.DescribeSubnetsInput) *string { return in.NextToken },
		&ec2.DescribeSubnetsOutput{NextToken: second, Subnets: []ec2types.Subnet{
			{SubnetId: aws.String("subnet-private"), VpcId: aws.String("vpc-1"), OwnerId: aws.String(testAccount), MapPublicIpOnLaunch: aws.Bool(false), Tags: app},
			{SubnetId: aws.String("subnet-public"), VpcId: aws.String("vpc-1"), OwnerId: aws.String(testAccount), MapPublicIpOnLaunch: aws.Bool(true)},
		}},
		&ec2.DescribeSubnetsOutput{Subnets: []ec2types.Subnet{
			{SubnetId: aws.String("subnet-closed"), VpcId: aws.String("vpc-2"), OwnerId: aws.String(testAccount), MapPublicIpOnLaunch: aws.Bool(false)},
		}})
	association := func(subnet string) []ec2types.RouteTableAssociation {
		return []ec2types.RouteTableAssociation{{SubnetId: aws.String(subnet)}}
	}
	active := ec2types.RouteStateActive
	pages(f, "ec2.DescribeRouteTables", func(in *ec2.DescribeRouteTablesInput) *string { return in.NextToken },
		&ec2.DescribeRouteTablesOutput{NextToken: second, RouteTables: []ec2types.RouteTable{
			{VpcId: aws.String("vpc-1"), Associations: []ec2types.RouteTableAssociation{{Main: aws.Bool(true)}}, Routes: []ec2types.Route{
				{DestinationCidrBlock: aws.String("10.0.0.0/16"), GatewayId: aws.String("local"), State: active},
				{DestinationCidrBlock: aws.String("0.0.0.0/0"), GatewayId: aws.String("igw-1"), State: active},
				{DestinationIpv6CidrBlock: aws.String("::/0"), EgressOnlyInternetGatewayId: aws.String("eigw-1"), State: active},
			}},
			{VpcId: aws.String("vpc-1"), Associations: association("subnet-private"), Routes: []ec2types.Route{
				{DestinationCidrBlock: aws.String("0.0.0.0/0"), NatGatewayId: aws.String("nat-1"), State: active},
				{DestinationCidrBlock: aws.String("0.0.0.0/0"), GatewayId: aws.String("igw-gone"), State: ec2types.RouteStateBlackhole},
				{DestinationCidrBlock: aws.String("10.9.0.0/16"), VpcPeeringConnectionId: aws.String("pcx-1"), State: active},
				{DestinationCidrBlock: aws.String("10.8.3.0/24"), VpcPeeringConnectionId: aws.String("pcx-2"), State: active},
			}},
		}},
		&ec2.DescribeRouteTablesOutput{RouteTables: []ec2types.RouteTable{
			{VpcId: aws.String("vpc-2"), Associations: []ec2types.RouteTableAssociation{{Main: aws.Bool(true)}}, Routes: []ec2types.Route{
				{DestinationCidrBlock: aws.String("0.0.0.0/0"), GatewayId: aws.String("vpce-firewall"), State: active},
			}},
		}})
	peering := func(id, other, addresses string, state ec2types.VpcPeeringConnectionStateReasonCode) ec2types.VpcPeeringConnection {
		return ec2types.VpcPeeringConnection{
			VpcPeeringConnectionId: aws.String(id), Status: &ec2types.VpcPeeringConnectionStateReason{Code: state},
			RequesterVpcInfo: &ec2types.VpcPeeringConnectionVpcInfo{VpcId: aws.String("vpc-1"), CidrBlock: aws.String("10.0.0.0/16")},
			AccepterVpcInfo: &ec2types.VpcPeeringConnectionVpcInfo{
				VpcId: aws.String(other), CidrBlock: aws.String("10.7.0.0/16"),
				CidrBlockSet: []ec2types.CidrBlock{{CidrBlock: aws.String(addresses)}},
			},
		}
	}
	pages(f, "ec2.DescribeVpcPeeringConnections", func(in *ec2.DescribeVpcPeeringConnectionsInput) *string { return in.NextToken },
		&ec2.DescribeVpcPeeringConnectionsOutput{NextToken: second, VpcPeeringConnections: []ec2types.VpcPeeringConnection{
			peering("pcx-1", "vpc-sources", "10.9.0.0/16", ec2types.VpcPeeringConnectionStateReasonCodeActive),
			peering("pcx-old", "vpc-gone", "10.6.0.0/16", ec2types.VpcPeeringConnectionStateReasonCodeDeleted),
		}},
		&ec2.DescribeVpcPeeringConnectionsOutput{VpcPeeringConnections: []ec2types.VpcPeeringConnection{
			peering("pcx-2", "vpc-other", "10.8.0.0/16", ec2types.VpcPeeringConnectionStateReasonCodeActive),
		}})
	pages(f, "ec2.DescribeSecurityGroups", func(in *ec2.DescribeSecurityGroupsInput) *string { return in.NextToken },
		&ec2.DescribeSecurityGroupsOutput{NextToken: second, SecurityGroups: []ec2types.SecurityGroup{
			{GroupId: aws.String("sg-narrow"), GroupName: aws.String("agents"), VpcId: aws.String("vpc-1"), OwnerId: aws.String(testAccount), Tags: app, IpPermissionsEgress: []ec2types.IpPermission{
				{IpRanges: []ec2types.IpRange{{CidrIp: aws.String("10.0.0.0/16")}}},
			}},
			{GroupId: aws.String("sg-open"), GroupName: aws.String("default"), VpcId: aws.String("vpc-1"), OwnerId: aws.String(testAccount), IpPermissionsEgress: []ec2types.IpPermission{
				{IpRanges: []ec2types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}}},
			}},
		}},
		&ec2.DescribeSecurityGroupsOutput{SecurityGroups: []ec2types.SecurityGroup{
			{GroupId: aws.String("sg-six"), GroupName: aws.String("six"), VpcId: aws.String("vpc-2"), OwnerId: aws.String(testAccount), IpPermissionsEgress: []ec2types.IpPermission{
				{Ipv6Ranges: []ec2types.Ipv6Range{{CidrIpv6: aws.String("::/0")}}},
			}},
		}})
}

func worldDisks(f *fakeAWS) {
	pages(f, "ec2.DescribeVolumes", func(in *ec2.DescribeVolumesInput) *string { return in.NextToken },
		&ec2.DescribeVolumesOutput{NextToken: second, Volumes: []ec2types.Volume{
			{VolumeId: aws.String("vol-1"), State: ec2types.VolumeStateInUse, Encrypted: aws.Bool(true), KmsKeyId: aws.String("arn:aws-cn:kms:cn-north-1:111122223333:key/k1")},
		}},
		&ec2.DescribeVolumesOutput{Volumes: []ec2types.Volume{{VolumeId: aws.String("vol-2"), State: ec2types.VolumeStateAvailable, Encrypted: aws.Bool(false)}}})
	always(f, "ec2.GetEbsEncryptionByDefault", &ec2.GetEbsEncryptionByDefaultInput{}, &ec2.GetEbsEncryptionByDefaultOutput{EbsEncryptionByDefault: aws.Bool(true)})
}

func firewallArn(kind, name string) *string {
	return aws.String("arn:aws-cn:network-firewall:cn-north-1:111122223333:" + kind + "/" + name)
}

func worldNetworkFirewall(f *fakeAWS) {
	pages(f, "networkfirewall.ListFirewalls", func(in *networkfirewall.ListFirewallsInput) *string { return in.NextToken },
		&networkfirewall.ListFirewallsOutput{NextToken: second, Firewalls: []firewalltypes.FirewallMetadata{{FirewallArn: firewallArn("firewall", "out"), FirewallName: aws.String("out")}}},
		&networkfirewall.ListFirewallsOutput{Firewalls: []firewalltypes.FirewallMetadata{
			{FirewallArn: firewallArn("firewall", "spare"), FirewallName: aws.String("spare")}, {FirewallArn: firewallArn("firewall", "lab"), FirewallName: aws.String("lab")},
		}})
	on(f, "networkfirewall.DescribeFirewall", func(in *networkfirewall.DescribeFirewallInput) (*networkfirewall.DescribeFirewallOutput, error) {
		policy := firewallArn("firewall-policy", "shared")
		if *in.FirewallArn == *firewallArn("firewall", "lab") {
			policy = firewallArn("firewall-policy", "lab")
		}
		return &networkfirewall.DescribeFirewallOutput{Firewall: &firewalltypes.Firewall{
			FirewallArn: in.FirewallArn, VpcId: aws.String("vpc-1"), FirewallPolicyArn: policy,
			Tags: []firewalltypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}},
		}}, nil
	})
	on(f, "networkfirewall.DescribeFirewallPolicy", func(in *networkfirewall.DescribeFirewallPolicyInput) (*networkfirewall.DescribeFirewallPolicyOutput, error) {
		policy := &firewalltypes.FirewallPolicy{StatelessDefaultActions: []string{"aws:pass"}}
		if *in.FirewallPolicyArn == *firewallArn("firewall-policy", "shared") {
			policy = &firewalltypes.FirewallPolicy{
				StatelessDefaultActions: []string{"aws:forward_to_sfe"}, StatefulDefaultActions: []string{"aws:drop_strict"},
				StatefulRuleGroupReferences:  []firewalltypes.StatefulRuleGroupReference{{ResourceArn: firewallArn("stateful-rulegroup", "names")}},
				StatelessRuleGroupReferences: []firewalltypes.StatelessRuleGroupReference{{ResourceArn: firewallArn("stateless-rulegroup", "ports")}},
			}
		}
		return &networkfirewall.DescribeFirewallPolicyOutput{FirewallPolicy: policy, FirewallPolicyResponse: &firewalltypes.FirewallPolicyResponse{}}, nil
	})
	on(f, "networkfirewall.DescribeLoggingConfiguration", func(in *networkfirewall.DescribeLoggingConfigurationInput) (*networkfirewall.DescribeLoggingConfigurationOutput, error) {
		out := &networkfirewall.DescribeLoggingConfigurationOutput{FirewallArn: in.FirewallArn}
		if *in.FirewallArn == *firewallArn("firewall", "out") {
			out.LoggingConfiguration = &firewalltypes.LoggingConfiguration{LogDestinationConfigs: []firewalltypes.LogDestinationConfig{{LogType: firewalltypes.LogTypeAlert}}}
		}
		return out, nil
	})
}

func worldDNSFirewall(f *fakeAWS) {
	association := func(id, group, vpc string) dnstypes.FirewallRuleGroupAssociation {
		return dnstypes.FirewallRuleGroupAssociation{
			Arn:  aws.String("arn:aws-cn:route53resolver:cn-north-1:111122223333:firewall-rule-group-association/" + id),
			Name: aws.String(id), FirewallRuleGroupId: aws.String(group), VpcId: aws.String(vpc), Status: dnstypes.FirewallRuleGroupAssociationStatusComplete,
		}
	}
	pages(f, "route53resolver.ListFirewallRuleGroupAssociations", func(in *route53resolver.ListFirewallRuleGroupAssociationsInput) *string { return in.NextToken },
		&route53resolver.ListFirewallRuleGroupAssociationsOutput{NextToken: second, FirewallRuleGroupAssociations: []dnstypes.FirewallRuleGroupAssociation{
			association("agents", "group-list", "vpc-1"), association("twin", "group-list", "vpc-2"),
		}},
		&route53resolver.ListFirewallRuleGroupAssociationsOutput{FirewallRuleGroupAssociations: []dnstypes.FirewallRuleGroupAssociation{association("bad-names", "group-bad", "vpc-3")}})
	on(f, "route53resolver.ListFirewallRules", func(in *route53resolver.ListFirewallRulesInput) (*route53resolver.ListFirewallRulesOutput, error) {
		rule := func(list string, action dnstypes.Action) dnstypes.FirewallRule {
			return dnstypes.FirewallRule{FirewallDomainListId: aws.String(list), Action: action}
		}
		switch {
		case *in.FirewallRuleGroupId == "group-bad":
			return &route53resolver.ListFirewallRulesOutput{FirewallRules: []dnstypes.FirewallRule{rule("list-of-aws", dnstypes.ActionBlock), rule("list-own", dnstypes.ActionBlock)}}, nil
		case in.NextToken == nil:
			return &route53resolver.ListFirewallRulesOutput{NextToken: second, FirewallRules: []dnstypes.FirewallRule{rule("list-allowed", dnstypes.ActionAllow)}}, nil
		}
		return &route53resolver.ListFirewallRulesOutput{FirewallRules: []dnstypes.FirewallRule{rule("list-rest", dnstypes.ActionBlock)}}, nil
	})
	pages(f, "route53resolver.ListFirewallDomainLists", func(in *route53resolver.ListFirewallDomainListsInput) *string { return in.NextToken },
		&route53resolver.ListFirewallDomainListsOutput{NextToken: second, FirewallDomainLists: []dnstypes.FirewallDomainListMetadata{
			{Id: aws.String("list-of-aws"), ManagedOwnerName: aws.String("Route 53 Resolver DNS Firewall")}, {Id: aws.String("list-own")},
		}},
		&route53resolver.ListFirewallDomainListsOutput{FirewallDomainLists: []dnstypes.FirewallDomainListMetadata{{Id: aws.String("list-rest")}, {Id: aws.String("list-allowed")}}})
	on(f, "route53resolver.ListFirewallDomains", func(in *route53resolver.ListFirewallDomainsInput) (*route53resolver.ListFirewallDomainsOutput, error) {
		switch {
		case *in.FirewallDomainListId == "list-own":
			return &route53resolver.ListFirewallDomainsOutput{Domains: []string{"canary-secret.example.", "*.example."}}, nil
		case *in.FirewallDomainListId != "list-rest":
			return nil, fmt.Errorf("nobody needs the domains of %s", *in.FirewallDomainListId)
		case in.NextToken == nil:
			return &route53resolver.ListFirewallDomainsOutput{NextToken: second, Domains: []string{"a.example."}}, nil
		}
		return &route53resolver.ListFirewallDomainsOutput{Domains: []string{"*."}}, nil
	})
	pages(f, "route53resolver.ListFirewallConfigs", func(in *route53resolver.ListFirewallConfigsInput) *string { return in.NextToken },
		&route53resolver.ListFirewallConfigsOutput{NextToken: second, FirewallConfigs: []dnstypes.FirewallConfig{
			{ResourceId: aws.String("vpc-2"), FirewallFailOpen: dnstypes.FirewallFailOpenStatusEnabled},
		}},
		&route53resolver.ListFirewallConfigsOutput{FirewallConfigs: []dnstypes.FirewallConfig{{ResourceId: aws.String("vpc-3"), FirewallFailOpen: dnstypes.FirewallFailOpenStatusDisabled}}})
}

func worldDevices(f *fakeAWS) {
	policy := func(name string) iottypes.Policy {
		return iottypes.Policy{PolicyName: aws.String(name), PolicyArn: aws.String("arn:aws-cn:iot:cn-north-1:111122223333:policy/" + name)}
	}
	pages(f, "iot.ListPolicies", func(in *iot.ListPoliciesInput) *string { return in.Marker },
		&iot.ListPoliciesOutput{NextMarker: second, Policies: []iottypes.Policy{policy("own")}},
		&iot.ListPoliciesOutput{Policies: []iottypes.Policy{policy("fleet")}})
	on(f, "iot.GetPolicy", func(in *iot.GetPolicyInput) (*iot.GetPolicyOutput, error) {
		document := `{"Version":"2012-10-17","Statement":[
			{"Effect":"Allow","Action":"iot:Connect","Resource":"*","Condition":{"Bool":{"iot:Connection.Thing.IsAttached":"true"}}},
			{"Effect":"Allow","Action":["iot:Publish","iot:Receive"],"Resource":"arn:aws-cn:iot:cn-north-1:111122223333:topic/d/${iot:Connection.Thing.ThingName}/*"}]}`
		if *in.PolicyName == "fleet" {
			document = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"},{"Effect":"Deny","Action":"iot:Publish","Resource":"*"}]}`
		}
		return &iot.GetPolicyOutput{PolicyName: in.PolicyName, PolicyDocument: aws.String(document)}, nil
	})
	on(f, "iot.ListTargetsForPolicy", func(in *iot.ListTargetsForPolicyInput) (*iot.ListTargetsForPolicyOutput, error) {
		if *in.PolicyName == "own" {
			return &iot.ListTargetsForPolicyOutput{Targets: []string{"arn:aws-cn:iot:cn-north-1:111122223333:cert/1"}, NextMarker: second}, nil
		}
		return &iot.ListTargetsForPolicyOutput{Targets: []string{}}, nil
	})
	on(f, "iot.ListTagsForResource", func(in *iot.ListTagsForResourceInput) (*iot.ListTagsForResourceOutput, error) {
		if in.NextToken == nil {
			return &iot.ListTagsForResourceOutput{NextToken: second, Tags: []iottypes.Tag{{Key: aws.String("app"), Value: aws.String("claims")}}}, nil
		}
		return &iot.ListTagsForResourceOutput{Tags: []iottypes.Tag{{Key: aws.String("stage"), Value: aws.String("live")}}}, nil
	})
}
