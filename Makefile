# Everything that a fresh machine needs: `make rehearse` to see readbot at work, `make test` to prove it.
# Recipes use relative paths only, so a checkout may live in a folder with spaces in its name.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help rehearse story test check coverage format lock clean

help:
	@echo "make rehearse   a Discord of your own with readbot in it, in the browser (ARTICLE=file, PORT=n)"
	@echo "make story      the same week told in the terminal, with its digest and exports in a folder"
	@echo "make test       all checks and tests"
	@echo "make coverage   the tests again, with what they reach"
	@echo "make format     put the code into its standard form"
	@echo "make lock       choose the pinned dependencies anew"
	@echo "make clean      take away what the other commands made"

.venv/made: Makefile
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "readbot needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv .venv
	touch .venv/made

.venv/ready-to-run: .venv/made requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch .venv/ready-to-run

.venv/ready-to-test: .venv/made requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch .venv/ready-to-run .venv/ready-to-test

rehearse: .venv/ready-to-run
	@$(BIN)/python bot.py rehearse $(if $(ARTICLE),"$(ARTICLE)") $(if $(PORT),--port $(PORT))

story: .venv/ready-to-run
	@$(BIN)/python bot.py rehearse --story $(if $(ARTICLE),"$(ARTICLE)")

test: .venv/ready-to-test
	@sh scripts/check

check: test

coverage: .venv/ready-to-test
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --cov --cov-report=term

format: .venv/ready-to-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/ready-to-test
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --no-header --no-annotate pyproject.toml --extra postgresql -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --no-header --no-annotate pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage rehearsal-out
