from django.apps import AppConfig

from core import registry


class SuggestionsConfig(AppConfig):
    name = "suggestions"
    verbose_name = "代表建议"

    def ready(self) -> None:
        # The registry needs models, which exist only now.
        from suggestions.models import (  # noqa: PLC0415
            ArchiveBatch,
            ArchiveVolume,
            AssignmentMeeting,
            KeyItem,
            Promise,
            Publication,
            ReplyDraft,
            Suggestion,
        )
        from suggestions.permissions import sees_all  # noqa: PLC0415
        from suggestions.permissions.key import opens_papers  # noqa: PLC0415
        from suggestions.services.base.summary import dates_moved  # noqa: PLC0415
        from suggestions.services.handling import reform  # noqa: PLC0415
        from suggestions.services.leading import reform as leading  # noqa: PLC0415
        from suggestions.services.promises import frame  # noqa: PLC0415
        from suggestions.services.promises import reform as promises  # noqa: PLC0415

        registry.register(
            registry.Subject(
                "suggestion",
                "代表建议",
                Suggestion.objects.visible_to,
                "suggestions:suggestion",
                dates_moved,
                lambda case, seat: sees_all(seat, case),
            )
        )
        registry.register_holding(registry.Holding(reform.open_of, reform.hand_over))
        registry.register(
            registry.Subject(
                "promise",
                "承诺",
                Promise.objects.visible_to,
                "suggestions:promise",
                frame.dates_moved,
                lambda promise, seat: sees_all(seat, promise.suggestion),
            )
        )
        registry.register(
            registry.Subject(
                "publication", "答复公开", Publication.objects.visible_to, "suggestions:publication"
            )
        )
        volumes = ArchiveVolume.objects.visible_to
        registry.register(
            registry.Subject("archivevolume", "案卷", volumes, "suggestions:archive-volume")
        )
        batches = ArchiveBatch.objects.visible_to
        registry.register(
            registry.Subject("archivebatch", "归档批次", batches, "suggestions:archive-batch")
        )
        registry.register_holding(registry.Holding(promises.open_of, promises.hand_over))
        registry.register(
            registry.Subject(
                "assignmentmeeting",
                "交办会",
                AssignmentMeeting.objects.visible_to,
                "suggestions:meeting",
            )
        )
        registry.register(
            registry.Subject(
                "keyitem",
                "重点督办",
                KeyItem.objects.visible_to,
                "suggestions:key-item",
                opens_files=lambda item, seat: opens_papers(seat, item),
            )
        )
        registry.register_holding(registry.Holding(leading.open_of, leading.hand_over))
        registry.register(
            registry.Subject(
                "replydraft",
                "答复稿",
                ReplyDraft.objects.visible_to,
                "suggestions:draft",
            )
        )
