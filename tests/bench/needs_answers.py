"""How long a study's analysis takes with a million answers: `python -m tests.bench.needs_answers [postgresql://…]`.

Prints the p95 of a hundred times in milliseconds; the database is made for it and dropped again.
"""

import asyncio
import importlib
import json
import os
import statistics
import sys
import time
from uuid import UUID

import asyncpg
from liaison_kit.database import Database, new_id
from liaison_kit.migrations import migrate

ANSWERS = 1_000_000
DISTRICTS, QUESTIONS, CHOICES, TIMES = 8, 9, 6, 100
STUDY = UUID(int=1)


async def fill(connection: "asyncpg.Connection", answers: int = ANSWERS) -> None:
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
    people = answers // (2 * QUESTIONS + 1) + 1
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
    await connection.execute("analyze")


async def main(server: str) -> None:
    service = importlib.import_module("liaison_registry.service").SERVICE
    show = importlib.import_module("liaison_registry.views.needs.show_analysis").show_analysis
    name = f"needs_{new_id().hex}"
    own = f"{server.rpartition('/')[0]}/{name}"
    admin = await asyncpg.connect(server)
    await admin.execute(f"create database {name}")
    database = Database(own)
    try:
        await migrate(database, service.migrations)
        connection = await asyncpg.connect(own)
        await fill(connection)
        stored = await connection.fetchval("select count(*) from needs_answer")
        await connection.close()
        taken = []
        for _ in range(TIMES):
            begin = time.perf_counter()
            async with database.reading() as session:
                (await show(session, STUDY)).model_dump_json()
            taken.append((time.perf_counter() - begin) * 1000)
        print(f"{stored:,} answers: p95 {statistics.quantiles(taken, n=20)[18]:.1f} ms")
    finally:
        await database.engine.dispose()
        await admin.execute(f"drop database {name}")
        await admin.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else os.environ["LIAISON_TEST_POSTGRES"]))
