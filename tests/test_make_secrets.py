"""The certificates that deploy/make-secrets makes, as strict clients see them."""

import os
import ssl
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

MAKE_SECRETS = Path(__file__).parents[1] / "deploy" / "make-secrets"


def make(folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [MAKE_SECRETS, folder], env=os.environ | variables, capture_output=True, text=True, check=False
    )


def shake_hands(folder: Path, host: str) -> None:
    """As a client does that was given `kafka_ca`; Python sets this flag by itself from 3.13 on."""
    broker = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    broker.load_cert_chain(folder / "kafka_certificate")
    client = ssl.create_default_context(cafile=folder / "kafka_ca")
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    to_broker, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        broker.wrap_bio(to_broker, to_client, server_side=True),
        client.wrap_bio(to_client, to_broker, server_hostname=host),
    ]
    for _ in range(10):
        for end in list(ends):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            ends.remove(end)
    assert ends == []


@pytest.mark.parametrize("host", ["kafka.city.example", "10.20.0.5"])
def test_a_strict_client_takes_the_brokers_certificate(tmp_path: Path, host: str) -> None:
    assert make(tmp_path, LIAISON_KAFKA_HOST=host).returncode == 0
    for name in (host, "localhost", "127.0.0.1"):
        shake_hands(tmp_path, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path, "elsewhere.example")


def test_they_are_as_rfc_5280_asks(tmp_path: Path) -> None:
    """Each strict client has a part of it."""
    make(tmp_path)
    authority = x509.load_pem_x509_certificate((tmp_path / "kafka_ca").read_bytes())
    usage = authority.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.key_cert_sign
    assert usage.value.crl_sign
    broker = x509.load_pem_x509_certificate((tmp_path / "kafka_certificate").read_bytes())
    own = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert broker.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier == own.digest
    assert broker.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    assert broker.serial_number.bit_length() <= 128


def test_another_name_gets_another_certificate_from_the_same_authority(tmp_path: Path) -> None:
    make(tmp_path)
    given = (tmp_path / "kafka_ca").read_bytes()
    (tmp_path / "kafka_certificate").unlink()
    make(tmp_path, LIAISON_KAFKA_HOST="kafka.city.example")
    assert (tmp_path / "kafka_ca").read_bytes() == given
    shake_hands(tmp_path, "kafka.city.example")
    assert not {"extensions", "request", "signed", "unfinished"} & {one.name for one in tmp_path.iterdir()}


@pytest.mark.parametrize("failing", ["req", "x509"])
def test_what_openssl_complains_of_is_shown_and_nothing_half_made_is_kept(tmp_path: Path, failing: str) -> None:
    programs, folder = tmp_path / "bin", tmp_path / "secrets"
    programs.mkdir()
    path = os.environ["PATH"]
    stand_in = programs / "openssl"
    fails = f'[ "$1" != {failing} ] || {{ echo "its own words" >&2; exit 1; }}'
    stand_in.write_text(f'#!/bin/sh\n{fails}\nPATH="{path}" exec openssl "$@"\n')
    stand_in.chmod(0o755)
    done = make(folder, PATH=f"{programs}:{path}")
    assert done.returncode != 0
    assert "its own words" in done.stderr
    assert not (folder / "kafka_certificate").exists()
    assert make(folder).returncode == 0
    shake_hands(folder, "localhost")
