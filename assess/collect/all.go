package collect

import "slices"

// All returns every collector, in the order in which a run asks them: first the account, then what stands in each Region.
func All() []Collector {
	return slices.Concat(aboutAccount(), modelsCollectors(), agentsCollectors(), ownModelsCollectors(), storesCollectors(), watchingCollectors(), codeCollectors(), networkCollectors())
}

// aboutAccount reads the account itself: who may do what, what stands above it, what it may cost.
func aboutAccount() []Collector {
	return []Collector{
		accountCollector(),
		iamDetails(),
		iamSummary(),
		rootFeatures(),
		organization(),
		organizationDelegates(),
		accountBudgets(),
		costMonitors(),
		s3AccountBlock(),
	}
}

// modelsCollectors read models that are called, and what screens, feeds and records them.
func modelsCollectors() []Collector {
	return []Collector{
		bedrockLogging(),
		bedrockGuardrails(),
		bedrockModels(),
		bedrockUsage(),
		bedrockProfiles(),
		bedrockKnowledge(),
		bedrockPrompts(),
		bedrockBatchJobs(),
		bedrockReasoning(),
	}
}

// agentsCollectors read agents, with what they hold and leave behind.
func agentsCollectors() []Collector {
	return []Collector{
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
	}
}

// ownModelsCollectors read models that are trained and served.
func ownModelsCollectors() []Collector {
	return []Collector{
		sagemakerNotebooks(),
		sagemakerDomains(),
		sagemakerModels(),
		sagemakerMonitors(),
		sagemakerCards(),
		sagemakerExperiments(),
		sagemakerFeatures(),
		sagemakerTraining(),
		sagemakerProcessing(),
		sagemakerAutoML(),
		sagemakerCompilation(),
		sagemakerLabeling(),
		sagemakerWorkforces(),
	}
}

// storesCollectors read where data, keys and secrets are kept.
func storesCollectors() []Collector {
	return []Collector{
		s3Buckets(),
		s3Vectors(),
		openSearchCollections(),
		openSearchDomains(),
		databases(),
		dynamoDBTables(),
		secrets(),
		backups(),
		kmsKeys(),
	}
}

// watchingCollectors read what records, watches and reports.
func watchingCollectors() []Collector {
	return []Collector{
		cloudTrail(),
		guardDuty(),
		cloudWatchAlarms(),
		accessAnalyzers(),
		configRecorders(),
		identityCenter(),
		quotaIncreases(),
		landingZones(),
		responsePlans(),
		logGroups(),
		eventRules(),
		snsTopics(),
		sqsQueues(),
		securityHub(),
		inspector(),
		macie(),
		detectiveGraphs(),
		xraySettings(),
		monitoringSinks(),
	}
}

// codeCollectors read code around the model, and who signs in to it.
func codeCollectors() []Collector {
	return []Collector{
		lambdaFunctions(),
		ecrRepositories(),
		ecsContainers(),
		eksClusters(),
		ec2Instances(),
		stateMachines(),
		cognitoUserPools(),
		cognitoIdentityPools(),
	}
}

// networkCollectors read networks and front doors.
func networkCollectors() []Collector {
	return []Collector{
		ec2Networks(),
		ec2Endpoints(),
		ec2Routes(),
		ec2Groups(),
		ec2Disks(),
		networkFirewalls(),
		dnsFirewalls(),
		restAPIs(),
		usagePlans(),
		httpAPIs(),
		loadBalancers(),
		webACLs(),
		distributions(),
		cloudFrontWebACLs(),
		shieldAdvanced(),
		iotPolicies(),
	}
}
