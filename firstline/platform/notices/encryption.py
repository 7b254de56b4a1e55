"""RFC 8291: a message that only the browser can read, though the push service carries it."""

import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
# One record holds the whole message; services must take 4096 bytes, encrypted.
_RECORD_SIZE = 4096
LONGEST = 3000
_LAST_RECORD = b"\x02"


def encrypted(
    message: bytes,
    *,
    key: bytes,
    secret: bytes,
    ours: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
) -> bytes:
    """The body of a push in `aes128gcm`. Our key and the salt are drawn anew for each message."""
    assert len(message) <= LONGEST, "a push is a line, not a letter"
    ours = ours or ec.generate_private_key(CURVE)
    salt = salt or os.urandom(16)
    our_point = point_of(ours.public_key())
    shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, key))
    material = _derived(shared, secret, b"WebPush: info\0" + key + our_point, 32)
    cipher = AESGCM(_derived(material, salt, b"Content-Encoding: aes128gcm\0", 16))
    nonce = _derived(material, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + _RECORD_SIZE.to_bytes(4, "big") + bytes([len(our_point)]) + our_point
    return head + cipher.encrypt(nonce, message + _LAST_RECORD, None)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)
