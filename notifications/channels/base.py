"""What a channel is given and what it gives back."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Letter:
    """One message for one person: a notification, or a day's digest of several.

    `key` stays the same when a crash makes us send twice, so that a gateway can drop the repeat.
    """

    key: str
    name: str
    address: str
    title: str
    lines: list[tuple[str, str, str]] = field(default_factory=list)  # title, body, full address


@dataclass(frozen=True)
class Receipt:
    """The gateway's answer, kept with the delivery."""

    text: str = ""
