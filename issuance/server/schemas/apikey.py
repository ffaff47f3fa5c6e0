"""The shapes of an API key."""

from __future__ import annotations

from pydantic import Field

from issuance.model.apikey import ApiKey, NewApiKey, Role
from issuance.server.schemas.base import In, KeyId, MerchantId, Out, TimeOut, Words

MOST_ROLES = 5


class ApiKeyIn(In):
    """A key to be made: admin alone without a merchant, other roles with one."""

    label: Words = Field(examples=["desk"])
    merchant_id: Words | None = Field(None, examples=["mer_01kayz9v8q7hq3x2m5c8w1r4t6"])
    roles: list[Role] = Field(min_length=1, max_length=MOST_ROLES, examples=[["read", "redeem"]])


class ApiKeyOut(Out):
    """A key, without its secret."""

    id: KeyId
    label: str = Field(examples=["desk"])
    merchant_id: MerchantId | None
    roles: list[Role] = Field(examples=[["read", "redeem"]])
    created_at: TimeOut
    revoked_at: TimeOut | None


class NewApiKeyOut(ApiKeyOut):
    """A key with its secret, which is shown this once."""

    secret: str = Field(examples=["aks_Zm9v"])


def api_key_out(key: ApiKey) -> ApiKeyOut:
    """Shape a key."""
    return ApiKeyOut.model_validate(_fields(key))


def new_api_key_out(new: NewApiKey) -> NewApiKeyOut:
    """Shape a new key."""
    return NewApiKeyOut.model_validate({**_fields(new.key), "secret": new.secret})


def _fields(key: ApiKey) -> dict[str, object]:
    return {**vars(key), "roles": sorted(key.roles)}
