"""Reads a form into its model. What is missing or invalid becomes a sentence, by field."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, TypeVar

from flask import request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from web.language.dates import number
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.text import number_keyed_in, visible

_LAST_PAGE = 1000


class Form(BaseModel):
    """Known fields only, each at most once. `sentences` says what is wrong, by field: messages
    without values."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    sentences: ClassVar[Mapping[str, str]] = {}


class FormError(Exception):
    """A form that was not applied: its status, and what is wrong, in sentences by field; "" where
    the page shows no such field. `cure`: fields that make it good when they come with it."""

    status = 422

    def __init__(self, errors: dict[str, str], cure: dict[str, str] | None = None) -> None:
        super().__init__(errors)
        self.errors, self.cure = errors, cure or {}

    @property
    def sentence(self) -> str:
        return next(iter(self.errors.values()))


class Wrong(ValueError):
    """Of a field's validator: its text is the sentence."""


class BadForm(FormError):
    """What was `typed` is not as it should be."""

    def __init__(
        self, errors: dict[str, str], typed: dict[str, str], cure: dict[str, str] | None = None
    ) -> None:
        super().__init__(errors, cure)
        self.typed = typed

    def renamed(self, names: Mapping[str, str]) -> "BadForm":
        """For a page that shows its fields under other names."""
        return BadForm(
            {names.get(name, name): sentence for name, sentence in self.errors.items()},
            {names.get(name, name): value for name, value in self.typed.items()},
            self.cure,
        )


AForm = TypeVar("AForm", bound=Form)

_DIGITS = re.compile(r"[0-9]{1,9}", re.ASCII)

_UNKNOWN = N_("This form has a field we do not know. Reload the page and try again.")
_WRONG = N_("Something here is missing or wrong.")


def _or_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _visible(value: Any) -> Any:
    return visible(value) if isinstance(value, str) else value


def _with_letter(value: str) -> str:
    if value and not any(one.isalnum() for one in value):
        raise ValueError("a name has a letter")
    return value


Words = Annotated[str, BeforeValidator(_visible)]
OneLine = Annotated[str, BeforeValidator(_one_line), BeforeValidator(_visible)]
MaybeWords = Annotated[str | None, BeforeValidator(_or_none), BeforeValidator(_visible)]
MaybeLine = Annotated[
    str | None, BeforeValidator(_or_none), BeforeValidator(_one_line), BeforeValidator(_visible)
]

# Names of people: greetings and reminders begin with them.
PersonName = Annotated[OneLine, AfterValidator(_with_letter)]


def _digits_only(value: Any) -> Any:
    """Pydantic also reads `5.0` and `1_0`."""
    return whole_number(number_keyed_in(value) or "") if isinstance(value, str) else value


WholeNumber = Annotated[int, BeforeValidator(_digits_only)]
MaybeNumber = Annotated[int | None, BeforeValidator(_or_none)]


def whole_number(text: str) -> int | None:
    """At most nine digits, so that every column can hold it; None for anything else."""
    return int(text) if _DIGITS.fullmatch(text) else None


def read_form(model: type[AForm]) -> AForm:
    """This request's form as its model; raises BadForm, which keeps what was typed."""
    typed = request.form.to_dict()
    try:
        if any(len(values) > 1 for values in request.form.listvalues()):
            raise BadForm({"": _(_UNKNOWN)}, typed)
        return model(**typed)
    except ValidationError as error:
        raise BadForm(_sentences(model, error), typed) from None


def _sentences(model: type[Form], error: ValidationError) -> dict[str, str]:
    """By field."""
    found = {}
    for problem in error.errors():
        field = str(problem["loc"][0]) if problem["loc"] else ""
        unknown = _UNKNOWN if problem["type"] == "extra_forbidden" else _WRONG
        cause = problem.get("ctx", {}).get("error")
        if isinstance(cause, Wrong):
            found[field] = str(cause)
        elif field in model.sentences:
            found[field] = _with_length(_(model.sentences[field]), problem)
        else:
            found[""] = _(unknown)
    return found


def _with_length(sentence: str, problem: ErrorDetails) -> str:
    """Also how much has to go, where a text is too long."""
    if problem["type"] != "string_too_long":
        return sentence
    length = number(len(problem["input"]))
    return _("%(sentence)s This has %(length)s.", sentence=sentence, length=length)


def page_number() -> int:
    """Of a long list, from 1; what is no number is the first."""
    return min(max(whole_number(request.args.get("page", "")) or 1, 1), _LAST_PAGE)
