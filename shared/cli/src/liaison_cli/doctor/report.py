"""A doctor's report: what was found here, what others found elsewhere, and what follows from seeing it side by side."""

from collections.abc import Iterable, Sequence

from liaison_kit.checking.checkup import Checkup
from liaison_kit.checking.findings import Finding, State, by_importance, is_broken, not_looked_at
from pydantic import BaseModel

from liaison_cli.doctor.agreements import agreements
from liaison_cli.subscribers.service_rights import SERVICES

ON_THE_WAY_IN = {"kafka.reach", "kafka.account", "kafka.certificate", "kafka.listeners"}


class Told(BaseModel):
    """A finding, and which services it is about; none if it is about what they share."""

    finding: Finding
    services: list[str]


class Report(BaseModel):
    """`around`: what is no single service's. A report can be read again and put together with others."""

    checkups: list[Checkup]
    around: list[Finding]

    @classmethod
    def together(cls, reports: Iterable["Report"]) -> "Report":
        """Of several places: each service once, and what two have seen alike once."""
        checkups: dict[str, Checkup] = {}
        around: list[Finding] = []
        for report in reports:
            checkups |= {checkup.service: checkup for checkup in report.checkups}
            around += [finding for finding in report.around if finding not in around]
        return cls(checkups=[checkups[name] for name in SERVICES if name in checkups], around=around)

    def told(self) -> list[Told]:
        """The worst first; what several services found in the same words is told once."""
        services: dict[Finding, list[str]] = {finding: [] for finding in self._shared()}
        for checkup in self.checkups:
            for finding in _without_echoes(checkup.findings, self.around):
                services.setdefault(finding, []).append(checkup.service)
        return [Told(finding=finding, services=services[finding]) for finding in by_importance(services)]

    def status(self) -> int:
        """For a shell: 1 if something is broken, 2 if nothing is but nobody knows of a whole service, else 0."""
        findings = [told.finding for told in self.told()]
        if is_broken(findings):
            return 1
        return 2 if any(one.check == "service.program" and one.state == State.NOT_LOOKED_AT for one in findings) else 0

    def _shared(self) -> list[Finding]:
        return [*self.around, *agreements(self.checkups), *self._unseen()]

    def _unseen(self) -> list[Finding]:
        unseen = [name for name in SERVICES if name not in {checkup.service for checkup in self.checkups}]
        if not unseen:
            return []
        what = f"{', '.join(unseen)}: what these were told is not known here."
        do = "deploy/doctor asks every service in its own container."
        return [not_looked_at("services.all", what, do)]


def _without_echoes(findings: Sequence[Finding], around: Sequence[Finding]) -> list[Finding]:
    """A service says only that Kafka does not let it in; whoever knocked at each door knows why."""
    why_is_known = any(each.check in ON_THE_WAY_IN and each.state == State.BROKEN for each in around)
    return [each for each in findings if not (each.check == "kafka.reach" and why_is_known)]
