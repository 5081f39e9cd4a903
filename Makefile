# Triglot. `make` alone lists what can be done; `make run` and `make test` set up all they need.

VENV ?= .venv
PYTHON ?= $(shell .ci/find-python 3.13 3.12 3.11)
JOBS = auto
TESTS = tests
STATE = site
PORT = 8099
DATABASE = sqlite
FILES_STORE = folder
SHOW = 20

bin := $(VENV)/bin
needs_python = $(error No Python 3.11, 3.12 or 3.13 that can make virtual environments was found. Install one, or name it: make PYTHON=/path/to/python)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PRECIOUS: $(VENV)/locked-%
.PHONY: help locked install run test lint format coverage oracle replay bridge catalogue oracle-refresh mono browser revision sanitize bench soak chaos lock dist sbom audit ci clean

help: ## List what can be done (this is the default)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

locked: $(VENV)/locked-dev

install: $(VENV)/installed-dev ## Make the virtual environment, with all that development needs

run: $(VENV)/installed-run ## Serve on the embedded database with demo data
	@$(bin)/triglot init --demo
	@$(bin)/triglot serve

test: $(VENV)/installed-dev ## Run the tests: TESTS=tests/unit  ARGS="-k tokens -x"
	@$(bin)/python $(pytest)

coverage: $(VENV)/installed-dev ## Run the tests and list the lines that none reached; fails below 95 %
	@$(bin)/python -m coverage erase
	@$(bin)/python -m coverage run $(pytest)
	@$(bin)/python -m coverage combine --quiet
	@$(bin)/python -m coverage report

lint: $(VENV)/installed-dev ## Check style, types, who imports whom, and links
	@failed=0; for check in "ruff check ." "ruff format --check ." mypy "lint-imports --no-logo" "python -m tests.links"; do \
		$(bin)/$$check || failed=1; \
	done; exit $$failed

format: $(VENV)/installed-dev ## Put the code into shape
	@$(bin)/ruff check --fix .
	@$(bin)/ruff format .

oracle: $(VENV)/installed-dev ## Serve a recorded state: STATE=site|campus|college  PORT=8099  DATABASE=sqlite|postgresql  FILES_STORE=folder|s3
	@$(bin)/python -m tests.oracle.serve $(STATE) $(PORT) $(DATABASE) $(FILES_STORE)

replay: $(VENV)/installed-dev ## Replay the recordings: ONLY=regex  ROUTE=regex  FILES="values emit"  SHOW=20  STRIKE=1  LIST=1  DATABASE=postgresql  FILES_STORE=s3
	@$(bin)/python -m tests.oracle.run --only '$(ONLY)' --route '$(ROUTE)' --show $(SHOW) --database $(DATABASE) --files-store $(FILES_STORE) $(if $(STRIKE),--strike) $(if $(LIST),--list) $(ARGS) $(FILES)

catalogue: $(VENV)/installed-dev ## Pack the recorded catalogue into the distribution
	@$(bin)/python -m tests.oracle.catalogue

bridge: $(VENV)/installed-dev ## Replay recorded reads through a gateway in front of another: FILES="core campus"
	@$(bin)/python -m tests.oracle.bridge $(FILES)

oracle-refresh: $(VENV)/installed-dev ## Renew the recordings: FROM=directory
	@$(bin)/python -m tests.oracle.refresh $(or $(FROM),$(error Name the directory of the recordings: make oracle-refresh FROM=directory))

mono: $(VENV)/installed-dev ## Test the typed WSDL with a proxy of .NET that Mono generates (Debian's mono-devel; CI=1 installs it)
	@MONO=1 $(bin)/python -m pytest --quiet tests/interop/test_mono.py

browser: $(VENV)/installed-dev ## Test the pages in Debian's Chromium (CI=1 installs it): ARGS="-k signin"
	@$(bin)/python -m pytest --quiet $(ARGS) tests/browser

revision: $(VENV)/installed-dev ## Write the revision for tables that have changed: MESSAGE="what has changed"  OF=core_calendar
	@$(bin)/triglot component revision "$(or $(MESSAGE),$(error Say what has changed: make revision MESSAGE="what has changed"))" --of "$(OF)"
	@$(bin)/ruff check --fix --quiet gateway
	@$(bin)/ruff format --quiet gateway

sanitize: $(VENV)/installed-dev ## Test the compiled functions with AddressSanitizer (gcc's)
	@.ci/sanitize $(bin)/python

bench: $(VENV)/installed-dev ## Measure against limits and peers: ARGS="--only user-*"  ARGS=--list
	@$(bin)/python -m benchmarks.run $(ARGS)

soak: $(VENV)/installed-dev ## Load a site with 80 % of what it can do, for an hour: ARGS="--minutes 10"
	@$(bin)/python -m benchmarks.soak $(ARGS)

chaos: $(VENV)/installed-dev ## Break what a site stands on, under load, and count what is lost: ARGS="--only disk --seconds 30"
	@$(bin)/python -m tests.chaos.run $(ARGS)

lock: $(bin)/python ## Pin the newest allowed version of every dependency
	@$(bin)/python -m pip install --quiet uv
	@$(compile) setup.cfg --output-file requirements-run.lock
	@$(compile) setup.cfg --extra dev --constraint requirements-run.lock --output-file requirements-dev.lock
	@for each in benchmarks/locks/*.in; do $(compile) $$each --output-file $${each%.in}.lock || exit 1; done

dist: $(VENV)/installed-dev ## Build the wheel and the source distribution into dist/
	@$(bin)/python -m pip install --quiet --disable-pip-version-check build
	@$(bin)/python -m build --outdir dist

sbom: $(VENV)/installed-dev ## Write what a running gateway is made of, as CycloneDX: dist/triglot.cdx.json
	@mkdir -p dist
	@$(bin)/cyclonedx-py requirements requirements-run.lock --output-reproducible --output-format JSON --output-file dist/triglot.cdx.json

audit: $(bin)/python ## Compare all that is locked with the known vulnerabilities (needs an index of advisories: PyPI)
	@$(bin)/python -m pip install --quiet --disable-pip-version-check pip-audit
	@$(bin)/python -m pip_audit --strict --disable-pip --requirement requirements-run.lock --requirement requirements-dev.lock

ci: ## Run everything a change must pass
	@.ci/run

clean: ## Remove what make and the tools have made; the data in var/ stays
	rm -rf .venv .venv-* gateway/native/*.so build dist *.egg-info .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache benchmarks/results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

pytest = -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS) $(TESTS)
compile = $(bin)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"

# An environment is made once, and renewed when a lock or the package's metadata changes. What development needs
# includes what running needs.

$(bin)/python:
	@echo "Making the virtual environment $(VENV)"
	@$(or $(PYTHON),$(needs_python)) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/locked-%: requirements-%.lock | $(bin)/python
	@echo "Installing what is in $< (the first time takes a minute)"
	@$(bin)/python -m pip install $(if $(CI),--quiet) --disable-pip-version-check --require-hashes --requirement $<
	@touch $(VENV)/locked-run $@

# Apart, for it writes beside the sources: of several environments one must do so after the other.
$(VENV)/installed-%: $(VENV)/locked-% setup.cfg setup.py pyproject.toml $(wildcard gateway/native/*.pyx)
	@$(bin)/python -m pip install $(if $(CI),--quiet) --disable-pip-version-check --no-deps --editable .
	@$(bin)/python -m compileall -q gateway protocols  # as pip does with what it copies, also where Python is told not to
	@touch $(VENV)/installed-run $@
