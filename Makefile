# Two commands matter: `make up` runs Hunar, `make test` proves it. `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
TESTED := $(VENV)/.installed-test
# Two tests at a time; `make test WORKERS=0` runs them one after the other.
WORKERS := 2
PYTEST  := $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

.PHONY: help up test quick check format clean
.DEFAULT_GOAL := help

help:
	@echo "make up      install what is missing, then start Hunar (stop with Ctrl-C)"
	@echo "make test    everything: style, types, all tests (installs Chromium and PostgreSQL if root)"
	@echo "make quick   style, types and the fast tests: under 3 minutes, for daily work"
	@echo "make check   style and types only; the same as the pre-commit hook and CI"
	@echo "make format  put the code into its usual form"

up: $(STAMP)
	@$(BIN)/hunar up

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Hunar needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make up PYTHON=python3.11"; exit 1; }
	@echo "Creating $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "Python's venv module is missing. Try: apt-get install python3-venv"; exit 1; }

$(STAMP): pyproject.toml hub/chp/package-lock.json | $(VENV)/bin/python
	@echo "Installing Hunar (once, about two minutes on a fast link) ..."
	@$(BIN)/pip install --disable-pip-version-check -e .
# Learners' sandboxes see these folders read-only and could not keep what Python compiles.
	@$(BIN)/python -m compileall -q labs grader progress hub
	@echo "Installing the proxy ..."
	@$(BIN)/python -m hub.proxy
	@touch $@

$(TESTED): $(STAMP)
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --disable-pip-version-check -q -e '.[test]'
	@touch $@

test: $(TESTED)
	@$(BIN)/python tests/system_packages.py
	@$(MAKE) --no-print-directory check
# Real hubs, browsers and kill drills on a busy machine: what fails is tried once more, alone; both runs are shown.
	@$(PYTEST) || { echo "Once more, what failed, alone:"; $(BIN)/python -m pytest --last-failed; }

quick: $(TESTED)
	@$(MAKE) --no-print-directory check
	@$(PYTEST) -m 'not slow and not postgres'

check: $(TESTED)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(TESTED)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist
