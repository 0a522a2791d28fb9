"""pip for a machine whose Python was packaged without it: the one file that is fetched by hand."""

import hashlib
import html.parser
import importlib.util
import os
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from launcher import indexes
from launcher.say import CannotGoOn, say

PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def bring_pip(python: Path) -> None:
    """Into the environment, from the system's pip if there is one, else from the index."""
    if importlib.util.find_spec("pip"):
        own = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "pip"]
        if subprocess.run(own, capture_output=True, check=False).returncode == 0:
            return
    say("本机Python不带pip，正在从软件源取一个……")
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / PIP_WHEEL
        wheel.write_bytes(fetch_pip(indexes.index_without_pip()))
        run = [str(python), f"{wheel}/pip", "install", "-q", "--no-index", str(wheel)]
        subprocess.run(run, check=True)


def fetch_pip(index: str) -> bytes:
    """The pinned wheel; a mirror may hold it, but only this very content is run."""
    page = index.rstrip("/") + "/pip/"
    try:
        links = Links()
        links.feed(read(page).decode())
        if PIP_WHEEL not in links.by_name:
            raise CannotGoOn(f"软件源{index}里没有{PIP_WHEEL}，请换一个软件源后重试。")
        content = read(urllib.parse.urljoin(page, links.by_name[PIP_WHEEL]))
    except (urllib.error.URLError, OSError) as problem:
        raise CannotGoOn(
            f"连不上软件源{index}（{problem}）。请检查网络，或用PIP_INDEX_URL指定镜像后重试。"
        ) from problem
    if hashlib.sha256(content).hexdigest() != PIP_SHA256:
        raise CannotGoOn(f"软件源{index}给出的{PIP_WHEEL}与记录的摘要不符，已停止。")
    return content


def read(address: str) -> bytes:
    """One page or file, trusting the certificate file that pip was told of."""
    certificates = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    context = ssl.create_default_context(cafile=certificates)
    with urllib.request.urlopen(address, timeout=60, context=context) as answer:
        content: bytes = answer.read()
    return content


class Links(html.parser.HTMLParser):
    """The files that a simple-index page names."""

    def __init__(self) -> None:
        super().__init__()
        self.by_name: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href") or ""
        if tag == "a":
            name = urllib.parse.urlparse(target).path.rpartition("/")[2]
            self.by_name[urllib.parse.unquote(name)] = target
