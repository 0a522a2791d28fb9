"""A server that others reach does not start half-configured."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
GOOD = {
    "LIAISON_SECRET_KEY": "a-key-for-this-test-alone-" * 3,
    "LIAISON_HOSTS": "liaison.example.gov.cn",
    "LIAISON_PROXIES": "1",
}
SHOW = "from config.settings import production as p; print(p.PROXIES, p.SECURE_PROXY_SSL_HEADER)"


def start(**changed: str | None) -> subprocess.CompletedProcess[str]:
    wanted = GOOD | changed
    bare = {k: v for k, v in os.environ.items() if not k.startswith("LIAISON_")}
    environment = bare | {k: v for k, v in wanted.items() if v is not None}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_behind_one_proxy_it_starts():
    assert start().stdout.split()[:2] == ["1", "('HTTP_X_FORWARDED_PROTO',"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"LIAISON_PROXIES": None}, "LIAISON_PROXIES"),
        ({"LIAISON_PROXIES": "0"}, "LIAISON_PROXIES"),
        ({"LIAISON_PROXIES": "-1"}, "LIAISON_PROXIES"),
        ({"LIAISON_NO_PROXY": "1"}, "LIAISON_NO_PROXY"),
        ({"LIAISON_HOSTS": None}, "LIAISON_HOSTS"),
        ({"LIAISON_HOSTS": "*"}, "LIAISON_HOSTS"),
        ({"LIAISON_SECRET_KEY": "short"}, "LIAISON_SECRET_KEY"),
    ],
)
def test_it_does_not_start_and_says_which_setting(changed, named):
    refused = start(**changed)
    assert refused.returncode != 0
    assert named in refused.stderr.splitlines()[-1]


def test_without_a_proxy_no_header_speaks_for_tls():
    assert start(LIAISON_PROXIES=None, LIAISON_NO_PROXY="1").stdout.split() == ["0", "None"]


def test_the_sample_of_nginx_logs_neither_queries_nor_keys():
    page = (ROOT / "docs/operations/deploy.md").read_text(encoding="utf-8")
    sample = re.search(r"^```nginx\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert sample
    form = re.search(r"log_format liaison (.*?);", sample[1], re.DOTALL)
    assert form
    for variable in ("$request ", "$request_uri", "$args", "$query_string", "$http_referer"):
        assert variable not in form[1]
    assert "~^/ical/" in sample[1]
    servers = sample[1].split("server {")[1:]
    assert all("access_log /var/log/nginx/liaison.log liaison;" in one for one in servers)
