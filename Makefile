# Every target makes the virtual environment itself when it is missing or its requirements have changed.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PACKAGES := shared services/publisher services/matcher services/notifier services/portal-sync deploy/embedded
PROJECTS := $(addsuffix /pyproject.toml,$(PACKAGES))
PYTEST := $(BIN)/python -m pytest
SOURCES := shared services deploy tests benchmarks
# Test processes, each with a database and a broker of its own; WORKERS=0 runs all in one, for a debugger.
WORKERS ?= 2
PARALLEL := -n $(WORKERS) --dist loadfile
# Chosen once and found anywhere; UV only compiles requirements, nothing runs with it.
UV_VERSION := 0.13.9

.PHONY: help demo test test-apache browser chaos contracts nightly lint bench-peers bench-matching compose-config check format lock clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

demo: .venv/runtime.stamp ## Run the whole system with the sample; ARGS="--once --json" is passed on
	@$(BIN)/huiqi demo $(ARGS)

test: .venv/dev.stamp ## Run the tests on the embedded database and broker
	@$(PYTEST) $(PARALLEL) -m "not browser and not chaos and not apache and not nightly" $(ARGS)

test-apache: .venv/dev.stamp ## Run the integration and end-to-end tests on Apache Kafka itself
	@$(BIN)/python -c "from tests.support.apache_kafka.artifacts import classpath; classpath()"
	@HUIQI_TEST_INFRA=apache $(PYTEST) $(PARALLEL) -m "not browser and not nightly" tests/integration tests/e2e \
		--ignore tests/integration/infra $(ARGS)

browser: .venv/dev.stamp ## Run the tests that drive Chromium
	@$(PYTEST) -m browser tests/e2e tests/integration/identity $(ARGS)

nightly: .venv/dev.stamp ## Run the tests that take too long for every change
	@$(PYTEST) -m nightly $(ARGS)

chaos: .venv/dev.stamp ## Kill processes, broker and database in the middle of the main job
	@$(PYTEST) -m "chaos and not nightly" tests/chaos $(ARGS)

contracts: .venv/dev.stamp ## Bring schema snapshots and generated documents up to date
	@$(BIN)/python -m tests.contracts.snapshots
	@$(BIN)/python -m tests.contracts.documents

lint: .venv/dev.stamp ## Style, types, and who may import whom
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/mypy $(SOURCES)
	@$(BIN)/lint-imports

bench-peers: .venv/dev.stamp ## Install the peers of the benchmarks; cargo and mvn build the others when they run
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/bench.txt

bench-matching: .venv/dev.stamp ## Measure matching beside its peers; ARGS="--quick" is passed on
	@$(BIN)/python -m benchmarks.matching $(ARGS)

compose-config: ## Validate docker-compose.yml (nothing is run)
	@.ci/compose-config

check: ## Exactly what CI runs
	@bash .ci/run

format: .venv/dev.stamp ## Put the code into shape
	@$(BIN)/ruff check --fix --exit-zero --quiet $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

lock: build/uv/bin/uv ## Compile the requirements, with hashes
	@for set in runtime dev bench; do \
		case $$set in dev) constraint="-c requirements/runtime.txt" ;; bench) constraint="-c requirements/dev.txt" ;; \
			*) constraint= ;; esac; \
		build/uv/bin/python -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate \
			--python-version 3.11 --universal --custom-compile-command "make lock" \
			requirements/$$set.in $$constraint -o requirements/$$set.txt; \
	done

clean: ## Remove what the other targets made; data/ stays
	@rm -rf .venv build artifacts .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Installing speaks on standard error only: `make -s demo ARGS="--once --json"` prints JSON and nothing else.
.venv/runtime.stamp: requirements/runtime.txt $(PROJECTS)
	@.ci/environment runtime >&2

.venv/dev.stamp: requirements/dev.txt $(PROJECTS)
	@.ci/environment dev >&2

build/uv/bin/uv:
	@$$(.ci/python) -m venv build/uv >&2
	@build/uv/bin/python -m pip --disable-pip-version-check --quiet install uv==$(UV_VERSION) >&2
