package desk

import (
	"testing"

	"drydock/assess"
	"drydock/assess/evidence"
)

func TestAMutedFindingCountsAsNotKnownUntilItIsNoLongerMuted(t *testing.T) {
	r := newRoom(t)
	v := must[*View](t)(r.OpenSample(t.Context(), false))
	s, _ := v.Posture.Control("guardrail-on-every-call")
	if s == nil || s.Evidence.Fails == 0 {
		t.Fatalf("the sample has nothing to mute: %+v", s)
	}
	f := s.Evidence.Findings[0]
	muted := must[Receipt](t)(r.Mute(t.Context(), v, assess.Mute{Finding: f.ID, Reason: "retired on Friday", Expires: v.Posture.AsOf.AddDays(3)}))
	if s, _ := muted.View.Posture.Control(s.Control.ID); s.Evidence.Fails != 0 || s.Evidence.Verdict == evidence.VerdictPass {
		t.Errorf("muted it is %s with %d fails", s.Evidence.Verdict, s.Evidence.Fails)
	}
	again := must[Receipt](t)(r.Unmute(t.Context(), muted.View, f.ID))
	if s, _ := again.View.Posture.Control(s.Control.ID); s.Evidence.Fails != 1 {
		t.Errorf("%d fails, want 1 again", s.Evidence.Fails)
	}
	if _, err := r.Unmute(t.Context(), again.View, f.ID); err == nil {
		t.Error("what is not muted was unmuted")
	}
}
