# News Assistant. `make help` lists the targets; nothing else is needed first. GNU make 3.81 and later, POSIX sh.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := .make
TORCH  := 2.13.0
# Another package index to take torch from, such as PyTorch's CPU wheel index; empty means the registry pip uses.
TORCH_INDEX ?=
# The language models' weights: the default one, and the small one that tests of the machinery use.
LLM       := qwen2.5-coder-1.5b
SMALL_LLM := smollm2-135m
PYTEST_ARGS ?=
# Processes that run the tests; each may hold a language model, 2 GB.
WORKERS     ?= 2
# Options of news-assistant serve for make run.
ARGS ?=
EVAL_ARGS   ?=
# The folder of real articles that the benchmarks read.
DATA   ?= ../shared/data/bbc
# The folder of the data sets that training and the quality benchmarks read.
SHARED ?= ../shared/data

.DEFAULT_GOAL := help
.PHONY: help setup models run test eval check soak bench train clean

help:  ## List the targets
	@echo "News Assistant: make TARGET"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' Makefile
	@echo "Variables: PYTHON (now $(PYTHON)), TORCH_INDEX (a package index with PyTorch's CPU wheels), PYTEST_ARGS,"
	@echo "           DATA (articles for make bench); every NEWS_ASSISTANT_… setting is in README.md"

setup: $(STAMPS)/packages  ## Create .venv with everything installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "News Assistant needs Python 3.11 or newer, and '$(PYTHON)' is not; name one: make setup PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { \
	  echo "Python could not create $(VENV); on Debian and Ubuntu install python3-venv first" >&2; exit 1; }

# torch comes first and exactly, so that the second step finds it installed and fetches no other build.
$(STAMPS)/torch-$(TORCH): $(BIN)/python
	@mkdir -p $(STAMPS)
	$(BIN)/python -m pip install $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch==$(TORCH)
	@touch $@

$(STAMPS)/packages: $(STAMPS)/torch-$(TORCH) pyproject.toml
	$(BIN)/python -m pip install -e '.[dev]'
	$(BIN)/python -m pip check
	@touch $@

models: setup  ## Download and verify the language model's weights (1.1 GB, once, resumable)
	$(BIN)/news-assistant models download $(LLM)

run: models  ## Set up, ingest the shipped articles the first time, and serve the page (ARGS="--port 8000")
	@if $(BIN)/news-assistant stats --json | grep -Eq '"articles": *0[,}[:space:]]*$$|"pending": *[1-9]'; then \
	  $(BIN)/news-assistant ingest --samples; fi
	@$(BIN)/news-assistant serve $(ARGS)

test: models  ## Run the whole test suite, setting up whatever is missing
	$(BIN)/news-assistant models download $(SMALL_LLM)
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile $(PYTEST_ARGS)

eval: models  ## Run the evals and check their floors (EVAL_ARGS=--full: the language model on every case)
	$(BIN)/python -m evals $(EVAL_ARGS)

check: setup  ## Lint, formatting, types, and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy vectorstore assistant evals training benchmarks
	$(BIN)/lint-imports

soak: setup  ## Kill an ingest 30 times at random and compare what is left with an undisturbed run
	$(BIN)/python benchmarks/soak.py

bench: models  ## Measure the README's figures beside the tutorial pipeline (DATA=folder)
	$(BIN)/python benchmarks/speed.py $(DATA)

train: models  ## Make the shipped weights anew from SHARED and print what each part adds (one to two hours on two cores)
	$(BIN)/python -m training --data $(SHARED)
	$(BIN)/python -m benchmarks.selection $(SHARED)/realtimeqa --questions 200
	$(BIN)/python -m benchmarks.support $(SHARED) --limit 400

clean:  ## Remove what make and the tools created here (the store and the weights stay)
	rm -rf $(VENV) $(STAMPS) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
