"""A Kafka that knows who asks, and lets in whom it was told to: TLS, SCRAM-SHA-512 users and Kafka's own authorizer.

A home is secured from the start or never: its first users are made with its data folder.
"""

import datetime
import ipaddress
import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from liaison_cli.trouble import Trouble
from liaison_kit import clock

from liaison_local.databases import SERVICES
from liaison_local.home import Home
from liaison_local.ports import HOST

BROKER, ADMINISTRATOR = "liaison-broker", "liaison-admin"
USERS = (BROKER, ADMINISTRATOR, *(f"liaison-{service}" for service in SERVICES))
"""They may do everything; whoever else wants something needs to be told that they may."""
YEARS = datetime.timedelta(days=3650)
# The controller knows the broker by its certificate: users and their passwords are what the controller keeps.
PROPERTIES = """\
listeners=SASL_SSL://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=SASL_SSL://{host}:{port}
inter.broker.listener.name=SASL_SSL
listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:SSL
listener.name.controller.ssl.client.auth=required
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required username="{broker}" password="{password}";
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={truststore}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:CN={broker};{super_users}
"""


def secure(home: Home) -> None:
    """Makes the home's certificates, before its first start; nothing to do for one that has them."""
    if is_secured(home):
        return
    if (home.data / "kafka").exists():
        raise Trouble(
            f"The Kafka in {home.data} was made without users: delete it with `liaison reset`, "
            "or choose another folder with LIAISON_HOME."
        )
    home.secrets.mkdir(parents=True, exist_ok=True)
    authority_key, authority = _authority()
    key, certificate = _certificate(authority_key, authority)
    _write(_keystore(home), key + certificate)
    _write(_authority_file(home), authority.public_bytes(serialization.Encoding.PEM))


def is_secured(home: Home) -> bool:
    return _authority_file(home).exists()


def properties(home: Home, port: int, controller_port: int) -> str:
    """What server.properties says of listeners and rights."""
    return PROPERTIES.format(
        host=HOST,
        port=port,
        controller_port=controller_port,
        broker=BROKER,
        password=_password(home, BROKER),
        keystore=_keystore(home),
        truststore=_authority_file(home),
        super_users=";".join(f"User:{user}" for user in USERS),
    )


def first_users(home: Home) -> list[str]:
    """Options for the formatting of Kafka's storage."""
    told = (f"SCRAM-SHA-512=[name={user},password={_password(home, user)}]" for user in USERS)
    return [option for one in told for option in ("--add-scram", one)]


def client_environment(home: Home, user: str) -> dict[str, str]:
    """What the kit's settings read, for one of our own users; nothing where nobody is asked who they are."""
    if not is_secured(home):
        return {}
    return {
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA_USERNAME": user,
        "KAFKA_PASSWORD": _password(home, user),
        "KAFKA_CA_FILE": str(_authority_file(home)),
    }


def _password(home: Home, user: str) -> str:
    return home.secret(f"kafka-{user}")


def _authority_file(home: Home) -> Path:
    return home.secrets / "kafka-ca.pem"


def _keystore(home: Home) -> Path:
    return home.secrets / "kafka-broker.pem"


def _authority() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Its key is forgotten when the broker's certificate is signed: nobody can make another one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("Liaison on this machine")
    may_sign = x509.BasicConstraints(ca=True, path_length=0)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    made = _dated(name, name, key).add_extension(may_sign, critical=True).add_extension(usage, critical=True)
    return key, made.add_extension(identifier, critical=False).sign(key, hashes.SHA256())


def _certificate(authority_key: ec.EllipticCurvePrivateKey, authority: x509.Certificate) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(HOST))]
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    request = _dated(_named(BROKER), authority.subject, key)
    request = request.add_extension(x509.SubjectAlternativeName(names), critical=False)
    signed = request.add_extension(signer, critical=False).sign(authority_key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    return key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain), signed.public_bytes(pem)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _dated(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = clock.real_now()
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    return made.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + YEARS)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
