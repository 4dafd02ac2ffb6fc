package questionnaire

import "go.yaml.in/yaml/v3"

// LoadForm reads a form of questions that somebody filled in: LoadAnswers, in which what was left empty is no answer. Everything
// wrong with the file comes in one error, with file and line.
func LoadForm(file File) ([]GivenAnswer, error) {
	r := &reader{file: file.Name}
	root := r.document(file.Data)
	if root == nil {
		return nil, joined(r.errs)
	}
	dropEmpty(root)
	top := r.mapping(root, "the file", "by", "role", "on", "answers")
	top.need("answers")
	if n, ok := top.m["answers"]; ok && n.Kind == yaml.SequenceNode {
		filled := n.Content[:0:0]
		for _, item := range n.Content {
			if answered(r, item) {
				filled = append(filled, item)
			}
		}
		n.Content = filled
	}
	return r.answers(top), joined(r.errs)
}

// answered says whether a question of a form has an answer. A reason without one is a mistake: it would be lost.
func answered(r *reader, n *yaml.Node) bool {
	if n.Kind != yaml.MappingNode {
		return true // said by who reads the answers
	}
	has := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		has[n.Content[i].Value] = n.Content[i+1]
	}
	if has["answer"] != nil {
		return true
	}
	for _, key := range []string{"because", "basis", "document", "dated", "review"} {
		if has[key] != nil {
			r.fail(has[key].Line, "write answer: yes, partial, no, unknown or not-applicable", "%q is given without an answer", key)
		}
	}
	return false
}

// dropEmpty takes keys without a value out of a form: nobody filled them in.
func dropEmpty(n *yaml.Node) {
	if n.Kind == yaml.MappingNode {
		kept := n.Content[:0:0]
		for i := 0; i+1 < len(n.Content); i += 2 {
			v := n.Content[i+1]
			if v.Kind == yaml.ScalarNode && (v.Tag == "!!null" || v.Value == "") {
				continue
			}
			kept = append(kept, n.Content[i], v)
		}
		n.Content = kept
	}
	for _, c := range n.Content {
		dropEmpty(c)
	}
}
