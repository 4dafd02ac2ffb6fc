package collect

import "context"

type expectedKey struct{}

// expecting notes in ctx which operation the caller declared, so that the guard can compare it with the one that leaves.
func expecting(ctx context.Context, op string) context.Context {
	return context.WithValue(ctx, expectedKey{}, op)
}
