"""A client of the API in one post, with a real token."""

from typing import Any

from rest_framework.test import APIClient

from accounts.services import issue_token
from liaison.models import Seat

ROOT = "/api/v1/suggestions/"


class Client:
    """Short calls: `client.deed(case, "sign-for")`, `client.get("?tab=mine")`."""

    def __init__(self, seat: Seat):
        _, token = issue_token(seat.user, seat_id=seat.pk, device="手机", by=seat)
        self.http = APIClient()
        self.http.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        self.http.get(ROOT, {"page_size": 1})  # the day's first call marks the token as used

    def get(self, address: str = "", **query: Any) -> Any:
        return self.http.get(f"{ROOT}{address}", query)

    def start(self, **body: Any) -> Any:
        return self.http.post(ROOT, body)

    def edit(self, pk: int, **body: Any) -> Any:
        return self.http.patch(f"{ROOT}{pk}/", body)

    def deed(self, pk: int, deed: str, key: str = "", **body: Any) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.http.post(f"{ROOT}{pk}/{deed}/", body, headers=headers)
