package probe

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	coretypes "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iot"
	"github.com/aws/aws-sdk-go-v2/service/networkfirewall"
	firewalltypes "github.com/aws/aws-sdk-go-v2/service/networkfirewall/types"

	"drydock/assess/evidence"
	"drydock/assess/probe/moto"
)

// networkTwins seeds networks, disks, firewalls and devices, good beside bad.
type networkTwins struct {
	t   *testing.T
	ctx context.Context
	cfg aws.Config

	vpc, subnet, group map[string]string // careful and careless, by id
}

func newNetworkTwins(ctx context.Context, t *testing.T, cfg aws.Config) *networkTwins {
	return &networkTwins{t: t, ctx: ctx, cfg: cfg, vpc: map[string]string{}, subnet: map[string]string{}, group: map[string]string{}}
}

func (n *networkTwins) must(what string, err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatalf("seeding %s: %v", what, err)
	}
}

// networks makes a closed network and one that leads straight to the internet, with an endpoint for model calls and an agent in each.
func (n *networkTwins) networks() {
	client := ec2.NewFromConfig(n.cfg)
	for name, addresses := range map[string]string{"careful": "10.1", "careless": "10.2"} {
		vpc, err := client.CreateVpc(n.ctx, &ec2.CreateVpcInput{CidrBlock: aws.String(addresses + ".0.0/16")})
		n.must("network", err)
		subnet, err := client.CreateSubnet(n.ctx, &ec2.CreateSubnetInput{VpcId: vpc.Vpc.VpcId, CidrBlock: aws.String(addresses + ".1.0/24")})
		n.must("subnet", err)
		group, err := client.CreateSecurityGroup(n.ctx, &ec2.CreateSecurityGroupInput{VpcId: vpc.Vpc.VpcId, GroupName: aws.String(name), Description: aws.String("agents")})
		n.must("security group", err)
		n.vpc[name], n.subnet[name], n.group[name] = *vpc.Vpc.VpcId, *subnet.Subnet.SubnetId, *group.GroupId
		principal := `{"AWS":"arn:aws:iam::` + moto.Account + `:root"}`
		if name == "careless" {
			principal = `"*"`
			n.opensUp(client)
		} else {
			n.closes(client)
		}
		_, err = client.CreateVpcEndpoint(n.ctx, &ec2.CreateVpcEndpointInput{
			VpcId: vpc.Vpc.VpcId, ServiceName: aws.String("com.amazonaws." + moto.Region + ".bedrock-runtime"), VpcEndpointType: ec2types.VpcEndpointTypeInterface,
			SubnetIds: []string{*subnet.Subnet.SubnetId}, PrivateDnsEnabled: aws.Bool(true),
			PolicyDocument:    aws.String(`{"Statement":[{"Effect":"Allow","Principal":` + principal + `,"Action":"bedrock:InvokeModel","Resource":"*"}]}`),
			TagSpecifications: []ec2types.TagSpecification{{ResourceType: ec2types.ResourceTypeVpcEndpoint, Tags: []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String(name)}}}},
		})
		n.must("endpoint", err)
		n.agent(name)
	}
}

func (n *networkTwins) opensUp(client *ec2.Client) {
	_, err := client.ModifySubnetAttribute(n.ctx, &ec2.ModifySubnetAttributeInput{
		SubnetId: aws.String(n.subnet["careless"]), MapPublicIpOnLaunch: &ec2types.AttributeBooleanValue{Value: aws.Bool(true)},
	})
	n.must("public addresses", err)
	gateway, err := client.CreateInternetGateway(n.ctx, &ec2.CreateInternetGatewayInput{})
	n.must("internet gateway", err)
	_, err = client.AttachInternetGateway(n.ctx, &ec2.AttachInternetGatewayInput{InternetGatewayId: gateway.InternetGateway.InternetGatewayId, VpcId: aws.String(n.vpc["careless"])})
	n.must("internet gateway", err)
	table, err := client.CreateRouteTable(n.ctx, &ec2.CreateRouteTableInput{VpcId: aws.String(n.vpc["careless"])})
	n.must("route table", err)
	_, err = client.AssociateRouteTable(n.ctx, &ec2.AssociateRouteTableInput{RouteTableId: table.RouteTable.RouteTableId, SubnetId: aws.String(n.subnet["careless"])})
	n.must("route table", err)
	_, err = client.CreateRoute(n.ctx, &ec2.CreateRouteInput{
		RouteTableId: table.RouteTable.RouteTableId, DestinationCidrBlock: aws.String("0.0.0.0/0"), GatewayId: gateway.InternetGateway.InternetGatewayId,
	})
	n.must("route", err)
}

func (n *networkTwins) closes(client *ec2.Client) {
	everywhere := []ec2types.IpPermission{{IpProtocol: aws.String("-1"), IpRanges: []ec2types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}}}}
	_, err := client.RevokeSecurityGroupEgress(n.ctx, &ec2.RevokeSecurityGroupEgressInput{GroupId: aws.String(n.group["careful"]), IpPermissions: everywhere})
	n.must("way out", err)
	_, err = client.ModifySubnetAttribute(n.ctx, &ec2.ModifySubnetAttributeInput{
		SubnetId: aws.String(n.subnet["careful"]), MapPublicIpOnLaunch: &ec2types.AttributeBooleanValue{Value: aws.Bool(false)},
	})
	n.must("public addresses", err)
	_, err = client.CreateFlowLogs(n.ctx, &ec2.CreateFlowLogsInput{
		ResourceType: ec2types.FlowLogsResourceTypeVpc, ResourceIds: []string{n.vpc["careful"]}, TrafficType: ec2types.TrafficTypeAll,
		LogDestinationType: ec2types.LogDestinationTypeCloudWatchLogs, LogGroupName: aws.String("flows"),
		DeliverLogsPermissionArn: aws.String("arn:aws:iam::" + moto.Account + ":role/flows"),
	})
	n.must("flow log", err)
}

func (n *networkTwins) agent(name string) {
	_, err := bedrockagentcorecontrol.NewFromConfig(n.cfg).CreateAgentRuntime(n.ctx, &bedrockagentcorecontrol.CreateAgentRuntimeInput{
		AgentRuntimeName: aws.String(name), RoleArn: aws.String("arn:aws:iam::" + moto.Account + ":role/agent"),
		NetworkConfiguration: &coretypes.NetworkConfiguration{
			NetworkMode:       coretypes.NetworkModeVpc,
			NetworkModeConfig: &coretypes.VpcConfig{SecurityGroups: []string{n.group[name]}, Subnets: []string{n.subnet[name]}},
		},
		AgentRuntimeArtifact: &coretypes.AgentRuntimeArtifactMemberContainerConfiguration{Value: coretypes.ContainerConfiguration{ContainerUri: aws.String("registry/agent:1")}},
	})
	n.must("agent", err)
}

// peerings joins the careless network to two others: to one by a route to a part of it, to one as a whole.
func (n *networkTwins) peerings() {
	client := ec2.NewFromConfig(n.cfg)
	table, err := client.CreateRouteTable(n.ctx, &ec2.CreateRouteTableInput{VpcId: aws.String(n.vpc["careless"])})
	n.must("route table", err)
	for name, routes := range map[string][2]string{"in-parts": {"10.3.0.0/16", "10.3.7.0/24"}, "as-a-whole": {"10.4.0.0/16", "10.4.0.0/16"}} {
		other, err := client.CreateVpc(n.ctx, &ec2.CreateVpcInput{CidrBlock: aws.String(routes[0])})
		n.must("network", err)
		peering, err := client.CreateVpcPeeringConnection(n.ctx, &ec2.CreateVpcPeeringConnectionInput{
			VpcId: aws.String(n.vpc["careless"]), PeerVpcId: other.Vpc.VpcId,
			TagSpecifications: []ec2types.TagSpecification{{ResourceType: ec2types.ResourceTypeVpcPeeringConnection, Tags: []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String(name)}}}},
		})
		n.must("peering", err)
		id := peering.VpcPeeringConnection.VpcPeeringConnectionId
		_, err = client.AcceptVpcPeeringConnection(n.ctx, &ec2.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: id})
		n.must("peering", err)
		_, err = client.CreateRoute(n.ctx, &ec2.CreateRouteInput{RouteTableId: table.RouteTable.RouteTableId, DestinationCidrBlock: aws.String(routes[1]), VpcPeeringConnectionId: id})
		n.must("route", err)
	}
}

func (n *networkTwins) disks() {
	client := ec2.NewFromConfig(n.cfg)
	machine, err := client.RunInstances(n.ctx, &ec2.RunInstancesInput{
		ImageId: aws.String("ami-12c6146b"), MinCount: aws.Int32(1), MaxCount: aws.Int32(1), InstanceType: ec2types.InstanceTypeM5Large,
	})
	n.must("machine", err)
	for name, encrypted := range map[string]bool{"careful": true, "careless": false} {
		disk, err := client.CreateVolume(n.ctx, &ec2.CreateVolumeInput{
			AvailabilityZone: machine.Instances[0].Placement.AvailabilityZone, Size: aws.Int32(8), Encrypted: aws.Bool(encrypted),
			TagSpecifications: []ec2types.TagSpecification{{ResourceType: ec2types.ResourceTypeVolume, Tags: []ec2types.Tag{{Key: aws.String("Name"), Value: aws.String(name)}}}},
		})
		n.must("disk", err)
		_, err = client.AttachVolume(n.ctx, &ec2.AttachVolumeInput{
			VolumeId: disk.VolumeId, InstanceId: machine.Instances[0].InstanceId, Device: aws.String(map[bool]string{true: "/dev/sdf", false: "/dev/sdg"}[encrypted]),
		})
		n.must("disk", err)
	}
}

func (n *networkTwins) firewalls() {
	client := networkfirewall.NewFromConfig(n.cfg)
	for _, name := range []string{"careful", "careless"} {
		made, err := client.CreateFirewall(n.ctx, &networkfirewall.CreateFirewallInput{
			FirewallName: aws.String(name), VpcId: aws.String(n.vpc[name]),
			FirewallPolicyArn: aws.String("arn:aws:network-firewall:" + moto.Region + ":" + moto.Account + ":firewall-policy/" + name),
			SubnetMappings:    []firewalltypes.SubnetMapping{{SubnetId: aws.String(n.subnet[name])}},
		})
		n.must("firewall", err)
		if name == "careless" {
			continue
		}
		_, err = client.UpdateLoggingConfiguration(n.ctx, &networkfirewall.UpdateLoggingConfigurationInput{
			FirewallArn: made.Firewall.FirewallArn, LoggingConfiguration: &firewalltypes.LoggingConfiguration{LogDestinationConfigs: []firewalltypes.LogDestinationConfig{{
				LogType: firewalltypes.LogTypeAlert, LogDestinationType: firewalltypes.LogDestinationTypeS3, LogDestination: map[string]string{"bucketName": "logs"},
			}}},
		})
		n.must("firewall log", err)
	}
}

func (n *networkTwins) devices() {
	client := iot.NewFromConfig(n.cfg)
	certificate, err := client.CreateKeysAndCertificate(n.ctx, &iot.CreateKeysAndCertificateInput{SetAsActive: true})
	n.must("certificate", err)
	for name, resource := range map[string]string{"careful": "topic/devices/${iot:Connection.Thing.ThingName}/*", "careless": "topic/*", "unused": "topic/*"} {
		_, err := client.CreatePolicy(n.ctx, &iot.CreatePolicyInput{PolicyName: aws.String(name), PolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Publish","Resource":"arn:aws:iot:us-east-1:` + moto.Account + `:` + resource + `"}]}`)})
		n.must("device policy", err)
		if name != "unused" {
			_, err = client.AttachPolicy(n.ctx, &iot.AttachPolicyInput{PolicyName: aws.String(name), Target: certificate.CertificateArn})
			n.must("device policy", err)
		}
	}
}

func TestNetworkTwins(t *testing.T) {
	var n *networkTwins
	findings, _ := onMoto(t, func(ctx context.Context, cfg aws.Config) {
		n = newNetworkTwins(ctx, t, cfg)
		n.networks()
		n.peerings()
		n.disks()
		n.firewalls()
		n.devices()
	}, "ec2", "bedrock-agentcore", "network-firewall", "route53resolver", "iot")
	var twins []twin
	for _, rule := range []string{
		"runtime-subnets-are-private", "runtimes-limit-the-way-out", "ai-endpoints-admit-no-strangers", "disks-are-encrypted", "firewalls-keep-a-log",
		"device-policies-name-their-device",
	} {
		twins = append(twins, twin{rule, "careful", evidence.Pass}, twin{rule, "careless", evidence.Fail})
	}
	wantTwins(t, findings, append(twins,
		twin{"ai-subnets-give-no-public-address", n.subnet["careful"], evidence.Pass},
		twin{"ai-subnets-give-no-public-address", n.subnet["careless"], evidence.Fail},
		twin{"ai-vpcs-have-flow-logs", n.vpc["careful"], evidence.Pass},
		twin{"ai-vpcs-have-flow-logs", n.vpc["careless"], evidence.Fail},
		twin{"peerings-route-only-what-is-needed", "in-parts", evidence.Pass},
		twin{"peerings-route-only-what-is-needed", "as-a-whole", evidence.Fail},
		twin{"new-disks-are-encrypted", "", evidence.Fail},
		twin{"device-policies-name-their-device", "unused", evidence.NotApplicable},
		twin{"firewalls-have-rules", "careful", evidence.Unknown},                // the emulator has no firewall policies
		twin{"runtimes-resolve-only-named-domains", "careful", evidence.Unknown}, // nor a DNS firewall
	))
}
