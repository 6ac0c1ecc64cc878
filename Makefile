# `make serve` and `make test` are all one needs; the first of them makes .venv, the next finds it.
.DEFAULT_GOAL := help
.SUFFIXES:

PYTHON ?= python3
ARGS ?=
# Each process begins with its share of the tests and takes from the others' when it is done, so that
# what a file's tests share is made once, or nearly so; WORKERS=0: all in one.
WORKERS ?= 3
# make test SEED=7 draws the order of the tests, so that one that leans on another is found.
SEED ?=
ORDER = $(if $(SEED),-p randomly --randomly-seed $(SEED))
TESTS = pytest -n $(WORKERS) --dist worksteal $(ORDER)
PYTEST = $(BIN)/python -m $(TESTS)

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
RELEASED = $(lastword $(sort $(wildcard contracts/released/openapi-*.yaml)))
UV := uv==0.13.9

.PHONY: help serve test contract released docs check fidelity liars torture strain soak mutants coverage bench bench-liars bench-micro screenshots lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(INSTALLED) ## Serve the mock of openapi.yaml; ARGS="--port 8080" for any option of `mockserver serve`
	@$(BIN)/mockserver serve $(ARGS)

test: $(INSTALLED) ## Run the tests; ARGS="-k routing" for any option of pytest, SEED=7 for another order
	@$(PYTEST) $(ARGS)

contract: $(INSTALLED) ## Run the contract tests; ARGS="--base-url http://localhost:8000" for another target than the mock
	@$(BIN)/python -m pytest contracts $(ARGS)

released: $(INSTALLED) ## Tell what changed since the last released version of the document, and whom it breaks
	@$(BIN)/mockserver diff $(RELEASED) openapi.yaml $(ARGS)

check: $(INSTALLED) ## All that a change has to pass: style, types, the law of the floors, the tests
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mockserver diff $(RELEASED) openapi.yaml
	@$(PYTEST) $(ARGS)

docs: $(INSTALLED) ## Write what the manual has from the code: the tables of settings, the rules
	@$(BIN)/python docs/configuration/write.py
	@$(BIN)/python docs/rules/write.py

fidelity: $(INSTALLED) ## The long form of the conformance tests: every document, all phases, many values
	@MOCKSERVER_FIDELITY=1 $(BIN)/python -m pytest tests/conformance $(ARGS)

bench: $(INSTALLED) ## Measure this server and others in turn, and write docs/performance.md; needs wrk
	@$(BIN)/python -m bench --write $(ARGS)

bench-liars: $(INSTALLED) ## Hold verify and Schemathesis against the same faulty services; ARGS="--api depot --every 4 --all"
	@$(BIN)/python -m bench.liars $(ARGS)

bench-micro: $(INSTALLED) ## How long one answer takes inside the process; ARGS=path/to/another/checkout to compare
	@$(BIN)/python -m bench.micro $(ARGS)

liars: $(INSTALLED) ## Hold verify against implementations that lie, and some that do not; ARGS="NAME" for one of them
	@$(BIN)/python tests/liars $(ARGS)

torture: $(INSTALLED) ## Thousands of malformed requests through each door; ARGS="--count 1000 --door flask"
	@PYTHONPATH=tests $(BIN)/python -m torture $(ARGS)

strain: $(INSTALLED) ## The long form of contention and outages: 64 clients, 4 workers, 100 killings of a server
	@MOCKSERVER_STRAIN=1 MOCKSERVER_KILLS=100 $(BIN)/python -m pytest tests/strain tests/stores $(ARGS)

soak: $(INSTALLED) ## Mixed traffic with reloads and sessions; ARGS="30" for as many minutes, or any option of serve
	@PYTHONPATH=tests $(BIN)/python -m soak $(ARGS)

mutants: $(INSTALLED) ## Change the code of some rooms a little, and count what the tests notice; ARGS="routing --show"
	@PYTHONPATH=tests $(BIN)/python -m mutants $(ARGS)

coverage: export COVERAGE_FILE = $(CURDIR)/.coverage
coverage: $(INSTALLED) ## Tell which branches of the package no test takes; ARGS="tests/unit" for some of the tests
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m $(TESTS) $(ARGS) || echo "not all tests hold: what follows is of those that ran" >&2
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --skip-covered --sort cover

# Everything comes from the lock by hash, as wheels, the build backend too: nothing unpinned is
# fetched. --clear, so that a package that left the lock leaves .venv. Compiled here, for where
# Python is told to write no bytecode each command would compile all that it imports.
$(INSTALLED): pyproject.toml requirements.lock
	@$(call require_python)
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-index --no-build-isolation --editable .
	$(BIN)/python -m compileall -q mockserver
	@touch $@

screenshots: $(INSTALLED) ## Take the pictures of the console in docs/images, and of each of its pages in tests/browser/shots
	@$(BIN)/python tests/browser

# What the lock holds is written in pyproject.toml: the dependencies, the extra dev, the build
# backend. editables is what the backend asks for when it installs a folder as it is.
lock: ## Write requirements.lock anew from PyPI
	@$(call require_python)
	@set -e; scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; \
	$(PYTHON) -m venv "$$scratch/venv"; \
	"$$scratch/venv/bin/python" -m pip install --quiet '$(UV)'; \
	"$$scratch/venv/bin/python" -c '$(BUILD_REQUIREMENTS)' > "$$scratch/build-system.in"; \
	"$$scratch/venv/bin/uv" pip compile pyproject.toml "$$scratch/build-system.in" --extra dev \
	  --universal --python-version 3.11 --generate-hashes --no-config --cache-dir "$$scratch/cache" \
	  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock' \
	  --quiet --output-file "$$scratch/requirements.lock"; \
	cp "$$scratch/requirements.lock" requirements.lock

clean: ## Remove .venv and everything that was built or cached
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .coverage .coverage.* .hypothesis .schemathesis \
	  .import_linter_cache .mockserver
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

BUILD_REQUIREMENTS := import tomllib; \
  system = tomllib.load(open("pyproject.toml", "rb"))["build-system"]; \
  print(*system["requires"], "editables", sep="\n")

define require_python
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
  echo 'Python 3.11 or later is needed, and "$(PYTHON)" is not. Name one: make PYTHON=/path/to/python3' >&2; exit 1; }; \
$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
  echo '"$(PYTHON)" cannot make a virtual environment: ensurepip is missing. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
endef
