"""An SMS provider, as far as one comes without sending: whether it is reached and knows us."""

import json
from collections.abc import Sequence
from uuid import uuid4

import smpp34
from liaison_kit.checking import certificates
from liaison_kit.checking.findings import Finding, broken, ok, warning

from liaison_notifications.providers.addresses import Address
from liaison_notifications.providers.connections import Connections, NoAnswer, NotWritten
from liaison_notifications.providers.smpp_sessions import client_of

STEP_SECONDS = 4.0
FINE, NOT_FOUND, REFUSALS = 200, 404, {401, 403}
SETTING = "LIAISON_SMS_GATEWAY_TOKEN(_FILE) or LIAISON_SMS_PROVIDERS"
REFUSED, ALREADY_BOUND = "ESME_", "ESME_RALYBND"


async def look_at_sms(provider: Address) -> Sequence[Finding]:
    """One finding: a provider either takes messages from us or it does not."""
    try:
        if provider.scheme.startswith("smpp"):
            return [await _smpp(provider)]
        if provider.scheme.startswith("turbosms"):
            return [await _turbosms(provider)]
        return [await _generic(provider)]
    except (NotWritten, NoAnswer, OSError, TimeoutError, smpp34.SmppError) as error:
        unbelieved = certificates.behind(error)
        if unbelieved:
            renew = "Have it renewed by the provider."
            return [certificates.refused("sms.certificate", f"the SMS provider {provider.name}", unbelieved, renew)]
        reason = error.__cause__ or error
        what = f"The SMS provider {provider.name} is not reached: {str(reason) or type(reason).__name__}"
        do = "See whether it answers, whether a firewall lets us out, and LIAISON_SMS_GATEWAY_URL or …_SMS_PROVIDERS."
        return [broken("sms.reach", what, do)]


async def _generic(provider: Address) -> Finding:
    """A message that it never had: who knows us says so."""
    connections = Connections(provider.http, {"authorization": f"Bearer {provider.token}"})
    try:
        answer = await connections.request("GET", f"/messages/{uuid4()}", seconds=STEP_SECONDS)
    finally:
        await connections.close()
    if answer.status in REFUSALS:
        return _unknown(provider, str(answer.status))
    if answer.status != NOT_FOUND:
        what = f"The SMS provider {provider.name} answers {answer.status} when asked for a message that it never had."
        return warning("sms.reach", what, "See whether the address is the gateway's, without /messages at its end.")
    return ok("sms.reach", f"The SMS provider {provider.name} answers.")


async def _turbosms(provider: Address) -> Finding:
    connections = Connections(provider.http, {"authorization": f"Bearer {provider.token}"})
    try:
        answer = await connections.request("POST", "/user/balance.json", b"{}", STEP_SECONDS)
    finally:
        await connections.close()
    try:
        told = json.loads(answer.body) if answer.status == FINE else {}
        code = told["response_code"]
    except (ValueError, LookupError, TypeError):
        what = f"{provider.name} answers {answer.status}, and not as TurboSMS does."
        return broken("sms.reach", what, "See whether LIAISON_SMS_PROVIDERS names its address.")
    if code:
        return _unknown(provider, f"{code} {told.get('response_status', '')}".strip())
    balance = (told.get("response_result") or {}).get("balance")
    if balance is not None and float(balance) <= 0:
        return broken("sms.balance", f"There is no money left at {provider.name}.", "Pay in, and the messages leave.")
    return ok("sms.reach", f"The SMS provider {provider.name} knows us; balance {balance}.")


async def _smpp(provider: Address) -> Finding:
    """Bound to send only: a session that receives would take receipts away from the one that waits for them."""
    client = client_of(provider.url, "TX", STEP_SECONDS)
    try:
        smsc = await client.connect()
        await smsc.unbind()
    except smpp34.SmppError as error:
        # The library says in words alone whether the other side refused us (SMPP 3.4, 5.1.3), or nobody answered.
        if ALREADY_BOUND in str(error):
            return ok("sms.reach", f"The SMS provider {provider.name} knows us: our session is open.")
        if REFUSED not in str(error):
            raise
        return _unknown(provider, str(error))
    finally:
        await client.stop()
    return ok("sms.reach", f"The SMS provider {provider.name} knows us.")


def _unknown(provider: Address, said: str) -> Finding:
    what = f"The SMS provider {provider.name} does not know us: {said}."
    return broken("sms.account", what, f"Put the token or password that it gave you into {SETTING}.")
