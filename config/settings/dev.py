"""`make run`: the same code as production, on this machine only, with demo sign-ins allowed."""

from config import env
from config.settings.base import *  # noqa: F403

DEMO = env.flag("LIAISON_DEMO", default=True)
SESSION_COOKIE_SECURE = False
