"""Prints the code with which the first administrator is made."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import is_empty, make_setup_code


class Command(BaseCommand):
    help = "Print the code that the first-administrator page asks for (valid for 24 hours)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_empty():
            raise CommandError("已经有账号，首装页面已关闭。忘了密码请由系统管理员重置。")
        self.stdout.write(f"首装码：{make_setup_code()}")
        self.stdout.write("打开网站的 /setup/ 页面填写，24小时内有效，只能用一次。")
