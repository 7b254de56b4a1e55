"""Notices on devices: Web Push (RFC 8030), encrypted (RFC 8291) and signed (RFC 8292).

The address of a push service is something a browser told us, so it is reached through the one way
out, and what we say to it holds nothing that a customer wrote.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from firstline.platform import egress
from firstline.platform.accounts.models import Person
from firstline.platform.clock import now
from firstline.platform.errors import TransportError
from firstline.platform.notices.encryption import CURVE, encrypted, point_of
from firstline.platform.notices.errors import NotADevice
from firstline.platform.notices.models import Device, PushKey

MOST_DEVICES = 20
_LONGEST_ENDPOINT = 2048
_KEY_BYTES, _SECRET_BYTES = 65, 16
# A push service keeps what a sleeping device misses for so long.
_KEPT_SECONDS = 4 * 3600
_SIGNED_FOR_SECONDS = 3600
_SECONDS = 10.0
_LARGEST_ANSWER = 64 * 1024
_GONE = frozenset({400, 401, 403, 404, 410})


@dataclass(frozen=True)
class Push:
    """What a device is told."""

    text: str
    url: str
    # One notification for each topic: a later one takes the place of an earlier one.
    tag: str


@transaction.atomic
def add_device(
    person: Person, *, endpoint: str, key: str, secret: str, session_key: str, name: str
) -> Device:
    """A browser agreed to show notices; whoever used it before hears no more of theirs there."""
    _check(endpoint, key, secret)
    device, _is_new = Device.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "person": person,
            "key": key,
            "secret": secret,
            "session_key": session_key,
            "name": name[:200],
            "added_at": now(),
        },
    )
    beyond = Device.objects.filter(person=person).order_by("-added_at", "-pk")[MOST_DEVICES:]
    Device.objects.filter(pk__in=[one.pk for one in beyond]).delete()
    return device


def public_key() -> str:
    return _push_key().public


def send(device: Device, push: Push) -> bool:
    """Hand it to the device's push service. False when the device is gone; it is forgotten then."""
    if not Session.objects.filter(session_key=device.session_key, expire_date__gt=now()).exists():
        device.delete()
        return False
    content = json.dumps({"text": push.text, "url": push.url, "tag": push.tag}).encode()
    answer = egress.post(
        device.endpoint,
        content=encrypted(content, key=_bytes(device.key), secret=_bytes(device.secret)),
        headers={
            "Authorization": _signature(device.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_KEPT_SECONDS),
            "Urgency": "normal",
        },
        largest=_LARGEST_ANSWER,
        seconds=_SECONDS,
    )
    if answer.status in _GONE:
        device.delete()
        return False
    if not 200 <= answer.status < 300:
        raise TransportError(f"the push service answered {answer.status}", permanent=False)
    return True


def _check(endpoint: str, key: str, secret: str) -> None:
    try:
        parts = urlsplit(endpoint)
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _bytes(key))
        is_good = (
            parts.scheme == "https"
            and bool(parts.hostname)
            and parts.username is None
            and parts.port in (None, 443)
            and len(endpoint) <= _LONGEST_ENDPOINT
            and endpoint.isascii()
            and endpoint.isprintable()
            and len(_bytes(key)) == _KEY_BYTES
            and len(_bytes(secret)) == _SECRET_BYTES
        )
    except (ValueError, binascii.Error):
        is_good = False
    if not is_good:
        raise NotADevice(_("This browser did not say how to reach it. Try again, or another one."))


def _signature(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    key = _push_key()
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(now().timestamp()) + _SIGNED_FOR_SECONDS,
        "sub": settings.BASE_URL if settings.IS_HTTPS else f"mailto:push@{settings.BASE_HOST}",
    }
    token = jwt.encode(claims, key.private_pem, algorithm="ES256")
    return f"vapid t={token}, k={key.public}"


def _push_key() -> PushKey:
    """The desk's key, made when it is first needed; of two made at once, the first one counts."""
    key = PushKey.objects.filter(pk=1).first()
    if key is None:
        private = ec.generate_private_key(CURVE)
        PushKey.objects.bulk_create([_as_row(private)], ignore_conflicts=True)
        key = PushKey.objects.get(pk=1)
    return key


def _as_row(private: ec.EllipticCurvePrivateKey) -> PushKey:
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return PushKey(pk=1, private_pem=pem.decode(), public=_text(point_of(private.public_key())))


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
