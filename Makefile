# Everything sets itself up: a virtual environment in .venv, made anew when setup.cfg changes.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
DEMO := $(VENV)/.demo
DEV := $(VENV)/.dev

.PHONY: demo demo-check test lint bench chaos clean

demo: $(DEMO)
	$(BIN)/saleor-punchout demo $(ARGS)

demo-check: $(DEMO)
	$(BIN)/saleor-punchout demo --check $(ARGS)

test: $(DEV)
	$(BIN)/pytest --numprocesses auto $(ARGS)

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Needs the servers of PostgreSQL and Redis, and starts its own of each.
chaos: $(DEV)
	$(BIN)/python -m tests.chaos $(ARGS)

bench: $(DEV)
	$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf $(VENV) var build *.egg-info .hypothesis .*_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@sh scripts/make-venv "$(PYTHON)" $(VENV)

$(DEMO): $(BIN)/pip setup.cfg pyproject.toml
	@echo "Installing into $(VENV); this takes about a minute."
	@$(BIN)/pip install --quiet --use-pep517 --editable '.[service]'
	@touch $@

$(DEV): $(BIN)/pip setup.cfg pyproject.toml
	@echo "Installing into $(VENV), with the tools for tests; this takes about two minutes."
	@$(BIN)/pip install --quiet --use-pep517 --editable '.[dev]'
	@touch $@ $(DEMO)
