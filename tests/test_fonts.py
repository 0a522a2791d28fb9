"""The typeface of papers: what the lock names, fetched once; without it the product still runs."""

import hashlib

from django.conf import settings

from launcher import fonts


def test_what_is_there_is_what_the_lock_names():
    lock = (fonts.PROJECT / "package-lock.json").read_bytes()

    assert settings.PAPER_FONTS == fonts.FOLDER
    assert (fonts.FOLDER / "installed").read_text() == hashlib.sha256(lock).hexdigest()
    assert b'"integrity": "sha512-' in lock
    assert "OPEN FONT LICENSE" in (fonts.FOLDER / "NotoSerifSC-OFL.txt").read_text().upper()


def test_it_is_fetched_once():
    before = (fonts.FOLDER / "NotoSerifSC-Bold.ttf").stat().st_mtime_ns

    fonts.ensure()

    assert (fonts.FOLDER / "NotoSerifSC-Bold.ttf").stat().st_mtime_ns == before
    assert not fonts.SCRATCH.exists()


def test_a_machine_without_a_way_out_is_told_and_goes_on(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(fonts, "FOLDER", tmp_path / "fonts")
    monkeypatch.setattr(fonts, "SCRATCH", tmp_path / "fetched")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))

    fonts.ensure_if_possible()

    told = capsys.readouterr()
    assert "暂时不能生成PDF" in told.out + told.err
    assert not (tmp_path / "fonts" / "installed").exists()
