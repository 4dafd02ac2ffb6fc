package fact

// S3Bucket is a bucket; it is a fact of the Region that it lives in. What AWS answers is not set is "" or false.
type S3Bucket struct {
	Meta
	// Public access block of the bucket; all false where none is set.
	BlockPublicAcls       bool `json:"blockPublicAcls" aws:"s3.GetPublicAccessBlock.PublicAccessBlockConfiguration.BlockPublicAcls"`
	IgnorePublicAcls      bool `json:"ignorePublicAcls" aws:"s3.GetPublicAccessBlock.PublicAccessBlockConfiguration.IgnorePublicAcls"`
	BlockPublicPolicy     bool `json:"blockPublicPolicy" aws:"s3.GetPublicAccessBlock.PublicAccessBlockConfiguration.BlockPublicPolicy"`
	RestrictPublicBuckets bool `json:"restrictPublicBuckets" aws:"s3.GetPublicAccessBlock.PublicAccessBlockConfiguration.RestrictPublicBuckets"`
	PolicyPublic          bool `json:"policyPublic" aws:"s3.GetBucketPolicyStatus.PolicyStatus.IsPublic"`
	// Policy is the bucket's own; empty where it has none.
	Policy     string `json:"policy" aws:"s3.GetBucketPolicy.Policy"`
	TLSOnly    bool   `json:"tlsOnly" derived:"the bucket policy denies every principal when aws:SecureTransport is false"`
	Encryption string `json:"encryption" aws:"s3.GetBucketEncryption.ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.SSEAlgorithm"`
	KmsKeyArn  string `json:"kmsKeyArn" aws:"s3.GetBucketEncryption.ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.KMSMasterKeyID"`
	Versioning string `json:"versioning" aws:"s3.GetBucketVersioning.Status"` // Enabled | Suspended | ""
	ObjectLock bool   `json:"objectLock" derived:"s3.GetObjectLockConfiguration ObjectLockEnabled"`
	// Ownership BucketOwnerEnforced means that access control lists count for nothing; "" is a bucket from before there was a choice.
	Ownership      string   `json:"ownership" aws:"s3.GetBucketOwnershipControls.OwnershipControls.Rules[].ObjectOwnership"`
	ACLPublic      bool     `json:"aclPublic" derived:"the bucket's access control list grants something to everybody, or to everybody with an AWS account"`
	PolicyAccounts []string `json:"policyAccounts" derived:"other accounts that the bucket's policy lets in; those of a distribution's identity and of AWS services are not among them"`
}

// S3AccountBlock is the account's own public access block (global).
type S3AccountBlock struct {
	Meta
	BlockPublicAcls       bool `json:"blockPublicAcls" aws:"s3control.GetPublicAccessBlock.PublicAccessBlockConfiguration.BlockPublicAcls"`
	IgnorePublicAcls      bool `json:"ignorePublicAcls" aws:"s3control.GetPublicAccessBlock.PublicAccessBlockConfiguration.IgnorePublicAcls"`
	BlockPublicPolicy     bool `json:"blockPublicPolicy" aws:"s3control.GetPublicAccessBlock.PublicAccessBlockConfiguration.BlockPublicPolicy"`
	RestrictPublicBuckets bool `json:"restrictPublicBuckets" aws:"s3control.GetPublicAccessBlock.PublicAccessBlockConfiguration.RestrictPublicBuckets"`
}

// KMSKey is a key of the account. AWS rotates its own keys every year, so their Rotation is true; what concerns their
// Policy is unread.
// Rotation of a key that cannot rotate by itself (asymmetric, HMAC, custom key store) is false.
type KMSKey struct {
	Meta
	Manager  string `json:"manager" aws:"kms.DescribeKey.KeyMetadata.KeyManager"` // AWS | CUSTOMER
	State    string `json:"state" aws:"kms.DescribeKey.KeyMetadata.KeyState"`
	Spec     string `json:"spec" aws:"kms.DescribeKey.KeyMetadata.KeySpec"`
	Origin   string `json:"origin" aws:"kms.DescribeKey.KeyMetadata.Origin"`
	Rotation bool   `json:"rotation" aws:"kms.GetKeyRotationStatus.KeyRotationEnabled"`
	Policy   string `json:"policy" aws:"kms.GetKeyPolicy.Policy"`
	// What the policy says, in short.
	PolicyPublic  bool `json:"policyPublic" derived:"the policy allows every principal, with no condition on who or where the caller is"`
	Attested      bool `json:"attested" derived:"a statement of the policy has a condition kms:RecipientAttestation: the key is meant for enclaves"`
	AttestedOnly  bool `json:"attestedOnly" derived:"every way to decrypt or to make data keys needs kms:RecipientAttestation, by the statement that allows it or by one that denies the rest"`
	AttestedPlace bool `json:"attestedPlace" derived:"each attested statement also binds role, instance, signer or account: PCR3, PCR4, PCR8, or aws:PrincipalAccount, aws:SourceAccount, kms:CallerAccount"`
}

// CloudTrailTrail is a trail that covers the account in this Region, shadow copies included.
type CloudTrailTrail struct {
	Meta
	HomeRegion       string   `json:"homeRegion" aws:"cloudtrail.DescribeTrails.trailList[].HomeRegion"`
	MultiRegion      bool     `json:"multiRegion" aws:"cloudtrail.DescribeTrails.trailList[].IsMultiRegionTrail"`
	OrganizationWide bool     `json:"organizationWide" aws:"cloudtrail.DescribeTrails.trailList[].IsOrganizationTrail"`
	Validation       bool     `json:"validation" aws:"cloudtrail.DescribeTrails.trailList[].LogFileValidationEnabled"`
	KmsKeyID         string   `json:"kmsKeyId" aws:"cloudtrail.DescribeTrails.trailList[].KmsKeyId"`
	Bucket           string   `json:"bucket" aws:"cloudtrail.DescribeTrails.trailList[].S3BucketName"`
	LogGroupArn      string   `json:"logGroupArn" aws:"cloudtrail.DescribeTrails.trailList[].CloudWatchLogsLogGroupArn"` // empty: none
	Logging          bool     `json:"logging" aws:"cloudtrail.GetTrailStatus.IsLogging"`
	DeliveryError    string   `json:"deliveryError" aws:"cloudtrail.GetTrailStatus.LatestDeliveryError"`
	Management       bool     `json:"management" derived:"event selectors include management events, read and write"`
	DataTypes        []string `json:"dataTypes" derived:"resources.type values of data event selectors"`
	// WholeDataTypes are those of which every call is recorded, on every resource.
	WholeDataTypes []string `json:"wholeDataTypes" derived:"resources.type values of advanced data event selectors that ask for nothing else"`
}

// GuardDutyDetector is GuardDuty in one Region; where it is off, Enabled is false.
type GuardDutyDetector struct {
	Meta
	Enabled  bool     `json:"enabled" derived:"a detector exists with status ENABLED"`
	Features []string `json:"features" derived:"names of features with status ENABLED"`
	// KnownFeatures are all features that the detector lists, on or off; one that is not listed is not offered here.
	KnownFeatures []string `json:"knownFeatures" aws:"guardduty.GetDetector.features[].name"`
	// Administrator is the account that runs this detector; empty where nobody else does.
	Administrator string `json:"administrator" aws:"guardduty.GetAdministratorAccount.Administrator.AccountId"`
	// Members is how many accounts this detector's account runs.
	Members int `json:"members" derived:"count of guardduty.ListMembers, associated ones only"`
	// AutoEnable is what happens with accounts of the organisation: ALL | NEW | NONE; empty where this account does not run others'.
	AutoEnable string `json:"autoEnable" aws:"guardduty.DescribeOrganizationConfiguration.AutoEnableOrganizationMembers"`
}

// EC2VPC is a network.
type EC2VPC struct {
	Meta
	ID        string `json:"id" aws:"ec2.DescribeVpcs.Vpcs[].VpcId"`
	IsDefault bool   `json:"isDefault" aws:"ec2.DescribeVpcs.Vpcs[].IsDefault"`
	FlowLogs  bool   `json:"flowLogs" derived:"ec2.DescribeFlowLogs has an ACTIVE log for the VPC"`
}

// EC2VPCEndpoint is a private way to a service.
type EC2VPCEndpoint struct {
	Meta
	ID         string `json:"id" aws:"ec2.DescribeVpcEndpoints.VpcEndpoints[].VpcEndpointId"`
	VpcID      string `json:"vpcId" aws:"ec2.DescribeVpcEndpoints.VpcEndpoints[].VpcId"`
	Service    string `json:"service" derived:"last parts of ServiceName after the Region: bedrock-runtime, bedrock-agentcore, s3"`
	State      string `json:"state" aws:"ec2.DescribeVpcEndpoints.VpcEndpoints[].State"`
	PrivateDNS bool   `json:"privateDns" aws:"ec2.DescribeVpcEndpoints.VpcEndpoints[].PrivateDnsEnabled"`
	Policy     string `json:"policy" aws:"ec2.DescribeVpcEndpoints.VpcEndpoints[].PolicyDocument"`
	PolicyOpen bool   `json:"policyOpen" derived:"the endpoint policy allows every principal every action on every resource"`
	// Strangers: an endpoint is a door of your network; whoever may use it with keys of another account may carry data out through it.
	Strangers bool `json:"strangers" derived:"an Allow statement of the endpoint policy names everybody without a condition on the caller's account or organisation"`
}

// CloudWatchAlarm is a metric alarm on an AI metric.
type CloudWatchAlarm struct {
	Meta
	Namespace      string `json:"namespace" aws:"cloudwatch.DescribeAlarms.MetricAlarms[].Namespace"`
	Metric         string `json:"metric" aws:"cloudwatch.DescribeAlarms.MetricAlarms[].MetricName"`
	ActionsEnabled bool   `json:"actionsEnabled" aws:"cloudwatch.DescribeAlarms.MetricAlarms[].ActionsEnabled"`
	Actions        int    `json:"actions" derived:"count of AlarmActions"`
	// ActionArns are the topics, functions and automations that an alarm calls.
	ActionArns []string `json:"actionArns" aws:"cloudwatch.DescribeAlarms.MetricAlarms[].AlarmActions"`
}

// BedrockUsage is one model that CloudWatch saw called in the last two weeks.
type BedrockUsage struct {
	Meta
	ModelID string `json:"modelId" aws:"cloudwatch.ListMetrics.Metrics[].Dimensions[].Value"`
}

// Kind implements Fact.
func (*S3Bucket) Kind() Kind          { return "s3_bucket" }
func (*S3AccountBlock) Kind() Kind    { return "s3_account_block" }
func (*KMSKey) Kind() Kind            { return "kms_key" }
func (*CloudTrailTrail) Kind() Kind   { return "cloudtrail_trail" }
func (*GuardDutyDetector) Kind() Kind { return "guardduty_detector" }
func (*EC2VPC) Kind() Kind            { return "ec2_vpc" }
func (*EC2VPCEndpoint) Kind() Kind    { return "ec2_vpc_endpoint" }
func (*CloudWatchAlarm) Kind() Kind   { return "cloudwatch_alarm" }
func (*BedrockUsage) Kind() Kind      { return "bedrock_usage" }
