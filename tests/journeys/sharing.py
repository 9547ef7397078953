"""Which journeys live in one network: to start one takes longer than most of them."""

from pathlib import Path

TRACED = "what people do"
"""This one's spans are collected, so that whoever looks for personal data finds all that was told there."""
SHARE_A_NETWORK = {
    "test_main_job.py": "what people do",
    "test_bad_input.py": "what people do",
    "test_check_in.py": "what people do",
    "test_pages.py": "what people do",
    "test_traces.py": "what people do",
    "test_personal_data.py": "what people do",
    "test_key_rotation.py": "what breaks",
    "test_kill.py": "what breaks",
    "test_outages.py": "what breaks",
    "test_consultations.py": "pages",
    "test_every_page.py": "pages",
    "test_people_pages.py": "pages",
}
"""By their files, in the order in which they are run; none relies on what another one has done."""


def network_name(path: Path) -> str:
    """The same for all files whose tests one process must run, one file after the other."""
    if path.parent.name == "subscribers":
        return "subscribers"  # on one broker with users and rights
    return SHARE_A_NETWORK.get(path.name, str(path)) if path.parent.name == "journeys" else str(path)
