"""A million answers to a needs study, for what lists them."""

import json
from uuid import UUID

import asyncpg
from liaison_kit.database import new_id

ANSWERS = 1_000_000
DISTRICTS, QUESTIONS, CHOICES = 8, 9, 6
STUDY = UUID(int=1)


async def answers(connection: asyncpg.Connection, number: int = ANSWERS) -> None:
    """A study in eight districts; each person gives an answer for taking part and two for each question."""
    districts = [new_id() for _ in range(DISTRICTS)]
    for number, district in enumerate(districts):
        await connection.execute(
            "insert into district (id, version, code, name, name_en, seat, seat_en, joined_on)"
            " values ($1, 1, $2, 'x', 'x', 'x', 'x', '2020-11-26')",
            district,
            f"UA{number:017d}",
        )
    choices = [{"key": f"c{number}", "text": "x", "text_en": "x"} for number in range(1, CHOICES + 1)]
    asked = [
        {"key": f"q{number}", "kind": "single", "text": "x", "text_en": "x", "choices": choices}
        for number in range(1, QUESTIONS + 1)
    ]
    await connection.execute(
        "insert into needs_study (id, version, slug, title, title_en, intro, intro_en, district_ids, opens_on,"
        " closes_on, by_code, status, questions)"
        " values ($1, 1, 'x', 'x', 'x', '', '', $2, '2022-01-01', '2022-03-31', false, 'open', $3)",
        STUDY,
        json.dumps([str(one) for one in districts]),
        json.dumps(asked),
    )
    people = number // (2 * QUESTIONS + 1) + 1
    await connection.execute(
        "insert into needs_submission (id, study_id, district_id, sex, age_group) select gen_random_uuid(), $1,"
        " ($2::uuid[])[1 + n % $3], (array['female', 'male', 'unsaid'])[1 + n % 3],"
        " (array['0-17', '18-34', '35-59', '60+', 'unsaid'])[1 + n % 5] from generate_series(1, $4::int) n",
        STUDY,
        districts,
        DISTRICTS,
        people,
    )
    await connection.execute(
        "insert into needs_answer (submission_id, question, choice) select id, '', '*' from needs_submission union all"
        " select id, 'q' || q, '*' from needs_submission, generate_series(1, $1::int) q union all"
        " select id, 'q' || q, 'c' || 1 + abs(hashtext(id::text || q)) % $2::int"
        " from needs_submission, generate_series(1, $1::int) q",
        QUESTIONS,
        CHOICES,
    )
