# `make test` is the one command that passes everything. Targets build on each other in that order.
.PHONY: test vet lint unit race fuzz viewer-test viewer-build e2e tools asm bench clean

GO ?= go

test: vet lint unit race viewer-test e2e
	@echo "all tests passed"

vet:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "not gofmt-ed"; exit 1; }
	$(GO) vet ./... ./testdata/generate

lint:
	$(GO) tool staticcheck ./... ./testdata/generate
	GO=$(GO) sh scripts/asm-fresh.sh

# CGO_ENABLED=0: what is tested is what is shipped, one static binary.
unit:
	CGO_ENABLED=0 $(GO) build -o shapan .
	CGO_ENABLED=0 $(GO) test -timeout 20m ./... ./testdata/generate

# Where goroutines share something. Tests that only compute skip with -short; a slow
# machine needs its time, so that a package may take longer than the usual 10 minutes.
RACE = ./engine ./engine/record ./engine/pack ./engine/ensemble \
	./engine/solver/shallowwater ./engine/solver/solid ./engine/solver/infiltration \
	./bim/ifc/step ./bim/ifc ./bim/clash ./scenarios/... ./server/... ./cmd/...
race:
	$(GO) test -race -short -timeout 20m $(RACE)

# Fuzz seeds run in `unit`. This looks beyond them, at random, so it is not part of
# `test`: what it finds becomes a seed. FUZZ_TIME is for each target.
FUZZ_TIME ?= 10s
fuzz:
	sh scripts/fuzz.sh $(FUZZ_TIME)

viewer-test: viewer/node_modules
	cd viewer && npm run check && npm test
	sh scripts/dist-fresh.sh

e2e: viewer/node_modules unit
	sh scripts/chromium.sh
	cd viewer && npm run e2e

viewer/node_modules: viewer/package-lock.json
	cd viewer && npm ci --no-audit --no-fund
	touch viewer/node_modules

viewer-build: viewer/node_modules
	cd viewer && npm run build

asm:
	cd engine/solver/shallowwater/avo && $(GO) run . >../kernel_avx2_amd64.s && $(GO) run . -avx512 >../kernel_avx512_amd64.s

bench:
	$(GO) test -run '^$$' -bench . -benchtime 2s ./engine/...

clean:
	rm -rf shapan viewer/node_modules
