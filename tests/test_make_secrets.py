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


def shake_hands(folder: Path, host: str, shown: str = "kafka_certificate", authority: str = "kafka_ca") -> None:
    """As a client does that was given the authority; Python sets this flag by itself from 3.13 on."""
    broker = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    broker.load_cert_chain(folder / shown)
    client = ssl.create_default_context(cafile=folder / authority)
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


def test_in_production_brokers_and_postgresql_are_known_by_their_containers_names(tmp_path: Path) -> None:
    make(tmp_path)
    for name in ("kafka", "kafka-2", "kafka-3"):
        shake_hands(tmp_path, name, "kafka_broker")
    shake_hands(tmp_path, "postgres", "postgres_certificate", "postgres_ca")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path, "postgres", "postgres_certificate", "kafka_ca")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path, "kafka.elsewhere.example", "kafka_broker")


def test_a_new_authority_signs_all_anew_and_one_whose_key_is_away_is_asked_for(tmp_path: Path) -> None:
    make(tmp_path)
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    make(tmp_path)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before
    (tmp_path / "kafka_ca").unlink()
    make(tmp_path)
    for shown in ("kafka_certificate", "kafka_broker", "kafka_administrator"):
        assert (tmp_path / shown).read_bytes() != before[shown]
    assert (tmp_path / "postgres_certificate").read_bytes() == before["postgres_certificate"]
    (tmp_path / "kafka_ca_key").rename(tmp_path / "elsewhere")
    assert make(tmp_path).returncode == 0  # nothing is to be signed
    (tmp_path / "kafka_broker").unlink()
    refused = make(tmp_path)
    assert "put kafka_ca_key back" in refused.stderr
    assert refused.returncode != 0


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
