"""The API's description, made to say what is sent: every error is problem+json, a refused input with its
faults.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from progress.problem import MEDIA_TYPE, InvalidBody, ProblemBody

REF = "#/components/schemas/{}"


def describe(app: FastAPI) -> None:
    """Serve the description that `described` makes; it is made once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def described(app: FastAPI) -> dict[str, Any]:
    """OpenAPI of the routes of `app`, with its errors."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=app.openapi_version,
        description=app.description,
        routes=app.routes,
    )
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for model in (ProblemBody, InvalidBody):
        schema = model.model_json_schema(ref_template=REF.format("{model}"))
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    for methods in found["paths"].values():
        for operation in methods.values():
            responses = operation["responses"]
            responses["default"] = _problem("What went wrong, in words.", ProblemBody)
            responses.pop("422", None)
            if operation.get("parameters") or "requestBody" in operation:
                responses["422"] = _problem("What was sent is not valid, and where.", InvalidBody)
            if "requestBody" in operation:
                responses["413"] = _problem("What was sent is too large.", ProblemBody)
    return found


def _problem(description: str, model: type[ProblemBody]) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": REF.format(model.__name__)}}}
    return {"description": description, "content": content}
