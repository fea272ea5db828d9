# The only entry point. `make` alone lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
VENV := .venv/.installed
MAILDEV := demo/node_modules/.installed
NPM := frontend/node_modules/.installed
BESIDE := bench/node_modules/.installed
CLIENTS := stripe_emulator/tests/clients/node_modules/.installed
APP := frontend/dist/index.html
APP_SOURCES := $(shell git ls-files -co --exclude-standard frontend 2>/dev/null || find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*')
CODE := cogento members reporting stripe_emulator demo e2e bench
PYTEST := $(PY) -m pytest
# Commands that need Cogento's settings but neither database nor Stripe.
SETTINGS := SECRET_KEY=only-for-checks STRIPE_SECRET_KEY=sk_test_checks DATABASE_URL=postgres://127.0.0.1/none REPORTING_DATABASE_URL=postgres://127.0.0.1/none
UV_COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test test-live check lint types fresh lock schema e2e pytest vitest chromium images bench bench-mirror bench-webhooks bench-directory bench-sign-in audit sbom mutate fuzz

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV) $(MAILDEV) $(APP) ## the product, running, with a club in it (Ctrl-C ends it)
	@$(PY) -m demo.run

demo-reset: ## throw the demo's club away
	@$(PYTHON) -m demo.reset

test: check vitest pytest e2e ## every test, in every language, in a real browser

test-live: $(VENV) ## the emulator's contract tests against a Stripe test account (STRIPE_TEST_SECRET_KEY)
	@$(PY) -m stripe_emulator.tests.live

check: lint types fresh ## linters, type checks, and that nothing generated is stale

lint: $(VENV) $(NPM)
	$(PY) -m ruff check . && $(PY) -m ruff format --check --quiet . && npm --prefix frontend run --silent lint

types: $(VENV) $(NPM)
	$(SETTINGS) $(PY) -m mypy $(CODE) && npm --prefix frontend run --silent typecheck

fresh: $(VENV) $(NPM)
	.ci/generated

vitest: $(NPM)
	npm --prefix frontend test

pytest: $(VENV) $(MAILDEV) $(CLIENTS) $(APP)
	$(PYTEST) -n 2 -q

fuzz: $(VENV) ## whatever the API's schema allows, and does not, asked by every role (CASES=10000)
	COGENTO_FUZZ_CASES=$(or $(CASES),10000) $(PYTEST) cogento/tests/test_fuzz.py -n 2 -q -rP --show-capture=stdout

e2e: $(VENV) $(MAILDEV) $(APP) chromium ## the browser tests alone
	$(PYTEST) -c e2e/pytest.ini e2e

images: $(VENV) $(MAILDEV) $(APP) chromium ## take the README's pictures anew
	COGENTO_PICTURES=docs/images $(PYTEST) -c e2e/pytest.ini e2e -k pictures

bench: $(VENV) $(MAILDEV) $(APP) $(BESIDE) ## every benchmark, beside what Stripe's limits allow and what others need
	@$(PY) -m bench

bench-mirror: $(VENV) $(BESIDE) ## regeneration alone: calls, time, memory, right rows
	@$(PY) -m bench.mirror $(SIZES)

bench-webhooks: $(VENV) $(BESIDE) ## webhooks alone: events a second, how soon acknowledged, right rows
	@$(PY) -m bench.webhooks $(SIZES)

bench-directory: $(VENV) $(BESIDE) ## the directory alone: how long a page takes
	@$(PY) -m bench.directory $(SIZES)

bench-sign-in: $(VENV) $(BESIDE) ## signing in alone: one session a link, and no telling who is a member (COGENTO_ROUNDS)
	@$(PY) -m bench.sign_in

audit: $(VENV) ## known holes in what is locked, Python and npm; ends with 1 if there are any
	@$(PY) .ci/audit

sbom: $(VENV) ## what is in here, as CycloneDX, into var/sbom
	@mkdir -p var/sbom
	$(PY) -m cyclonedx_py requirements requirements.lock --output-file var/sbom/server.cdx.json
	npm --prefix frontend sbom --sbom-format cyclonedx --package-lock-only --omit dev > var/sbom/app.cdx.json

mutate: $(VENV) $(APP) ## break signing in, permissions and the webhook's door in every way, and count who notices (about an hour)
	@.ci/mutate

chromium: $(VENV)
	@.ci/chromium

lock: $(VENV) ## write the lock files anew, after a change of requirements*.txt or package.json
	$(UV_COMPILE) requirements.txt -o requirements.lock && $(UV_COMPILE) requirements-dev.txt -o requirements-dev.lock
	npm --prefix frontend install --package-lock-only && npm --prefix demo install --package-lock-only && npm --prefix stripe_emulator/tests/clients install --package-lock-only && npm --prefix bench install --package-lock-only

schema: $(VENV) $(NPM) ## write the OpenAPI schema and the app's types anew, after a change of the API
	$(SETTINGS) $(PY) manage.py spectacular --file frontend/openapi.yaml && npm --prefix frontend run --silent generate-api

$(VENV): requirements-dev.lock
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(NPM) $(MAILDEV) $(CLIENTS) $(BESIDE): %/node_modules/.installed: %/package-lock.json
	npm --prefix $* ci --no-audit --no-fund --loglevel=error
	@touch $@

$(APP): $(NPM) $(APP_SOURCES)
	npm --prefix frontend run --silent build
	@touch $@
