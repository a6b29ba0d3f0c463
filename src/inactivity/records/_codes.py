"""`CodeMap`: what the codes in hospital records mean, as data that users extend."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast, get_args

import attrs

from .._data import read_json
from .._narrowing import is_list, is_mapping, is_rows
from .._rules import Conflict, Each, InstanceOf, OneOf, OrNone, Text, as_path, check, refuse_conflicts
from ..errors import DataError
from ..exposure import ExposureKind
from ._clinical import Code
from ._vocabulary import WORDS, Setting

Measured: TypeAlias = Literal["steps_per_day", "steps", "sedentary_time_per_day", "exercise_vital_sign"]
"""What an observation is of."""

OMOP: Final = "omop"
"""The system of OMOP concept ids."""
_SYSTEMS: Final[Mapping[str, str]] = {
    # However a file names a vocabulary: its address, an older one, its OID, or a short name.
    "http://terminology.hl7.org/codesystem/v3-actcode": "v3-actcode",
    "http://hl7.org/fhir/v3/actcode": "v3-actcode",
    "urn:oid:2.16.840.1.113883.5.4": "v3-actcode",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd-10-cm",
    "urn:oid:2.16.840.1.113883.6.90": "icd-10-cm",
    "icd10cm": "icd-10-cm",
    "http://loinc.org": "loinc",
    "urn:oid:2.16.840.1.113883.6.1": "loinc",
    "http://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "snomedct": "snomed",
    "snomed-ct": "snomed",
}
_MEANINGS: Final = ("setting", "starts", "ends", "suggests", "measures", "notes")


def _as_kind(value: str | None) -> ExposureKind | None:
    """Return the kind that goes by a name, or None; a converter has to be a plain function."""
    return None if value is None else ExposureKind.of(value)


def _conflicts(values: Mapping[str, Any]) -> Iterator[Conflict]:
    given = tuple(name for name in _MEANINGS if values.get(name) is not None)
    if len(given) != 1:
        told = f"it has {' and '.join(given)}" if given else "it has none"
        yield _MEANINGS, f"a code means one thing, so it has one of {', '.join(_MEANINGS)}; {told}"


_KIND = OrNone(InstanceOf(ExposureKind))


@attrs.frozen(kw_only=True)
class MappedCode:
    """A code and the one thing it means here.

    Parameters
    ----------
    system : str
        Its vocabulary: an address as FHIR has it, "omop" for OMOP concept ids, or a short name ("snomed", "loinc",
        "icd-10-cm").
    code : str
        The code.
    setting : str, optional
        Where a stay with it was: "inpatient", "icu", "emergency" ...
    starts : ExposureKind or str, optional
        The exposure that begins with it: a cast put on, a confinement to bed.
    ends : ExposureKind or str, optional
        The exposure that ends with it: a cast taken off.
    suggests : ExposureKind or str, optional
        An exposure that may have been: the upper timeline takes it in, the others do not.
    measures : str, optional
        What an observation with it is of: "steps_per_day", "steps", "sedentary_time_per_day" or
        "exercise_vital_sign".
    notes : str, optional
        What is worth a caution, though it is no exposure.
    display : str
        What the vocabulary calls it; may be empty.
    source : str
        Where its meaning is published; may be empty.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.
    UnknownExposureKindError
        If a kind is not known.
    DataError
        If it means nothing, or more than one thing.

    Examples
    --------
    >>> from inactivity.records import MappedCode
    >>> MappedCode(system="snomed", code="274474001", starts="cast").starts
    <ExposureKind.LIMB_CAST: 'limb_cast'>
    """

    system: str = attrs.field(validator=Text())
    code: str = attrs.field(validator=Text())
    setting: Setting | None = attrs.field(default=None, validator=OrNone(OneOf(get_args(Setting))))
    starts: ExposureKind | None = attrs.field(default=None, converter=_as_kind, validator=_KIND)
    ends: ExposureKind | None = attrs.field(default=None, converter=_as_kind, validator=_KIND)
    suggests: ExposureKind | None = attrs.field(default=None, converter=_as_kind, validator=_KIND)
    measures: Measured | None = attrs.field(default=None, validator=OrNone(OneOf(get_args(Measured))))
    notes: str | None = attrs.field(default=None, validator=OrNone(Text()))
    display: str = attrs.field(default="", validator=WORDS)
    source: str = attrs.field(default="", validator=WORDS)

    _conflicts = staticmethod(_conflicts)  # the strict loader asks for it by this name

    def __attrs_post_init__(self) -> None:
        refuse_conflicts(self, _conflicts, f"code {self.code}")

    def __str__(self) -> str:
        return f"{self.code} ({self.display})" if self.display else self.code


def _as_codes(value: Iterable[MappedCode]) -> tuple[MappedCode, ...]:
    """Freeze a list or another iterable; leave what is none for the rule to refuse."""
    return tuple(value) if is_rows(value) else cast("tuple[MappedCode, ...]", value)


@attrs.frozen
class CodeMap:
    """What codes mean; :func:`code_map` returns the one that ships, and users extend it.

    Parameters
    ----------
    codes : iterable of MappedCode
        Each code of a vocabulary once.

    Raises
    ------
    InvalidValueError
        If one is something else.
    DataError
        If codes are repeated.

    Examples
    --------
    >>> from inactivity.records import Code, CodeMap, code_map
    >>> own = CodeMap.from_rows([{"system": "snomed", "code": "274474001", "starts": "limb_cast"}])
    >>> codes = code_map().extended(own)
    >>> codes.meaning(Code("http://snomed.info/sct", "274474001", "Bone immobilization")).starts.value
    'limb_cast'
    """

    codes: tuple[MappedCode, ...] = attrs.field(converter=_as_codes, validator=Each(InstanceOf(MappedCode)))

    def __attrs_post_init__(self) -> None:
        if problems := tuple(_repeated(self.codes)):
            raise DataError("codes", problems)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]], source: str = "codes") -> CodeMap:
        """Return the map in rows that came from anywhere; every problem is reported at once.

        Parameters
        ----------
        rows : iterable of dict
            The fields of :class:`MappedCode`; kinds of exposures by their id.
        source : str
            What errors call the rows.

        Raises
        ------
        DataError
            If a row breaks a rule or a code is repeated.

        Examples
        --------
        >>> from inactivity.records import CodeMap
        >>> CodeMap.from_rows([{"system": "snomed", "code": 274474001, "starts": "cast"}])
        Traceback (most recent call last):
        inactivity.errors.DataError: codes: 2 problems; nothing was loaded.
          [0].code: 274474001 is not a text (in quotes) that is not empty
          [0].starts: unknown exposure kind 'cast'. Did you mean limb_cast? List them with list(inactivity.ExposureKind).
        """
        from .._structuring import structure  # noqa: PLC0415 - cattrs, which only maps of users need

        table = list(rows) if is_rows(rows) else rows
        found = structure(table, list[MappedCode], source)
        if problems := tuple(_repeated(found)):
            raise DataError(source, problems)
        return cls(found)

    @classmethod
    def from_toml(cls, path: str | os.PathLike[str]) -> CodeMap:
        r"""Return the map in a TOML file, a table ``[[codes]]`` for each code.

        Parameters
        ----------
        path : str or path
            The file.

        Raises
        ------
        DataError
            If it cannot be read, a row breaks a rule or a code is repeated.

        Examples
        --------
        >>> from pathlib import Path
        >>> from tempfile import mkdtemp
        >>> from inactivity.records import CodeMap
        >>> file = Path(mkdtemp(), "codes.toml")
        >>> _ = file.write_text("[[codes]]\nsystem = 'snomed'\ncode = '274474001'\nstarts = 'limb_cast'")
        >>> print(*CodeMap.from_toml(file).codes)
        274474001
        """
        import tomllib  # noqa: PLC0415 - only a reader of source files needs it

        file = Path(as_path(path))
        try:
            document: object = tomllib.loads(_text(file))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise DataError(file.name, (f"cannot be read as TOML: {error}",)) from error
        return cls.from_rows(_codes_of(document, file.name), file.name)

    @classmethod
    def from_json(cls, path: str | os.PathLike[str]) -> CodeMap:
        """Return the map in a JSON file: a list of codes, or an object with such a list as ``codes``.

        Parameters
        ----------
        path : str or path
            The file.

        Raises
        ------
        DataError
            If it cannot be read, a row breaks a rule or a code is repeated.

        Examples
        --------
        >>> from pathlib import Path
        >>> from tempfile import mkdtemp
        >>> from inactivity.records import CodeMap
        >>> file = Path(mkdtemp(), "codes.json")
        >>> _ = file.write_text('[{"system": "omop", "code": "32037", "setting": "icu"}]')
        >>> print(*CodeMap.from_json(file).codes)
        32037
        """
        import json  # noqa: PLC0415 - only a reader of files needs it

        file = Path(as_path(path))
        try:
            document: object = json.loads(_text(file))
        except (ValueError, RecursionError) as error:
            raise DataError(file.name, (f"cannot be read as JSON: {error}",)) from error
        return cls.from_rows(document if is_list(document) else _codes_of(document, file.name), file.name)

    def extended(self, other: CodeMap) -> CodeMap:
        """Return this map with the codes of another; where both have a code, the other counts.

        Parameters
        ----------
        other : CodeMap
            The codes to add.

        Raises
        ------
        InvalidValueError
            If it is no code map.

        Examples
        --------
        >>> from inactivity.records import CodeMap, MappedCode, code_map
        >>> own = CodeMap([MappedCode(system="snomed", code="274474001", starts="limb_cast")])
        >>> len(code_map().extended(own)) - len(code_map())
        1
        """
        check(InstanceOf(CodeMap), "other", other)
        given = {_key(code.system, code.code): code for code in (*self.codes, *other.codes)}
        return CodeMap(given.values())

    def meaning(self, code: Code) -> MappedCode | None:
        """Return what a code means, None if it is not in the map.

        A code without a vocabulary (the source values of OMOP) is looked for in all of them but "omop".

        Parameters
        ----------
        code : Code
            A code of a record.

        Examples
        --------
        >>> from inactivity.records import Code, code_map
        >>> code_map().meaning(Code("http://hl7.org/fhir/sid/icd-10-cm", "Z74.01")).starts.value
        'bed_rest'
        """
        return _lookup(self).get(code)

    def __len__(self) -> int:
        return len(self.codes)


class Lookup:
    """A code map as readers ask it: codes they have met before are known at once."""

    __slots__ = ("_index", "_known")

    def __init__(self, codes: CodeMap) -> None:
        self._index = {_key(code.system, code.code): code for code in codes.codes}
        for code in codes.codes:
            key = _key(code.system, code.code)
            if key[0] != OMOP:
                self._index.setdefault(("", key[1]), code)
        self._known: dict[Code, MappedCode | None] = {}

    def get(self, code: Code) -> MappedCode | None:
        """Return what a code means, None if it is not in the map."""
        try:
            return self._known[code]
        except KeyError:
            meaning = self.find(code.system, code.code)
            if len(self._known) < _REMEMBERED:
                self._known[code] = meaning
            return meaning

    def find(self, system: str, code: str) -> MappedCode | None:
        """Return what a code means, None if it is not in the map."""
        return self._index.get(_key(system, code))


_REMEMBERED: Final = 100_000  # codes: a vocabulary is larger, what one hospital uses is not


@cache
def _lookup(codes: CodeMap) -> Lookup:
    return Lookup(codes)


def _key(system: str, code: str) -> tuple[str, str]:
    """Return the form in which codes are compared: by vocabulary without its version, in capitals, ICD's dot left out."""
    system = system.strip().lower().partition("|")[0].rstrip("/").replace("https://", "http://")
    return _SYSTEMS.get(system, system), code.strip().upper().replace(".", "")


def _repeated(codes: Iterable[MappedCode]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for index, code in enumerate(codes):
        key = _key(code.system, code.code)
        if key in seen:
            yield f"[{index}]: the code {code.code!r} of {code.system!r} is there already"
        seen.add(key)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(file.name, (f"cannot be read: {error.strerror}",)) from error
    except UnicodeDecodeError as error:
        raise DataError(file.name, (f"is no UTF-8 text: {error}",)) from error


def _codes_of(document: object, name: str) -> list[Mapping[str, object]]:
    rows = document.get("codes") if is_mapping(document) else None
    if not is_list(rows) or set(cast("Mapping[str, object]", document)) != {"codes"}:
        raise DataError(name, ("a code map has one table, `codes`, with a row for each code",))
    return rows


@cache
def code_map() -> CodeMap:
    """Return the code map that ships: openly published codes, each with its source.

    It has no SNOMED CT code, because SNOMED CT needs a licence; add those that your data use with
    :meth:`CodeMap.extended`.

    Returns
    -------
    CodeMap

    References
    ----------
    .. [1] The ``source`` of each code: HL7 Terminology, the OMOP vocabulary, ICD-10-CM, LOINC.

    Examples
    --------
    >>> from inactivity.records import Code, code_map
    >>> code_map().meaning(Code("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP")).setting
    'inpatient'
    """
    rows = cast("list[dict[str, Any]]", read_json("inactivity.records", "codes.json"))
    return CodeMap(MappedCode(**row) for row in rows)


def checked(codes: CodeMap | None) -> CodeMap:
    """Return the code map given, or the one that ships."""
    if codes is None:
        return code_map()
    check(InstanceOf(CodeMap), "codes", codes, "Add codes with code_map().extended(...).")
    return codes
