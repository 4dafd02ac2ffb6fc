package probe

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"drydock/assess/collect"
	"drydock/assess/fact"
)

// The run's deadline leaves a big account its time: so many resources, each asked about with every call, at the pace of their service.
func TestABigAccountIsReadWithinTheRun(t *testing.T) {
	limits := Limits{}.withDefaults()
	for _, tt := range []struct {
		collector string
		resources int
	}{{"s3-buckets", 1000}, {"lambda", 500}, {"iam", 500}, {"kms", 1000}, {"secrets", 1000}, {"dynamodb", 500}, {"log-groups", 1000}} {
		c := collectorNamed(t, tt.collector)
		step := planOf(limits, c).Collectors[0]
		took := step.hundred(limits.PerSecond) * time.Duration(tt.resources) / 100
		t.Logf("%d resources of %s: %v at most", tt.resources, c.Name, took)
		if took > limits.Run/2 {
			t.Errorf("%d resources of %s take %v; half of a run is %v", tt.resources, c.Name, took, limits.Run/2)
		}
	}
}

func TestPaces(t *testing.T) {
	l := newLimiter(0)
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"s3.GetBucketAcl", "s3.GetBucketPolicy", true},
		{"s3.GetBucketAcl", "s3control.GetPublicAccessBlock", false},
		{"bedrock.GetGuardrail", "bedrock.ListGuardrails", false},
	} {
		if same := l.bucket("1", "eu-west-1", tt.a) == l.bucket("1", "eu-west-1", tt.b); same != tt.same {
			t.Errorf("%s and %s share a pace: %v", tt.a, tt.b, same)
		}
	}
	if l.bucket("1", "eu-west-1", "s3.GetBucketAcl") == l.bucket("2", "eu-west-1", "s3.GetBucketAcl") {
		t.Error("two accounts share a pace")
	}
	for _, c := range collect.All() {
		service, _, _ := strings.Cut(c.Calls[0].Operation, ".")
		if p := paceOf(service, 0); p.perSecond < 1 || p.perSecond > 50 {
			t.Errorf("%s is asked %v times a second", service, p.perSecond)
		}
		if p := paceOf(service, 7); p.perSecond != 7 || p.perOperation {
			t.Errorf("%s does not keep to the pace that was set", service)
		}
	}
}

func collectorNamed(t *testing.T, name string) collect.Collector {
	t.Helper()
	all := collect.All()
	i := slices.IndexFunc(all, func(c collect.Collector) bool { return c.Name == name })
	if i < 0 {
		var names []string
		for _, c := range all {
			names = append(names, c.Name)
		}
		t.Fatalf("no collector is called %s; there are %v", name, names)
	}
	return all[i]
}

// manyBuckets answers for n buckets without anything set, each call after a while; stuck is where it stops answering.
func manyBuckets(n int, each time.Duration, stuck int64) func(http.ResponseWriter, request) {
	var details atomic.Int64
	missing := map[string]string{
		"publicAccessBlock": "NoSuchPublicAccessBlockConfiguration", "policyStatus": "NoSuchBucketPolicy", "policy": "NoSuchBucketPolicy",
		"encryption": "ServerSideEncryptionConfigurationNotFoundError", "ownershipControls": "OwnershipControlsNotFoundError",
		"object-lock": "ObjectLockConfigurationNotFoundError", "tagging": "NoSuchTagSet",
	}
	return func(w http.ResponseWriter, r request) {
		time.Sleep(each)
		if r.URL.Path == "/" {
			signed(w)
			fmt.Fprint(w, `<ListAllMyBucketsResult><Buckets>`)
			for i := range n {
				fmt.Fprintf(w, `<Bucket><Name>bucket-%d</Name><BucketRegion>us-east-1</BucketRegion></Bucket>`, i)
			}
			fmt.Fprint(w, `</Buckets></ListAllMyBucketsResult>`)
			return
		}
		if stuck > 0 && details.Add(1) > stuck {
			<-r.Context().Done()
			return
		}
		for query, code := range missing {
			if r.URL.Query().Has(query) {
				fail(w, r, http.StatusNotFound, code, "there is none")
				return
			}
		}
		signed(w)
		if r.URL.Query().Has("acl") {
			fmt.Fprint(w, `<AccessControlPolicy><Owner><ID>owner</ID></Owner><AccessControlList/></AccessControlPolicy>`)
			return
		}
		fmt.Fprint(w, `<VersioningConfiguration/>`)
	}
}

// A collector's time grows with what it listed, as long as it is answered.
func TestManyBucketsAreReadInFull(t *testing.T) {
	const buckets = 200
	limits := quick()
	limits.Collector = time.Second
	server := newFake(t, manyBuckets(buckets, 8*time.Millisecond, 0))
	source := connect(t, server.URL, func(o *AWSOptions) { o.Limits = limits })
	sink := &tray{}
	summary, err := Run(context.Background(), planOf(limits, collectorNamed(t, "s3-buckets")), source, sink)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d calls took %v, where a collector may wait %v for an answer", summary.Calls, summary.Took, limits.Collector)
	if summary.Took < limits.Collector {
		t.Error("the buckets were read within a collector's first patience: the test shows nothing")
	}
	if len(sink.facts) != buckets || sink.reach[0].Gap.Status != fact.Read {
		t.Fatalf("%d buckets, %s; want %d, read", len(sink.facts), sink.reach[0].Gap.Status, buckets)
	}
	for _, f := range sink.facts {
		for field, gap := range f.Base().Unread {
			t.Fatalf("%s of %s is unread: %+v", field, f.Base().Name, gap)
		}
	}
}

// Where nothing is answered any more, the collector ends after its patience, with what was read by then.
func TestPatienceEnds(t *testing.T) {
	limits := quick()
	limits.Collector, limits.Attempt, limits.Call = 300*time.Millisecond, time.Minute, time.Minute
	page := 0
	for name, tt := range map[string]struct {
		collector string
		answer    func(http.ResponseWriter, request)
		status    fact.Status // of the kind
	}{
		"the details are not answered": {"s3-buckets", manyBuckets(50, 0, 40), fact.Read},
		"the list never ends": {"", func(w http.ResponseWriter, _ request) {
			time.Sleep(time.Millisecond)
			page++
			signed(w)
			fmt.Fprintf(w, `{"Keys":[],"Truncated":true,"NextMarker":"m%d"}`, page)
		}, fact.TimedOut},
		"the details fail": {"s3-buckets", func(w http.ResponseWriter, r request) {
			if r.URL.Path == "/" {
				manyBuckets(500, 0, 0)(w, r)
				return
			}
			time.Sleep(time.Millisecond)
			fail(w, r, 500, "InternalError", "We erred")
		}, fact.Read},
	} {
		t.Run(name, func(t *testing.T) {
			server := newFake(t, tt.answer)
			c := keys()
			if tt.collector != "" {
				c = collectorNamed(t, tt.collector)
			}
			source := connect(t, server.URL, func(o *AWSOptions) { o.Limits, o.Collectors = limits, []collect.Collector{c} })
			sink := &tray{}
			summary, err := Run(context.Background(), planOf(limits, c), source, sink)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d calls took %v", summary.Calls, summary.Took)
			if got := sink.reach[0].Gap.Status; got != tt.status && got != fact.TimedOut {
				t.Errorf("%s: %s", got, sink.reach[0].Gap.Message)
			}
			timedOut := sink.reach[0].Gap.Status == fact.TimedOut
			for _, f := range sink.facts {
				for _, gap := range f.Base().Unread {
					timedOut = timedOut || gap.Status == fact.TimedOut
					if gap.Status == fact.Cancelled {
						t.Fatalf("time that was up counts as a wish of the user's: %+v", gap)
					}
				}
			}
			if !timedOut {
				t.Error("nothing says that the time was up")
			}
		})
	}
}
