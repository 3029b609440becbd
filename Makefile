# Each target is one line of `briefbook` or `python -m`; README gives the same lines for
# Windows.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: report test lab app site notebooks bench check clean
.DEFAULT_GOAL := report

report: $(STAMP)
	$(BIN)/briefbook report

test: $(STAMP)
	$(BIN)/python -m pytest

lab: $(STAMP)
	$(BIN)/python -m jupyterlab --preferred-dir=notebooks

# Voila serves readers, not tests: it is installed where it is asked for.
app: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[app]'
	$(BIN)/briefbook app

site: report
	$(BIN)/briefbook site

notebooks: $(STAMP)
	$(BIN)/briefbook notebooks

check: $(STAMP)
	$(BIN)/briefbook check

bench: $(STAMP)
	$(BIN)/python -m benchmarks

# One install serves all targets: the second call finds the stamp and installs nothing.
$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $(STAMP)

clean:
	rm -rf reports build dist
