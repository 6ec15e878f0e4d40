# Two commands do everything: `make demo` and `make test`. Both make .venv first.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CATALOGUE := src/mairemail/locale/fr/LC_MESSAGES/mairemail.po

.PHONY: demo test check bench torture corruption messages docs golden communes clean

demo: .venv/installed
	$(BIN)/mairemail demo

test: check
	tests/servers/install
	$(BIN)/python -m pytest --numprocesses auto

check: .venv/installed-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed-for-tests
	$(BIN)/python benchmarks/run.py

# Kills `send` at every step, hundreds of times; SEED=number repeats one that failed.
torture: .venv/installed-for-tests
	$(BIN)/python -m tests.torture $(if $(SEED),--seed $(SEED))

# Damages every file below a folder of lists and data sets: make corruption DATA=folder
corruption: .venv/installed-for-tests
	$(BIN)/python -m tests.corruption $(DATA)

# Writes the page that the tests' table of faults gives.
docs: .venv/installed-for-tests
	$(BIN)/python -m tests.servers.matrix_page

# Brings the French catalogue up to date with the source; then translate what is new.
messages: .venv/installed
	$(BIN)/pybabel --quiet extract --no-wrap --sort-by-file --no-location -k _ -k ngettext:1,2 -o .venv/mairemail.pot src/mairemail
	$(BIN)/pybabel --quiet update --no-wrap --no-fuzzy-matching --ignore-obsolete -l fr -i .venv/mairemail.pot -o $(CATALOGUE)

.venv/installed: pyproject.toml constraints.txt hatch_build.py $(CATALOGUE)
	@echo "Setting up .venv (about a minute, the first time)…"
	$(PYTHON) -m venv .venv
	$(PIP) install --constraint constraints.txt --editable .
	touch $@

.venv/installed-for-tests: .venv/installed
	$(PIP) install --constraint constraints.txt --editable '.[test]'
	touch $@

# Writes the golden messages anew; then read aloud what `git diff tests/golden` shows.
golden: .venv/installed-for-tests
	$(BIN)/python -m tests.golden

# Writes the list of communes anew: make communes INSEE=v_commune_2026.csv ETALAB=communes.json
communes: .venv/installed
	$(BIN)/python tools/make_communes.py $(INSEE) $(ETALAB) src/mairemail/places/data/communes.txt.gz

clean:
	git clean -fdX
