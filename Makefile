# Everything a newcomer types. The first three need nothing but Python 3.11 or newer, git,
# and a way to the package registries; what they install stays in .venv and node_modules.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input -qq
# Without the network: the build tool is in the lock, so it is there already.
INSTALL_SELF := $(PIP) install --no-deps --no-build-isolation -e .
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test
FAST := tests/rules tests/text tests/web tests/push tests/faults
RUN_NODE := node_modules/.ready-to-run
TEST_NODE := node_modules/.ready-to-test
BUILT := static/built/sw.js
CATALOGUES := languages/.compiled
FRONT_END := $(shell find static -path static/built -prune -o -type f -print)

# Large pages: on virtual machines a test waits longer for its memory than for its work. Python's
# own allocator does not ask for them; where the C library cannot, this changes nothing.
test test-fast: export GLIBC_TUNABLES = glibc.malloc.hugetlb=1
test test-fast: export PYTHONMALLOC = malloc

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "Settings are environment variables that begin with OWNIT_; the README lists them."

.PHONY: run
run: setup ## set everything up, then serve on http://127.0.0.1:8000
	@exec $(VENV)/bin/ownit serve

.PHONY: demo
demo: setup ## the same with a believable store, its people and their issues
	@exec $(VENV)/bin/ownit demo

.PHONY: watch
watch: setup ## the same as run; built and started again after each change, for those who work on it
	@exec node static/build.mjs --watch -- $(VENV)/bin/ownit serve

.PHONY: setup
setup: $(RUN_READY) $(BUILT) $(CATALOGUES) ## set everything up without starting it

.PHONY: test
test: setup-test lint ## install what tests need, then run every check and test
	@sh .ci/npm run --silent test
	@CI="$(CI)" $(PY) -m pytest -n 2 --dist worksteal

.PHONY: test-fast
test-fast: $(TEST_READY) $(TEST_NODE) $(BUILT) $(CATALOGUES) ## rules, texts, pages and pushes, on SQLite, in a few minutes
	@sh .ci/npm run --silent test
	@$(PY) -m pytest -n 2 --dist worksteal -m "not slow and not postgres" $(FAST)

.PHONY: setup-test
setup-test: $(TEST_READY) $(TEST_NODE) $(BUILT) $(CATALOGUES)
	@sh .ci/browsers
	@sh .ci/recipes

.PHONY: lint
lint: $(TEST_READY) $(TEST_NODE) ## style, types and import contracts
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@sh .ci/npm run --silent lint

.PHONY: format
format: $(TEST_READY) $(TEST_NODE) ## put the code in its usual shape
	@$(VENV)/bin/ruff check --fix
	@$(VENV)/bin/ruff format
	@sh .ci/npm run --silent format

.PHONY: bench
bench: setup-test ## measure speed and weight, and compare with the goals
	@$(PY) -m tests.bench

.PHONY: soak
soak: setup-test ## a thousand taps over a network that breaks (SEED=, ACTS=, ROUNDS=); random search
	@SEED="$(SEED)" ACTS="$(ACTS)" $(PY) -m tests.soak
	@SEED="$(SEED)" ROUNDS="$(ROUNDS)" $(PY) -m tests.cluster
	@OWNIT_FUZZ=5000 $(PY) -m pytest -q tests/web/test_fuzz.py
	@OWNIT_TEST_SEEK=1 $(PY) -m pytest -q tests/model

.PHONY: mutants
mutants: $(TEST_READY) $(TEST_NODE) ## break twenty rules, one at a time, and see that tests fail
	@$(PY) -m tests.support.mutants

.PHONY: screenshots
screenshots: setup-test ## take the pictures in the documentation again
	@$(PY) -m tests.browser.screenshots

.PHONY: migration
migration: $(TEST_READY) ## draft a migration from the tables: make migration words="…"
	@$(PY) -m tests.support.draft_migration $(words)

.PHONY: languages
languages: $(TEST_READY) ## bring the catalogues up to date with the code, and list what is not translated
	@$(PY) -m tests.support.languages

.PHONY: language
language: $(TEST_READY) ## begin the catalogue of another language: make language code=sv
	@$(PY) -m tests.support.languages $(code)

.PHONY: release-data
release-data: $(TEST_READY) ## keep a store of this version, which later ones must upgrade
	@$(PY) -m tests.releases.dump

.PHONY: dist
dist: setup ## a wheel in dist/ that runs without this clone and without Node
	@sh .ci/dist $(PY)

.PHONY: lock
lock: $(TEST_READY) ## look for newer packages and pin them again
	@sh .ci/lock

.PHONY: clean
clean: ## remove what was installed; never the data
	rm -rf $(VENV) node_modules static/built .test dist languages/.compiled

$(PY):
	@sh .ci/environment $(VENV)

$(RUN_READY): requirements.txt pyproject.toml | $(PY)
	@echo "Installing the Python packages …"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(INSTALL_SELF)
	@touch $@

$(TEST_READY): requirements-test.txt pyproject.toml | $(PY)
	@echo "Installing the Python packages, those for tests included …"
	@$(PIP) install --require-hashes -r requirements-test.txt
	@$(INSTALL_SELF)
	@touch $(RUN_READY) $@

# The stamp of the tests says that everything is there; a plain run asks for less.
$(RUN_NODE): package-lock.json | $(PY)
	@echo "Installing the front-end packages …"
	@test -e $(TEST_NODE) && test ! package-lock.json -nt $(TEST_NODE) || sh .ci/npm ci --omit=dev
	@touch $@

$(TEST_NODE): package-lock.json | $(PY)
	@echo "Installing the front-end packages, those for tests included …"
	@sh .ci/npm ci
	@touch $(RUN_NODE) $@

$(BUILT): $(FRONT_END) package.json $(RUN_NODE)
	@sh .ci/npm run --silent build

$(CATALOGUES): $(wildcard languages/*/LC_MESSAGES/*.po) | $(RUN_READY)
	@$(PY) -m web.language.compiling
	@touch $@
