"""What all tables of the events service belong to."""

from liaison_kit import database
from liaison_kit.database import TYPES
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The events service's own metadata."""

    metadata = database.metadata()
    type_annotation_map = TYPES
