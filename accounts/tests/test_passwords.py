"""The policy of 等保2.0 三级 8.1.4.1, rule by rule."""

import datetime as dt
import re
import statistics
import time

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import RequestFactory, override_settings
from django.utils import timezone

from accounts import passwords, services
from accounts.backends import NameOrPhone
from accounts.models import PastPassword, SetupCode, User
from audit.models import Entry
from audit.services import SYSTEM
from core.problems import Invalid


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Abcdefgh12", True),
        ("abcdefg12!", True),
        ("ABCDEFG12!", True),
        ("Abcdefgh!!", True),
        ("密码Abcdef12", True),
        ("abcdefgh12", False),
        ("ABCDEFGHIJ", False),
        ("1234567890", False),
        ("Abcdefg 12", True),
        ("abc    123", False),
    ],
)
def test_three_of_four_kinds(text, good):
    if good:
        passwords.ThreeKinds().validate(text)
    else:
        with pytest.raises(ValidationError):
            passwords.ThreeKinds().validate(text)


def test_nine_are_too_short_and_ten_are_enough():
    with pytest.raises(ValidationError):
        passwords.LongEnough().validate("Abcdefg12")
    passwords.LongEnough().validate("Abcdefgh12")


def test_first_passwords_keep_the_policy_and_read_well():
    made = {passwords.first_password() for _ in range(200)}
    assert len(made) == 200
    for text in made:
        services.require_good_password(text)
        assert not re.search(r"[0OoIl1]", text)


def test_ninety_days_and_the_demo_is_exempt():
    old = timezone.now() - dt.timedelta(days=91)
    late = User(must_change_password=False, password_changed_at=old)
    assert "90天" in passwords.change_reason(late)
    late.is_demo = True
    assert passwords.change_reason(late) == ""
    young = User(
        must_change_password=False, password_changed_at=timezone.now() - dt.timedelta(days=89)
    )
    assert passwords.change_reason(young) == ""


@pytest.mark.django_db
def test_a_new_account_and_its_first_password():
    user, first = services.create_person(
        login=" ＧｕｏXL1 ", name="艾力•买买提", phone="+86 138 1234 5678", by=SYSTEM
    )
    assert (user.login, user.phone, user.name) == ("guoxl1", "13812345678", "艾力·买买提")
    assert user.check_password(first)
    assert user.must_change_password
    assert PastPassword.objects.get().encoded == user.password
    entry = Entry.objects.get(action="user.create")
    assert first not in str(entry.after)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"login": ""}, "login"),
        ({"login": "has space"}, "login"),
        ({"login": "TAKEN"}, "login"),
        ({"login": "13800000001"}, "login"),
        ({"phone": "123"}, "phone"),
        ({"phone": "138 0000 0000"}, "phone"),
        ({"name": " "}, "name"),
    ],
)
def test_wrong_or_taken_names_are_told_beside_the_field(fields, field):
    services.create_person(login="taken", name="某人", phone="13800000000", by=SYSTEM)
    with pytest.raises(Invalid) as refused:
        services.create_person(**{"login": "free", "name": "新人", "by": SYSTEM, **fields})
    assert field in refused.value.errors
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_nobody_takes_a_phone_as_login_that_another_signs_in_with():
    services.create_person(login="taken", name="某人", phone="13800000000", by=SYSTEM)
    with pytest.raises(Invalid):
        services.create_person(login="13800000000", name="冒名", by=SYSTEM)
    with pytest.raises(Invalid):
        services.create_person(login="x", name="冒名", phone="13800000000", by=SYSTEM)


@pytest.mark.django_db
def test_a_weak_password_of_ones_own_is_refused_rule_by_rule():
    user, first = services.create_person(login="a", name="某人", by=SYSTEM)
    with pytest.raises(Invalid) as refused:
        services.change_password(user, old=first, new="short")
    assert len(refused.value.errors["new"]) == 2
    with pytest.raises(Invalid) as refused:
        services.change_password(user, old="wrong", new="Brand-new-2026")
    assert "old" in refused.value.errors
    user.refresh_from_db()
    assert user.check_password(first)


@pytest.mark.django_db
@override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
)
def test_unknown_names_take_as_long_as_wrong_passwords(monkeypatch):
    """Medians of twenty tries each, with the hashing of production at a tenth of its rounds."""
    monkeypatch.setattr(
        "django.contrib.auth.hashers.PBKDF2PasswordHasher.iterations", 100_000, raising=True
    )
    User.objects.create(login="real", name="某人", password=make_password("Right-one-1"))
    backend, request = NameOrPhone(), RequestFactory().post("/")

    def took(name):
        begun = time.perf_counter()
        assert backend.authenticate(request, name, "Wrong-one-1") is None
        return time.perf_counter() - begun

    known, unknown = [], []
    for _ in range(20):
        known.append(took("real"))
        unknown.append(took("nobody"))
    ratio = statistics.median(known) / statistics.median(unknown)
    assert 0.7 < ratio < 1.4


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", " ", "\0", "x" * 500, "'; drop table", "ａｂ\r\nc"])
def test_odd_names_find_nobody(typed):
    User.objects.create(login="real", name="某人", password="x")
    assert services.find_person(typed) is None


@pytest.mark.django_db
def test_setup_code_opens_once_and_for_a_day(capsys):
    call_command("setup_code")
    code = re.search(r"首装码：(\w+)", capsys.readouterr().out)[1]
    assert code not in SetupCode.objects.get().code_hash
    with pytest.raises(Invalid):
        services.use_setup_code("0" * 16)
    services.use_setup_code(f" {code.upper()} ")
    with pytest.raises(Invalid):
        services.use_setup_code(code)


@pytest.mark.django_db
def test_a_second_code_voids_the_first_and_a_day_ends_both():
    first = services.make_setup_code()
    second = services.make_setup_code()
    with pytest.raises(Invalid):
        services.use_setup_code(first)
    SetupCode.objects.update(created_at=timezone.now() - dt.timedelta(hours=25))
    with pytest.raises(Invalid):
        services.use_setup_code(second)
    services.tidy()
    assert not SetupCode.objects.exists()


@pytest.mark.django_db
def test_no_code_once_there_is_an_account():
    User.objects.create(login="real", name="某人", password="x")
    with pytest.raises(CommandError):
        call_command("setup_code")
