# Two commands for everybody: `make demo` and `make test`. The rest is for people who work on the project.
# Needs Python ≥ 3.11, make and git; everything else is installed into .venv from the locks.
.POSIX:
.SUFFIXES:
.PHONY: help demo test check setup format lint types contracts templates deployable migrations schema diagrams \
	messages vendor locks bench-wagtail clean

VENV = .venv
BIN = $(VENV)/bin
PYTEST = $(BIN)/python -m pytest
WORKERS = 2

help:  ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile

demo:  ## Start the whole platform with example data: PORT=8000 DATA=.gongkai
	@VENV=$(VENV) requirements/install base
	@exec $(BIN)/gongkai demo $(if $(PORT),--port $(PORT)) $(if $(DATA),--data $(DATA))

setup:  ## Make the environment to work in
	@VENV=$(VENV) requirements/install dev

test: setup  ## Run all tests
	$(PYTEST) -q -n $(WORKERS)

check: setup format lint types contracts templates deployable migrations schema diagrams  ## What CI runs
	$(PYTEST) -q -n $(WORKERS) --cov --cov-report=term

format: setup
	$(BIN)/ruff format --check .

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy platform/config platform/core tenants hierarchy accounts catalogs rollouts obligations disclosures channels archives api frontend

contracts: setup
	$(BIN)/lint-imports --no-logo

templates: setup
	$(BIN)/djlint frontend/templates --check --lint

# Settings like production's, so that Django's own deployment checks mean something. Nothing is connected to.
PRODUCTION = GONGKAI_DEMO=off GONGKAI_BASE_DOMAIN=gongkai.example GONGKAI_BEHIND_PROXY=on \
	GONGKAI_SECRET_KEY=only-for-the-deployment-check-0123456789-abcdefghijklmnopqrstuvw \
	GONGKAI_DATABASE_URL=postgresql://runtime@localhost/gongkai \
	GONGKAI_DATABASE_OWNER_URL=postgresql://owner@localhost/gongkai

deployable: setup
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

migrations: setup
	$(PRODUCTION) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

schema: setup
	$(PRODUCTION) $(BIN)/gongkai openapi --check

diagrams: setup
	$(PRODUCTION) $(BIN)/gongkai diagrams --check

messages: setup  ## Bring the English catalogue up to date with the code; says what is left to translate
	$(BIN)/python locale/messages.py

vendor: setup  ## Fetch the pinned front-end packages anew
	$(BIN)/python frontend/vendor.py

locks: setup  ## Write the locks anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --extra dev --no-header -q -o requirements/dev.txt
	$(BIN)/uv pip compile pyproject.toml -c requirements/dev.txt --python-version 3.11 --universal --generate-hashes --no-header -q -o requirements/base.txt
	$(BIN)/uv pip compile pyproject.toml -c requirements/dev.txt --python-version 3.11 --universal --generate-hashes --extra bench --no-header -q -o requirements/bench.txt

bench-wagtail: setup  ## Measure publishing and pages against Wagtail, in an environment of its own
	$(BIN)/python -m tests.benchmarks.bench_wagtail_publish
	$(BIN)/python -m tests.benchmarks.bench_wagtail_pages

clean:  ## Remove what can be made again; data folders stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis htmlcov .coverage* .gongkai/test
	find . -name __pycache__ -not -path './.gongkai/*' -prune -exec rm -rf {} +
