"""Runs the registry: python -m liaison_registry ROLE."""

from liaison_kit.process import main

from liaison_registry.service import SERVICE

if __name__ == "__main__":
    main(SERVICE)
