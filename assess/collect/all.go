package collect

// All returns every collector, in the order in which a run asks them: first the account, then what stands in each Region.
func All() []Collector {
	return []Collector{
		accountCollector(),
		iamDetails(),
		iamSummary(),
		organization(),
		s3AccountBlock(),
		bedrockLogging(),
		bedrockGuardrails(),
		bedrockModels(),
		bedrockUsage(),
		bedrockKnowledge(),
		bedrockPrompts(),
		bedrockBatchJobs(),
		bedrockReasoning(),
		agentCoreRuntimes(),
		agentCoreGateways(),
		agentCoreMemories(),
		agentCorePolicyEngines(),
		agentCoreTokenVault(),
		agentCoreBrowsers(),
		agentCoreCodeInterpreters(),
		agentCoreEvaluations(),
		agentCorePayments(),
		logDeliveries(),
		sagemakerNotebooks(),
		s3Buckets(),
		kmsKeys(),
		cloudTrail(),
		guardDuty(),
		ec2Networks(),
		ec2Endpoints(),
		cloudWatchAlarms(),
	}
}
