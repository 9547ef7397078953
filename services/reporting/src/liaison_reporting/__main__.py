"""Runs the reporting service: python -m liaison_reporting ROLE."""

from liaison_kit.process import main

from liaison_reporting.service import SERVICE

if __name__ == "__main__":
    main(SERVICE)
