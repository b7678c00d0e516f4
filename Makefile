# Two commands on a machine that has Python 3.12+ and make: `make demo` and `make test`.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= $(shell for candidate in python3.14 python3.13 python3.12 python3 "$$HOME"/.pyenv/versions/3.1[2-9]*/bin/python3; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1 && { command -v "$$candidate"; break; }; done)
UV := $(shell command -v uv 2>/dev/null || echo build/uv/bin/uv)
RUN := .venv/bin/python
PYTEST := $(RUN) -m pytest -n 2 --dist loadgroup --no-loadscope-reorder
PORT ?= 8000
# Optional parts to install, such as `make install EXTRAS=spark`. They stay until `make install EXTRAS=` takes them away.
EXTRAS ?= $(shell cat .venv/.extras 2>/dev/null)
SYNC = $(UV) sync --frozen --quiet --python "$(PYTHON)" $(addprefix --extra ,$(EXTRAS))

# Compiled once and kept: a command that compiles what it imports takes three seconds longer to begin.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install assets demo serve test test-sqlite test-postgresql test-quick test-all coverage mutants wheel wheel-check check fix bench clean other-extras

help:  ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

build/uv/bin/uv:
	@test -n "$(PYTHON)" || { echo "Umbel needs Python 3.12 or newer; none was found. Install it, or say where it is: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Fetching uv, which installs everything else…"
	@"$(PYTHON)" -m venv build/uv
	@build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv

.venv/.installed: pyproject.toml uv.lock | $(UV)
	@test -n "$(PYTHON)" || { echo "Umbel needs Python 3.12 or newer; none was found. Install it, or say where it is: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Installing what Umbel depends on…"
	@$(SYNC)
	@echo $(EXTRAS) > .venv/.extras
	@touch $@

ifneq ($(strip $(EXTRAS)),$(strip $(shell cat .venv/.extras 2>/dev/null)))
.venv/.installed: other-extras
endif

ifneq ($(UV),build/uv/bin/uv)
$(UV): ;
endif

install: .venv/.installed  ## Install dependencies into .venv (EXTRAS=spark: the distributed engine too)

assets: install  ## Build style sheets, scripts and translations (skipped when up to date)
	@$(RUN) -m tools.build_assets
	@$(RUN) -m tools.messages compile

demo: assets  ## Build the demo federation once and serve it (PORT=8000)
	@.venv/bin/umbel demo --port $(PORT)

serve: assets  ## Serve this installation
	@.venv/bin/umbel serve --port $(PORT)

test: test-sqlite test-postgresql  ## Run the tests that every change must pass, on SQLite and on PostgreSQL

test-sqlite: assets  ## Run the tests on SQLite
	UMBEL_TEST_ENGINE=sqlite $(PYTEST)

test-postgresql: assets  ## Run what can differ on PostgreSQL
	UMBEL_TEST_ENGINE=postgresql $(PYTEST)

test-quick: assets  ## Run the tests of what changed and what stands on it, in a minute (BASE=main)
	@$(RUN) -m tools.quick_tests $(BASE)

test-all: export UMBEL_TEST_EXTENT := all
test-all: test-sqlite test-postgresql  ## Run everything on both engines: for the night, and before a release

coverage: assets  ## Measure which lines and branches the tests reach, and fail below what was reached before
	rm -f build/coverage/.coverage*
	UMBEL_TEST_ENGINE=sqlite $(RUN) -m coverage run -m pytest -p tests.contexts -n 2 --dist loadgroup --no-loadscope-reorder -q
	$(RUN) -m coverage combine
	$(RUN) -m coverage report --skip-covered --sort=cover

mutants: assets  ## Change acts and rubric a little, 500 times, and see which change no test notices (SEED=1 COUNT=500 AGAIN=1)
	$(SYNC) --group mutants
	$(RUN) -m tools.mutants --seed $(or $(SEED),1) --count $(or $(COUNT),500) $(if $(AGAIN),--again)

wheel: assets  ## Build the wheel, with styles, scripts and translations, into dist/
	@$(UV) build --wheel --quiet --out-dir dist
	@ls dist

wheel-check: assets  ## Install the built wheel into an empty environment and open a page of it
	@$(RUN) -m tools.check_wheel "$(UV)"

check: assets  ## Lint, types, import contracts, migrations, templates, translations, packs
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(RUN) manage.py makemigrations --check --dry-run
	.venv/bin/djangofmt --check --quiet umbel/web/templates
	.venv/bin/djlint --lint umbel/web
	$(RUN) -m tools.messages check
	.venv/bin/umbel pack check umbel/packs/beijing-2016
	.venv/bin/umbel pack check umbel/packs/annual-return
	.venv/bin/umbel pack check docs/examples/annual-inspection
	.venv/bin/umbel pack check docs/examples/social-organization-grades
	.venv/bin/umbel pack check docs/examples/federation-sportive

fix: install  ## Format, and mend what can be mended by itself
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/djangofmt --quiet umbel/web/templates

bench: assets  ## Measure speed and memory; figures are printed with the machine
	$(SYNC) --group bench
	$(RUN) -m benches.rubric
	$(RUN) -m benches.lab
	$(RUN) -m benches.letters
	$(RUN) -m benches.remits
	$(RUN) -m benches.importing
	$(RUN) -m benches.serving

clean:  ## Remove what was built (the demo's data in var/ stays)
	rm -rf build dist umbel/web/static .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
