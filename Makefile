# Two commands matter: `make brief` and `make test`. Each makes .venv (tools/environment.py) when it is missing.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := .uv/bin/uv
MONTH ?= latest
PARAMS ?= params/can-duoc-2025/monthly.yml
export PYTHONUTF8 := 1
unexport PYTHONDONTWRITEBYTECODE  # compiled modules are kept: half of a first run is importing

FUZZ ?= 2000
COUNT ?= 60
SEED ?= 1
AIRFLOW := apache-airflow==3.3.2 apache-airflow-providers-papermill==3.13.3
.PHONY: brief test guide goldens goldens-check mutants fuzz airflow lint hooks lab bench lock audit licences sbom clean

brief: $(VENV)/.ready
	$(BIN)/brief run --params $(PARAMS) --month $(MONTH)

test: $(VENV)/.ready  # three workers on two cores: many tests wait for processes
	$(BIN)/python -m pytest -n 3 --dist loadfile

guide: $(VENV)/.ready  # docs/guide.vi.md: its commands run and its pictures taken anew; needs chromium, some minutes
	$(BIN)/python tools/guide.py

goldens: $(VENV)/.ready  # after a change that is meant: tests/golden written anew, for the commit that explains it
	$(BIN)/python tools/goldens.py

goldens-check: $(VENV)/.ready  # all months; what differs in words: python tools/goldens.py --against HEAD~1
	$(BIN)/python tools/goldens.py --check

fuzz: $(VENV)/.ready  # tables drawn at random, read back; files and texts spoilt at random; FUZZ=5000 for more
	FUZZ=$(FUZZ) $(BIN)/python -m pytest tests/ingest/test_drawn.py tests/hostile/test_fuzz.py -k "many or spoilt" -p no:xdist --tb=line

airflow: $(VENV)/.ready  # what `brief schedule --airflow` prints, in an Airflow of its own environment (600 MB)
	test -e .airflow/bin/airflow || { $(UV) venv --quiet --clear --python $(BIN)/python .airflow && \
	  $(UV) pip install --quiet --python .airflow/bin/python $(AIRFLOW); }
	PATH="$$PATH:$(CURDIR)/.airflow/bin" $(BIN)/python -m pytest -p no:xdist tests/run/test_schedule.py -k airflow

mutants: $(VENV)/.ready  # COUNT faults drawn at random, each with the tests of its module
	$(UV) pip install --quiet --python $(BIN)/python --constraint requirements.lock -r pyproject.toml --extra mutants
	$(BIN)/python tools/mutants.py --count $(COUNT) --seed $(SEED)

lint: $(VENV)/.ready
	$(BIN)/ruff check src tests tools benchmarks && $(BIN)/ruff format --check src tests tools benchmarks
	$(BIN)/mypy && $(BIN)/lint-imports

hooks: $(VENV)/.ready  # once, for those who commit: style, and notebooks without outputs
	$(BIN)/pre-commit install

lab: $(VENV)/.ready
	$(BIN)/jupyter lab --notebook-dir=notebooks

bench: $(VENV)/.ready
	for b in benchmarks/*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

lock: $(VENV)/.ready
	$(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --extra dev --extra cluster --extra pdf pyproject.toml -o requirements.lock

audit: $(VENV)/.ready  # known faults of the locked packages; says clearly where it can only ask its own old list
	$(BIN)/python tools/supply.py audit

licences: $(VENV)/.ready  # docs/licences.md, after a change of the lock
	$(BIN)/python tools/supply.py licences

sbom: $(VENV)/.ready  # sbom.cdx.json (CycloneDX) of the lock
	$(BIN)/python tools/supply.py sbom

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) tools/environment.py

clean:
	rm -rf $(VENV) .uv .mypy_cache .import_linter_cache .ruff_cache reports data/processed
