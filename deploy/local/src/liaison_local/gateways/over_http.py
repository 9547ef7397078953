"""What gateways that are spoken to by HTTP have in common: how they do what the script says."""

from abc import abstractmethod
from functools import partial

from liaison_local.gateways.gateway import Gateway
from liaison_local.gateways.http1 import Later, Reply
from liaison_local.gateways.received import Message
from liaison_local.gateways.script import Does, Rule

EARLY_SECONDS = 0.3


class OverHttp(Gateway):
    """A kind of its own says in which words it takes, lies and refuses."""

    def do(self, message: Message) -> Reply | Later:
        """What is to become of a message that has come."""
        rule = self.comes(message.to)
        if rule is None:
            return self._taken(message)
        if rule.does == Does.WAIT:
            return Later(rule.seconds, partial(self._taken, message))
        if rule.does in {Does.ACCEPT_AND_CUT, Does.ACCEPT_AND_SAY, Does.ACCEPT_AND_WAIT}:
            reply = self._taken(message)
            if rule.does == Does.ACCEPT_AND_WAIT:
                return Later(rule.seconds, lambda: reply)
            return Reply(cut=True) if rule.does == Does.ACCEPT_AND_CUT else self.lie(rule)
        self.received.refused += 1
        return Reply(cut=True) if rule.does == Does.CUT else self.refuse(rule)

    def _taken(self, message: Message) -> Reply | Later:
        reply, is_new = self.accept(message)
        return Later(EARLY_SECONDS, lambda: reply) if is_new and self.posting.is_early(self.director) else reply

    @abstractmethod
    def accept(self, message: Message) -> tuple[Reply, bool]:
        """The answer, and whether receipts of it are to be expected."""

    @abstractmethod
    def lie(self, rule: Rule) -> Reply: ...

    @abstractmethod
    def refuse(self, rule: Rule) -> Reply: ...


def patience(rule: Rule, code: int) -> Reply:
    return Reply(code, headers={"retry-after": f"{max(rule.seconds, 1):.0f}"})
