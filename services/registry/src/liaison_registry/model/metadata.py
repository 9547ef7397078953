"""The registry's own metadata: its tables never meet another service's."""

from liaison_kit import database
from liaison_kit.database import TYPES
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """What every table of the registry is declared on."""

    metadata = database.metadata()
    type_annotation_map = TYPES
