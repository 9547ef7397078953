"""Variable envelope return paths (VERP): each mail has a sender of its own, so that what comes back names the delivery.

bounces@liaison.example becomes bounces+{delivery}-{proof}@liaison.example; without the proof anybody could make mails
bounce that never did. Lower case and hexadecimal, because some servers change the case of what stands before the @.
"""

import hashlib
import hmac
import re
from uuid import UUID

PROOF_LENGTH = 16
LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
LONGEST_NAME = LONGEST_LOCAL_PART - len("+") - 32 - len("-") - PROOF_LENGTH


class Verp:
    """Senders under one address, proven with one secret."""

    def __init__(self, address: str, secret: str) -> None:
        self._name, _, self._domain = address.partition("@")
        self._secret = secret.encode()
        domain = re.escape(self._domain)
        self._pattern = re.compile(
            rf"{re.escape(self._name)}\+([0-9a-f]{{32}})-([0-9a-f]{{16}})@{domain}", re.IGNORECASE
        )

    def sender(self, delivery: UUID) -> str:
        return f"{self._name}+{delivery.hex}-{self._proof(delivery)}@{self._domain}"

    def delivery_in(self, text: str) -> UUID | None:
        """Whose sender stands there, if it is one of ours."""
        for number, proof in self._pattern.findall(text):
            delivery = UUID(number)
            if hmac.compare_digest(self._proof(delivery), proof.lower()):
                return delivery
        return None

    def _proof(self, delivery: UUID) -> str:
        return hmac.new(self._secret, delivery.bytes, hashlib.sha256).hexdigest()[:PROOF_LENGTH]
