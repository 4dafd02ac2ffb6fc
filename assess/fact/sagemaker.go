package fact

// Jobs are many and their history has no end, so a fact of a job is one that was started in the last 90 days: what ran before
// cannot be made again otherwise, and judging it would fail everybody for ever. Where there are more than 250 of a kind, the newest
// 250 are facts, and the list counts as not read to its end.

// SageMakerDomain is a Studio domain.
type SageMakerDomain struct {
	Meta
	Network        string `json:"network" aws:"sagemaker.DescribeDomain.AppNetworkAccessType"`                            // PublicInternetOnly | VpcOnly
	AuthMode       string `json:"authMode" aws:"sagemaker.DescribeDomain.AuthMode"`                                       // SSO | IAM
	KmsKeyID       string `json:"kmsKeyId" aws:"sagemaker.DescribeDomain.KmsKeyId"`                                       // of the volumes and home directories
	RoleIdentity   string `json:"roleIdentity" aws:"sagemaker.DescribeDomain.DomainSettings.ExecutionRoleIdentityConfig"` // USER_PROFILE_NAME | DISABLED
	SSOApplication string `json:"ssoApplication" aws:"sagemaker.DescribeDomain.SingleSignOnApplicationArn"`               // of the domain in IAM Identity Center
	SSOInstance    string `json:"ssoInstance" aws:"sagemaker.DescribeDomain.SingleSignOnManagedApplicationInstanceId"`    // of older domains
}

// SageMakerModel is a model that something runs, with what it is made of. Models that nothing runs are not read.
type SageMakerModel struct {
	Meta
	Deployed         bool             `json:"deployed" derived:"an endpoint InService, an inference component on one, or a transform job of the last 90 days names the model"`
	NetworkIsolation bool             `json:"networkIsolation" aws:"sagemaker.DescribeModel.EnableNetworkIsolation"`
	Subnets          []string         `json:"subnets" aws:"sagemaker.DescribeModel.VpcConfig.Subnets"`
	Containers       []ModelContainer `json:"containers" derived:"PrimaryContainer, or Containers of a pipeline, those of model package versions included"`
}

// ModelContainer is one container of a model. Of one that names a model package version, image and weights are the version's.
type ModelContainer struct {
	Image            string `json:"image" aws:"sagemaker.DescribeModel.Containers[].Image"`
	RepositoryAccess string `json:"repositoryAccess" aws:"sagemaker.DescribeModel.Containers[].ImageConfig.RepositoryAccessMode"` // Platform (Amazon ECR) | Vpc
	DataURL          string `json:"dataUrl" derived:"ModelDataUrl, or ModelDataSource.S3DataSource.S3Uri"`
	DataETag         string `json:"dataEtag" derived:"ModelDataSource.S3DataSource.ETag, or ManifestEtag: what the weights must hash to when they are loaded"`
	PackageArn       string `json:"packageArn" aws:"sagemaker.DescribeModel.Containers[].ModelPackageName"`
}

// SageMakerEndpoint is an endpoint with the configuration that it runs on.
type SageMakerEndpoint struct {
	Meta
	Status        string   `json:"status" aws:"sagemaker.DescribeEndpoint.EndpointStatus"` // InService and others
	KmsKeyID      string   `json:"kmsKeyId" aws:"sagemaker.DescribeEndpointConfig.KmsKeyId"`
	LocalDisks    bool     `json:"localDisks" derived:"an instance type of the endpoint stores on disks of its own, encrypted in hardware; for such a one AWS refuses a key"`
	Models        []string `json:"models" derived:"names of the models of production variants and of inference components"`
	Serverless    bool     `json:"serverless" derived:"every production variant has CurrentServerlessConfig; it has no instances to count"`
	FewestCopies  int      `json:"fewestCopies" derived:"the smallest CurrentInstanceCount among production variants with instances"`
	Capture       bool     `json:"capture" aws:"sagemaker.DescribeEndpoint.DataCaptureConfig.EnableCapture"`
	CaptureStatus string   `json:"captureStatus" aws:"sagemaker.DescribeEndpoint.DataCaptureConfig.CaptureStatus"` // Started | Stopped | ""
	CaptureKey    string   `json:"captureKey" aws:"sagemaker.DescribeEndpoint.DataCaptureConfig.KmsKeyId"`
}

// SageMakerTrainingJob is a training job of the last 90 days, those of tuning and AutoML jobs included.
type SageMakerTrainingJob struct {
	Meta
	Status            string   `json:"status" aws:"sagemaker.DescribeTrainingJob.TrainingJobStatus"`
	NetworkIsolation  bool     `json:"networkIsolation" aws:"sagemaker.DescribeTrainingJob.EnableNetworkIsolation"`
	TrafficEncryption bool     `json:"trafficEncryption" aws:"sagemaker.DescribeTrainingJob.EnableInterContainerTrafficEncryption"`
	Subnets           []string `json:"subnets" aws:"sagemaker.DescribeTrainingJob.VpcConfig.Subnets"`
	Instances         int      `json:"instances" derived:"ResourceConfig.InstanceCount, or the sum over InstanceGroups"`
	LocalDisks        bool     `json:"localDisks" derived:"an instance type of the job stores on disks of its own, encrypted in hardware; for such a one AWS refuses a key"`
	VolumeKey         string   `json:"volumeKey" aws:"sagemaker.DescribeTrainingJob.ResourceConfig.VolumeKmsKeyId"`
	OutputKey         string   `json:"outputKey" aws:"sagemaker.DescribeTrainingJob.OutputDataConfig.KmsKeyId"`
	InputBuckets      []string `json:"inputBuckets" derived:"bucket names of InputDataConfig[].DataSource.S3DataSource.S3Uri"`
	OutputBucket      string   `json:"outputBucket" derived:"bucket name of OutputDataConfig.S3OutputPath"`
}

// SageMakerProcessingJob is a processing job of the last 90 days; Clarify and Model Monitor run as such.
type SageMakerProcessingJob struct {
	Meta
	Status            string   `json:"status" aws:"sagemaker.DescribeProcessingJob.ProcessingJobStatus"`
	Image             string   `json:"image" aws:"sagemaker.DescribeProcessingJob.AppSpecification.ImageUri"`
	NetworkIsolation  bool     `json:"networkIsolation" aws:"sagemaker.DescribeProcessingJob.NetworkConfig.EnableNetworkIsolation"`
	TrafficEncryption bool     `json:"trafficEncryption" aws:"sagemaker.DescribeProcessingJob.NetworkConfig.EnableInterContainerTrafficEncryption"`
	Subnets           []string `json:"subnets" aws:"sagemaker.DescribeProcessingJob.NetworkConfig.VpcConfig.Subnets"`
	Instances         int      `json:"instances" aws:"sagemaker.DescribeProcessingJob.ProcessingResources.ClusterConfig.InstanceCount"`
	LocalDisks        bool     `json:"localDisks" derived:"the instance type of the job stores on disks of its own, encrypted in hardware; for such a one AWS refuses a key"`
	VolumeKey         string   `json:"volumeKey" aws:"sagemaker.DescribeProcessingJob.ProcessingResources.ClusterConfig.VolumeKmsKeyId"`
	OutputKey         string   `json:"outputKey" aws:"sagemaker.DescribeProcessingJob.ProcessingOutputConfig.KmsKeyId"`
	ScheduleArn       string   `json:"scheduleArn" aws:"sagemaker.DescribeProcessingJob.MonitoringScheduleArn"`
}

// SageMakerTransformJob is a batch inference of the last 90 days.
type SageMakerTransformJob struct {
	Meta
	Status     string `json:"status" aws:"sagemaker.DescribeTransformJob.TransformJobStatus"`
	ModelName  string `json:"modelName" aws:"sagemaker.DescribeTransformJob.ModelName"`
	LocalDisks bool   `json:"localDisks" derived:"the instance type of the job stores on disks of its own, encrypted in hardware; for such a one AWS refuses a key"`
	VolumeKey  string `json:"volumeKey" aws:"sagemaker.DescribeTransformJob.TransformResources.VolumeKmsKeyId"`
	OutputKey  string `json:"outputKey" aws:"sagemaker.DescribeTransformJob.TransformOutput.KmsKeyId"`
}

// SageMakerAutoMLJob is an AutoML job of the last 90 days.
type SageMakerAutoMLJob struct {
	Meta
	Status            string   `json:"status" aws:"sagemaker.DescribeAutoMLJobV2.AutoMLJobStatus"`
	TrafficEncryption bool     `json:"trafficEncryption" aws:"sagemaker.DescribeAutoMLJobV2.SecurityConfig.EnableInterContainerTrafficEncryption"`
	Subnets           []string `json:"subnets" aws:"sagemaker.DescribeAutoMLJobV2.SecurityConfig.VpcConfig.Subnets"`
	VolumeKey         string   `json:"volumeKey" aws:"sagemaker.DescribeAutoMLJobV2.SecurityConfig.VolumeKmsKeyId"`
	OutputKey         string   `json:"outputKey" aws:"sagemaker.DescribeAutoMLJobV2.OutputDataConfig.KmsKeyId"`
}

// SageMakerCompilationJob is a compilation job of the last 90 days.
type SageMakerCompilationJob struct {
	Meta
	Status    string `json:"status" aws:"sagemaker.DescribeCompilationJob.CompilationJobStatus"`
	OutputKey string `json:"outputKey" aws:"sagemaker.DescribeCompilationJob.OutputConfig.KmsKeyId"`
}

// SageMakerMonitor is a monitoring schedule with what its jobs run on, whether that stands in the schedule or in a job
// definition that it names.
type SageMakerMonitor struct {
	Meta
	Status            string `json:"status" aws:"sagemaker.DescribeMonitoringSchedule.MonitoringScheduleStatus"` // Scheduled | Stopped | Failed | Pending
	Type              string `json:"type" aws:"sagemaker.DescribeMonitoringSchedule.MonitoringType"`             // DataQuality | ModelQuality | ModelBias | ModelExplainability
	EndpointName      string `json:"endpointName" aws:"sagemaker.DescribeMonitoringSchedule.EndpointName"`
	LastRun           string `json:"lastRun" aws:"sagemaker.DescribeMonitoringSchedule.LastMonitoringExecutionSummary.MonitoringExecutionStatus"` // Completed | CompletedWithViolations | Failed …; "": none yet
	Definition        string `json:"definition" aws:"sagemaker.DescribeMonitoringSchedule.MonitoringScheduleConfig.MonitoringJobDefinitionName"`  // "": the schedule says it all itself
	NetworkIsolation  bool   `json:"networkIsolation" derived:"NetworkConfig.EnableNetworkIsolation of the schedule or of its job definition"`
	TrafficEncryption bool   `json:"trafficEncryption" derived:"NetworkConfig.EnableInterContainerTrafficEncryption of the schedule or of its job definition"`
	Instances         int    `json:"instances" derived:"MonitoringResources.ClusterConfig.InstanceCount of the schedule, or JobResources.ClusterConfig.InstanceCount of its job definition"`
}

// SageMakerModelPackage is a version in the model registry that a deployed model names.
type SageMakerModelPackage struct {
	Meta
	Group        string `json:"group" aws:"sagemaker.DescribeModelPackage.ModelPackageGroupName"`
	Version      int    `json:"version" aws:"sagemaker.DescribeModelPackage.ModelPackageVersion"`
	Approval     string `json:"approval" aws:"sagemaker.DescribeModelPackage.ModelApprovalStatus"` // Approved | Rejected | PendingManualApproval
	ApprovalNote string `json:"approvalNote" aws:"sagemaker.DescribeModelPackage.ApprovalDescription"`
	CreatedBy    string `json:"createdBy" derived:"CreatedBy.UserProfileArn, else CreatedBy.IamIdentity.Arn; empty where AWS recorded neither"`
	ModifiedBy   string `json:"modifiedBy" derived:"LastModifiedBy.UserProfileArn, else LastModifiedBy.IamIdentity.Arn; empty where AWS recorded neither"`
	GeneratedBy  string `json:"generatedBy" aws:"sagemaker.DescribeModelPackage.MetadataProperties.GeneratedBy"`
	CommitID     string `json:"commitId" aws:"sagemaker.DescribeModelPackage.MetadataProperties.CommitId"`
	SourceURI    string `json:"sourceUri" aws:"sagemaker.DescribeModelPackage.SourceUri"`
	CardStatus   string `json:"cardStatus" aws:"sagemaker.DescribeModelPackage.ModelCard.ModelCardStatus"` // Draft | PendingReview | Approved | Archived | ""
	BiasReport   bool   `json:"biasReport" derived:"ModelMetrics.Bias names a report, before or after training"`
	Deployed     bool   `json:"deployed" derived:"a deployed model names the version"`
}

// SageMakerModelCard is a model card in its newest version.
type SageMakerModelCard struct {
	Meta
	Status string `json:"status" aws:"sagemaker.ListModelCards.ModelCardSummaries[].ModelCardStatus"` // Draft | PendingReview | Approved | Archived
}

// SageMakerFeatureGroup is a group of features.
type SageMakerFeatureGroup struct {
	Meta
	Status        string `json:"status" aws:"sagemaker.DescribeFeatureGroup.FeatureGroupStatus"`
	Online        bool   `json:"online" aws:"sagemaker.DescribeFeatureGroup.OnlineStoreConfig.EnableOnlineStore"`
	OnlineKey     string `json:"onlineKey" aws:"sagemaker.DescribeFeatureGroup.OnlineStoreConfig.SecurityConfig.KmsKeyId"`
	Offline       bool   `json:"offline" derived:"OfflineStoreConfig is set"`
	OfflineKey    string `json:"offlineKey" aws:"sagemaker.DescribeFeatureGroup.OfflineStoreConfig.S3StorageConfig.KmsKeyId"`
	OfflineStatus string `json:"offlineStatus" aws:"sagemaker.DescribeFeatureGroup.OfflineStoreStatus.Status"` // Active | Blocked | Disabled | ""
}

// SageMakerInferenceExperiment is a test of one model beside another on live requests.
type SageMakerInferenceExperiment struct {
	Meta
	Status     string `json:"status" aws:"sagemaker.DescribeInferenceExperiment.Status"` // Running and others
	KmsKey     string `json:"kmsKey" aws:"sagemaker.DescribeInferenceExperiment.KmsKey"`
	LocalDisks bool   `json:"localDisks" derived:"an instance type of the experiment stores on disks of its own, encrypted in hardware; for such a one AWS refuses a key"`
	Captures   bool   `json:"captures" derived:"DataStorageConfig.Destination is set"`
	CaptureKey string `json:"captureKey" aws:"sagemaker.DescribeInferenceExperiment.DataStorageConfig.KmsKey"`
}

// SageMakerLabelingJob is a labelling job of the last 90 days.
type SageMakerLabelingJob struct {
	Meta
	Status      string `json:"status" aws:"sagemaker.DescribeLabelingJob.LabelingJobStatus"`
	WorkteamArn string `json:"workteamArn" aws:"sagemaker.DescribeLabelingJob.HumanTaskConfig.WorkteamArn"`
	OutputKey   string `json:"outputKey" aws:"sagemaker.DescribeLabelingJob.OutputConfig.KmsKeyId"`
}

// SageMakerWorkforce is the private workforce of a Region: who may sign in to label.
type SageMakerWorkforce struct {
	Meta
	Cidrs []string `json:"cidrs" aws:"sagemaker.ListWorkforces.Workforces[].SourceIpConfig.Cidrs"`
	VpcID string   `json:"vpcId" aws:"sagemaker.ListWorkforces.Workforces[].WorkforceVpcConfig.VpcId"`
}

// Kind implements Fact.
func (*SageMakerDomain) Kind() Kind              { return "sagemaker_domain" }
func (*SageMakerModel) Kind() Kind               { return "sagemaker_model" }
func (*SageMakerEndpoint) Kind() Kind            { return "sagemaker_endpoint" }
func (*SageMakerTrainingJob) Kind() Kind         { return "sagemaker_training_job" }
func (*SageMakerProcessingJob) Kind() Kind       { return "sagemaker_processing_job" }
func (*SageMakerTransformJob) Kind() Kind        { return "sagemaker_transform_job" }
func (*SageMakerAutoMLJob) Kind() Kind           { return "sagemaker_automl_job" }
func (*SageMakerCompilationJob) Kind() Kind      { return "sagemaker_compilation_job" }
func (*SageMakerMonitor) Kind() Kind             { return "sagemaker_monitor" }
func (*SageMakerModelPackage) Kind() Kind        { return "sagemaker_model_package" }
func (*SageMakerModelCard) Kind() Kind           { return "sagemaker_model_card" }
func (*SageMakerFeatureGroup) Kind() Kind        { return "sagemaker_feature_group" }
func (*SageMakerInferenceExperiment) Kind() Kind { return "sagemaker_inference_experiment" }
func (*SageMakerLabelingJob) Kind() Kind         { return "sagemaker_labeling_job" }
func (*SageMakerWorkforce) Kind() Kind           { return "sagemaker_workforce" }
