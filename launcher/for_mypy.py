"""What the middleware puts on a request, told to the type checker once instead of in every view."""

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, Var
from mypy.plugin import AttributeContext, ClassDefContext, Plugin
from mypy.types import AnyType, Instance, Type, TypeOfAny
from mypy_django_plugin.lib import helpers

REQUESTS = ("django.http.request.HttpRequest", "rest_framework.request.Request")
USER = "accounts.models.User"


class Requests(Plugin):
    """`seat` is the acting seat; `user` is a User, as only public pages see anyone else."""

    def get_customize_class_mro_hook(
        self, fullname: str
    ) -> Callable[[ClassDefContext], None] | None:
        return add_seat if fullname in REQUESTS else None

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        return signed_in_user if fullname in [f"{name}.user" for name in REQUESTS] else None


def add_seat(context: ClassDefContext) -> None:
    info = context.cls.info
    if "seat" not in info.names:
        seat = Var("seat", AnyType(TypeOfAny.explicit))
        seat.info = info
        seat._fullname = f"{info.fullname}.seat"
        info.names["seat"] = SymbolTableNode(MDEF, seat, plugin_generated=True)


def signed_in_user(context: AttributeContext) -> Type:
    info = helpers.lookup_fully_qualified_typeinfo(helpers.get_typechecker_api(context), USER)
    return Instance(info, []) if info else context.default_attr_type


def plugin(_: str) -> type[Plugin]:
    return Requests
