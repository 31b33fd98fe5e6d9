# Everything is done by deploy/bootstrap.py, which needs nothing but Python 3.11 or newer.
#   make run            a demo community on http://127.0.0.1:5000
#   make run DEMO=0     your own compound, on an empty data folder
#   make test           every check and every test

PYTHON ?= python3

ifdef DEMO
export HUB_DEMO := $(DEMO)
endif

.PHONY: run install test lint bench shots catalogues clean help
.DEFAULT_GOAL := help

run install test lint bench shots catalogues clean:
	@$(PYTHON) deploy/bootstrap.py $@

help:
	@echo "make run         install what is missing and start the hub (DEMO=0: your own compound)"
	@echo "make install     .venv and the front-end files only"
	@echo "make test        every check and every test; installs what they need where it may"
	@echo "make lint        ruff, mypy, djlint and the import contracts"
	@echo "make bench       measurements"
	@echo "make shots       pictures of the pages, into the data folder"
	@echo "make catalogues  collect texts for translation and compile what is translated"
	@echo "make clean       remove what was built; the data folder stays"
