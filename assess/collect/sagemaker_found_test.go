package collect

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"drydock/assess/fact"
)

// sageMeta is the shared part of what SageMaker holds in the world.
func sageMeta(path, name string) fact.Meta {
	return fact.Meta{ARN: sageArn + path, Name: name, Tags: map[string]string{"a": "1", "b": "2"}}
}

func TestSageMakerServingFacts(t *testing.T) {
	checkFacts(t, found[*fact.SageMakerEndpoint](t, world(), sagemakerModels()), []*fact.SageMakerEndpoint{{
		Meta: sageMeta("endpoint/scoring", "scoring"), Status: "InService", KmsKeyID: "key", LocalDisks: true, Models: []string{"m-scoring", "m-part"},
		FewestCopies: 2, Capture: true, CaptureStatus: "Started", CaptureKey: "key",
	}, {
		Meta: sageMeta("endpoint/old", "old"), Status: "Deleting", KmsKeyID: "key", LocalDisks: true, Models: []string{"m-old"},
	}})
	job := func(name string) *fact.SageMakerTransformJob {
		return &fact.SageMakerTransformJob{
			Meta: sageMeta("transform-job/"+name, name), Status: "Completed", ModelName: "m-batch", VolumeKey: "key", OutputKey: "key",
		}
	}
	checkFacts(t, found[*fact.SageMakerTransformJob](t, world(), sagemakerModels()), []*fact.SageMakerTransformJob{job("t1"), job("t2")})
	model := func(name string, containers ...fact.ModelContainer) *fact.SageMakerModel {
		return &fact.SageMakerModel{
			Meta: sageMeta("model/"+name, name), Deployed: true, NetworkIsolation: true, Subnets: []string{"subnet-1"}, Containers: containers,
		}
	}
	version := fact.ModelContainer{
		Image: "registry/credit:7@sha256:ab", RepositoryAccess: "Platform", DataURL: "s3://weights/seven.tar.gz", DataETag: "e7", PackageArn: sageArn + "model-package/credit/7",
	}
	checkFacts(t, found[*fact.SageMakerModel](t, world(), sagemakerModels()), []*fact.SageMakerModel{
		model("m-batch", fact.ModelContainer{Image: "image", RepositoryAccess: "Platform", DataURL: "s3://weights/one.tar.gz"}),
		model("m-part", version), model("m-scoring", version), // that of an endpoint being deleted is not in service
	})
	f := world()
	checkFacts(t, found[*fact.SageMakerModelPackage](t, f, sagemakerModels()), []*fact.SageMakerModelPackage{{
		Meta: sageMeta("model-package/credit/7", "credit/7"), Group: "credit", Version: 7, Approval: "Approved", ApprovalNote: "reviewed",
		CreatedBy: "ann", ModifiedBy: "ben", GeneratedBy: "pipeline", CommitID: "c0ffee", SourceURI: "s3://source", CardStatus: "Draft", BiasReport: true, Deployed: true,
	}})
	if n := f.asked["sagemaker.DescribeModelPackage"]; n != 1 {
		t.Errorf("one version was described %d times", n)
	}
}

func TestSageMakerJobFacts(t *testing.T) {
	training := func(name string) *fact.SageMakerTrainingJob {
		return &fact.SageMakerTrainingJob{
			Meta: sageMeta("training-job/"+name, name), Status: "Completed", NetworkIsolation: true, Subnets: []string{"subnet-1"}, Instances: 3, LocalDisks: true,
			VolumeKey: "key", OutputKey: "key", InputBuckets: []string{"data"}, OutputBucket: "models",
		}
	}
	checkFacts(t, found[*fact.SageMakerTrainingJob](t, world(), sagemakerTraining()), []*fact.SageMakerTrainingJob{training("j1"), training("j2")})
	processing := func(name string) *fact.SageMakerProcessingJob {
		return &fact.SageMakerProcessingJob{
			Meta: sageMeta("processing-job/"+name, name), Status: "Completed", Image: "clarify", NetworkIsolation: true, TrafficEncryption: true,
			Subnets: []string{"subnet-1"}, Instances: 2, VolumeKey: "key", OutputKey: "key", ScheduleArn: "schedule",
		}
	}
	checkFacts(t, found[*fact.SageMakerProcessingJob](t, world(), sagemakerProcessing()), []*fact.SageMakerProcessingJob{processing("p1"), processing("p2")})
	automl := func(name string) *fact.SageMakerAutoMLJob {
		return &fact.SageMakerAutoMLJob{
			Meta: sageMeta("automl-job/"+name, name), Status: "Completed", TrafficEncryption: true, Subnets: []string{"subnet-1"}, VolumeKey: "key", OutputKey: "key",
		}
	}
	checkFacts(t, found[*fact.SageMakerAutoMLJob](t, world(), sagemakerAutoML()), []*fact.SageMakerAutoMLJob{automl("a1"), automl("a2")})
	compilation := func(name string) *fact.SageMakerCompilationJob {
		return &fact.SageMakerCompilationJob{Meta: sageMeta("compilation-job/"+name, name), Status: "COMPLETED", OutputKey: "key"}
	}
	checkFacts(t, found[*fact.SageMakerCompilationJob](t, world(), sagemakerCompilation()), []*fact.SageMakerCompilationJob{compilation("c1"), compilation("c2")})
	labeling := func(name string) *fact.SageMakerLabelingJob {
		m := sageMeta("labeling-job/"+name, name)
		m.Tags = map[string]string{"a": "1"}
		return &fact.SageMakerLabelingJob{Meta: m, Status: "InProgress", WorkteamArn: "team", OutputKey: "key"}
	}
	checkFacts(t, found[*fact.SageMakerLabelingJob](t, world(), sagemakerLabeling()), []*fact.SageMakerLabelingJob{labeling("l1"), labeling("l2")})
}

func TestSageMakerStudioFacts(t *testing.T) {
	checkFacts(t, found[*fact.SageMakerDomain](t, world(), sagemakerDomains()), []*fact.SageMakerDomain{{
		Meta: sageMeta("domain/d1", "d1"), Network: "VpcOnly", AuthMode: "SSO", KmsKeyID: "key", RoleIdentity: "USER_PROFILE_NAME", SSOApplication: "app", SSOInstance: "instance",
	}, {
		Meta: sageMeta("domain/d2", "d2"), Network: "PublicInternetOnly", AuthMode: "IAM", RoleIdentity: "DISABLED",
	}})
	workforce := func(name string) *fact.SageMakerWorkforce {
		return &fact.SageMakerWorkforce{Meta: sageMeta("workforce/"+name, name), Cidrs: []string{"10.0.0.0/8"}, VpcID: "vpc-1"}
	}
	checkFacts(t, found[*fact.SageMakerWorkforce](t, world(), sagemakerWorkforces()), []*fact.SageMakerWorkforce{workforce("w1"), workforce("w2")})
	group := func(name string) *fact.SageMakerFeatureGroup {
		return &fact.SageMakerFeatureGroup{
			Meta: sageMeta("feature-group/"+name, name), Status: "Created", Online: true, OnlineKey: "online", Offline: true, OfflineKey: "offline", OfflineStatus: "Active",
		}
	}
	checkFacts(t, found[*fact.SageMakerFeatureGroup](t, world(), sagemakerFeatures()), []*fact.SageMakerFeatureGroup{group("g1"), group("g2")})
}

func TestSageMakerWatchFacts(t *testing.T) {
	monitor := func(name, definition string) *fact.SageMakerMonitor {
		return &fact.SageMakerMonitor{
			Meta: sageMeta("monitoring-schedule/"+name, name), Status: "Scheduled", Type: name, EndpointName: "scoring", LastRun: "Completed",
			Definition: definition, NetworkIsolation: true, TrafficEncryption: true, Instances: 2,
		}
	}
	own := monitor("own", "")
	own.Type, own.TrafficEncryption = "DataQuality", false
	checkFacts(t, found[*fact.SageMakerMonitor](t, world(), sagemakerMonitors()), []*fact.SageMakerMonitor{
		monitor("DataQuality", "definition"), monitor("ModelQuality", "definition"), monitor("ModelBias", "definition"), monitor("ModelExplainability", "definition"), own,
	})
	card := func(name string) *fact.SageMakerModelCard {
		return &fact.SageMakerModelCard{Meta: sageMeta("model-card/"+name, name), Status: "Approved"}
	}
	checkFacts(t, found[*fact.SageMakerModelCard](t, world(), sagemakerCards()), []*fact.SageMakerModelCard{card("k1"), card("k2")})
	experiment := func(name string) *fact.SageMakerInferenceExperiment {
		return &fact.SageMakerInferenceExperiment{
			Meta: sageMeta("inference-experiment/"+name, name), Status: "Running", KmsKey: "key", LocalDisks: true, Captures: true, CaptureKey: "capture",
		}
	}
	checkFacts(t, found[*fact.SageMakerInferenceExperiment](t, world(), sagemakerExperiments()), []*fact.SageMakerInferenceExperiment{experiment("e1"), experiment("e2")})
}

// Jobs without end are read as far as anybody looks, and the list says that it goes on.
func TestMoreJobsThanAnybodyLooksAt(t *testing.T) {
	f := world()
	on(f, "sagemaker.ListCompilationJobs", func(in *sagemaker.ListCompilationJobsInput) (*sagemaker.ListCompilationJobsOutput, error) {
		if !in.CreationTimeAfter.Equal(testNow.AddDate(0, 0, -90)) || in.SortOrder != types.SortOrderDescending {
			t.Errorf("asked for jobs since %s, %s first", in.CreationTimeAfter, in.SortOrder)
		}
		page := make([]types.CompilationJobSummary, 100)
		for i := range page {
			page[i].CompilationJobArn, page[i].CompilationJobName = sageName("compilation-job/" + aws.ToString(in.NextToken) + string(rune('A'+i)))
		}
		return &sagemaker.ListCompilationJobsOutput{NextToken: aws.String(aws.ToString(in.NextToken) + "n"), CompilationJobSummaries: page}, nil
	})
	batch := collected(t, f, sagemakerCompilation())
	reach := batch.Reach[0]
	if len(batch.Facts) != mostJobs || reach.Gap.Status != fact.Failed || reach.Proof[0].AllPages || f.asked["sagemaker.ListCompilationJobs"] != 3 {
		t.Errorf("%d jobs, reach %+v after %d pages", len(batch.Facts), reach.Gap, f.asked["sagemaker.ListCompilationJobs"])
	}
}

// Whether a model is in service is known only when every endpoint and every batch job was heard.
func TestModelsWithoutTheirEndpoints(t *testing.T) {
	for _, op := range []string{"sagemaker.ListEndpoints", "sagemaker.ListTransformJobs", "sagemaker.ListInferenceComponents", "sagemaker.DescribeEndpoint"} {
		f := world()
		f.failFrom[op] = 1
		batch := collected(t, f, sagemakerModels())
		for _, kind := range []fact.Kind{"sagemaker_model", "sagemaker_model_package"} {
			if gap := reachOf(batch, kind).Gap; gap.Status != fact.Denied || gap.Operation != op {
				t.Errorf("without %s: reach of %s is %+v", op, kind, gap)
			}
		}
	}
	f := world()
	f.answers["sagemaker.ListTransformJobs"] = notOffered
	batch := collected(t, f, sagemakerModels())
	if gap := reachOf(batch, "sagemaker_model").Gap; gap.Status != fact.Read || len(only[*fact.SageMakerModel](batch)) != 2 {
		t.Errorf("without batch jobs in the Region: reach of models is %+v", gap)
	}
}

func TestServerlessEndpoint(t *testing.T) {
	f := world()
	on(f, "sagemaker.DescribeEndpoint", func(in *sagemaker.DescribeEndpointInput) (*sagemaker.DescribeEndpointOutput, error) {
		return &sagemaker.DescribeEndpointOutput{
			EndpointArn: in.EndpointName, EndpointStatus: types.EndpointStatusInService, EndpointConfigName: in.EndpointName,
			ProductionVariants: []types.ProductionVariantSummary{{CurrentServerlessConfig: &types.ProductionVariantServerlessConfig{}}},
		}, nil
	})
	if e := found[*fact.SageMakerEndpoint](t, f, sagemakerModels())[0]; !e.Serverless || e.FewestCopies != 0 {
		t.Errorf("serverless %t with %d machines", e.Serverless, e.FewestCopies)
	}
}

func TestLocalDisks(t *testing.T) {
	for instance, want := range map[string]bool{
		"ml.m5.large": false, "ml.m5d.large": true, "ml.g4dn.xlarge": true, "ml.g5.2xlarge": true, "ml.p4de.24xlarge": true, "ml.p3.2xlarge": false, "ml.p3dn.24xlarge": true,
		"ml.p6-b200.48xlarge": true, "ml.trn1.2xlarge": true, "ml.inf2.xlarge": false, "ml.c6i.large": false, "ml.r6id.large": true, "": false, "m5d.large": false,
	} {
		if localDisks(instance) != want {
			t.Errorf("localDisks(%q) = %t", instance, !want)
		}
	}
}
