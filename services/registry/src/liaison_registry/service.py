"""The registry's table of contents."""

from pathlib import Path

from liaison_kit.service import Service
from liaison_pages.render import pages

from liaison_registry.model import register_extract, yaml_lines
from liaison_registry.use_cases import (
    change_milestone,
    dissolve_cso,
    import_csos,
    import_network,
    open_office,
    register_cso,
    sign_in,
    sign_out,
)
from liaison_registry.views import (
    list_csos,
    list_districts,
    list_offices,
    show_cso,
    show_cso_registration_form,
    show_import,
    show_import_report,
    show_office,
    show_programme,
    show_sign_in,
)

SERVICE = Service(
    name="registry",
    migrations=Path(__file__).parents[2] / "migrations",
    slices=[
        import_network.router,
        import_csos.router,
        open_office.router,
        register_cso.router,
        dissolve_cso.router,
        change_milestone.router,
        sign_in.router,
        sign_out.router,
        list_offices.router,
        show_office.router,
        list_districts.router,
        list_csos.router,
        show_cso_registration_form.router,  # before show_cso: /cso/new is no EDRPOU
        show_cso.router,
        show_programme.router,
        show_import.router,
        show_import_report.router,
        show_sign_in.router,
    ],
    uploads={"/network": yaml_lines.LARGEST, "/cso/import": register_extract.LARGEST},
    pages=pages("liaison_registry"),
)
