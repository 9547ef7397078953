"""Sealed boxes: contact points that only the notifications service can open (libsodium: X25519, XSalsa20-Poly1305)."""

import base64
import os
from pathlib import Path

from nacl.public import PrivateKey, PublicKey, SealedBox


def seal(content: bytes, public_key: str) -> str:
    """Base64 of a sealed box for a base64 public key; different each time, even for equal content."""
    box = SealedBox(PublicKey(base64.b64decode(public_key)))
    return base64.b64encode(box.encrypt(content)).decode()


def unseal(sealed: str, private_key: PrivateKey) -> bytes:
    """The content; nacl.exceptions.CryptoError if it was sealed for another key or changed on the way."""
    return SealedBox(private_key).decrypt(base64.b64decode(sealed))


def public_half(private_key: PrivateKey) -> str:
    """Base64 of the public key."""
    return base64.b64encode(bytes(private_key.public_key)).decode()


def read_or_create_key(path: Path) -> PrivateKey:
    """The private key in this file; made, and readable by this account alone, if there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(base64.b64encode(bytes(PrivateKey.generate())).decode())
        try:
            # link, not rename: if another process was first, its key stays
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return read_key(path)


def read_key(path: Path) -> PrivateKey:
    """The private key in this file; FileNotFoundError if there is none."""
    return PrivateKey(base64.b64decode(path.read_text()))
