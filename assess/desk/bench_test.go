package desk

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"drydock/assess/fact"
	"drydock/assess/probe"
	"drydock/questionnaire"
)

// crowd is a source with so many resources in each account, spread over its Regions and all kinds.
type crowd struct {
	regions, resources int
	read               *atomic.Int64 // facts
}

func (crowd) Caller(context.Context) (fact.Caller, error) {
	return fact.Caller{ARN: "arn:aws:sts::100000000000:assumed-role/audit/drydock", Account: "100000000000", Partition: "aws"}, nil
}

// Read makes up the facts of one collector: as many of each kind as fall on one Region.
func (c crowd) Read(_ context.Context, t fact.Target, _ string, kinds []fact.Kind) (reach []fact.Reach, facts []fact.Fact, calls int) {
	all := fact.Kinds()
	for _, kind := range kinds {
		proof := []fact.Proof{{Operation: string(kind) + ".List", Account: t.Account, Region: t.Region, RequestID: "11111111-2222-3333-4444-555555555555", At: noon, AllPages: true}}
		reach = append(reach, fact.Reach{Account: t.Account, Region: t.Region, Kind: kind, Gap: fact.Gap{Status: fact.Read}, Proof: proof, ReadAt: noon})
		regions := c.regions
		if t.Region == fact.Global {
			regions = 1
		}
		for i := range (c.resources + len(all)*regions - 1) / (len(all) * regions) {
			f := fact.New(kind)
			*f.Base() = fact.Meta{
				Account: t.Account, Region: t.Region, Name: fmt.Sprintf("%s-%d", kind, i), ReadAt: noon, Proof: slices.Concat(proof, proof, proof),
				ARN: fmt.Sprintf("arn:aws:%s:%s:%s:resource/%d", kind, t.Region, t.Account, i), Tags: map[string]string{"team": "claims", "env": "prod"},
			}
			facts = append(facts, f)
		}
	}
	c.read.Add(int64(len(facts)))
	return reach, facts, len(facts) + len(kinds)
}

// peak watches how much memory the process holds until it is asked.
func peak() func() uint64 {
	runtime.GC()
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		held := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		var top uint64
		for {
			metrics.Read(held)
			top = max(top, held[0].Value.Uint64()-held[1].Value.Uint64())
			select {
			case <-stop:
				most <- top
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return <-most
	}
}

// BenchmarkProbeMemory is a whole run on disk: read, kept, judged, counted. It reports the most memory that the process held beside its
// aim, its findings and its time. One run of each size is enough to tell, whatever -benchtime says.
func BenchmarkProbeMemory(b *testing.B) {
	for _, size := range []struct{ accounts, regions, resources, aim int }{{1, 17, 5000, 150}, {100, 1, 100, 250}, {100, 2, 500, 250}} {
		b.Run(fmt.Sprintf("%dx%dx%d", size.accounts, size.regions, size.resources), func(b *testing.B) {
			for once := true; b.Loop(); once = false {
				if !once {
					continue
				}
				r := newRoom(b)
				scope := questionnaire.Scope{Name: "crowd", Does: []string{"writes", "reads-data", "acts"}}
				for i := range size.accounts {
					scope.Accounts = append(scope.Accounts, questionnaire.Account{ID: fmt.Sprintf("1%011d", i), Role: "workload"})
				}
				for i := range size.regions {
					scope.Regions = append(scope.Regions, fmt.Sprintf("eu-west-%d", i+1))
				}
				v, err := r.New(b.Context(), scope)
				if err != nil {
					b.Fatal(err)
				}
				source := crowd{size.regions, size.resources, &atomic.Int64{}}
				caller, _ := source.Caller(b.Context())
				in, _ := questionnaire.Select(v.Catalog, scope)
				plan := planned(caller, source, probe.NewPlan(in, probe.Targets(scope, caller, "")))
				debug.SetMemoryLimit(MemoryAim) // as the program does
				most := peak()
				result, err := r.Probe(b.Context(), v, plan, nil)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(most())/(1<<20), "MiB-peak")
				b.ReportMetric(float64(size.aim), "aim-MiB")
				b.ReportMetric(float64(source.read.Load()), "resources")
				b.ReportMetric(float64(len(result.View.Session.Findings)), "findings")
			}
		})
	}
}
