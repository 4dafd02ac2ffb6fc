variable "trusted_principal" {
  type        = string
  description = "ARN of who takes the role on"
}

variable "external_id" {
  type        = string
  description = "shared with who takes the role on, so that nobody else can make them use it"
}

data "aws_partition" "current" {}

resource "aws_iam_role" "drydock" {
  name                 = "drydock"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.trusted_principal }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
    }]
  })
}

resource "aws_iam_policy" "drydock_read_1" {
  name = "drydock-read-1"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "DrydockAccount"
        Effect = "Allow"
        Action = [
          "account:ListRegions",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockAoss"
        Effect = "Allow"
        Action = [
          "aoss:BatchGetCollection",
          "aoss:GetAccessPolicy",
          "aoss:GetSecurityPolicy",
          "aoss:ListAccessPolicies",
          "aoss:ListCollections",
          "aoss:ListSecurityPolicies",
          "aoss:ListTagsForResource",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockBedrock"
        Effect = "Allow"
        Action = [
          "bedrock:GetAgentActionGroup",
          "bedrock:GetGuardrail",
          "bedrock:GetKnowledgeBase",
          "bedrock:GetPrompt",
          "bedrock:ListAutomatedReasoningPolicies",
          "bedrock:ListEnforcedGuardrailsConfiguration",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockBedrockAgentcore"
        Effect = "Allow"
        Action = [
          "bedrock-agentcore:ListPolicyEngineSummaries",
          "bedrock-agentcore:ListPolicySummaries",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockBudgets"
        Effect = "Allow"
        Action = [
          "budgets:ViewBudget",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockCe"
        Effect = "Allow"
        Action = [
          "ce:GetAnomalyMonitors",
          "ce:GetAnomalySubscriptions",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockCognitoIdp"
        Effect = "Allow"
        Action = [
          "cognito-idp:GetWebACLForResource",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockControltower"
        Effect = "Allow"
        Action = [
          "controltower:GetLandingZone",
          "controltower:ListLandingZones",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockEks"
        Effect = "Allow"
        Action = [
          "eks:DescribeClusterVersions",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockMacie2"
        Effect = "Allow"
        Action = [
          "macie2:GetAutomatedDiscoveryConfiguration",
          "macie2:GetMacieSession",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockOam"
        Effect = "Allow"
        Action = [
          "oam:GetSinkPolicy",
          "oam:ListAttachedLinks",
          "oam:ListSinks",
          "oam:ListTagsForResource",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockS3vectors"
        Effect = "Allow"
        Action = [
          "s3vectors:ListTagsForResource",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockSsmIncidents"
        Effect = "Allow"
        Action = [
          "ssm-incidents:GetResponsePlan",
          "ssm-incidents:ListReplicationSets",
          "ssm-incidents:ListResponsePlans",
          "ssm-incidents:ListTagsForResource",
        ]
        Resource = "*"
      },
      {
        Sid    = "DrydockXray"
        Effect = "Allow"
        Action = [
          "xray:GetTraceSegmentDestination",
        ]
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "drydock_read_1" {
  role       = aws_iam_role.drydock.name
  policy_arn = aws_iam_policy.drydock_read_1.arn
}

resource "aws_iam_role_policy_attachment" "security_audit" {
  role       = aws_iam_role.drydock.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/SecurityAudit"
}
