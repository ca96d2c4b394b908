# What contributors type. `make check` is what CI runs.
PYTHON ?= .venv/bin/python
BIN := $(dir $(PYTHON))
ROOM ?= .

.PHONY: install check test faults lint pictures bench docs cli-docs

install:  ## one virtual environment with everything
	python3 -m venv .venv
	$(BIN)pip install -q -e '.[test,docs]'

check:  ## what CI runs
	bash .ci/run

test:  ## make test ROOM=query
	$(PYTHON) -m pytest $(if $(filter .,$(ROOM)),tests,tests/$(ROOM))

faults:  ## kills and damages, the long form (minutes)
	ASKPAPERS_FAULTS=long ASKPAPERS_FAULTS_LOG=$${ASKPAPERS_FAULTS_LOG:-/tmp/askpapers-faults.jsonl} $(PYTHON) -m pytest tests/faults -n 0 -s

lint:  ## style, types, contracts, circles
	$(BIN)ruff check .
	$(BIN)ruff format --check .
	$(BIN)mypy
	$(BIN)lint-imports
	$(PYTHON) .ci/circles.py

pictures:  ## the pictures of the README, drawn anew
	$(PYTHON) docs/pictures.py

bench:  ## quality on the bundled sets, and the start; with LIBRARY=FOLDER what that library's size costs
	$(PYTHON) -m askpapers eval
	$(PYTHON) benchmarks/startup.py
	$(if $(LIBRARY),$(PYTHON) benchmarks/scale.py $(LIBRARY))

cli-docs:  ## docs/cli.md from the commands, the table of docs/formats.md from the registry
	$(PYTHON) docs/command_pages.py > docs/cli.md
	$(PYTHON) docs/format_table.py

docs: cli-docs  ## the site, in site/
	NO_MKDOCS_2_WARNING=1 $(BIN)mkdocs build --strict --quiet
