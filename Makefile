# make install   the environment in .venv, with the `palpate` command in it
# make demo      serve a clinic filled with made-up clients on 127.0.0.1:8000
# make test      every check and every test, the browser tests included; those of the record on PostgreSQL too
# make test-postgres, make test-sqlcipher   every test on PostgreSQL, or in an encrypted file
# make bench     the races of bench/
# make budgets   what the therapist's work costs in taps and seconds, in a browser: build/budgets.json (minutes)
# make crash     kill it 200 times while people write, on both databases: build/crash.json (half an hour)
# make load      fifty therapists at once, on SQLite and PostgreSQL: build/load.json (minutes)
# make screens   every page in light and dark at three widths: docs/screens; what axe finds: build/screens.json
# make evaluate  how good the reasoning is: build/evaluation.html and .json (minutes)
# make clean     remove what the others made, the demo clinic too
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check install
# Without its compiled form each start would read all of Django again.
unexport PYTHONDONTWRITEBYTECODE
# The tests of the record, run once more on the other databases.
RECORD := tests/records tests/keeping tests/accounts tests/portal tests/clinic/test_note.py tests/clinic/test_treat.py
.PHONY: install demo test test-postgres test-sqlcipher check bench load budgets crash evaluate screens lock clean
.NOTPARALLEL:

install: .venv/.installed

.venv/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Palpate needs Python 3.11 or newer; set PYTHON=… to one")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; echo "python3-venv is missing: apt-get install python3-venv"; exit 1; }
	@echo "Installing Palpate into .venv …"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src/palpate
	@$(BIN)/python -c 'from palpate.knowledge import knowledge; knowledge()'
	@touch $@

.venv/.tools: .venv/.installed requirements-dev.txt
	@echo "Installing the test tools …"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

demo: .venv/.installed
	@exec $(BIN)/palpate serve --demo

test: check
	$(BIN)/python -m palpate.web.chromium
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder
	$(BIN)/python -m tests.postgres $(BIN)/pytest -n 2 --dist loadfile -m "not browser" $(RECORD)
	$(BIN)/python -m tests.sqlcipher $(BIN)/pytest -n 2 --dist loadfile tests/records

test-postgres: .venv/.tools
	$(BIN)/python -m tests.postgres $(BIN)/pytest -n 2 --dist loadfile

test-sqlcipher: .venv/.tools
	$(BIN)/python -m tests.sqlcipher $(BIN)/pytest -n 2 --dist loadfile

check: .venv/.tools
	$(BIN)/ruff format --check src tests bench load budgets evaluate crash screens
	$(BIN)/ruff check src tests bench load budgets evaluate crash screens
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: .venv/.tools build/peers/.installed build/gnuhealth/.installed
	$(BIN)/python -m bench

load: .venv/.tools
	$(BIN)/python -m load

budgets: .venv/.tools
	$(BIN)/python -m palpate.web.chromium
	$(BIN)/python -m budgets

# What is raced against, each in a place of its own; nothing else touches them. GNU Health builds a part in C:
# without a compiler and libpq-dev its figures are missing.
build/%/.installed:
	@echo "Installing what is raced against into build/$* …"
	@test -x build/$*/bin/python || $(PYTHON) -m venv build/$*
	@build/$*/bin/python -m pip -qq --disable-pip-version-check install --require-hashes -r $< && touch $@ || test $* != peers

build/peers/.installed: requirements-bench.txt
build/gnuhealth/.installed: requirements-bench-health.txt

screens: .venv/.tools
	$(BIN)/python -m screens

crash: .venv/.tools
	$(BIN)/python -m crash --kills $(or $(KILLS),200)

evaluate: .venv/.installed
	$(BIN)/python -m evaluate

# Needs uv. The files name no index, so that any mirror serves.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf .venv var build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis src/*.egg-info
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
