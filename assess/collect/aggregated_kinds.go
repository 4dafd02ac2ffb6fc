package collect

import (
	"slices"

	"drydock/assess/fact"
)

// recordedKinds are the kinds that AWS Config records well enough, with the properties that AWS's published schema of configuration
// items names.
func recordedKinds() map[fact.Kind]recorded {
	return map[fact.Kind]recorded{
		"s3_bucket": {"AWS::S3::Bucket", []string{
			"supplementaryConfiguration.PublicAccessBlockConfiguration.blockPublicAcls",
			"supplementaryConfiguration.PublicAccessBlockConfiguration.ignorePublicAcls",
			"supplementaryConfiguration.PublicAccessBlockConfiguration.blockPublicPolicy",
			"supplementaryConfiguration.PublicAccessBlockConfiguration.restrictPublicBuckets",
			"supplementaryConfiguration.ServerSideEncryptionConfiguration.rules.applyServerSideEncryptionByDefault.sseAlgorithm",
			"supplementaryConfiguration.ServerSideEncryptionConfiguration.rules.applyServerSideEncryptionByDefault.kmsMasterKeyID",
			"supplementaryConfiguration.BucketVersioningConfiguration.status",
			"supplementaryConfiguration.ObjectLockConfiguration.objectLockEnabled",
		}, recordedBucket},
		"kms_key": {"AWS::KMS::Key", []string{
			"configuration.keyManager", "configuration.keyState", "configuration.customerMasterKeySpec", "configuration.origin",
			"supplementaryConfiguration.KeyRotationStatus",
		}, recordedKey},
		"ec2_vpc": {"AWS::EC2::VPC", []string{"configuration.vpcId", "configuration.isDefault"}, recordedNetwork},
		"lambda_function": {"AWS::Lambda::Function", []string{
			"configuration.role", "configuration.runtime", "configuration.packageType", "configuration.kmskeyArn", "configuration.vpcConfig.subnetIds",
		}, recordedFunction},
		"ec2_security_group": {"AWS::EC2::SecurityGroup", []string{
			"configuration.groupId", "configuration.vpcId", "configuration.ipPermissionsEgress.ipProtocol", "configuration.ipPermissionsEgress.ipRanges",
			"configuration.ipPermissionsEgress.ipv4Ranges.cidrIp", "configuration.ipPermissionsEgress.ipv6Ranges.cidrIpv6",
		}, recordedGroup},
		"ec2_volume": {"AWS::EC2::Volume", []string{
			"configuration.volumeId", "configuration.state.value", "configuration.encrypted", "configuration.kmsKeyId",
		}, recordedVolume},
		"dynamodb_table": {"AWS::DynamoDB::Table", []string{
			"configuration.tableArn", "configuration.ssedescription.kmsmasterKeyArn",
			"supplementaryConfiguration.ContinuousBackupsDescription.pointInTimeRecoveryDescription.pointInTimeRecoveryStatus",
		}, recordedTable},
		"sqs_queue": {"AWS::SQS::Queue", []string{"configuration.QueueArn", "configuration.KmsMasterKeyId", "configuration.SqsManagedSseEnabled"}, recordedQueue},
		"sns_topic": {"AWS::SNS::Topic", []string{"configuration.TopicArn", "configuration.KmsMasterKeyId"}, recordedTopic},
	}
}

// What is left out, and why: roles and users, of which a query shows neither the trust nor the text of a policy; trails, which Config
// records at home alone, so that another Region would seem to have none; repositories, whose scanning the registry decides.

// notCarriedOf marks the fields of a fact that no configuration item holds.
func notCarriedOf(m *fact.Meta, fields ...string) {
	for _, field := range fields {
		m.MarkUnread(field, unasked(notCarried))
	}
}

func recordedBucket(m fact.Meta, i item) fact.Fact {
	f := &fact.S3Bucket{Meta: m}
	const more, block = "supplementaryConfiguration", "PublicAccessBlockConfiguration"
	i.keepTruth(&f.Meta, &f.BlockPublicAcls, "blockPublicAcls", more, block, "blockPublicAcls")
	i.keepTruth(&f.Meta, &f.IgnorePublicAcls, "ignorePublicAcls", more, block, "ignorePublicAcls")
	i.keepTruth(&f.Meta, &f.BlockPublicPolicy, "blockPublicPolicy", more, block, "blockPublicPolicy")
	i.keepTruth(&f.Meta, &f.RestrictPublicBuckets, "restrictPublicBuckets", more, block, "restrictPublicBuckets")
	byDefault := []string{more, "ServerSideEncryptionConfiguration", "rules", "applyServerSideEncryptionByDefault"}
	i.keepText(&f.Meta, &f.Encryption, "encryption", append(byDefault, "sseAlgorithm")...)
	switch f.KmsKeyArn = i.text(append(byDefault, "kmsMasterKeyID")...); {
	case f.Encryption == "":
		f.MarkUnread("kmsKeyArn", unasked(absentFromItem))
	case f.KmsKeyArn != "" && f.KmsKeyArn[:min(4, len(f.KmsKeyArn))] != "arn:":
		f.MarkUnread("kmsKeyArn", unasked("the configuration item names the key by something else than its ARN"))
	}
	if i.keepText(&f.Meta, &f.Versioning, "versioning", more, "BucketVersioningConfiguration", "status"); f.Versioning == "Off" {
		f.Versioning = ""
	}
	if lock, ok := i.at(more, "ObjectLockConfiguration", "objectLockEnabled"); ok {
		f.ObjectLock = lock == "Enabled"
	} else {
		f.MarkUnread("objectLock", unasked(absentFromItem))
	}
	notCarriedOf(&f.Meta, "policyPublic", "tlsOnly", "ownership", "aclPublic", "policyAccounts", "policy")
	return f
}

func recordedKey(m fact.Meta, i item) fact.Fact {
	f := &fact.KMSKey{Meta: m}
	i.keepText(&f.Meta, &f.Manager, "manager", "configuration", "keyManager")
	i.keepText(&f.Meta, &f.State, "state", "configuration", "keyState")
	i.keepText(&f.Meta, &f.Spec, "spec", "configuration", "customerMasterKeySpec")
	i.keepText(&f.Meta, &f.Origin, "origin", "configuration", "origin")
	if f.Manager == "AWS" {
		f.Rotation = true
	} else {
		i.keepTruth(&f.Meta, &f.Rotation, "rotation", "supplementaryConfiguration", "KeyRotationStatus")
	}
	notCarriedOf(&f.Meta, "policy", "policyPublic", "attested", "attestedOnly", "attestedPlace")
	return f
}

func recordedNetwork(m fact.Meta, i item) fact.Fact {
	f := &fact.EC2VPC{Meta: m}
	i.keepText(&f.Meta, &f.ID, "id", "configuration", "vpcId")
	i.keepTruth(&f.Meta, &f.IsDefault, "isDefault", "configuration", "isDefault")
	notCarriedOf(&f.Meta, "flowLogs")
	return f
}

func recordedFunction(m fact.Meta, i item) fact.Fact {
	f := &fact.LambdaFunction{Meta: m}
	i.keepText(&f.Meta, &f.RoleArn, "roleArn", "configuration", "role")
	if f.Runtime = i.text("configuration", "runtime"); f.Runtime == "" && i.text("configuration", "packageType") != "Image" {
		f.MarkUnread("runtime", unasked(absentFromItem))
	}
	if f.RoleArn == "" { // then it is not the configuration of a function
		f.MarkUnread("kmsKeyArn", unasked(absentFromItem))
		f.MarkUnread("subnets", unasked(absentFromItem))
	}
	f.KmsKeyArn = i.text("configuration", "kmskeyArn") // AWS leaves it out for its own key
	f.Subnets = i.texts("configuration", "vpcConfig", "subnetIds")
	notCarriedOf(&f.Meta, "variables", "public", "looseServices", "urlAuthTypes", "urlOrigins")
	return f
}

func recordedGroup(m fact.Meta, i item) fact.Fact {
	f := &fact.EC2SecurityGroup{Meta: m}
	i.keepText(&f.Meta, &f.ID, "id", "configuration", "groupId")
	i.keepText(&f.Meta, &f.VpcID, "vpcId", "configuration", "vpcId")
	rules, there := i.at("configuration", "ipPermissionsEgress")
	if _, list := rules.([]any); f.ID == "" || there && !list { // then it is not the configuration of a group; one that lets nothing out has no rules
		f.MarkUnread("openOut", unasked(absentFromItem))
		return f
	}
	f.OpenOut = holdsText(rules, func(s string) bool { return s == "0.0.0.0/0" || s == "::/0" })
	return f
}

func recordedVolume(m fact.Meta, i item) fact.Fact {
	f := &fact.EC2Volume{Meta: m}
	i.keepText(&f.Meta, &f.ID, "id", "configuration", "volumeId")
	state := ""
	i.keepText(&f.Meta, &state, "attached", "configuration", "state", "value")
	f.Attached = state == "in-use"
	i.keepTruth(&f.Meta, &f.Encrypted, "encrypted", "configuration", "encrypted")
	if f.KmsKeyID = i.text("configuration", "kmsKeyId"); f.KmsKeyID == "" && (f.Encrypted || len(f.Unread) > 0) {
		f.MarkUnread("kmsKeyId", unasked(absentFromItem))
	}
	return f
}

func recordedTable(m fact.Meta, i item) fact.Fact {
	f := &fact.DynamoDBTable{Meta: m}
	if i.text("configuration", "tableArn") == "" {
		f.MarkUnread("kmsKeyArn", unasked(absentFromItem))
	}
	f.KmsKeyArn = i.text("configuration", "ssedescription", "kmsmasterKeyArn") // left out for a key that AWS owns
	status := ""
	i.keepText(&f.Meta, &status, "recovery", "supplementaryConfiguration", "ContinuousBackupsDescription", "pointInTimeRecoveryDescription", "pointInTimeRecoveryStatus")
	f.Recovery = status == "ENABLED"
	return f
}

func recordedQueue(m fact.Meta, i item) fact.Fact {
	f := &fact.SQSQueue{Meta: m, KmsKeyID: i.text("configuration", "KmsMasterKeyId")} // left out where none is set
	i.keepTruth(&f.Meta, &f.ServiceKey, "serviceKey", "configuration", "SqsManagedSseEnabled")
	if i.text("configuration", "QueueArn") == "" {
		f.MarkUnread("kmsKeyId", unasked(absentFromItem))
	}
	notCarriedOf(&f.Meta, "policy", "policyOpen")
	return f
}

func recordedTopic(m fact.Meta, i item) fact.Fact {
	f := &fact.SNSTopic{Meta: m, KmsKeyID: i.text("configuration", "KmsMasterKeyId")} // left out where none is set
	if i.text("configuration", "TopicArn") == "" {
		f.MarkUnread("kmsKeyId", unasked(absentFromItem))
	}
	notCarriedOf(&f.Meta, "policy", "policyOpen", "subscriptions")
	return f
}

// holdsText says whether a text that is wanted stands anywhere in a value.
func holdsText(value any, wanted func(string) bool) bool {
	switch value := value.(type) {
	case string:
		return wanted(value)
	case []any:
		return slices.ContainsFunc(value, func(x any) bool { return holdsText(x, wanted) })
	case map[string]any:
		for _, x := range value {
			if holdsText(x, wanted) {
				return true
			}
		}
	}
	return false
}
