"""The columns of the views are what others' queries stand on: a change is a breaking one."""

import pytest

PUBLIC = {
    "timeline": "slug title owner topic status start_words start_earliest start_by "
    "first_due_words first_due_earliest first_due_latest standing_due_words "
    "standing_due_earliest standing_due_latest "
    "tightest_due_latest outcome_event outcome_on outcome_on_precision outcome_earliest "
    "outcome_latest merged_into days_late_min days_late_max measured_against first_days_min "
    "first_days_max standing_days_min standing_days_max tightest_days_min tightest_days_max "
    "moved_later moved_earlier loosened tightened dates_lost events followed_until "
    "followed_until_precision looked_on look_result first_due_soft standing_due_soft "
    "first_due_provisional "
    "standing_due_provisional second_hand_events unchecked_events dues_checked "
    "source_gone disputed kind selection summary as_of",
    "promises": "commitment title position event said_on said_on_precision made_on_basis who voice "
    "promised_by due_words due_kind due_earliest due_latest start_by soft provisional carries "
    "milestone evidence checked source_url note event_id kind",
    "slips": "commitment title slip days from_words from_earliest from_latest to_words "
    "to_earliest to_latest said_on said_on_precision made_on_basis who voice promised_by "
    "from_evidence to_evidence from_checked to_checked from_event to_event position kind",
    "overdue": "slug title owner standing_due_words standing_due_latest days_late_min "
    "days_late_max looked_on looked_as looked_where looked_for first_due_words first_due_latest "
    "moved_later second_hand_events unchecked_events disputed kind as_of",
    "unchecked": "slug title owner standing_due_words standing_due_latest standing_due_soft "
    "standing_due_provisional followed_until followed_until_precision what_is_known days_late_min "
    "moved_later second_hand_events unchecked_events disputed kind as_of",
    "source_health": "source title sample health reason read_on last_healthy_on documents "
    "newest_document_on files without_text pages_waiting files_waiting pages_failed "
    "pages_refused first_read_on",
    "run_reports": "run day started_at ended_at outcome not_finished sample sources sources_read "
    "sources_broken sources_degraded requests pages pages_failed new_documents new_versions",
    "document_changes": "id document title url source change as_before_on changed_by happened_on "
    "dated now was became sentences_removed sentences_added removed added files_removed "
    "files_added attached_to note state set_aside decided_on sample",
    "site_changes": "id source first_day last_day pages_gone pages_moved pages_before files_gone "
    "files_moved files_before came_back state decided_on sample",
    "foi_clock": "late_after state subject authority next_action kind due alternative days_left "
    "status may_escalate party checked_on basis citation confirmed explanation counted_from "
    "received_on changed_on revision as_of regime reference body url visibility foi_request "
    "position",
    "phrases": "words commitment title said_on said_on_precision made_on_basis who promised_by "
    "due_kind due_earliest due_latest start_by own_reading status what_came outcome_on "
    "outcome_on_precision merged_into said_to_came_min said_to_came_max "
    "followed_until followed_until_precision silent_days evidence checked kind position event_id",
    "kinds": "kind commitments statements second_hand not_checked",
    "choices": "kind field value name n",
    "due_soon": "slug title owner standing_due_words standing_due_earliest standing_due_latest "
    "days_left moved_later second_hand_events unchecked_events disputed kind as_of",
}


@pytest.mark.parametrize("view", PUBLIC)
def test_columns(db, view):
    assert [column.name for column in db[view].columns] == PUBLIC[view].split()
