"""Lists of choices that are narrowed while typing: by a part of the name or pinyin initials."""

from typing import Any

from django import forms

from core.pinyin import initials


class _Findable:
    """A list in a box that scrolls; the label of a group is found with what stands in it."""

    template_name = "components/_pick.html"

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kw: Any) -> Any:
        option = super().create_option(name, value, label, *args, **kw)  # type: ignore[misc]
        text = str(label)
        option["find"] = f"{text} {' '.join(initials(text))}".lower()
        return option


class PickOne(_Findable, forms.RadioSelect):
    pass


class PickMany(_Findable, forms.CheckboxSelectMultiple):
    pass
