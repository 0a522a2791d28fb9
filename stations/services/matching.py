"""同一件事: two opinions on one matter stay two, and each voter is answered."""

from core.problems import Conflict, Invalid
from liaison.models import Seat
from stations.models import Opinion, SameMatter
from stations.services import summary


def link_same(opinion: Opinion, *, by: Seat, other: Opinion, version: int | None = None) -> Opinion:
    """关联同一件事: each shows the other; a result of one is a draft for the other."""
    with summary.deed_on(opinion, "link_same", by=by, version=version) as deed:
        case: Opinion = deed.case
        require_other(case, other, by)
        first, second = sorted([case.pk, other.pk])
        _, fresh = SameMatter.objects.get_or_create(
            first_id=first, second_id=second, defaults={"by_name": by.person_name}
        )
        if not fresh:
            raise Conflict(f"已经和{other.number}关联，不用再关联。")
        _both(case, other, "link_same", "与{}是同一件事", by)
    return opinion


def unlink_same(
    opinion: Opinion, *, by: Seat, other: Opinion, version: int | None = None
) -> Opinion:
    """取消关联: it was another matter after all."""
    with summary.deed_on(opinion, "unlink_same", by=by, version=version) as deed:
        case: Opinion = deed.case
        first, second = sorted([case.pk, other.pk])
        gone, _ = SameMatter.objects.filter(first_id=first, second_id=second).delete()
        if not gone:
            raise Conflict(f"没有和{other.number}关联，请刷新后再看。")
        _both(case, other, "unlink_same", "与{}不是同一件事，取消关联", by)
    return opinion


def _both(case: Opinion, other: Opinion, code: str, words: str, by: Seat) -> None:
    summary.happened(case, code, words.format(other.number), by=by)
    summary.happened(other, code, words.format(case.number), by=by)


def require_other(opinion: Opinion, other: Opinion, by: Seat, *, field: str = "other") -> None:
    """Another opinion of the same county, and one that this post sees."""
    words = ""
    if other.pk == opinion.pk:
        words = "这就是本件，请选另一件。"
    elif other.county_id != opinion.county_id:
        words = "不是本县的意见，不能关联。"
    elif not Opinion.objects.visible_to(by).filter(pk=other.pk).exists():
        words = "没有这一件，或者不在您的范围内。"
    if words:
        raise Invalid(words, errors={field: [words]})


def same_as(opinion: Opinion) -> list[int]:
    """The ids of the opinions that it was linked with."""
    pairs = SameMatter.objects.filter(first=opinion) | SameMatter.objects.filter(second=opinion)
    ids = {pk for pair in pairs.values_list("first_id", "second_id") for pk in pair}
    return sorted(ids - {opinion.pk})


def drafts_for(opinion: Opinion, seat: Seat) -> list[Opinion]:
    """Linked opinions with a result that this post may read: words for this one's voter."""
    rows = Opinion.objects.visible_to(seat).filter(pk__in=same_as(opinion))
    return list(rows.filter(state__in=["handled", "told"]).exclude(result=""))
