"""Forms with a row per item of the standard: checking, writing it, stars and their grounds."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from core.clock import today
from stations import services
from stations.forms.deeds import area, seg
from stations.forms.photos import PhotosField
from stations.forms.reception import date_input
from stations.models import ChecklistItem, StarApplication

STARS = [(str(n), services.stars_of(n)) for n in range(1, services.MOST_STARS + 1)]


class CheckForm(forms.Form):
    """核对: met or not, a word about it, photos where the item asks for one."""

    hide_optional = True
    on = forms.DateField(label="哪天核对的", widget=date_input())

    def __init__(self, *args: Any, standing: services.Standing, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.standing = standing
        self.initial.setdefault("on", today())
        for item, mark, _ in standing.rows:
            self.fields[f"met_{item.pk}"] = forms.BooleanField(
                label=item.text, required=False, initial=bool(mark and mark.is_met)
            )
            self.fields[f"note_{item.pk}"] = forms.CharField(
                label="说明", max_length=200, required=False, initial=mark.note if mark else ""
            )
            if item.needs_photo:
                self.fields[f"photos_{item.pk}"] = PhotosField(
                    label="照片", required=False, most=services.MOST_MARK_PHOTOS
                )

    def lines(self) -> Iterator[dict[str, Any]]:
        for item, mark, photos in self.standing.rows:
            yield {
                "item": item,
                "mark": mark,
                "photos": photos,
                "met": self[f"met_{item.pk}"],
                "note": self[f"note_{item.pk}"],
                "upload": self[f"photos_{item.pk}"] if item.needs_photo else None,
            }

    def marks(self) -> list[services.Mark]:
        data = self.cleaned_data
        return [
            services.Mark(
                item,
                data[f"met_{item.pk}"],
                data[f"note_{item.pk}"],
                data.get(f"photos_{item.pk}") or (),
            )
            for item, _, _ in self.standing.rows
        ]


class StandardForm(forms.Form):
    """制定标准: one line an item, as an office types a table."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    name = forms.CharField(label="名称", max_length=80)
    items = forms.CharField(
        label="标准",
        max_length=12000,
        widget=area(16),
        help_text="一行一项：类别，要求，分值。要有照片的在最后写「照片」。"
        "例如：场所，有统一的联络站标牌，5，照片",
    )

    def clean_items(self) -> list[services.Item]:
        found = []
        for number, line in enumerate(self.cleaned_data["items"].splitlines(), 1):
            if line.strip():
                found.append(self._item(number, line))
        return found

    def _item(self, number: int, line: str) -> services.Item:
        parts = [part.strip() for part in line.replace(",", "，").split("，")]
        photo = parts[-1] == "照片"
        parts = parts[:-1] if photo else parts
        if len(parts) < 3 or not parts[-1].isdecimal() or len(parts[-1]) > 3:
            raise forms.ValidationError(
                f"第{number}行看不懂，请写成：类别，要求，分值。分值用数字。"
            )
        group, text, weight = parts[0], "，".join(parts[1:-1]), int(parts[-1])
        return services.Item(group, text, weight, photo)


def as_lines(items: list[ChecklistItem]) -> str:
    """The list as the office typed it."""
    return "\n".join(
        f"{item.group}，{item.text}，{item.weight}{'，照片' if item.needs_photo else ''}"
        for item in items
    )


class EvidenceForm(forms.Form):
    """A row per item of the application; `judging` adds the office's points."""

    hide_optional = True

    def __init__(
        self, *args: Any, application: StarApplication, judging: bool = False, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.application = application
        self.rows = list(application.evidence.select_related("item"))
        for row in self.rows:
            self._add(row, judging=judging)

    def _add(self, row: Any, *, judging: bool) -> None:
        most = row.item.weight
        first = row.claimed if row.reviewed is None or not judging else row.reviewed
        self.fields[f"points_{row.item_id}"] = forms.IntegerField(
            label="得分",
            min_value=0,
            max_value=most,
            initial=first,
            widget=forms.NumberInput(attrs={"aria-label": f"{row.item.text}，得分"}),
        )
        if judging:
            return
        self.fields[f"note_{row.item_id}"] = forms.CharField(
            label="说明", max_length=300, required=False, initial=row.note
        )
        self.fields[f"link_{row.item_id}"] = forms.CharField(
            label="依据网址", max_length=200, required=False, initial=row.link
        )

    def lines(self) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            yield {
                "row": row,
                "points": self[f"points_{row.item_id}"],
                "note": self._of("note", row),
                "link": self._of("link", row),
            }

    def _of(self, name: str, row: Any) -> BoundField | None:
        key = f"{name}_{row.item_id}"
        return self[key] if key in self.fields else None

    def points(self) -> dict[int, int]:
        return {row.item_id: self.cleaned_data[f"points_{row.item_id}"] for row in self.rows}


class FillInForm(EvidenceForm):
    asked = forms.TypedChoiceField(label="申报", choices=STARS, coerce=int, widget=seg())
    statement = forms.CharField(label="自评说明", max_length=3000, widget=area(5), required=False)

    def __init__(self, *args: Any, application: StarApplication, **kwargs: Any):
        super().__init__(*args, application=application, **kwargs)
        self.initial["asked"] = str(application.asked)
        self.initial["statement"] = application.statement

    def claims(self) -> dict[int, services.Claim]:
        data = self.cleaned_data
        return {
            row.item_id: services.Claim(
                data[f"points_{row.item_id}"],
                data[f"note_{row.item_id}"],
                data[f"link_{row.item_id}"],
            )
            for row in self.rows
        }


class GrantForm(EvidenceForm):
    granted = forms.TypedChoiceField(
        label="评定", choices=[*STARS, ("0", "不评星")], coerce=int, widget=seg()
    )
    review_note = forms.CharField(label="评定意见", max_length=2000, widget=area(3))

    def __init__(self, *args: Any, application: StarApplication, **kwargs: Any):
        super().__init__(*args, application=application, judging=True, **kwargs)
        self.initial["granted"] = str(application.asked)


class SendBackForm(forms.Form):
    reason = forms.CharField(label="缺什么，怎样补充", max_length=500, widget=area(3))


class RegradeForm(forms.Form):
    granted = forms.TypedChoiceField(
        label="重新评定", choices=[*STARS, ("0", "不评星")], coerce=int, widget=seg()
    )
    review_note = forms.CharField(label="理由", max_length=2000, widget=area(3))
