"""Needs: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.needs import (
    add_question,
    adopt_concept,
    answer_survey,
    close_study,
    draft_study,
    enter_paper_answers,
    make_codes,
    move_question_up,
    open_study,
    publish_study,
    remove_question,
)
from liaison_registry.views.needs import (
    list_surveys,
    show_analysis,
    show_needs,
    show_needs_file,
    show_paper_entry,
    show_paper_form,
    show_study,
    show_survey,
    show_survey_thanks,
)

SLICES: list[APIRouter] = [
    draft_study.router,
    add_question.router,
    remove_question.router,
    move_question_up.router,
    open_study.router,
    make_codes.router,
    answer_survey.router,
    enter_paper_answers.router,
    close_study.router,
    publish_study.router,
    adopt_concept.router,
    list_surveys.router,
    show_survey.router,
    show_survey_thanks.router,
    show_paper_form.router,
    show_needs.router,
    show_needs_file.router,
    show_study.router,
    show_paper_entry.router,
    show_analysis.router,
]
