package fact

// EC2Subnet is a part of a network, with the way that its route table opens.
type EC2Subnet struct {
	Meta
	ID                string `json:"id" aws:"ec2.DescribeSubnets.Subnets[].SubnetId"`
	VpcID             string `json:"vpcId" aws:"ec2.DescribeSubnets.Subnets[].VpcId"`
	PublicIPByDefault bool   `json:"publicIpByDefault" aws:"ec2.DescribeSubnets.Subnets[].MapPublicIpOnLaunch"`
	// The route table is the subnet's own, or its network's main one where it has none.
	InternetGateway bool     `json:"internetGateway" derived:"an active route of the subnet's route table leads to an internet gateway"`
	WaysOut         []string `json:"waysOut" derived:"targets of active routes to 0.0.0.0/0 or ::/0 in the subnet's route table: igw-…, nat-…, tgw-…, vpce-…"`
}

// EC2SecurityGroup says what may connect to and from the machines that carry it.
type EC2SecurityGroup struct {
	Meta
	ID      string `json:"id" aws:"ec2.DescribeSecurityGroups.SecurityGroups[].GroupId"`
	VpcID   string `json:"vpcId" aws:"ec2.DescribeSecurityGroups.SecurityGroups[].VpcId"`
	OpenOut bool   `json:"openOut" derived:"a rule for traffic out names 0.0.0.0/0 or ::/0"`
}

// EC2Peering is a connection between two networks that is in force.
type EC2Peering struct {
	Meta
	ID           string   `json:"id" aws:"ec2.DescribeVpcPeeringConnections.VpcPeeringConnections[].VpcPeeringConnectionId"`
	RequesterVpc string   `json:"requesterVpc" aws:"ec2.DescribeVpcPeeringConnections.VpcPeeringConnections[].RequesterVpcInfo.VpcId"`
	AccepterVpc  string   `json:"accepterVpc" aws:"ec2.DescribeVpcPeeringConnections.VpcPeeringConnections[].AccepterVpcInfo.VpcId"`
	WideRoutes   []string `json:"wideRoutes" derived:"destinations of routes to the connection that are 0.0.0.0/0, ::/0 or the whole address range of either network"`
}

// EC2Volume is a disk.
type EC2Volume struct {
	Meta
	ID        string `json:"id" aws:"ec2.DescribeVolumes.Volumes[].VolumeId"`
	Attached  bool   `json:"attached" derived:"the state is in-use"`
	Encrypted bool   `json:"encrypted" aws:"ec2.DescribeVolumes.Volumes[].Encrypted"`
	KmsKeyID  string `json:"kmsKeyId" aws:"ec2.DescribeVolumes.Volumes[].KmsKeyId"`
}

// EC2DiskDefault is whether new disks of a Region are encrypted when nobody says so.
type EC2DiskDefault struct {
	Meta
	Encrypted bool `json:"encrypted" aws:"ec2.GetEbsEncryptionByDefault.EbsEncryptionByDefault"`
}

// NetworkFirewall is a firewall of AWS Network Firewall with the policy that it runs on.
type NetworkFirewall struct {
	Meta
	VpcID            string   `json:"vpcId" aws:"networkfirewall.DescribeFirewall.Firewall.VpcId"`
	Logs             []string `json:"logs" aws:"networkfirewall.DescribeLoggingConfiguration.LoggingConfiguration.LogDestinationConfigs[].LogType"` // ALERT | FLOW | TLS
	StatelessDefault []string `json:"statelessDefault" aws:"networkfirewall.DescribeFirewallPolicy.FirewallPolicy.StatelessDefaultActions"`         // aws:pass | aws:drop | aws:forward_to_sfe
	StatefulDefault  []string `json:"statefulDefault" aws:"networkfirewall.DescribeFirewallPolicy.FirewallPolicy.StatefulDefaultActions"`           // aws:drop_strict and others; none: what no rule names passes
	StatefulGroups   []string `json:"statefulGroups" aws:"networkfirewall.DescribeFirewallPolicy.FirewallPolicy.StatefulRuleGroupReferences[].ResourceArn"`
	StatelessGroups  []string `json:"statelessGroups" aws:"networkfirewall.DescribeFirewallPolicy.FirewallPolicy.StatelessRuleGroupReferences[].ResourceArn"`
}

// DNSFirewall is a rule group of the resolver's firewall on one network. AWS gives the association an ARN; its tags are not asked for.
type DNSFirewall struct {
	Meta
	VpcID  string `json:"vpcId" aws:"route53resolver.ListFirewallRuleGroupAssociations.FirewallRuleGroupAssociations[].VpcId"`
	Status string `json:"status" aws:"route53resolver.ListFirewallRuleGroupAssociations.FirewallRuleGroupAssociations[].Status"` // COMPLETE | UPDATING | DELETING
	// BlocksRest: only then is what nobody named refused.
	BlocksRest bool `json:"blocksRest" derived:"a rule with action BLOCK has a domain list of yours that holds *"`
	// FailOpen is the network's: whether names are answered while the firewall does not answer.
	FailOpen string `json:"failOpen" aws:"route53resolver.ListFirewallConfigs.FirewallConfigs[].FirewallFailOpen"` // ENABLED | DISABLED | USE_LOCAL_RESOURCE_SETTING
}

// IoTPolicy is a policy of AWS IoT Core, in the version that is in force.
type IoTPolicy struct {
	Meta
	Attached bool   `json:"attached" derived:"iot.ListTargetsForPolicy names a certificate or a group"`
	Document string `json:"document" aws:"iot.GetPolicy.policyDocument"`
	// Wide are what lets one device speak or listen for others.
	Wide []string `json:"wide" derived:"iot:Connect, Publish, RetainPublish, Subscribe and Receive, with the resource, that an Allow statement grants on a wildcard without naming the thing; Connect is narrow where the statement asks for iot:Connection.Thing.IsAttached"`
}

// Kind implements Fact.
func (*EC2Subnet) Kind() Kind        { return "ec2_subnet" }
func (*EC2SecurityGroup) Kind() Kind { return "ec2_security_group" }
func (*EC2Peering) Kind() Kind       { return "ec2_peering" }
func (*EC2Volume) Kind() Kind        { return "ec2_volume" }
func (*EC2DiskDefault) Kind() Kind   { return "ec2_disk_default" }
func (*NetworkFirewall) Kind() Kind  { return "network_firewall" }
func (*DNSFirewall) Kind() Kind      { return "dns_firewall" }
func (*IoTPolicy) Kind() Kind        { return "iot_policy" }
