"""The real reporting service, so that `tests.faults.armed` can run it beside the stand-in reader."""

from liaison_reporting.service import SERVICE as SERVICE
