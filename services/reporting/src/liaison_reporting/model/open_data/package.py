"""The package: what a Frictionless Data Package says of the datasets (specs.frictionlessdata.io, version 1).

The paths of its resources are relative: they hold at `/data/` as in the archive that holds everything.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from liaison_pages.language import Language

from liaison_reporting.model.open_data.dictionary import Field
from liaison_reporting.model.open_data.editions import Published
from liaison_reporting.model.open_data.publisher import LICENCE, LICENCE_NAME, PACKAGE_TEXTS, Publisher

DESCRIPTOR = "datapackage.json"


def data_package(sets: Sequence[Published], by: Publisher, language: Language) -> dict[str, Any]:
    """Its version rises with each edition of any dataset."""
    newest = max((one.published_at for one in sets), default=None)
    return _said(
        profile="tabular-data-package",
        name="liaison-network",
        id=f"{by.url}/data/{DESCRIPTOR}",
        title=language.text(PACKAGE_TEXTS["title"]),
        description=language.text(PACKAGE_TEXTS["about"]),
        homepage=f"{by.url}/data",
        version=f"1.0.{sum(one.edition for one in sets)}",
        created=newest.isoformat() if newest else None,
        licenses=[_licence(language)],
        contributors=[_said(title=language.pick(by, "name"), role="publisher", email=by.email or None)],
        resources=[_resource(one, by, language) for one in sets],
    )


def table_schema(published: Published, language: Language) -> dict[str, Any]:
    """Types, constraints and meanings of its fields (Table Schema)."""
    fields = [_field(field, language) for field in published.dataset.fields]
    return {"fields": fields, "primaryKey": list(published.dataset.key), "missingValues": [""]}


def _resource(one: Published, by: Publisher, language: Language) -> dict[str, Any]:
    return _said(
        name=one.dataset.name,
        profile="tabular-data-resource",
        path=f"sets/{one.dataset.name}.csv",
        title=language.text(one.dataset.title),
        description=language.text(one.dataset.about),
        homepage=by.page(one.dataset.name),
        version=str(one.edition),
        modified=one.published_at.isoformat(),
        format="csv",
        mediatype="text/csv",
        encoding="utf-8",
        bytes=one.size,
        hash=f"sha256:{one.sha256}",
        licenses=[_licence(language)],
        schema=table_schema(one, language),
    )


def _field(field: Field, language: Language) -> dict[str, Any]:
    constraints = _said(
        required=field.required or None,
        enum=list(field.values) or None,
        pattern=f"^{field.pattern}$" if field.pattern else None,
        minimum=field.minimum,
    )
    title, about = language.text(field.title), language.text(field.description)
    return _said(
        name=field.name, type=field.kind.value, title=title, description=about, constraints=constraints or None
    )


def _licence(language: Language) -> dict[str, str]:
    return {"name": LICENCE_NAME, "path": LICENCE, "title": language.text(PACKAGE_TEXTS["licence"])}


def written(document: dict[str, Any]) -> bytes:
    """The same for the same document: its parts in the order in which they are made."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def archive(package: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """All in one file, with no time of its own: the same for the same content."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {DESCRIPTOR: written(package), **files}.items():
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _said(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
