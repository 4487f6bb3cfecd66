# Each target makes its own virtual environment first, from exact versions.
#
#   make demo        a sample site is crawled, the register loaded, the pages served
#   make run         the real thing: load the register, crawl every source, publish
#   make install     only what a server needs; README, "Run it for real"
#   make test        lint, types, import contracts and tests (what CI runs)
#   make test-slow   kills, fuzz and load (CI runs it too)
#   make eval        measures the readers on labelled sentences: ours, and others' where at hand
#   make bench       measures speed against what else one could use: benchmarks/RESULTS.md (hours;
#                    PARTS="crawl pages" for some of it, python -m benchmarks --help for smaller sizes)
#   make audit       looks for known vulnerabilities in the exact versions
#   make format      let ruff put the code into its shape
#   make lock        choose the newest allowed versions and write them down

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SERVE  ?= 1
PORT   ?= 8001
SAMPLE_PORT ?= 8011

export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A second opinion on the table of bank holidays, for the tests. It asks for an older
# dateutil than it needs, and must not choose the version that everything else runs with.
HOLIDAYS := holidays>=0.109,<1

# One more than there are cores: many tests wait for a program, a site or a clock.
WORKERS ?= $(shell expr $$(nproc) + 1)

# The labelled sentences and their evaluators are not part of the project.
LABELLED ?= ../shared

.PHONY: demo run install test test-slow eval bench audit format lock

demo: $(VENV)/installed
	$(BIN)/delaywatch demo --port $(PORT) --sample-port $(SAMPLE_PORT) $(if $(filter 0,$(SERVE)),--no-serve)

run: $(VENV)/installed
	$(BIN)/delaywatch register load
	$(BIN)/delaywatch run

# Compiled here, because a service may not write beside the code, and would do it at every start.
install: $(VENV)/installed
	$(BIN)/python -m compileall -q crawler db tracker web

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -m "not slow" -n $(WORKERS) --dist worksteal

test-slow: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m "slow and not alone" -n $(WORKERS) --dist worksteal
	$(BIN)/python -m pytest -m "slow and alone"

# The floors may only rise.
eval: $(VENV)/installed-dev
	$(BIN)/python -m tests.tracker.statements.evaluation
	@if [ -d "$(LABELLED)/eval" ]; then set -e; \
	  $(BIN)/python "$(LABELLED)/eval/dates_eval.py" --errors 20 --min-strict 97 --min-generous 98.5 \
	    --min-precision 97 --min-kind 97 --min-edtf 95 --min-per-second 20000; \
	  $(BIN)/python "$(LABELLED)/eval/statements_eval.py" --min-f1 0.945 --min-f1-clear 0.96 \
	    --min-context-f1 0.945 --min-due 0.95 --min-no-invented-due 0.985 --min-event-macro-f1 0.92 \
	    --min-deliverable 0.76 --min-per-second 1000; \
	  $(BIN)/python "$(LABELLED)/eval/links_eval.py" --min-f1 0.98; \
	  $(BIN)/python "$(LABELLED)/eval/foi_eval.py" --min-accuracy 1; \
	else echo "The labelled sentences of others are not in $(LABELLED) (LABELLED=...): only our own were measured."; fi

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks $(PARTS)

audit:
	$(PYTHON) deploy/audit.py requirements.lock requirements-dev.lock

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock: $(VENV)/python
	rm -rf $(VENV)/lock && $(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install --quiet .
	$(VENV)/lock/bin/pip freeze --exclude delaywatch > requirements.lock
	$(VENV)/lock/bin/pip install --quiet ".[dev]"
	$(VENV)/lock/bin/pip install --quiet --no-deps "$(HOLIDAYS)"
	$(VENV)/lock/bin/pip freeze --exclude delaywatch > requirements-dev.lock

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "delaywatch needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/python pyproject.toml requirements.lock
	$(BIN)/pip install --quiet -r requirements.lock
	$(BIN)/pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	$(BIN)/pip install --quiet --no-deps -r requirements-dev.lock
	@touch $@
