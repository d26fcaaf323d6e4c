"""The storage keys of this person's phones. Only their own sign-in gives them."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from web.acts.phones.storage_key import key_of, older_keys
from web.http.access import for_signed_in
from web.http.context import app_context, now
from web.http.sign_in import my_tag, viewer

pages = Blueprint("vault", __name__)


@pages.get("/me/vault")
@for_signed_in
def vault() -> ResponseReturnValue:
    """Never cached: every answer is `no-store` unless it says otherwise."""
    known, who = app_context().keys.secrets(now()), viewer()
    return jsonify(
        person=my_tag(),
        key=key_of(known[0], who.id, who.storage_key_version),
        version=who.vault_key_number,
        older=older_keys(known, who),
    )
