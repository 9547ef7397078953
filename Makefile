# No logic here: each line is a command that can be typed by hand.
.PHONY: run test drills faults bench lighthouse guide check fix lock clean

PYTHON ?= python3
INSTALLED := .venv/installed
# Every page, a whole year, and the local network's own starts and stops.
SWEEPS := tests/journeys/test_every_page.py tests/journeys/test_people_pages.py tests/journeys/test_consultations.py \
	tests/journeys/test_year.py deploy/local/tests/test_system.py deploy/local/tests/test_refusals.py
# Under load, while something is down, or in four languages: they want the machine for themselves.
ALONE := tests/rush tests/faults/test_faults.py tests/faults/test_killed_senders.py \
	tests/journeys/test_key_rotation.py tests/journeys/test_doctor.py tests/journeys/test_kill.py tests/journeys/test_outages.py \
	tests/consumers/test_consumers.py tests/doctor tests/backups

run: $(INSTALLED)          ## start the network; Ctrl-C stops it
	@.venv/bin/liaison up

test: $(INSTALLED) check   ## each part and the main job, on a real broker, database and browser
	@deploy/install-browser
	@.venv/bin/python -m pytest --numprocesses=auto $(SWEEPS:%=--ignore=%) $(ALONE:%=--ignore=%)

drills: $(INSTALLED)       ## every page, a year, what breaks and what crowds, subscribers in four languages, containers, restore, upgrade
	@deploy/install-browser
	@deploy/drills/run $(SWEEPS) -- $(ALONE)

faults: $(INSTALLED)       ## everything that can break, broken under load, and seven kits that must be caught; the report is in build/
	@.venv/bin/python -m tests.faults --minutes 30 --mutants

bench: $(INSTALLED)        ## how fast facts travel, beside Debezium Server and faststream-outbox, how fast large lists are and messages leave; reports are in build/
	@.venv/bin/python -m tests.bench --report build/bench.md
	@.venv/bin/python -m tests.bench.lists | tee build/bench-lists.md
	@.venv/bin/python -m tests.bench.calendar | tee build/bench-calendar.md
	@.venv/bin/python -m tests.bench.register_import | tee build/bench-import.md
	@.venv/bin/python -m tests.bench.rush | tee build/bench-rush.md
	@.venv/bin/python -m tests.bench.messages | tee build/bench-messages.md
	@.venv/bin/python -m tests.bench.bulletin | tee build/bench-bulletin.md
	@.venv/bin/python -m tests.bench.results | tee build/bench-results.md
	@.venv/bin/python -m tests.bench.rebuild | tee build/bench-rebuild.md
	@.venv/bin/python -m tests.bench.lag | tee build/bench-lag.md
	@.venv/bin/python -m tests.bench.traces | tee build/bench-traces.md
	@.venv/bin/python -m tests.bench.migration | tee build/bench-migration.md

lighthouse: $(INSTALLED)   ## how public pages do on a phone with a slow network; the report is in build/
	@.venv/bin/python -m tests.lighthouse

guide: $(INSTALLED)        ## walks docs/guide in a browser and takes anew the pictures that have aged; ALL=1: all of them
	@deploy/install-browser
	@LIAISON_GUIDE=$(if $(ALL),all,aged) .venv/bin/python -m pytest -q tests/journeys/guide/drill.py

check: $(INSTALLED)        ## the rules of the house: style, types, imports, catalogue
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/python -m liaison_contracts --check
	@.venv/bin/python -m tests.audiences --check
	@.venv/bin/python -m tests.helm_values --check
	@.venv/bin/python -m tests.migrations
	@.venv/bin/python -m tests.settings_page --check
	@echo "What make check looks at is in order."

fix: $(INSTALLED)          ## what machines can put right
	@-.venv/bin/ruff check --fix
	@.venv/bin/ruff format
	@.venv/bin/python -m liaison_contracts
	@.venv/bin/python -m tests.audiences
	@.venv/bin/python -m tests.helm_values
	@.venv/bin/python -m tests.settings_page

lock: $(INSTALLED)         ## newest versions into requirements.lock and deploy/image.lock
	@deploy/lock

clean:                     ## everything that was installed or built; data in .liaison stays
	@rm -rf .venv build shared/pages/node_modules shared/pages/src/liaison_pages/assets/built

ASSETS := $(wildcard shared/pages/*.js shared/pages/*.json shared/pages/styles/*)

$(INSTALLED): $(ASSETS) requirements.lock shared/*/pyproject.toml services/*/pyproject.toml deploy/local/pyproject.toml
	@PYTHON=$(PYTHON) deploy/install
