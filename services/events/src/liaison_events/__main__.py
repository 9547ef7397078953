"""Runs the events service: python -m liaison_events ROLE."""

from liaison_kit.process import main

from liaison_events.service import SERVICE

if __name__ == "__main__":
    main(SERVICE)
