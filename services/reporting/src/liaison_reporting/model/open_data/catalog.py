"""The catalogue: the datasets in the words of DCAT 3, as DCAT-AP 3.0 profiles it (semiceu.github.io/DCAT-AP), JSON-LD.

Its context stands in the document itself, so that nobody must fetch one. A dataset's earlier editions are told by their
number alone (`dcat:version`): their files are not kept.
"""

from collections.abc import Sequence
from typing import Any

from liaison_pages.language import LANGUAGES, Language

from liaison_reporting.model.open_data.editions import Published
from liaison_reporting.model.open_data.publisher import LICENCE, PACKAGE_TEXTS, Publisher

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority"
_LICENCE = {"@id": LICENCE}
_PUBLIC = {"@id": f"{_EU}/access-right/PUBLIC"}
_THEME = {"@id": f"{_EU}/data-theme/GOVE"}
_LANGUAGES = [{"@id": f"{_EU}/language/UKR"}, {"@id": f"{_EU}/language/ENG"}]
_DAILY = {"@id": f"{_EU}/frequency/DAILY"}
_CSV = {"@id": "http://www.iana.org/assignments/media-types/text/csv"}
_JSON = {"@id": "http://www.iana.org/assignments/media-types/application/json"}
_HSDS = {"@id": "https://docs.openreferral.org/en/v3.0.1/"}


def data_catalog(sets: Sequence[Published], by: Publisher) -> dict[str, Any]:
    newest = max((one.published_at for one in sets), default=None)
    return {
        "@context": CONTEXT,
        "@id": f"{by.url}/data/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _both(PACKAGE_TEXTS["title"]),
        "dct:description": _both(PACKAGE_TEXTS["about"]),
        "dct:publisher": _agent(by),
        "dct:license": _LICENCE,
        "dct:language": _LANGUAGES,
        "foaf:homepage": {"@id": f"{by.url}/data"},
        "dcat:themeTaxonomy": {"@id": f"{_EU}/data-theme"},
        **({"dct:modified": _moment(newest.isoformat())} if newest else {}),
        "dcat:dataset": [*(_dataset(one, by) for one in sets), _services(by)],
        "dcat:service": [_service(by)],
    }


def _dataset(one: Published, by: Publisher) -> dict[str, Any]:
    page = by.page(one.dataset.name)
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": str(one.dataset.id),
        **_about(one.dataset.title, one.dataset.about, one.dataset.keywords, by),
        "dcat:landingPage": {"@id": page},
        "dct:issued": _moment(one.first_published_at.isoformat()),
        "dct:modified": _moment(one.published_at.isoformat()),
        "dct:accrualPeriodicity": _DAILY,
        "dcat:version": str(one.edition),
        "dcat:distribution": [
            {
                "@id": by.file(one.dataset.name),
                "@type": "dcat:Distribution",
                "dct:title": _both(one.dataset.title),
                "dcat:accessURL": {"@id": page},
                "dcat:downloadURL": {"@id": by.file(one.dataset.name)},
                "dcat:mediaType": _CSV,
                "dct:format": {"@id": f"{_EU}/file-type/CSV"},
                "dct:license": _LICENCE,
                "dct:conformsTo": {"@id": f"{page}/structure.csv"},
                "dct:modified": _moment(one.published_at.isoformat()),
                "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(one.size)},
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": one.sha256},
                },
            }
        ],
    }


def _services(by: Publisher) -> dict[str, Any]:
    """What the registry serves as HSDS: always current, so that it has no editions."""
    words = (PACKAGE_TEXTS["services"], PACKAGE_TEXTS["services_about"], PACKAGE_TEXTS["services_words"])
    address = f"{by.url}/api/registry/v1/hsds/"
    return {
        "@id": f"{by.url}/data#services",
        "@type": "dcat:Dataset",
        "dct:identifier": "hsds",
        **_about(*words, by),
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/CONT"},
        "dcat:distribution": [
            {
                "@id": f"{address}services",
                "@type": "dcat:Distribution",
                "dct:title": _both(words[0]),
                "dcat:accessURL": {"@id": f"{address}services"},
                "dcat:accessService": {"@id": address},
                "dcat:mediaType": _JSON,
                "dct:license": _LICENCE,
                "dct:conformsTo": _HSDS,
            }
        ],
    }


def _service(by: Publisher) -> dict[str, Any]:
    address = f"{by.url}/api/registry/v1/hsds/"
    return {
        "@id": address,
        "@type": "dcat:DataService",
        "dct:title": _both(PACKAGE_TEXTS["services"]),
        "dcat:endpointURL": {"@id": address},
        "dcat:endpointDescription": {"@id": f"{by.url}/api/registry/v1/openapi.json"},
        "dcat:servesDataset": {"@id": f"{by.url}/data#services"},
        "dct:conformsTo": _HSDS,
        "dct:license": _LICENCE,
        "dct:accessRights": _PUBLIC,
    }


def _about(title: str, about: str, keywords: str, by: Publisher) -> dict[str, Any]:
    spatial = {"@type": "dct:Location", "http://www.w3.org/2000/01/rdf-schema#label": _named(by.place, by.place_en)}
    contact = {"@type": "vcard:Organization", "vcard:fn": by.name, "vcard:hasEmail": {"@id": f"mailto:{by.email}"}}
    return {
        "dct:title": _both(title),
        "dct:description": _both(about),
        "dct:publisher": _agent(by),
        "dct:accessRights": _PUBLIC,
        "dct:language": _LANGUAGES,
        "dcat:theme": _THEME,
        "dcat:keyword": [
            {"@language": code, "@value": word.strip()}
            for code in LANGUAGES
            for word in Language(code).text(keywords).split(",")
        ],
        **({"dct:spatial": spatial} if by.place else {}),
        **({"dcat:contactPoint": contact} if by.email else {}),
    }


def _agent(by: Publisher) -> dict[str, Any]:
    return {"@id": f"{by.url}/#publisher", "@type": "foaf:Agent", "foaf:name": _named(by.name, by.name_en)}


def _both(words: str) -> list[dict[str, str]]:
    return [{"@language": code, "@value": Language(code).text(words)} for code in LANGUAGES]


def _named(uk: str, en: str) -> list[dict[str, str]]:
    return [{"@language": "uk", "@value": uk}, {"@language": "en", "@value": en or uk}]


def _moment(iso: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": iso}
