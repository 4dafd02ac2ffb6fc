package questionnaire

// crosswalkTitles names the frameworks that a control may map to, with the edition where ids carry none.
var crosswalkTitles = map[string]string{
	"framework":           "AWS AI Security Framework (2026-05-15)",
	"aisf":                "AISF assessment catalogue",
	"aisf-related":        "AISF assessment catalogue, related requirements",
	"prowler-requirement": "Prowler's mapping of the framework",
	"owasp-llm":           "OWASP Top 10 for LLM applications",
	"owasp-agentic":       "OWASP Top 10 for agentic applications",
	"nist-ai-rmf":         "NIST AI RMF 1.0",
	"nist-ai-600-1":       "NIST AI 600-1",
	"atlas":               "MITRE ATLAS",
	"iso-42001":           "ISO/IEC 42001:2023",
	"wa-genai":            "Well-Architected Generative AI lens",
	"wa-agentic":          "Well-Architected Agentic AI lens",
	"security-hub":        "Security Hub AI Security Best Practices",
	"aws-sample":          "AWS sample AI/ML assessment",
	"own":                 "Drydock's own topics",
}

// Crosswalks returns the ids of the external frameworks, in the order in which exports list them.
func Crosswalks() []string {
	return []string{
		"framework", "aisf", "aisf-related", "prowler-requirement", "owasp-llm", "owasp-agentic", "nist-ai-rmf", "nist-ai-600-1", "atlas",
		"iso-42001", "wa-genai", "wa-agentic", "security-hub", "aws-sample", "own",
	}
}

// CrosswalkTitle is a framework's name for people.
func CrosswalkTitle(id string) string { return crosswalkTitles[id] }
