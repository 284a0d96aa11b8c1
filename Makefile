# Two commands to begin with: `make paint` paints a shipped sketch, `make test` runs the tests.
# Both make .venv first, install pinned packages and build the kernels once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/.installed
KERNELS := $(VENV)/.kernels
SKETCH ?= resources/examples/desert-rock.png
PROMPT ?= oil painting, warm evening light
OUT := build/painting
PACKING := build/packing-venv

.PHONY: paint test explore run check bench soak crash fuzz screenshots translations installer prove clean kernels

paint: $(KERNELS)
	@mkdir -p build
	$(BIN)/scumble paint $(SKETCH) --prompt "$(PROMPT)" -o $(OUT).ora
	$(BIN)/scumble convert $(OUT).ora $(OUT).png
	@echo "Painted: $(OUT).ora (layers, open it in Scumble) and $(OUT).png"

# What fails is run once more by itself: on a busy computer a window can be late. What fails twice, fails.
test: $(KERNELS)
	@rm -f .pytest_cache/v/cache/lastfailed
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest || \
	  QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --last-failed

# Property tests with examples that no run has seen yet.
explore: $(KERNELS)
	SCUMBLE_NEW_EXAMPLES=1 QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m hypothesis

run: $(KERNELS)
	$(BIN)/scumble

check: $(KERNELS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory test

bench: $(KERNELS)
	@mkdir -p build
	$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

# Ten minutes of random painting in the real window; kills and power cuts, 200 of each.
soak: $(KERNELS)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.soak $(MINUTES)

crash: $(KERNELS)
	QT_QPA_PLATFORM=offscreen SCUMBLE_CRASH_RUNS=200 $(BIN)/python -m pytest tests/crash

# Damaged files for every reader, ten minutes in all; findings stay in build/fuzz. READER=psd for one of them.
fuzz: $(KERNELS)
	nice $(BIN)/python -m tests.fuzz $(READER) $(if $(MINUTES),--minutes $(MINUTES))

screenshots: $(KERNELS)
	QT_QPA_PLATFORM=offscreen $(BIN)/python docs/screenshots.py

# `make translations NEW=zh_CN` begins another language.
translations: $(DONE)
	$(BIN)/python -m installer.translations $(NEW)

# What an artist downloads, into build/dist: on Linux a .deb and an archive. Its own environment has no AI packages.
# `make installer OFFLINE=1` also makes what a computer without a network needs for AI models.
installer: $(PACKING)/.installed
	$(PACKING)/bin/python -m installer.build $(if $(OFFLINE),--offline)

# The packages tried out in a fresh Debian, as root; `make prove QUICK=--quick` looks at what needs no such system.
prove: $(DONE)
	$(BIN)/python -m installer.prove $(QUICK)

$(PACKING)/.installed: pyproject.toml constraints.txt installer/requirements.txt
	$(PYTHON) -m venv $(PACKING)
	$(PACKING)/bin/python -m pip install --quiet --upgrade pip
	$(PACKING)/bin/python -m pip install --quiet -c constraints.txt -r installer/requirements.txt -e .
	@touch $@

kernels: $(KERNELS)

$(DONE): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Scumble needs Python 3.11, 3.12 or 3.13; run: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -c constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[ai,dev]'
	@touch $@

$(KERNELS): $(DONE) $(wildcard canvas/kernels/*.py inference/engines/painterly/*.py)
	@$(BIN)/python installer/check_system.py
	@find canvas inference -name "*.nb[ic]" -delete  # numba does not notice a change in a kernel that another one calls
	$(BIN)/python -m canvas.warmup
	$(BIN)/python -m inference.warmup
	@touch $@

clean:
	rm -rf build $(VENV)
