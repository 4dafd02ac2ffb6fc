package probe

import (
	"fmt"
	"strconv"
	"strings"
)

// lines builds text line by line, indented by two spaces a level.
type lines struct{ strings.Builder }

func (b *lines) line(indent int, format string, args ...any) {
	fmt.Fprintf(b, "%s%s\n", strings.Repeat("  ", indent), fmt.Sprintf(format, args...))
}

// renderCloudFormation writes a template with the role, its policies and its trust.
func renderCloudFormation(policy Policy, options PolicyOptions) []byte {
	var b lines
	line := b.line
	parts := policy.split(managedLimit)
	line(0, "AWSTemplateFormatVersion: %s", strconv.Quote("2010-09-09"))
	line(0, "Description: A role that Drydock takes on to read; every action is named")
	line(0, "Parameters:")
	line(1, "TrustedPrincipal:")
	line(2, "Type: String")
	line(2, "Description: ARN of who takes the role on")
	if options.Principal != placeholderPrincipal {
		line(2, "Default: %s", strconv.Quote(options.Principal))
	}
	line(1, "ExternalId:")
	line(2, "Type: String")
	line(2, "MinLength: 2")
	line(2, "Description: shared with who takes the role on, so that nobody else can make them use it")
	if options.ExternalID != placeholderExternal {
		line(2, "Default: %s", strconv.Quote(options.ExternalID))
	}
	line(0, "Resources:")
	b.cloudFormationPolicies(parts)
	line(1, "DrydockRole:")
	line(2, "Type: AWS::IAM::Role")
	line(2, "Properties:")
	line(3, "RoleName: drydock")
	line(3, "MaxSessionDuration: 3600")
	line(3, "ManagedPolicyArns:")
	for i := range parts {
		line(4, "- !Ref DrydockRead%d", i+1)
	}
	if options.OnTopOf == SecurityAudit {
		line(4, "- !Sub arn:${AWS::Partition}:iam::aws:policy/%s", SecurityAudit)
	}
	line(3, "AssumeRolePolicyDocument:")
	line(4, "Version: %s", strconv.Quote(policy.Version))
	line(4, "Statement:")
	line(5, "- Effect: Allow")
	line(6, "Principal:")
	line(7, "AWS: !Ref TrustedPrincipal")
	line(6, "Action: sts:AssumeRole")
	line(6, "Condition:")
	line(7, "StringEquals:")
	line(8, "sts:ExternalId: !Ref ExternalId")
	line(0, "Outputs:")
	line(1, "RoleArn:")
	line(2, "Value: !GetAtt DrydockRole.Arn")
	return []byte(b.String())
}

func (b *lines) cloudFormationPolicies(parts []Policy) {
	for i, part := range parts {
		b.line(1, "DrydockRead%d:", i+1)
		b.line(2, "Type: AWS::IAM::ManagedPolicy")
		b.line(2, "Properties:")
		b.line(3, "Description: What Drydock reads, part %d of %d", i+1, len(parts))
		b.line(3, "PolicyDocument:")
		b.line(4, "Version: %s", strconv.Quote(part.Version))
		b.line(4, "Statement:")
		for _, s := range part.Statement {
			b.line(5, "- Sid: %s", s.Sid)
			b.line(6, "Effect: %s", s.Effect)
			b.line(6, "Action:")
			for _, action := range s.Action {
				b.line(7, "- %s", action)
			}
			b.line(6, "Resource: %s", strconv.Quote(s.Resource))
		}
	}
}

// renderTerraform writes the same as a module file.
func renderTerraform(policy Policy, options PolicyOptions) []byte {
	var b lines
	line := b.line
	variable := func(name, about, value, placeholder string) {
		line(0, "variable %q {", name)
		line(1, "type        = string")
		line(1, "description = %q", about)
		if value != placeholder {
			line(1, "default     = %q", value)
		}
		line(0, "}")
		line(0, "")
	}
	variable("trusted_principal", "ARN of who takes the role on", options.Principal, placeholderPrincipal)
	variable("external_id", "shared with who takes the role on, so that nobody else can make them use it", options.ExternalID, placeholderExternal)
	line(0, "data \"aws_partition\" \"current\" {}")
	line(0, "")
	line(0, "resource \"aws_iam_role\" \"drydock\" {")
	line(1, "name                 = \"drydock\"")
	line(1, "max_session_duration = 3600")
	line(1, "assume_role_policy = jsonencode({")
	line(2, "Version = %q", policy.Version)
	line(2, "Statement = [{")
	line(3, "Effect    = \"Allow\"")
	line(3, "Principal = { AWS = var.trusted_principal }")
	line(3, "Action    = \"sts:AssumeRole\"")
	line(3, "Condition = { StringEquals = { \"sts:ExternalId\" = var.external_id } }")
	line(2, "}]")
	line(1, "})")
	line(0, "}")
	b.terraformPolicies(policy.split(managedLimit))
	if options.OnTopOf == SecurityAudit {
		line(0, "")
		b.attachment("security_audit", fmt.Sprintf("\"arn:${data.aws_partition.current.partition}:iam::aws:policy/%s\"", SecurityAudit))
	}
	return []byte(b.String())
}

func (b *lines) terraformPolicies(parts []Policy) {
	for i, part := range parts {
		name := fmt.Sprintf("drydock_read_%d", i+1)
		b.line(0, "")
		b.line(0, "resource \"aws_iam_policy\" %q {", name)
		b.line(1, "name = \"drydock-read-%d\"", i+1)
		b.line(1, "policy = jsonencode({")
		b.line(2, "Version = %q", part.Version)
		b.line(2, "Statement = [")
		for _, s := range part.Statement {
			b.line(3, "{")
			b.line(4, "Sid    = %q", s.Sid)
			b.line(4, "Effect = %q", s.Effect)
			b.line(4, "Action = [")
			for _, action := range s.Action {
				b.line(5, "%q,", action)
			}
			b.line(4, "]")
			b.line(4, "Resource = %q", s.Resource)
			b.line(3, "},")
		}
		b.line(2, "]")
		b.line(1, "})")
		b.line(0, "}")
		b.line(0, "")
		b.attachment(name, fmt.Sprintf("aws_iam_policy.%s.arn", name))
	}
}

func (b *lines) attachment(name, policyARN string) {
	b.line(0, "resource \"aws_iam_role_policy_attachment\" %q {", name)
	b.line(1, "role       = aws_iam_role.drydock.name")
	b.line(1, "policy_arn = %s", policyARN)
	b.line(0, "}")
}
