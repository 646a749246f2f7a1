# make run    the bot: on Telegram with TELEGRAM_BOT_TOKEN set, else the playground in your browser
# make test   every test, against real servers on this machine (ARGS="-m 'not slow'": under a minute;
#             ARGS="-n 0": in one process, for a debugger)
# make test-cluster  the tests of stores against a cluster of three masters
# make check  style, types, layers, dependencies
# make soak   kill runs in full: the figures of docs/reliability.md
# make image  build the container image, with or without a Docker engine, and try it
# make bench  the figures of docs/benchmarks.md (ARGS="start window" for some of them)
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes

# Python keeps its bytecode, also where the environment says otherwise: a bot that is started by a test
# would compile every module again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-cluster check bench soak image screenshots lock dictionary clean

run: $(VENV)/.run
	@$(BIN)/python -m bot run

test: $(VENV)/.dev
	$(PYTEST) $(ARGS)

test-cluster: $(VENV)/.dev
	TEST_STORE=cluster $(PYTEST) tests/storage tests/contracts $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

bench: $(VENV)/.dev
	$(BIN)/python -m bench $(ARGS)

# Kills processes and counts what became of their work (ARGS="replicas --small": a short run of one;
# ARGS="fault_plan --small": five minutes in which everything fails in turn).
soak: $(VENV)/.dev
	$(BIN)/python -m bench.soak $(ARGS)

# Builds the Dockerfile (Docker, else buildah) and tries the image; needs no virtual environment.
# ARGS="--base debian": a base by debootstrap; ARGS="--no-build": only try what was built.
image:
	@$(PYTHON) -m bench.image $(ARGS)

# Takes the pictures of docs/screenshots with headless Chromium.
screenshots: $(VENV)/.dev
	$(BIN)/python -m bench.screenshots

# Writes the locks from pyproject.toml; they contain no index and no address.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
  --no-emit-index-url --no-emit-find-links --no-annotate --quiet
lock:
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) --group data --no-deps -o requirements-data.lock

# Builds the idiom dictionary, the translations and the font of pictures (fonts-noto-cjk), in a virtual
# environment of its own.
dictionary: $(VENV)/.data
	PYTHONPATH=. $(VENV)-data/bin/python bench/build_dictionary.py
	PYTHONPATH=. $(VENV)-data/bin/python bench/build_meanings.py
	PYTHONPATH=. $(VENV)-data/bin/python bench/build_survival.py
	PYTHONPATH=. $(VENV)-data/bin/python bench/build_win_values.py
	PYTHONPATH=. $(VENV)-data/bin/python bench/build_translations.py
	PYTHONPATH=. $(VENV)-data/bin/python bench/build_font.py

$(VENV)/.data: requirements-data.lock | $(VENV)/bin/python
	@$(PYTHON) -m venv $(VENV)-data
	@$(VENV)-data/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-data .mypy_cache .ruff_cache .hypothesis

# The virtual environment; make installs again when a lock is newer than its stamp file.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; found: $$($(PYTHON) --version 2>&1)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "Python has no venv module here; on Debian: apt install python3-venv"; exit 1; }

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	@echo "Installing what the bot needs (once, about a minute) ..."
	@$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what the tests need (once, about a minute) ..."
	@$(INSTALL) -r requirements-dev.lock
	@touch $@ $(VENV)/.run
