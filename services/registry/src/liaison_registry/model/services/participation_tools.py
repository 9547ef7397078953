"""The participation tools of the community, as residents are told about them.

Source: Ukrainian law as each guide names it. What a community sets itself (how many signatures, how much money,
when) is left to its charter and to the office's worker.
"""

# The key is the one that events name their tools with: liaison_contracts.events.ParticipationTool.
from liaison_contracts.events import ParticipationTool
from pydantic import BaseModel, ConfigDict, Field


class Guide(BaseModel):
    """One tool: what it is for, what to do, and what comes of it; the texts are for residents."""

    model_config = ConfigDict(frozen=True)

    tool: ParticipationTool
    name: str
    name_en: str
    purpose: str = Field(description="When it is the right one.")
    purpose_en: str
    steps: list[str] = Field(description="What to do, in order.")
    steps_en: list[str]
    outcome: str = Field(description="What must come of it, and when.")
    outcome_en: str
    source: str = Field(description="The law that it rests on.")
    source_en: str


GUIDES: tuple[Guide, ...] = (
    Guide(
        tool=ParticipationTool.APPEAL,
        name="Звернення громадян",
        name_en="Appeal",
        purpose="Є питання, пропозиція або скарга, і потрібна відповідь від міської ради.",
        purpose_en="You have a question, a proposal or a complaint, and need an answer from the City Council.",
        steps=[
            "Опишіть, що сталося і чого ви просите. В офісі допоможуть написати.",
            "Додайте прізвище, ім'я, по батькові, адресу, дату й підпис, а в електронному листі адресу для відповіді.",
            "Надішліть поштою, електронною поштою або віддайте в офісі. Попросіть номер реєстрації.",
        ],
        steps_en=[
            "Write down what happened and what you ask for. An office helps you with it.",
            "Add your full name, address, the date and a signature; in an email, the address for the answer.",
            "Send it by post or email, or hand it in at an office. Ask for its number.",
        ],
        outcome="Відповідь надають не пізніше місяця, а якщо вивчати нічого не треба, за 15 днів.",
        outcome_en="You are answered within a month, or within 15 days where nothing has to be looked into.",
        source="Закон України «Про звернення громадян», статті 5 і 20",
        source_en="Law of Ukraine “On Citizens' Appeals”, articles 5 and 20",
    ),
    Guide(
        tool=ParticipationTool.PETITION,
        name="Електронна петиція",
        name_en="Electronic petition",
        purpose="Рішення потрібне багатьом, і ви хочете, щоб рада його розглянула.",
        purpose_en="Many people need a decision, and you want the Council to consider it.",
        steps=[
            "Перевірте, чи немає вже такої петиції.",
            "Напишіть назву й суть: чого просите і чому.",
            "Подайте її на сайті петицій міської ради та збирайте підписи у встановлений строк.",
        ],
        steps_en=[
            "Look whether there is such a petition already.",
            "Write its title and substance: what you ask for, and why.",
            "File it on the Council's petition site, and collect signatures in the time that is set.",
        ],
        outcome="Скільки підписів і до якого дня, каже статут. Далі петицію розглядають і публікують відповідь.",
        outcome_en="A charter says how many signatures, and by when. Then it is considered, and the answer published.",
        source="Закон України «Про звернення громадян», стаття 23-1",
        source_en="Law of Ukraine “On Citizens' Appeals”, article 23-1",
    ),
    Guide(
        tool=ParticipationTool.PUBLIC_DISCUSSION,
        name="Громадське обговорення",
        name_en="Public discussion",
        purpose="Рада готує рішення, і ви хочете вплинути на нього, доки його не ухвалили.",
        purpose_en="The Council is preparing a decision, and you want a say before it is taken.",
        steps=[
            "Прочитайте проєкт рішення: в офісі покажуть, де він і до якого дня чекають на пропозиції.",
            "Прийдіть на зустріч в офісі або напишіть пропозицію з обґрунтуванням.",
            "Перегляньте звіт: у ньому сказано, що враховано, а що ні й чому.",
        ],
        steps_en=[
            "Read the draft: an office shows you where it is, and until when proposals are awaited.",
            "Come to the meeting at an office, or write down your proposal and its reasons.",
            "Read the report: it says what was taken up, what was not, and why.",
        ],
        outcome="Публікують звіт з усіма пропозиціями та рішенням щодо кожної.",
        outcome_en="A report is published with all proposals and what was decided about each.",
        source="Порядок консультацій з громадськістю, який ухвалила міська рада",
        source_en="The rules of public consultation that the City Council adopted",
    ),
    Guide(
        tool=ParticipationTool.PUBLIC_HEARING,
        name="Громадські слухання",
        name_en="Public hearing",
        purpose="Питання стосується всього округу, і на нього мають відповісти депутати чи посадовці.",
        purpose_en="A matter concerns the whole district, and deputies or officials should answer for it.",
        steps=[
            "Зберіть ініціативну групу й сформулюйте питання.",
            "Подайте ініціативу міській раді, як каже статут громади. В офісі дадуть зразок.",
            "Прийдіть, виступіть, проголосуйте за пропозиції.",
        ],
        steps_en=[
            "Gather an initiative group and put the question into words.",
            "File the initiative with the City Council, as the community's charter says. An office gives you a model.",
            "Come, speak, and vote on the proposals.",
        ],
        outcome="Пропозиції слухань орган місцевого самоврядування обов'язково розглядає.",
        outcome_en="The local authorities must consider the hearing's proposals.",
        source="Закон України «Про місцеве самоврядування в Україні», стаття 13",
        source_en="Law of Ukraine “On Local Self-Government in Ukraine”, article 13",
    ),
    Guide(
        tool=ParticipationTool.BUDGET_OF_PUBLIC_INITIATIVES,
        name="Бюджет громадських ініціатив",
        name_en="Budget of public initiatives",
        purpose="Ви знаєте, що поліпшити поруч, і на це потрібні гроші громади.",
        purpose_en="You know what to improve near you, and it needs the community's money.",
        steps=[
            "Опишіть проєкт: місце, що зробити, скільки це коштує. На консультації в офісі порахують разом з вами.",
            "Зберіть голоси на підтримку й подайте проєкт до кінця прийому заявок.",
            "Запрошуйте сусідів голосувати: проєкти з найбільшою кількістю голосів фінансують.",
        ],
        steps_en=[
            "Describe the project: where, what is to be done, what it costs. An office works it out with you.",
            "Collect votes of support, and file the project before applications close.",
            "Invite your neighbours to vote: the projects with most votes are paid for.",
        ],
        outcome="Проєкти-переможці виконує міська рада наступного року, а автор бачить, як іде робота.",
        outcome_en="The Council carries the winners out in the next year, and their authors see how the work goes.",
        source="Положення про бюджет громадських ініціатив, яке ухвалила міська рада",
        source_en="The rules of the budget of public initiatives that the City Council adopted",
    ),
    Guide(
        tool=ParticipationTool.GRANT_COMPETITION,
        name="Конкурс проєктів для громадських організацій",
        name_en="Grant competition for organisations",
        purpose="Ваша організація хоче зробити щось для громади й шукає на це кошти.",
        purpose_en="Your organisation wants to do something for the community, and looks for the money.",
        steps=[
            "Прочитайте умови оголошеного конкурсу.",
            "Підготуйте заявку з кошторисом; в офісі її перечитають разом з вами.",
            "Подайте її до закриття. Оцінюють кілька незалежних експертів.",
        ],
        steps_en=[
            "Read the terms of the competition.",
            "Prepare an application with a budget; an office goes through it with you.",
            "File it before the competition closes. Several independent evaluators score it.",
        ],
        outcome="Результати публікують. Переможці укладають угоду, отримують кошти й звітують.",
        outcome_en="The results are published. The winners sign an agreement, receive the money and report on it.",
        source="Положення про конкурс, яке ухвалила міська рада",
        source_en="The rules of the competition that the City Council adopted",
    ),
)
