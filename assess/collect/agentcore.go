package collect

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	agentcore "github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentcorecontrol/types"

	"drydock/assess/fact"
)

// agentCoreRuntimes reads hosted agents and tool servers at their latest version. Of environment variables it keeps names that look
// like secrets, and never a value.
func agentCoreRuntimes() Collector {
	const kind = "agentcore_runtime"
	return Collector{
		Name: "agentcore-runtimes", Service: "bedrock-agentcore",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"bedrockagentcorecontrol.ListAgentRuntimes", "bedrock-agentcore:ListAgentRuntimes"},
			{"bedrockagentcorecontrol.GetAgentRuntime", "bedrock-agentcore:GetAgentRuntime"},
			{"bedrockagentcorecontrol.GetResourcePolicy", "bedrock-agentcore:GetResourcePolicy"},
			{"bedrockagentcorecontrol.ListTagsForResource", "bedrock-agentcore:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := agentcore.NewFromConfig(env.Config)
			runtimes, proofs, gap := list(ctx, env, "bedrockagentcorecontrol.ListAgentRuntimes", &agentcore.ListAgentRuntimesInput{}, client.ListAgentRuntimes,
				func(out *agentcore.ListAgentRuntimesOutput) *string { return out.NextToken },
				func(in *agentcore.ListAgentRuntimesInput, token *string) { in.NextToken = token },
				func(out *agentcore.ListAgentRuntimesOutput) []types.AgentRuntime { return out.AgentRuntimes })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, runtimes, func(ctx context.Context, e entry[types.AgentRuntime]) *fact.AgentCoreRuntime {
					return readRuntime(ctx, env, client, e)
				}),
			}
		},
	}
}

func readRuntime(ctx context.Context, env *Env, client *agentcore.Client, e entry[types.AgentRuntime]) *fact.AgentCoreRuntime {
	const op = "bedrockagentcorecontrol.GetAgentRuntime"
	f := &fact.AgentCoreRuntime{
		Meta: env.Meta(aws.ToString(e.value.AgentRuntimeArn), aws.ToString(e.value.AgentRuntimeName), e.proof),
		ID:   aws.ToString(e.value.AgentRuntimeId),
	}
	out, proof, gap := Ask(ctx, env, op, &agentcore.GetAgentRuntimeInput{AgentRuntimeId: aws.String(f.ID)}, client.GetAgentRuntime)
	_, gap = whole(op, out, gap, func(out *agentcore.GetAgentRuntimeOutput) *string { return out.AgentRuntimeId })
	if kept(&f.Meta, proof, gap, "roleArn", "networkMode", "subnets", "securityGroups", "protocol", "inboundAuth", "allowedClients", "allowedAudience", "image", "onlyWorkloads", "idleSeconds", "lifeSeconds", "secretLikeEnv") {
		f.RoleArn = aws.ToString(out.RoleArn)
		if out.NetworkConfiguration != nil {
			f.NetworkMode = string(out.NetworkConfiguration.NetworkMode)
			if vpc := out.NetworkConfiguration.NetworkModeConfig; vpc != nil {
				f.Subnets, f.SecurityGroups = vpc.Subnets, vpc.SecurityGroups
			}
		} else {
			f.MarkUnread("networkMode", unexpected(op, "the answer does not say"))
		}
		f.Protocol = string(types.ServerProtocolHttp) // the documented default
		if out.ProtocolConfiguration != nil && out.ProtocolConfiguration.ServerProtocol != "" {
			f.Protocol = string(out.ProtocolConfiguration.ServerProtocol)
		}
		f.InboundAuth = "AWS_IAM"
		if jwt := jwtAuthorizer(out.AuthorizerConfiguration); jwt != nil {
			f.InboundAuth, f.AllowedClients, f.AllowedAudience = "CUSTOM_JWT", jwt.AllowedClients, jwt.AllowedAudience
			if w := jwt.AllowedWorkloadConfiguration; w != nil {
				f.OnlyWorkloads = len(w.HostingEnvironments)+len(w.WorkloadIdentities) > 0
			}
		}
		if container, ok := out.AgentRuntimeArtifact.(*types.AgentRuntimeArtifactMemberContainerConfiguration); ok {
			f.Image = aws.ToString(container.Value.ContainerUri)
		}
		f.IdleSeconds, f.LifeSeconds = lifecycle(out.LifecycleConfiguration)
		f.SecretLikeEnv = secretLike(out.EnvironmentVariables)
	}
	policy := readAgentCorePolicy(ctx, env, client, &f.Meta)
	f.Policy, f.PolicyOpen = policy.text, policy.open
	f.NetworkBound = policy.bound(f.InboundAuth == "CUSTOM_JWT")
	if gap, unread := f.Unread["inboundAuth"]; unread && f.Policy != "" {
		f.MarkUnread("networkBound", gap)
	}
	agentCoreTags(ctx, env, client, &f.Meta)
	return f
}

// lifecycle is how long a session may idle and live, in seconds; where the answer leaves it out, AWS's documented defaults.
func lifecycle(c *types.LifecycleConfiguration) (idle, life int) {
	idle, life = 900, 28800
	if c != nil && c.IdleRuntimeSessionTimeout != nil {
		idle = int(*c.IdleRuntimeSessionTimeout)
	}
	if c != nil && c.MaxLifetime != nil {
		life = int(*c.MaxLifetime)
	}
	return idle, life
}

func jwtAuthorizer(c types.AuthorizerConfiguration) *types.CustomJWTAuthorizerConfiguration {
	if jwt, ok := c.(*types.AuthorizerConfigurationMemberCustomJWTAuthorizer); ok {
		return &jwt.Value
	}
	return nil
}

func agentCoreTags(ctx context.Context, env *Env, client *agentcore.Client, m *fact.Meta) {
	out, proof, gap := Ask(ctx, env, "bedrockagentcorecontrol.ListTagsForResource",
		&agentcore.ListTagsForResourceInput{ResourceArn: aws.String(m.ARN)}, client.ListTagsForResource)
	if kept(m, proof, gap, "tags") {
		m.Tags = out.Tags
	}
}

// secretLike names the variables that look as if they held a secret: a word of the name says so, and neither the name's end nor
// the value says that it only points at one. Values go no further than this function.
func secretLike(variables map[string]string) []string {
	secret := []string{"secret", "secrets", "password", "passwd", "token", "key", "apikey", "credential", "credentials"}
	pointer := []string{"arn", "id", "name", "uri", "url", "path", "file"}
	var names []string
	for name, value := range variables {
		parts := nameParts(name)
		if len(parts) == 0 || value == "" || strings.HasPrefix(value, "arn:") || slices.Contains(pointer, parts[len(parts)-1]) {
			continue
		}
		if slices.ContainsFunc(parts, func(part string) bool { return slices.Contains(secret, part) }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// nameParts splits DB_PASSWORD and dbPassword into db and password.
func nameParts(name string) []string {
	var spaced strings.Builder
	previous := ' '
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(previous) {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(unicode.ToLower(r))
		previous = r
	}
	return strings.FieldsFunc(spaced.String(), func(r rune) bool { return !unicode.IsLetter(r) })
}

// agentCoreMemories reads agents' memories: how they are kept, never what they hold.
func agentCoreMemories() Collector {
	const kind = "agentcore_memory"
	return Collector{
		Name: "agentcore-memories", Service: "bedrock-agentcore",
		Kinds: []fact.Kind{kind},
		Calls: []Call{
			{"bedrockagentcorecontrol.ListMemories", "bedrock-agentcore:ListMemories"},
			{"bedrockagentcorecontrol.GetMemory", "bedrock-agentcore:GetMemory"},
			{"bedrockagentcorecontrol.ListTagsForResource", "bedrock-agentcore:ListTagsForResource"},
		},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := agentcore.NewFromConfig(env.Config)
			memories, proofs, gap := list(ctx, env, "bedrockagentcorecontrol.ListMemories", &agentcore.ListMemoriesInput{}, client.ListMemories,
				func(out *agentcore.ListMemoriesOutput) *string { return out.NextToken },
				func(in *agentcore.ListMemoriesInput, token *string) { in.NextToken = token },
				func(out *agentcore.ListMemoriesOutput) []types.MemorySummary { return out.Memories })
			return Batch{
				Reach: []fact.Reach{env.Reach(kind, gap, proofs...)},
				Facts: facts(ctx, env, memories, func(ctx context.Context, e entry[types.MemorySummary]) *fact.AgentCoreMemory {
					return readMemory(ctx, env, client, e)
				}),
			}
		},
	}
}

func readMemory(ctx context.Context, env *Env, client *agentcore.Client, e entry[types.MemorySummary]) *fact.AgentCoreMemory {
	const op = "bedrockagentcorecontrol.GetMemory"
	id := aws.ToString(e.value.Id)
	f := &fact.AgentCoreMemory{Meta: env.Meta(aws.ToString(e.value.Arn), id, e.proof), ID: id}
	out, proof, gap := Ask(ctx, env, op, &agentcore.GetMemoryInput{MemoryId: aws.String(id)}, client.GetMemory)
	memory, gap := whole(op, out, gap, func(out *agentcore.GetMemoryOutput) *types.Memory { return out.Memory })
	if kept(&f.Meta, proof, gap, "kmsKeyArn", "eventExpiryDays", "roleArn", "namespaces") {
		if name := aws.ToString(memory.Name); name != "" {
			f.Name = name
		}
		f.KmsKeyArn = aws.ToString(memory.EncryptionKeyArn)
		f.RoleArn = aws.ToString(memory.MemoryExecutionRoleArn)
		if memory.EventExpiryDuration == nil {
			f.MarkUnread("eventExpiryDays", unexpected(op, "the answer does not say"))
		}
		f.EventExpiryDays = int(aws.ToInt32(memory.EventExpiryDuration))
		for _, s := range memory.Strategies {
			templates := s.NamespaceTemplates
			if len(templates) == 0 {
				//lint:ignore SA1019 the older name of the same field; memories from before the new one may answer with it
				templates = s.Namespaces
			}
			f.Namespaces = append(f.Namespaces, templates...)
		}
	}
	agentCoreTags(ctx, env, client, &f.Meta)
	return f
}

// agentCoreTokenVault reads how the Region's vault of outbound credentials is encrypted. It never reads a credential.
func agentCoreTokenVault() Collector {
	const op, kind = "bedrockagentcorecontrol.GetTokenVault", "agentcore_token_vault"
	return Collector{
		Name: "agentcore-token-vault", Service: "bedrock-agentcore",
		Kinds: []fact.Kind{kind},
		Calls: []Call{{op, "bedrock-agentcore:GetTokenVault"}},
		Collect: func(ctx context.Context, env *Env) Batch {
			client := agentcore.NewFromConfig(env.Config)
			out, proof, gap := Ask(ctx, env, op, &agentcore.GetTokenVaultInput{TokenVaultId: aws.String("default")}, client.GetTokenVault)
			if Absent(gap) {
				return Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}}
			}
			kms, gap := whole(op, out, gap, func(out *agentcore.GetTokenVaultOutput) *types.KmsConfiguration { return out.KmsConfiguration })
			if gap != nil {
				return Batch{Reach: []fact.Reach{env.Reach(kind, gap, proof)}}
			}
			id := aws.ToString(out.TokenVaultId)
			return Batch{Reach: []fact.Reach{env.Reach(kind, nil, proof)}, Facts: []fact.Fact{&fact.AgentCoreTokenVault{
				Meta:    env.Meta(env.here("bedrock-agentcore", "token-vault/"+id), id, proof),
				KeyType: string(kms.KeyType), KmsKeyArn: aws.ToString(kms.KmsKeyArn),
			}}}
		},
	}
}
