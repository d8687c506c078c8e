"""The sessions of a sign-in: on which device, from where, since when; ended one by one or all at once."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts import limits, proof

# The first that fits, as browsers name themselves; most name the one they are made of besides.
PROGRAMS = (
    ("MicroMessenger", "微信"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)
MACHINES = (
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("HarmonyOS", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


@dataclass(frozen=True)
class Device:
    """One session in words."""

    pk: int
    name: str
    place: str
    since: datetime
    seen: datetime
    is_this: bool

    @property
    def tag(self) -> str:
        """What marks the device in front of the reader."""
        return "这台设备" if self.is_this else ""


def devices_of(user: AbstractBaseUser, request: HttpRequest) -> list[Device]:
    """Return the sessions of ``user`` that still count, this one first, then the most recently used."""
    key = request.session.session_key
    kept = [each for each in UserSession.objects.filter(user_id=user.pk) if each.exists()]
    kept.sort(key=lambda each: (each.session_key != key, -each.last_seen_at.timestamp()))
    return [
        Device(
            each.pk,
            device_name(each.user_agent),
            mask_address(each.ip),
            each.created_at,
            each.last_seen_at,
            each.session_key == key,
        )
        for each in kept
    ]


def end_session(user: AbstractBaseUser, pk: int, request: HttpRequest) -> bool:
    """End one other session of ``user``; return whether there was one."""
    found = others_of(user, request).filter(pk=pk).first()
    if found is not None:
        found.end()
    return found is not None


def end_others(user: AbstractBaseUser, request: HttpRequest) -> int:
    """End every session of ``user`` but this one; return how many."""
    return end_sessions(list(others_of(user, request)))


def end_all(user: AbstractBaseUser) -> int:
    """End every session of ``user``; return how many."""
    return end_sessions(list(UserSession.objects.filter(user_id=user.pk)))


def end_sessions(sessions: Sequence[UserSession]) -> int:
    """End sessions and return how many."""
    for each in sessions:
        each.end()
    return len(sessions)


def others_of(user: AbstractBaseUser, request: HttpRequest) -> Any:
    """Return the rows of the user's other sessions."""
    return UserSession.objects.filter(user_id=user.pk).exclude(session_key=request.session.session_key)


def rotate(request: HttpRequest) -> None:
    """Go on in a session of another key: the old one is worth nothing to whoever had seen it."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def sign_out(request: HttpRequest) -> None:
    """End the session of this request."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)


def note_seen(request: HttpRequest, was: proof.Proof, now: float) -> None:
    """Write down that a session is in use, where that was long enough ago."""
    if now - was.seen > limits.NOTED_EVERY:
        proof.note_seen(request.session, was, now)
        rows = UserSession.objects.filter(session_key=request.session.session_key)
        rows.update(last_seen_at=datetime.fromtimestamp(now, UTC))


def device_name(user_agent: str) -> str:
    """Return a browser's name for itself in words: 苹果手机，微信."""
    machine = next((words for mark, words in MACHINES if mark in user_agent), "")
    program = next((words for mark, words in PROGRAMS if mark in user_agent), "")
    return "，".join(filter(None, (machine, program))) or "没有认出的设备"


def mask_address(address: str) -> str:
    """Return a network address without its last part: 182.140.*.*; of IPv6 the first two groups."""
    if ipaddress.ip_address(address).version == 4:
        return ".".join([*address.split(".")[:2], "*", "*"])
    return ":".join([*ipaddress.ip_address(address).exploded.split(":")[:2], "*"])
