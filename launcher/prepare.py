"""Runs inside the environment, as one process because Django's start is what costs: database, demo
county and static files brought up to date."""

import os
import sys

import django
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction

from launcher.say import say


def main(*, demo: bool) -> None:
    django.setup()
    say("正在更新数据库结构……")
    call_command("migrate", interactive=False, verbosity=0)
    if demo and not get_user_model()._default_manager.exists():
        say("正在生成演示县（只在第一次，约需一两分钟）……")
        # All of it or nothing: after an interruption the next start begins afresh.
        with transaction.atomic():
            call_command("demo_county")
    say("正在整理静态文件……")
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    main(demo="--demo" in sys.argv)
