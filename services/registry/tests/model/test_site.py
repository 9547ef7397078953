"""Where a site may lie."""

import pytest
from liaison_registry.model.offices.site import Site, SiteFarAway, kilometres

PLACE = Site(address="x", address_en="x", latitude=49.26, longitude=28.54)


def test_the_way_between_two_cities_is_known() -> None:
    assert kilometres(49.2331, 28.4682, 50.4501, 30.5234) == pytest.approx(200, abs=4)  # Vinnytsia, Kyiv
    assert kilometres(49.26, 28.54, 49.26, 28.54) == 0


@pytest.mark.parametrize(("latitude", "longitude"), [(28.54, 49.26), (49.26, 29.54), (-49.26, 28.54)])
def test_a_slip_of_the_finger_is_told(latitude: float, longitude: float) -> None:
    with pytest.raises(SiteFarAway):
        PLACE.model_copy(update={"latitude": latitude, "longitude": longitude}).must_be_near(49.26, 28.54)
    PLACE.must_be_near(49.3, 28.6)
