package fact

// AccessAnalyzer is an analyser of IAM Access Analyzer in one Region.
type AccessAnalyzer struct {
	Meta
	// Type is ACCOUNT or ORGANIZATION for access from outside, and the same with _UNUSED_ACCESS or _INTERNAL_ACCESS.
	Type   string `json:"type" aws:"accessanalyzer.ListAnalyzers.analyzers[].type"`
	Status string `json:"status" aws:"accessanalyzer.ListAnalyzers.analyzers[].status"` // ACTIVE and others
}

// SSOInstance is an instance of IAM Identity Center that the account sees in its Region: its own, or the organisation's.
type SSOInstance struct {
	Meta
	Owner  string `json:"owner" aws:"ssoadmin.ListInstances.Instances[].OwnerAccountId"`
	Status string `json:"status" aws:"ssoadmin.ListInstances.Instances[].Status"` // ACTIVE and others
}

// Budget is a cost budget of the account (global).
type Budget struct {
	Meta
	Type     string   `json:"type" aws:"budgets.DescribeBudgets.Budgets[].BudgetType"` // COST and others
	TimeUnit string   `json:"timeUnit" aws:"budgets.DescribeBudgets.Budgets[].TimeUnit"`
	Services []string `json:"services" derived:"values of the filter on the service, in CostFilters or FilterExpression; empty: all services"`
	Filtered bool     `json:"filtered" derived:"CostFilters or FilterExpression narrows what the budget counts in another way than by service"`
	Warnings int      `json:"warnings" derived:"count of budgets.DescribeNotificationsForBudget"`
}

// CostMonitor is a monitor of cost anomaly detection (global).
type CostMonitor struct {
	Meta
	Type          string `json:"type" aws:"costexplorer.GetAnomalyMonitors.AnomalyMonitors[].MonitorType"` // DIMENSIONAL | CUSTOM
	Dimension     string `json:"dimension" aws:"costexplorer.GetAnomalyMonitors.AnomalyMonitors[].MonitorDimension"`
	Subscriptions int    `json:"subscriptions" derived:"count of costexplorer.GetAnomalySubscriptions that name the monitor and have a subscriber"`
}

// QuotaIncrease is a higher quota of an AI service that AWS granted on request.
type QuotaIncrease struct {
	Meta
	Service string `json:"service" aws:"servicequotas.ListRequestedServiceQuotaChangeHistory.RequestedQuotas[].ServiceCode"`
	Quota   string `json:"quota" aws:"servicequotas.ListRequestedServiceQuotaChangeHistory.RequestedQuotas[].QuotaName"`
}

// LandingZone is the landing zone of AWS Control Tower, in its home Region of the management account.
type LandingZone struct {
	Meta
	Status  string `json:"status" aws:"controltower.GetLandingZone.landingZone.status"`            // ACTIVE | PROCESSING | FAILED
	Drift   string `json:"drift" aws:"controltower.GetLandingZone.landingZone.driftStatus.status"` // IN_SYNC | DRIFTED
	Version string `json:"version" aws:"controltower.GetLandingZone.landingZone.version"`
	Latest  string `json:"latest" aws:"controltower.GetLandingZone.landingZone.latestAvailableVersion"`
}

// IncidentResponsePlan is a response plan of Incident Manager.
type IncidentResponsePlan struct {
	Meta
	Engaged int  `json:"engaged" derived:"count of ssmincidents.GetResponsePlan engagements"`
	Chat    bool `json:"chat" derived:"ssmincidents.GetResponsePlan chatChannel names a channel"`
}

// Kind implements Fact.
func (*AccessAnalyzer) Kind() Kind       { return "access_analyzer" }
func (*SSOInstance) Kind() Kind          { return "sso_instance" }
func (*Budget) Kind() Kind               { return "budget" }
func (*CostMonitor) Kind() Kind          { return "cost_monitor" }
func (*QuotaIncrease) Kind() Kind        { return "quota_increase" }
func (*LandingZone) Kind() Kind          { return "landing_zone" }
func (*IncidentResponsePlan) Kind() Kind { return "incident_response_plan" }
