# Two commands do all the set-up on a fresh Debian machine: `make demo` and `make test`.
SHELL := /bin/bash
BIN := .venv/bin

.PHONY: help demo test test-office lint docs app audit bench clean

help:            ## this list
	@grep -hE '^[a-z-]+: .*##|^[a-z-]+:  *##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

demo:            ## build the sample company in demo/ and run the whole check-up
	@scripts/setup.sh run
	@$(BIN)/assess demo demo

app: demo        ## the same, then the web app on this machine
	@$(BIN)/assess app demo

test:            ## all checks and tests, with PostgreSQL and Chromium
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

test-office:     ## workbook, slides and redacted copies against LibreOffice
	@scripts/setup.sh office
	@$(BIN)/pytest tests/office

lint:            ## style, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

audit:           ## known faults of the pinned packages, asked of osv.dev
	@$(BIN)/python -m scripts.audit

bench:           ## measure against other tools; BIG=1 for a million tables
	@scripts/setup.sh bench
	@$(BIN)/python -m benchmarks.redundancy.quality --rates 0.1,0.25,0.4,1
	@$(BIN)/python -m benchmarks.redundancy.shared
	@$(BIN)/python -m benchmarks.redundancy.columns
	@$(BIN)/python -m benchmarks.redundancy.join $(if $(BIG),--tables 1000000 --without datasketch)
	@$(BIN)/python -m benchmarks.redundancy.end_to_end $(if $(BIG),--tables 1000000)
	@$(BIN)/python -m benchmarks.profiling.containment
	@$(BIN)/python -m benchmarks.lineage.speed
	@$(BIN)/python -m benchmarks.lineage.duplicates
	@$(BIN)/python -m benchmarks.lineage.comparing
	@$(BIN)/python -m benchmarks.lineage.graph
	@$(BIN)/python -m benchmarks.metrics.mutations
	@$(BIN)/python -m benchmarks.metrics.calcite
	@$(BIN)/python -m benchmarks.metrics.speed
	@$(BIN)/python -m benchmarks.maturity.simulate
	@$(BIN)/python -m benchmarks.maturity.speed
	@$(BIN)/python -m benchmarks.workshop.load
	@$(BIN)/python -m benchmarks.report.speed
	$(if $(BIG),@$(BIN)/python -m benchmarks.profiling.large duckdb)
	@$(BIN)/python -m benchmarks.profiling.lake $(if $(BIG),,--tables 20 --rows 5000)
	$(if $(BIG),@$(BIN)/python -m benchmarks.profiling.lake --large 10000000)
	$(if $(BIG),@$(BIN)/python -m benchmarks.scale.apart)

docs:            ## write the generated pages and schemas again
	@$(BIN)/python -m scripts.write_docs

clean:           ## remove what demo and tests left
	rm -rf demo .pytest_cache .mypy_cache .ruff_cache build dist
