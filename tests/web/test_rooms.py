"""Rooms are loaded when they are asked for, and lead where they led."""

import importlib
import subprocess
import sys

import pytest
from django.urls import NoReverseMatch, get_resolver, resolve, reverse

from palpate.web.rooms import Room

ROOMS = [one for one in get_resolver("palpate.web.urls").url_patterns if isinstance(one, Room)]


def test_a_room_has_the_name_that_its_addresses_give_it() -> None:
    assert len(ROOMS) >= 4
    for room in ROOMS:
        assert importlib.import_module(room.urlconf_name).app_name == room.app_name == room.namespace


def test_links_lead_into_every_room_and_back() -> None:
    for name in ("accounts:sign_in", "clinic:today", "clinic:knowledge"):
        assert resolve(reverse(name)).view_name == name
    assert resolve("/portal/home/abc/").view_name == "portal:home"
    with pytest.raises(NoReverseMatch):
        reverse("clinic:no_such_page")


ALONE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "palpate.web.settings"
import django
django.setup()
from django.test import Client
assert Client(headers={"host": "localhost"}).get("/accounts/sign-in/").status_code == 200
print(*sorted({".".join(name.split(".")[:2]) for name in sys.modules if name.startswith("palpate.")}))
from django.urls import reverse
print(reverse("clinic:today"), "palpate.reasoning" in sys.modules)
"""


def test_the_sign_in_page_does_not_wait_for_the_reasoning(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PALPATE_HOME", str(tmp_path))
    monkeypatch.setenv("PALPATE_DEBUG", "1")  # static files are not gathered here
    said = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, check=False, timeout=60
    )
    assert said.returncode == 0, said.stderr
    loaded, link = said.stdout.splitlines()
    assert "palpate.accounts" in loaded.split()
    assert not {"palpate.reasoning", "palpate.portal.views"} & set(loaded.split())
    assert link == "/ True"
