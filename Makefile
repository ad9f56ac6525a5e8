# Trunkline: commands of fixed meaning. `make run` and `make test` do all set-up by themselves.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
NPM    := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix frontend
STAMPS := .stamps

# Some images forbid Python to keep its byte code; then each of the many processes we start compiles everything.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test check check-python check-web bench call ledger clean openapi

help:
	@echo "make run     set up and bring the whole center up on this machine"
	@echo "make call    a scripted caller goes through the center over real SIP"
	@echo "make test    set up and run every test"
	@echo "make check   lint, types, import contract (under a minute)"
	@echo "make bench   measurements, one JSON line each"
	@echo "make ledger  which requirement rows have a passing proof"
	@echo "make clean   remove what set-up made (the demo data in .trunkline stays)"

setup: $(STAMPS)/python $(STAMPS)/web

$(STAMPS)/python: requirements.txt requirements-sandbox.txt requirements-dev.txt pyproject.toml
	@mkdir -p $(STAMPS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Trunkline needs Python 3.11 or newer: make PYTHON=/path/to/python3.12 run"; exit 1; }
	@echo "[1/3] Python packages into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "Could not make a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements-dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(STAMPS)/node: frontend/package.json frontend/package-lock.json $(STAMPS)/python
	@echo "[2/3] Packages of the web app ..."
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

WEB_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o -type f -print 2>/dev/null)
$(STAMPS)/web: $(STAMPS)/node $(WEB_SOURCES)
	@echo "[3/3] Building the web app ..."
	@$(NPM) run --silent build
	@touch $@

run: setup
	@exec $(BIN)/trunkline up

test: setup
	@echo "Running the tests; journeys need chromium and sip-tester (Debian: apt-get install chromium sip-tester)."
	@rm -f build/ledger.json
	@$(NPM) run --silent test
	@$(BIN)/python -m pytest -p cli.ledger -n logical --dist loadgroup --ignore=tests/journeys
	@$(BIN)/python -m pytest -p cli.ledger -n logical --maxprocesses 4 --dist loadfile tests/journeys
	@echo "Next: make run brings the center up, make ledger shows which requirements are proven."

check: $(STAMPS)/python $(STAMPS)/node
	@$(MAKE) --no-print-directory -j 2 check-python check-web

check-python:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy

check-web:
	@$(BIN)/python -m chalicelib.web.openapi --check docs/openapi.json
	@$(NPM) run --silent api -- --check
	@$(NPM) run --silent lint
	@$(NPM) run --silent types

openapi: $(STAMPS)/python
	@$(BIN)/python -m chalicelib.web.openapi --write docs/openapi.json
	@$(NPM) run --silent api

bench: setup
	@set -e; for module in webhook cold_start call_cost acd routing; do \
	  echo "== bench.$$module"; $(BIN)/python -m bench.$$module --json; done

call: setup
	@exec $(BIN)/trunkline call

ledger: $(STAMPS)/python
	@test -f build/ledger.json || $(MAKE) test
	@$(BIN)/python -m cli.ledger

clean:
	rm -rf $(VENV) $(STAMPS) build frontend/node_modules frontend/dist
