"""The place where an office is: its address, also in the columns of open data, and the point of its door."""

import math
from datetime import date
from typing import Annotated

from liaison_kit.errors import Refusal
from pydantic import BaseModel, BeforeValidator, Field

from liaison_registry.model.text import OneLine

NEIGHBOURHOOD_KM = 30
"""A starosta district is no larger: what lies farther from the planned point is a slip of the finger."""
_EARTH_RADIUS_KM = 6371
PostCode = Annotated[str, Field(pattern="^[0-9]{5}$", description="Five digits.")]
Street = Annotated[OneLine, Field(max_length=100, description="With its kind.")]
House = Annotated[OneLine, Field(max_length=20)]
Phone = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{7,14}$", description="E.164.")]
_Optional = BeforeValidator(lambda given: given or None)


class SiteFarAway(Refusal):
    """This point lies {km} km from where it was until now. Latitude comes first: about {latitude}, {longitude}."""

    field = "latitude"


class Place(BaseModel):
    """Where an office is. Latitude and longitude are the door's, in degrees (WGS 84); the telephone is public.

    It is taken as a whole: what is left out is empty from then on.
    """

    address: OneLine = Field(min_length=1, max_length=200)
    address_en: OneLine = Field(min_length=1, max_length=200)
    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    post_code: Annotated[PostCode | None, _Optional] = None
    street: Annotated[Street | None, _Optional] = None
    house: Annotated[House | None, _Optional] = None
    phone: Annotated[Phone | None, _Optional] = None

    def must_be_near(self, latitude: float, longitude: float) -> None:
        """SiteFarAway from the point that is known."""
        away = kilometres(self.latitude, self.longitude, latitude, longitude)
        if away > NEIGHBOURHOOD_KM:
            raise SiteFarAway(km=round(away), latitude=round(latitude, 2), longitude=round(longitude, 2))


class Site(Place):
    """Where an office will be, and when it should open."""

    opens_about: Annotated[date | None, _Optional] = None


COLUMNS = frozenset(Place.model_fields)
"""Of an office, what an import changes no more once it was said here."""


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The way between two points as the crow flies (haversine formula), in kilometres; degrees, WGS 84."""
    first, second = math.radians(latitude), math.radians(other_latitude)
    turn = math.radians(other_longitude - longitude)
    half = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(turn / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(half))
