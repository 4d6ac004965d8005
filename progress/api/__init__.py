"""The API, version 1: one module per noun. Each gives a `router`; errors are problem+json."""

from __future__ import annotations

from fastapi import APIRouter

routers: list[APIRouter] = []
