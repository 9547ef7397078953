"""Pictures for a page: drawn anew, so that nothing is left of what the camera or somebody else wrote beside them."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from liaison_registry.model.files.uploaded_files import MediaType, checked_file

LARGEST = 5 * 1024 * 1024
LONGEST_SIDE = 1600
ALLOWED = (MediaType.JPEG, MediaType.PNG, MediaType.WEBP)


@dataclass(frozen=True)
class Picture:
    """`content` is what is shown; `width` and `height` in pixels, so that the page keeps its place for it."""

    media_type: MediaType
    content: bytes
    width: int
    height: int


def picture_of(uploaded: bytes) -> Picture:
    """The picture upright, 1600 pixels at most, without place, time and owner; UnfitFile if it is none.

    It takes a processor for as long as a second: call it in a thread.
    """
    return drawn_anew(uploaded, checked_file(uploaded, ALLOWED, LARGEST), LONGEST_SIDE)


def drawn_anew(uploaded: bytes, kind: MediaType, longest_side: int) -> Picture:
    """The same of a picture that is checked; `longest_side` in pixels. Call it in a thread."""
    with Image.open(io.BytesIO(uploaded)) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB" if kind is MediaType.JPEG else "RGBA")
    picture.thumbnail((longest_side, longest_side))
    made = io.BytesIO()
    picture.save(made, kind.removeprefix("image/"), **({"quality": 85} if kind is not MediaType.PNG else {}))
    return Picture(kind, made.getvalue(), *picture.size)
