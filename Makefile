PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
LAUNCH = @$(or $(PYTHON),$(error Python 3.11 or newer is needed)) -m launcher

.PHONY: run test check fix schema bench setup lock services services-stop
.DEFAULT_GOAL := run

run:            ## the whole product at http://127.0.0.1:8000 (PORT, LIAISON_HOME, LIAISON_DEMO)
	$(LAUNCH) run

test:           ## every test, on real servers and in a real browser
	$(LAUNCH) test

check:          ## lint, types, directions, templates, migrations, schema
	$(LAUNCH) check

fix:            ## what a formatter can put right by itself
	$(LAUNCH) fix

schema:         ## docs/api/openapi.yaml from the code
	$(LAUNCH) schema

bench:          ## lists, details and writes against the bare floor
	$(LAUNCH) bench

setup:          ## the environment with the development tools
	$(LAUNCH) setup

lock:           ## requirements*.txt from requirements*.in
	$(LAUNCH) lock

services:       ## PostgreSQL and Valkey in the background: eval "$$(make -s services)"
	$(LAUNCH) services

services-stop:  ## and their end
	$(LAUNCH) services-stop
