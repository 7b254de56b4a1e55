"""Refusals in Zendesk's words: `{error, description, details?}`."""

from http import HTTPStatus
from typing import Any, ClassVar

from firstline.platform.errors import DomainError


class ApiError(Exception):
    """Answered as it stands."""

    status: ClassVar[int] = HTTPStatus.BAD_REQUEST

    def __init__(self, body: dict[str, Any], status: int | None = None) -> None:
        super().__init__(body)
        self.body = body
        self.answer_status = status or self.status


class NotAuthenticated(ApiError):
    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        super().__init__({"error": "Couldn't authenticate you"})


class RecordNotFound(ApiError):
    """Missing, or not for these eyes: the same answer."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__({"error": "RecordNotFound", "description": "Not found"})


class RecordInvalid(ApiError):
    """A value that cannot be kept, with the field it was sent in."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, field: str, description: str, error: str = "InvalidValue") -> None:
        super().__init__(
            {
                "error": "RecordInvalid",
                "description": "Record validation errors",
                "details": {field: [{"description": description, "error": error}]},
            }
        )


class UnreadableBody(ApiError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, message: str = "Server could not parse JSON") -> None:
        super().__init__({"error": "Unprocessable Entity", "message": message})


class InvalidAttribute(ApiError):
    def __init__(self, name: str, value: str) -> None:
        super().__init__(
            {
                "error": {
                    "title": "Invalid attribute",
                    "message": f"You passed an invalid value for the {name} attribute. "
                    f"Invalid parameter: {name} {value!r}",
                }
            }
        )


class UpdateConflict(ApiError):
    status = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__(
            {
                "error": "UpdateConflict",
                "description": "Safe Update prevented the update due to outdated ticket data. "
                "Please fetch the latest ticket data and try again.",
            }
        )


FORBIDDEN = {
    "error": {
        "title": "Forbidden",
        "message": "You do not have access to this page. Please contact the account owner of "
        "this help desk for further help.",
    }
}


def of_refusal(refusal: DomainError) -> ApiError:
    """A rule of the desk said no: the same refusal in this API's shape."""
    match refusal.status:
        case HTTPStatus.FORBIDDEN:
            return ApiError(FORBIDDEN, HTTPStatus.FORBIDDEN)
        case HTTPStatus.CONFLICT:
            return ApiError(
                {"error": "Conflict", "description": refusal.sentence}, HTTPStatus.CONFLICT
            )
        case _:
            field = "status" if refusal.code == "ticket_is_closed" else "base"
            return RecordInvalid(field, refusal.sentence)
