"""What all tables of the service stand on."""

from liaison_kit import database
from liaison_kit.database import TYPES
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The notifications service's own metadata."""

    metadata = database.metadata()
    type_annotation_map = TYPES
