# Two commands matter: `make run` and `make test`. Both work in a fresh checkout.
VENV := .venv
PIP := $(VENV)/bin/pip --disable-pip-version-check --quiet
YOUNG := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(YOUNG)' 2>/dev/null && echo $$p && break; done)
CHROMIUM ?= /usr/bin/chromium
PYTEST ?=
# Most tests wait more than they work, so they run side by side; those that measure run alone afterwards. Either part may
# have nothing to do where PYTEST names a few files: pytest then ends with 5.
WORKERS ?= 3
NONE := 5
PARTS = CHROMIUM="$(CHROMIUM)" $(VENV)/bin/python -m pytest -m
GATE := $(shell sed -n 's/^COMPILED = //p' sessions/__init__.py | tr -d '(),"')
SOURCES := $(shell find static/src static/package.json static/package-lock.json -type f 2>/dev/null) \
	$(GATE:%=sessions/%.py)

.PHONY: run test lint format types assets words chromium clean

run: $(VENV)/.run
	@exec $(VENV)/bin/sightline serve

test: $(VENV)/.test chromium lint types
	@$(PARTS) "not alone" -n $(WORKERS) --dist loadfile $(PYTEST) || [ $$? = $(NONE) ]
	@$(PARTS) alone $(PYTEST) || [ $$? = $(NONE) ]

lint: $(VENV)/.test
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

types: $(VENV)/.test
	@$(VENV)/bin/mypy

format: $(VENV)/.test
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

assets: $(VENV)/bin/pip
	@rm -rf static/dist
	@$(PIP) install --no-deps -e .

# Brings the catalogues up to date with the sources: what is new stands there without its translation.
WORDS := server/locale
words: $(VENV)/.test
	@$(VENV)/bin/pybabel -q extract -F $(WORDS)/phones.cfg -k say -k N_ -s --add-location file --no-wrap -o $(WORDS)/sightline.pot .
	@$(VENV)/bin/pybabel -q update -D sightline -i $(WORDS)/sightline.pot -d $(WORDS) -l cy --no-fuzzy-matching \
		--ignore-obsolete --ignore-pot-creation-date --width 110
	@rm $(WORDS)/sightline.pot

chromium:
	@if [ -x "$(CHROMIUM)" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; \
	else \
		echo "The browser tests need Chromium. Install the package 'chromium' (on Debian: apt-get install"; \
		echo "chromium, as root), or say where yours is: make test CHROMIUM=/path/to/chromium"; exit 1; \
	fi

clean:
	rm -rf $(VENV) static/dist static/node_modules

$(VENV)/.run: $(VENV)/bin/pip pyproject.toml hatch_build.py $(SOURCES)
	@echo "Setting up (about a minute the first time) ..."
	@$(PIP) install -e .
	@touch $@

$(VENV)/.test: $(VENV)/bin/pip pyproject.toml hatch_build.py $(SOURCES)
	@echo "Setting up for the tests (about a minute the first time) ..."
	@$(PIP) install -e '.[test]'
	@touch $@ $(VENV)/.run

$(VENV)/bin/pip:
	@if [ -z "$(PYTHON)" ]; then echo "Sightline needs Python 3.11 or newer, and none was found."; \
		echo "Install one, or say where it is: make run PYTHON=/path/to/python3"; exit 1; fi
	@$(PYTHON) -m venv $(VENV)
