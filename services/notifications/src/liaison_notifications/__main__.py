"""Runs the notifications service: python -m liaison_notifications ROLE."""

from liaison_kit.process import main

from liaison_notifications.service import SERVICE

if __name__ == "__main__":
    main(SERVICE)
