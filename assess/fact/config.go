package fact

// ConfigRecorder is AWS Config in one Region: what it writes down whenever a setting changes. Where there is none there is no fact.
type ConfigRecorder struct {
	Meta
	Recording bool `json:"recording" aws:"configservice.DescribeConfigurationRecorderStatus.ConfigurationRecordersStatus[].recording"`
	// LastStatus is Failure where the recorder runs and could not deliver.
	LastStatus string   `json:"lastStatus" aws:"configservice.DescribeConfigurationRecorderStatus.ConfigurationRecordersStatus[].lastStatus"`
	Strategy   string   `json:"strategy" derived:"recordingGroup.recordingStrategy.useOnly, or what allSupported means where an older recorder has no strategy: ALL_SUPPORTED_RESOURCE_TYPES, INCLUSION_BY_RESOURCE_TYPES"`
	Included   []string `json:"included" aws:"configservice.DescribeConfigurationRecorders.ConfigurationRecorders[].recordingGroup.resourceTypes"`
	Excluded   []string `json:"excluded" aws:"configservice.DescribeConfigurationRecorders.ConfigurationRecorders[].recordingGroup.exclusionByResourceTypes.resourceTypes"`
}

// ConfigRule is a rule of AWS Config, those of conformance packs and of the organisation included.
type ConfigRule struct {
	Meta
	State  string   `json:"state" aws:"configservice.DescribeConfigRules.ConfigRules[].ConfigRuleState"` // ACTIVE and others
	Source string   `json:"source" aws:"configservice.DescribeConfigRules.ConfigRules[].Source.SourceIdentifier"`
	Types  []string `json:"types" aws:"configservice.DescribeConfigRules.ConfigRules[].Scope.ComplianceResourceTypes"`
}

// Kind implements Fact.
func (*ConfigRecorder) Kind() Kind { return "config_recorder" }
func (*ConfigRule) Kind() Kind     { return "config_rule" }
