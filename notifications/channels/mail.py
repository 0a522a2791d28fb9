"""Mail: the first channel that leaves the building."""

import hashlib

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.channels.base import Letter, Receipt

LABEL = "邮件"
# Who wants it, in the outbox's own query: p is the preference, u the user.
WANTED = "p.mail AND u.email <> ''"
ADDRESS = "email"


def send(letter: Letter) -> Receipt:
    """The same key is the same Message-ID, which is how mail systems know a repeat."""
    host = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].strip("> ")
    number = f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:32]}@{host}>"
    message = EmailMessage(
        subject=" ".join(letter.title.split()),
        body=body_of(letter),
        to=[letter.address],
        headers={"Message-ID": number},
    )
    if not message.send():
        raise OSError("the mail server took no message")
    return Receipt(number)


def body_of(letter: Letter) -> str:
    parts = [f"{letter.name}，您好：", ""]
    for title, body, url in letter.lines:
        parts += [line for line in (title, body, url) if line] + [""]
    parts.append("这封邮件由系统自动发出，请不要直接回复。不想再收，可在“通知设置”里关闭。")
    return "\n".join(parts)
