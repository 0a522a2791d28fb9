"""The table of channels: a new one is a file here and a line below; no caller changes."""

from collections.abc import Callable
from dataclasses import dataclass

from notifications.channels import inbox, mail
from notifications.channels.base import Letter, Receipt


@dataclass(frozen=True)
class Channel:
    """`wanted` decides in SQL who gets a queued row; empty means that nothing is queued.

    `address` is the field of the user that the channel sends to.
    """

    code: str
    label: str
    wanted: str
    address: str
    send: Callable[[Letter], Receipt]


CHANNELS = {
    "inbox": Channel("inbox", inbox.LABEL, inbox.WANTED, inbox.ADDRESS, inbox.send),
    "mail": Channel("mail", mail.LABEL, mail.WANTED, mail.ADDRESS, mail.send),
}
