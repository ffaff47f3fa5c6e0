# Every verb makes its own environment under .venv and installs what it needs, no more.
# A fresh machine needs Python >= 3.10 with its headers, a C compiler and make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet
DIST   ?= $(PYTHON)
BENCH  ?= speed
JOBS   ?= 2
TARGET ?= all
SECONDS ?= 600
ROOM   ?= wire
FAULTS ?= 40
PATTERNS := stampcodec/touch/touch5.csv

KERNELS := $(shell find stampcodec -name '*.pyx' -o -name '*.pxd')
# What the build makes the C of firmware with, beside the kernels.
AMALGAMATION := $(wildcard tools/amalgamation/*.py) stampcodec/firmware/source/portable.h
STUBBED := $(subst /,.,$(basename $(shell find stampcodec/_core stampcodec/wire/_core -name '*.pyi')))
PACKAGES := stampcodec emulator fabrication issuance benchmarks
ROOMS := $(PACKAGES) tests tools setup.py docs/examples

.PHONY: help demo test lint type bench thresholds golden docs corpus firmware makers fuzz mutate coverage api dist checked sanitize build clean
.DEFAULT_GOAL := help

help: ## list the verbs
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

# --- the environment ---------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
	  || { echo "make: $(PYTHON) must be Python 3.10 or newer; try make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "make: $(PYTHON) has no venv; on Debian: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import os, sys, sysconfig; \
	    sys.exit(not os.path.exists(os.path.join(sysconfig.get_paths()["include"], "Python.h")))' \
	  || { echo "make: $(PYTHON) has no C headers; on Debian: apt install python3-dev" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# --no-build-isolation: one Cython and one numpy, the ones the tests run with.
$(VENV)/.plain: pyproject.toml setup.py stampcodec/version.py | $(BIN)/python
	$(PIP) 'setuptools>=77' 'Cython>=3.3,<3.4' 'numpy>=1.26' 'pycparser>=3'
	$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.%: pyproject.toml $(VENV)/.plain
	$(PIP) --no-build-isolation --editable '.[$*]'
	@touch $@

$(VENV)/.built: $(VENV)/.plain $(KERNELS) $(AMALGAMATION)
	$(BIN)/python setup.py --quiet build_ext --inplace
	@touch $@

# What the tests need and no Python package brings along: a reader that the exports are held
# against, a database server, a browser, letters for Chinese pages, and the library of evemu.
DEBIAN = gerbv postgresql chromium fonts-noto-cjk libevemu3
INSTALL = env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
APT = $(INSTALL) $(DEBIAN)
# What one verb alone needs: $(call installed,programs,packages of Debian that have them)
installed = (for each in $(1); do command -v $$each >/dev/null || exit 1; done) \
  || { $(INSTALL) $(2) || { apt-get update -qq && $(INSTALL) $(2); } || sudo -n $(INSTALL) $(2); } >/dev/null 2>&1 \
  || { echo "make: $@ needs $(2); on Debian: apt install $(2)" >&2; exit 1; }
$(VENV)/.debian: Makefile | $(BIN)/python
	@dpkg-query -W -f '$${db:Status-Status}\n' $(DEBIAN) 2>/dev/null \
	    | grep -cx installed | grep -qx $(words $(DEBIAN)) \
	  || { $(APT) || { apt-get update -qq && $(APT); } || sudo -n $(APT); } >/dev/null 2>&1 \
	  || { echo "make: the tests need $(DEBIAN); on Debian: apt install $(DEBIAN)" >&2; exit 1; }
	@touch $@

build: $(VENV)/.built ## compile the kernels in place

# Processes share the tests out (tests/scheduling.py), in order: what takes longest comes early.
PYTEST = -m pytest -n $(JOBS) --no-loadscope-reorder

# --- the verbs ---------------------------------------------------------------------------------

demo: $(VENV)/.issuance build ## encode an ID, press the stamp, read it, redeem a voucher; pictures under build/demo/
	$(BIN)/python docs/examples/demo.py --output build/demo

test: $(VENV)/.test $(VENV)/.step $(VENV)/.debian build ## install what the tests need and run all of them, in two processes; JOBS=4 for more
	$(BIN)/python $(PYTEST)

lint: $(VENV)/.lint ## ruff and cython-lint
	$(BIN)/ruff check $(ROOMS)
	$(BIN)/ruff format --check $(ROOMS)
	PATH="$(CURDIR)/$(BIN):$$PATH" cython-lint $(KERNELS)

type: $(VENV)/.test $(VENV)/.step $(VENV)/.lint build ## mypy strict, and the kernels' stubs against the kernels
	$(BIN)/mypy $(ROOMS)
	$(BIN)/python -m mypy.stubtest --mypy-config-file pyproject.toml \
	  --allowlist tests/stubtest.allow --ignore-unused-allowlist --ignore-disjoint-bases $(STUBBED)

api: $(VENV)/.test build ## requests without end against the description of the API
	$(BIN)/python -m tests.api --examples 200

bench: $(VENV)/.bench build ## tables of speed; BENCH=accuracy for rates, BENCH='speed --json'
	$(BIN)/python -m benchmarks $(BENCH)

golden: $(VENV)/.test build build/pattern_search ## search the patterns again, rewrite the golden vectors; look at the difference
	build/pattern_search 1 4000000 > build/touch5.csv
	cmp build/touch5.csv $(PATTERNS) || cp build/touch5.csv $(PATTERNS)
	cp $(PATTERNS) docs/touch5.csv
	$(BIN)/python -m tests.golden

# Doubles that every machine rounds in the same way: no contraction to fused operations.
build/pattern_search: tools/pattern_search/search.c
	mkdir -p build
	$(CC) -O3 -ffp-contract=off -o $@ $< -lm

docs: $(VENV)/.test $(VENV)/.step build ## run every example and every command the pages show
	$(BIN)/python -m pytest tests/docs

corpus: $(VENV)/.test build ## the tests on recorded frames; CORPUS=folder
	@test -n "$(CORPUS)" || { echo "make: name the folder of recorded frames: make corpus CORPUS=folder" >&2; exit 1; }
	$(BIN)/python -m pytest tests/corpus --corpus $(CORPUS)

# Compilers and C libraries for Cortex-M processors and for WebAssembly, and what runs them.
BOARDS = gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm \
  clang lld wasi-libc nodejs
firmware: $(VENV)/.test build ## build firmware, run it on emulated Cortex-M boards and in node, hold it to its budgets
	@($(call installed,arm-none-eabi-gcc qemu-system-arm clang wasm-ld node,$(BOARDS)))
	$(BIN)/python -m pytest tests/firmware --boards

makers: $(VENV)/.test $(VENV)/.makers build ## open packages with the programs of print and laser shops
	@($(call installed,prusa-slicer,prusa-slicer))
	$(BIN)/python -m pytest tests/makers --makers

dist: $(VENV)/.test build ## pack sdist and wheel, install them in an empty environment, read a press there; DIST=python3.12,python3.13
	$(BIN)/python -m pytest tests/dist --archives $(DIST)

# A variant is built in a copy of the tree, so that the build in place stays what it is.
COPY = rm -rf build/$@ && mkdir -p build/$@ \
  && tar -cf - --exclude=./build --exclude=./.git --exclude=./$(VENV) --exclude='*.so' . \
     | tar -xf - -C build/$@ && cd build/$@
PYTHON_HERE = PYTHONPATH=$(CURDIR)/build/$@ $(CURDIR)/$(BIN)/python

thresholds: $(VENV)/.test build ## move every threshold of the frame reader by a fifth; THRESHOLDS='--corpus folder'
	$(COPY) && STAMPCODEC_TUNABLE=1 $(PYTHON_HERE) setup.py --quiet build_ext --inplace \
	  && $(PYTHON_HERE) -m benchmarks thresholds $(THRESHOLDS)

checked: $(VENV)/.test $(VENV)/.step $(VENV)/.debian build ## the tests with bounds, wraparound and division checks compiled in
	$(COPY) && STAMPCODEC_CHECKED=1 $(PYTHON_HERE) setup.py --quiet build_ext --inplace \
	  && $(PYTHON_HERE) $(PYTEST) $(TESTS)

# A sanitizer has to be there before Python is; Python's own allocator would hide what it looks for.
SANITIZED = LD_PRELOAD="$$(gcc -print-file-name=libasan.so) $$(gcc -print-file-name=libubsan.so)" \
  PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0 \
  UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
BUILD_SANITIZED = STAMPCODEC_SANITIZE=address,undefined $(PYTHON_HERE) setup.py --quiet build_ext --inplace

sanitize: $(VENV)/.test $(VENV)/.step $(VENV)/.debian build ## the tests under the address and undefined-behaviour sanitizers
	$(COPY) && $(BUILD_SANITIZED) && $(SANITIZED) $(PYTHON_HERE) -m pytest $(TESTS)

# Those that need a build with sanitizers; the others do not wait for it.
FUZZED_KERNELS = all anything pressed partly tracked touched coded

fuzz: $(VENV)/.fuzz build ## each fuzz target for SECONDS=600, or one: TARGET=contacts; stops where one breaks a rule
	$(BIN)/python -m tests.fuzz parsers --target $(TARGET) --seconds $(SECONDS)
	$(BIN)/python -m tests.fuzz storms --target $(TARGET) --seconds $(SECONDS)
	$(if $(filter all c-%,$(TARGET)),($(call installed,clang,clang)) \
	  && $(BIN)/python -m tests.fuzz firmware --target $(TARGET) --seconds $(SECONDS))
	$(if $(filter $(TARGET),$(FUZZED_KERNELS)),$(COPY) && $(BUILD_SANITIZED) \
	  && $(SANITIZED) $(PYTHON_HERE) -m tests.fuzz kernels --target $(TARGET) \
	    --seconds $(SECONDS) --output $(CURDIR)/build/found)

# Every line of a kernel is traced, which makes it much slower. On Python 3.13 a kernel is left out of
# the report unless Cython traces as it did before. The C stands beside its source, for the report.
coverage: $(VENV)/.test $(VENV)/.step $(VENV)/.debian build ## lines and branches that the tests reach, and lines of kernels; TESTS='tests/unit/stampcodec'
	$(COPY) && STAMPCODEC_TRACED=1 $(PYTHON_HERE) setup.py --quiet build_ext --inplace \
	  && CYTHON_USE_SYS_MONITORING=0 $(PYTHON_HERE) -m pytest \
	    --deselect tests/test_architecture.py::test_no_generated_c_stands_beside_its_source \
	    --cov --cov-report=term \
	    --cov-report=html:$(CURDIR)/build/htmlcov $(TESTS)

mutate: $(VENV)/.test build ## seeded faults that no test notices: ROOM=reader, ledger, mirror or wire; FAULTS=40
	$(BIN)/python -m tests.mutation $(ROOM) --faults $(FAULTS)

clean: ## remove everything that make made
	rm -rf build dist .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov \
	  stampcodec.egg-info
	find $(PACKAGES) tests tools -name '*.so' -delete -o -name __pycache__ -prune -exec rm -rf {} +
