# One way to do each thing. `make` lists it.
GO      ?= go
BIN     := bin/drydock
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
FUZZTIME ?= 20s

.PHONY: help build run test lint fmt fuzz bench catalog screens vuln clean

help: ## list what there is to make
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build bin/drydock (the first build takes some minutes)
	CGO_ENABLED=0 $(GO) build -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/drydock

run: build ## open the workbench on the built-in sample; without a terminal, assess the sample headless
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN) --sample; else $(BIN) assess harbour --sample --output plan.md; fi

test: ## run every test
	$(GO) test -timeout 30m ./...

lint: ## formatting, vet, staticcheck
	@unformatted=$$($(GO) tool gofumpt -l assess cmd questionnaire store tui); \
	if [ -n "$$unformatted" ]; then echo "run make fmt; not formatted:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

fmt: ## format the code
	$(GO) tool gofumpt -w assess cmd questionnaire store tui

fuzz: ## run every fuzz target for FUZZTIME (20s)
	@for pkg in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
		done; \
	done

bench: ## print the figures that the design aims at
	$(GO) test -run '^$$' -bench . -benchtime 20x ./...

catalog: ## write docs/catalog and what the tests hold the catalogue to anew; print its coverage
	$(GO) test ./assess/desk -run 'Catalog|Coverage|Stories' -update
	$(GO) run ./cmd/drydock catalog coverage

screens: ## draw the pictures of docs/guide.md and its key table anew, from the real screens
	$(GO) test ./tui -run '^(TestScreens|TestTheGuidesKeyTableIsCurrent)$$' -update

vuln: ## known vulnerabilities (needs the vulnerability database)
	$(GO) tool govulncheck ./...

clean: ## remove what was built
	rm -rf bin
