"""Every rule by its slug, in the order in which a page is written."""

from __future__ import annotations

from watchword.checklist.lint import bank, explanation, option, page, review, stem, wording
from watchword.checklist.lint.rule import Rule, of_checklist, of_guideline, of_question, of_section

READING_AGE = "reading-age"

RULES: tuple[Rule, ...] = (
    of_section("no-gain", page.sections_say_what_was_gained),
    of_section("scope-length", page.scopes_are_short),
    of_section("source-not-https", page.sources_are_https),
    of_guideline("link-not-https", page.links_can_be_trusted),
    of_guideline("bare-fence", page.fences_name_their_language),
    of_guideline("condescending", wording.nobody_is_talked_down_to),
    of_checklist("abbreviation", wording.abbreviations_are_explained),
    of_checklist("overdue-review", review.pages_are_reviewed_in_time),
    of_checklist("future-review", review.pages_were_not_reviewed_tomorrow),
    of_guideline("no-former", page.changed_pages_keep_what_they_said),
    of_guideline("why-length", page.why_fits_one_screen),
    of_guideline("no-stake", page.why_begins_a_sentence_about_the_stake),
    of_guideline("no-objection", page.why_answers_what_people_say),
    of_guideline("how-empty", page.how_says_what_to_do),
    of_checklist("check-unknown", page.checks_exist),
    of_guideline("beyond-source", explanation.figures_beyond_have_a_source),
    of_guideline("few-questions", bank.there_are_enough_questions),
    of_guideline("kind-missing", bank.there_is_a_question_of_each_kind),
    of_guideline("right-longest", bank.the_right_option_is_seldom_the_longest_of_a_guideline),
    of_checklist("right-longest-overall", bank.the_right_option_is_seldom_the_longest),
    of_question("stem-length", stem.scenarios_have_a_readable_length),
    of_question("negated-stem", stem.questions_are_not_negated),
    of_checklist(READING_AGE, stem.scenarios_are_in_plain_words),
    of_question("option-length", option.options_have_similar_length),
    of_question("option-words", option.options_are_short),
    of_question("absolute-word", option.absolute_words_give_nothing_away),
    of_question("all-of-the-above", option.options_stand_for_themselves),
    of_question("option-by-place", option.options_are_not_named_by_place),
    of_checklist("giveaway", option.rules_give_no_option_away),
    of_question("explanation-length", explanation.explanations_are_sentences),
    of_checklist("explanation-twice", explanation.explanations_are_written_once),
    of_question("misconception-name", explanation.misconceptions_say_what_is_believed),
    of_question("misconception-twice", explanation.misconceptions_are_told_apart),
    of_question("missing-source", explanation.figures_in_questions_have_a_source),
)
