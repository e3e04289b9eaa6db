# Chores. `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
XDIST ?= 2

.PHONY: help run demo test check lint types floors bench soak fix map constraints browser clean

help:  ## list the chores
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/developed: .venv/installed
	$(BIN)/pip install --quiet --constraint constraints.txt --group dev
	@touch $@

run: .venv/installed  ## start the service: timetable and pages on http://127.0.0.1:8080
	$(BIN)/robowatch run

demo: .venv/installed  ## the whole loop in about a minute, on the sample newsroom, without a network
	$(BIN)/robowatch demo

browser: .venv/developed  ## install the browser that tests drive, unless there is one
	@deploy/install-browser $(BIN)/playwright

test: .venv/developed browser  ## run every test
	$(BIN)/pytest -n $(XDIST) --dist loadfile -m "not bench and not soak"

lint: .venv/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/developed
	$(BIN)/mypy

floors: .venv/developed
	$(BIN)/lint-imports

check: lint types floors test  ## everything that must hold: lint, types, floors, tests

soak: .venv/developed browser  ## the tests that take minutes
	$(BIN)/pytest -m soak --timeout 1800

bench: .venv/developed  ## measure; prints, never fails on a timing
	$(BIN)/pytest -m bench --timeout 3600 -s

fix: .venv/developed  ## let the linter mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

map: .venv/developed  ## write docs/map.md anew
	$(BIN)/python -m tests.house.housemap

constraints: .venv/developed  ## write constraints.txt anew (names and versions, no addresses)
	$(BIN)/uv pip compile --quiet --universal --upgrade pyproject.toml --group dev --no-annotate --no-header --no-emit-index-url -o constraints.txt

clean:  ## remove the environment and what tests left
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
