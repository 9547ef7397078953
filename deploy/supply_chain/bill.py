"""Writes the bill of materials (CycloneDX 1.6, JSON) of what users get; `deploy/sbom` runs it with what it needs."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from deploy.supply_chain import components


def bill(version: str, revision: str, made_at: datetime) -> str:
    """The same text for the same tree: its number is made of the commit, its time is the commit's."""
    delivered = [one for one in components.components() if one.used_in != "development"]
    ours = Component(
        name="liaison",
        version=version,
        type=ComponentType.APPLICATION,
        licenses=[DisjunctiveLicense(id="EUPL-1.2")],
        purl=PackageURL("generic", None, "liaison", version),
        bom_ref="liaison",
        properties=[Property(name="liaison:revision", value=revision)],
    )
    theirs = {one.purl: _component(one) for one in delivered}
    bom = Bom(components=theirs.values(), serial_number=uuid5(NAMESPACE_URL, f"liaison/{revision}"))
    bom.metadata.component, bom.metadata.timestamp = ours, made_at
    by_name = {one.name: theirs[one.purl] for one in delivered if one.purl.startswith("pkg:pypi/")}
    for one in delivered:
        bom.register_dependency(theirs[one.purl], [by_name[name] for name in one.needs if name in by_name])
    bom.register_dependency(ours, theirs.values())
    return JsonV1Dot6(bom).output_as_string(indent=1)


def _component(one: components.Component) -> Component:
    is_one = " " not in one.licence
    return Component(
        name=one.name,
        version=one.version,
        type=ComponentType.LIBRARY,
        purl=PackageURL.from_string(one.purl),
        bom_ref=one.purl,
        hashes=[HashType(alg=HashAlgorithm(algorithm), content=content) for algorithm, content in one.hashes],
        licenses=[DisjunctiveLicense(id=one.licence) if is_one else LicenseExpression(one.licence)],
        properties=[Property(name="liaison:used-in", value=one.used_in)],
    )


def main() -> None:
    target, version, revision, made_at = sys.argv[1:]
    text = bill(version, revision, datetime.fromtimestamp(int(made_at), UTC))
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        sys.exit(f"what was written is no CycloneDX 1.6: {wrong}")
    Path(target).write_text(text + "\n")
    counted = [one for one in components.components() if one.used_in != "development"]
    sys.stdout.write(f"{target}: {len(counted)} packages that users get\n")
    for kind in ("pypi", "npm", "maven"):
        of_kind = [one for one in counted if one.purl.startswith(f"pkg:{kind}/")]
        sys.stdout.write(
            f"  {kind}: {len(of_kind)}, {sum(one.used_in == 'image' for one in of_kind)} of them in production\n"
        )


if __name__ == "__main__":
    main()
