"""What the events of a case come to, told as stories.

A story is a regime, what happened, and what that comes to. Days were counted by hand against the
three divisions' bank holidays: in spring 2026 those are 17 March (Northern Ireland), 3 and 6 April
(Good Friday, and Easter Monday but in Scotland), 4 May, 25 May and 15 June (Scotland).

    sent 2026-03-06                            what happened, and on which day (or ?, or 2026-03)
    refusal_notice 2026-03-30 s.22@2026-06-01  a ground, with the day of publication that it names
    = refused                                  the status that it comes to
    response_due 2026-04-08, met 2026-03-30    each day, in order, and nothing else
    response_due 2026-04-08, then delayed, may escalate
    > Ask NHS England                          words of the next action (> alone: there is none)
    * not delivered                            words of a note
"""

import re
from datetime import date

import click
import pytest

from tracker.calendars.bank_holidays import BankHoliday, HolidayTable, OutsideCalendar, packaged
from tracker.cli import main
from tracker.foi.clock import standing
from tracker.foi.clock.post import is_by_post
from tracker.foi.model import Case, Event
from tracker.foi.order import faults
from tracker.foi.vocabulary import EVENT_TYPES, STATUSES

LATE = date(2027, 12, 31)  # after everything that happens here

FOIA = {
    "nothing has been done": """
        = draft
        > Send the request
        """,
    "only written": """
        drafted 2026-03-01
        = draft
        > `delaywatch foi record the-plan sent --on DAY`
        """,
    "asked": """
        sent 2026-03-06
        = awaiting_response
        response_due 2026-04-08, then delayed, may escalate
        > Wait for the reply of NHS England, due by 8 April 2026
        """,
    "asked on a Saturday: two conventions, and late only after the later": """
        sent 2026-11-28
        = awaiting_response
        response_due 2026-12-30 or 2026-12-31, then delayed, may escalate
        """,
    "an acknowledgement and a holding reply change nothing": """
        sent 2026-03-06
        acknowledged 2026-03-09
        holding_reply 2026-04-08
        = awaiting_response
        response_due 2026-04-08, then delayed, may escalate
        """,
    "received some days after it was sent": """
        sent 2026-03-06
        received 2026-03-09
        = awaiting_response
        response_due 2026-04-09, then delayed, may escalate
        """,
    "a letter arrives when it arrives": """
        sent 2026-03-06 channel=post
        = awaiting_response
        > Find out on which day NHS England received the request
        * a letter arrives later than it is sent
        """,
    "a letter whose receipt is known": """
        sent 2026-03-06 channel=post
        received 2026-03-10
        = awaiting_response
        response_due 2026-04-10, then delayed, may escalate
        """,
    "only the month is known: nothing is counted": """
        sent 2026-03
        = awaiting_response
        > Find out on which day
        * the day on which the request was sent is not known
        """,
    "the day of receipt is known only to the month": """
        sent 2026-03-06
        received 2026-03
        = awaiting_response
        * the day on which the request was received is not known
        """,
    "an answer to nothing that was recorded as sent": """
        acknowledged 2026-03-09
        = awaiting_response
        * the request is not recorded as sent
        """,
    "not delivered": """
        sent 2026-03-06
        delivery_error 2026-03-07
        = delivery_error
        > Send the request again
        """,
    "not delivered, sent again, and the clock begins anew": """
        sent 2026-03-06
        delivery_error 2026-03-07
        resent 2026-03-09 resets
        = awaiting_response
        response_due 2026-04-09, then delayed, may escalate
        """,
    "not delivered, sent again, and nobody says what that means": """
        sent 2026-03-06
        delivery_error 2026-03-07
        resent 2026-03-09
        = delivery_error
        * nobody has said that the clock begins anew
        """,
    "sent again by post: nothing is counted before it arrives": """
        sent 2026-03-06
        delivery_error 2026-03-07
        resent 2026-03-09 resets channel=DX
        = awaiting_response
        > Find out on which day NHS England received the request
        * a letter arrives later than it is sent
        """,
    "sent again by post, and its arrival is known": """
        sent 2026-03-06
        delivery_error 2026-03-07
        resent 2026-03-09 resets channel=courier
        received 2026-03-11
        acknowledged 2026-03-16
        = awaiting_response
        response_due 2026-04-13, then delayed, may escalate
        """,
    "sent again for good measure: the clock runs on": """
        sent 2026-03-06
        resent 2026-03-20 resets=no
        = awaiting_response
        response_due 2026-04-08, then delayed, may escalate
        """,
    "asked to say more: the clock stands still": """
        sent 2026-03-06
        clarification_requested 2026-03-10
        = awaiting_clarification
        > Answer the question of NHS England
        """,
    "said more: it begins anew, on that day": """
        sent 2026-03-06
        clarification_requested 2026-03-10
        clarification_sent 2026-03-16
        = awaiting_response
        response_due 2026-04-16, then delayed, may escalate
        """,
    "said more by post: nothing is counted before it arrives": """
        sent 2026-03-06
        clarification_requested 2026-03-10
        clarification_sent 2026-03-16 channel=letter
        = awaiting_response
        > Find out on which day
        * a letter arrives later than it is sent
        """,
    "said more by post: it had arrived when it was acknowledged": """
        sent 2026-03-06
        received 2026-03-06
        clarification_requested 2026-03-10
        clarification_sent 2026-03-16 channel=letter
        acknowledged 2026-03-18
        = awaiting_response
        response_due 2026-04-17, then delayed, may escalate
        """,
    "said more by post: it arrived before it was acknowledged": """
        sent 2026-03-06
        received 2026-03-06
        clarification_requested 2026-03-10
        clarification_sent 2026-03-12 channel=letter
        received 2026-03-13
        acknowledged 2026-03-18
        = awaiting_response
        response_due 2026-04-15, then delayed, may escalate
        """,
    "a review asked for by post: nothing is counted before it arrives": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        internal_review_requested 2026-04-10 channel=post
        = awaiting_review
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        > Find out on which day the request for a review reached NHS England
        * The request for the review went by post
        """,
    "a review asked for by post, and its arrival is known": """
        sent 2026-03-06
        received 2026-03-06
        response 2026-03-30 refused s.43
        internal_review_requested 2026-04-10 channel=post
        received 2026-04-13
        acknowledged 2026-04-20
        = awaiting_review
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_20 2026-05-12
        review_due_40 2026-06-10, then review_overdue, may escalate
        > which guidance wants by 12 May 2026
        """,
    "what arrives after a review was asked for is no request": """
        sent 2026-03-06
        internal_review_requested 2026-04-10 channel=post
        received 2026-04-13
        = awaiting_review
        response_due 2026-04-08, may escalate
        review_due_20 2026-05-12
        review_due_40 2026-06-10, then review_overdue, may escalate
        """,
    "asked to say more when the time was over: the lateness stays, the later clock runs": """
        sent 2026-03-06
        clarification_requested 2026-04-20
        clarification_sent 2026-04-21
        = awaiting_response
        response_due 2026-04-08, met 2026-04-20
        response_due 2026-05-20, then delayed, may escalate
        > due by 20 May 2026
        * after the time for its reply had ended on 8 April 2026
        """,
    "asked to say more on the last day is in time": """
        sent 2026-03-06
        clarification_requested 2026-04-08
        = awaiting_clarification
        """,
    "clarified on a day that is not known": """
        sent 2026-03-06
        clarification_requested 2026-03-10
        clarification_sent 2026-03
        = awaiting_response
        * the day on which the clarification was sent is not known
        """,
    "a fee is asked for": """
        sent 2026-03-06
        fees_notice 2026-03-10
        = awaiting_fee
        fee_pay_by 2026-06-09
        > Pay the fee by 9 June 2026
        """,
    "a fee is paid: eight working days did not count": """
        sent 2026-03-06
        fees_notice 2026-03-10
        fee_paid 2026-03-20
        = awaiting_response
        response_due 2026-04-20, then delayed, may escalate
        fee_pay_by 2026-06-09, met 2026-03-20
        """,
    "a fee is paid too late": """
        sent 2026-03-06
        fees_notice 2026-03-10
        fee_paid 2026-06-10
        = awaiting_response
        fee_pay_by 2026-06-09, met 2026-06-10
        * the body need not answer (FOIA s.9(2))
        """,
    "a fee is asked for when the time was over": """
        sent 2026-03-06
        fees_notice 2026-04-09
        = awaiting_fee
        response_due 2026-04-08, then delayed, may escalate
        fee_pay_by 2026-07-08
        * it stops no clock
        """,
    "a fee and a clarification: the fee is still to be paid": """
        sent 2026-03-06
        clarification_requested 2026-03-10
        fees_notice 2026-03-10
        clarification_sent 2026-03-16
        = awaiting_fee
        fee_pay_by 2026-06-09
        """,
    "a clarification after a fee begins it all anew": """
        sent 2026-03-06
        fees_notice 2026-03-10
        fee_paid 2026-03-12
        clarification_requested 2026-03-13
        clarification_sent 2026-03-16
        = awaiting_response
        response_due 2026-04-16, then delayed, may escalate
        """,
    "more time for the public interest, to a day that the body names": """
        sent 2026-03-06
        extension_notified 2026-04-08 until=2026-05-01
        = extended
        extended_response_due 2026-05-01, then delayed, may escalate
        pit_guideline_40 2026-05-07, then long_overdue, may escalate
        > due by 1 May 2026
        * no qualified exemption is recorded with the extension of 8 April 2026
        """,
    "more time on a ground that has no public interest test": """
        sent 2026-03-06
        extension_notified 2026-04-08 until=2026-05-01 s.41 s.12
        = extended
        extended_response_due 2026-05-01, then delayed, may escalate
        pit_guideline_40 2026-05-07, then long_overdue, may escalate
        * no qualified exemption is recorded with the extension of 8 April 2026 (s.41, s.12)
        """,
    "more time beyond what guidance allows: not overdue before the body's own day": """
        sent 2026-03-06
        extension_notified 2026-04-08 until=2026-05-20
        = extended
        extended_response_due 2026-05-20, then delayed, may escalate
        pit_guideline_40 2026-05-07, may escalate
        """,
    "more time and no day: guidance alone": """
        sent 2026-03-06
        extension_notified 2026-04-01
        = extended
        pit_guideline_40 2026-05-07, then delayed, may escalate
        > guidance gives NHS England until 7 May 2026
        """,
    "more time, but told too late: the law's day stands": """
        sent 2026-03-06
        extension_notified 2026-04-09 until=2026-05-20
        = extended
        response_due 2026-04-08, then delayed, may escalate
        extended_response_due 2026-05-20, then delayed, may escalate
        pit_guideline_40 2026-05-07, may escalate
        * after the time limit
        """,
    "more time three times: the newest counts, all are told": """
        sent 2026-03-06
        extension_notified 2026-04-01 until=2026-05-01
        extension_notified 2026-05-01 until=2026-06-01
        extension_notified 2026-06-01 until=2026-07-01
        = extended
        extended_response_due 2026-07-01, then delayed, may escalate
        pit_guideline_40 2026-05-07, may escalate
        * more time 3 times
        """,
    "more time that ends before the law's own day is no more time": """
        sent 2026-03-06
        extension_notified 2026-03-10 until=2026-03-27
        = extended
        response_due 2026-04-08, then delayed, may escalate
        extended_response_due 2026-03-27
        """,
    "more time on a day that is not known": """
        sent 2026-03-06
        extension_notified 2026-04 until=2026-05-01
        = extended
        extended_response_due 2026-05-01, then delayed, may escalate
        pit_guideline_40 2026-05-07, then long_overdue, may escalate
        * taken to have been told in time
        """,
    "more time after a fee: only the body's own day": """
        sent 2026-03-06
        fees_notice 2026-03-10
        fee_paid 2026-03-20
        extension_notified 2026-04-20 until=2026-05-20
        = extended
        extended_response_due 2026-05-20, then delayed, may escalate
        fee_pay_by 2026-06-09, met 2026-03-20
        * are not counted for a school or after a fee
        """,
    "answered in time": """
        sent 2026-03-06
        response 2026-04-08 disclosed
        = disclosed
        response_due 2026-04-08, met 2026-04-08
        >
        """,
    "answered late": """
        sent 2026-03-06
        response 2026-04-14 answered
        = answered
        response_due 2026-04-08, met 2026-04-14
        >
        """,
    "answered in a month: whether in time nobody can say": """
        sent 2026-03-06
        response 2026-04 refused
        = refused
        > the last day for asking cannot be counted
        * whether it was in time cannot be said
        """,
    "answered after more time": """
        sent 2026-03-06
        extension_notified 2026-04-08 until=2026-05-01
        response 2026-05-05 disclosed
        = disclosed
        extended_response_due 2026-05-01, met 2026-05-05
        pit_guideline_40 2026-05-07, met 2026-05-05
        """,
    "a reply that nobody has read": """
        sent 2026-03-06
        response 2026-04-01
        = needs_classification
        response_due 2026-04-08, met 2026-04-01
        > record its outcome
        """,
    "refused for future publication, with a day": """
        sent 2026-03-06
        refusal_notice 2026-03-30 s.22@2026-06-01
        = refused
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        publication_anticipated 2026-06-01, may escalate
        > On s.22, intended for future publication: look on the day named for publication
        """,
    "refused for future publication, with none": """
        sent 2026-03-06
        refusal_notice 2026-03-30 s.22
        = refused
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        > ask on which day it will be published
        * names no day of publication
        """,
    "refused on cost": """
        sent 2026-03-06
        response 2026-03-30 refused s.12
        = refused
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        > On s.12, cost limit: ask again for less
        """,
    "refused as vexatious": """
        sent 2026-03-06
        refusal_notice 2026-03-30 s.14
        = vexatious
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        """,
    "refused as already published": """
        sent 2026-03-06
        response 2026-03-30 refused s.21
        = already_published
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        > ask for the exact place
        """,
    "refused on grounds of two kinds": """
        sent 2026-03-06
        refusal_notice 2026-03-30 s.21 s.40
        = refused
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        > On s.21, accessible by other means: ask for the exact place
        > On s.40, personal information
        """,
    "neither confirmed nor denied": """
        sent 2026-03-06
        refusal_notice 2026-03-30 s.24?
        = neither_confirmed_nor_denied
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        """,
    "not held": """
        sent 2026-03-06
        response 2026-03-30 not_held
        = not_held
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        """,
    "disclosed in part": """
        sent 2026-03-06
        response 2026-03-30 partly_disclosed s.43
        = partly_disclosed
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        > On s.43, commercial interests
        """,
    "disclosed, it says, with grounds": """
        sent 2026-03-06
        response 2026-03-30 disclosed s.40
        = disclosed
        response_due 2026-04-08, met 2026-03-30
        * recorded as disclosed, but relies on grounds
        """,
    "a ground that no list has": """
        sent 2026-03-06
        response 2026-03-30 refused s.99
        = refused
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        * s.99 is not on the list of grounds under FOIA
        """,
    "a promise in a reply": """
        sent 2026-03-06
        response 2026-03-30 answered promise=2026-06-30
        = answered
        response_due 2026-04-08, met 2026-03-30
        publication_anticipated 2026-06-30, may escalate
        > Wait until 30 June 2026
        """,
    "a promise kept: the same in full in a later reply": """
        sent 2026-03-06
        response 2026-03-30 answered promise=2026-06-30
        response 2026-06-12 disclosed
        = disclosed
        response_due 2026-04-08, met 2026-03-30
        publication_anticipated 2026-06-30, met 2026-06-12
        >
        """,
    "two days for publication, and one named twice": """
        sent 2026-03-06
        refusal_notice 2026-03-30 s.22@2026-06-01 s.22A@2026-09-01 promise=2026-06-01
        = refused
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        publication_anticipated 2026-06-01, may escalate
        publication_anticipated 2026-09-01, may escalate
        """,
    "published, and the case ends": """
        sent 2026-03-06
        refusal_notice 2026-03-30 s.22@2026-06-01
        published_elsewhere 2026-06-12
        = published
        response_due 2026-04-08, met 2026-03-30
        publication_anticipated 2026-06-01, met 2026-06-12
        >
        """,
    "more time asked for after the reply moves nothing": """
        sent 2026-03-06
        response 2026-03-30 disclosed
        extension_notified 2026-04-01 until=2026-05-01
        = disclosed
        response_due 2026-04-08, met 2026-03-30
        * came after the reply
        """,
    "a review is asked for": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        internal_review_requested 2026-04-10
        = awaiting_review
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_20 2026-05-11
        review_due_40 2026-06-09, then review_overdue, may escalate
        > which guidance wants by 11 May 2026
        """,
    "a review upholds the refusal": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        internal_review_requested 2026-04-10
        internal_review_outcome 2026-05-12 upheld
        = refused
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_20 2026-05-11, met 2026-05-12
        review_due_40 2026-06-09, met 2026-05-12
        regulator_complaint_by 2026-06-23
        > Complain to the Information Commissioner by 23 June 2026
        """,
    "a review grants a part": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        internal_review_requested 2026-04-10
        internal_review_outcome 2026-05-12 partly
        = needs_classification
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_20 2026-05-11, met 2026-05-12
        review_due_40 2026-06-09, met 2026-05-12
        regulator_complaint_by 2026-06-23
        > Record what came of the review (`delaywatch foi record the-plan response --on DAY
        > if nothing came, ask NHS England for the part that was granted
        > Complain to the Information Commissioner by 23 June 2026
        * The review granted a part: if that did not come, ask for it
        """,
    "a review grants a part, and that comes": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        internal_review_requested 2026-04-10
        internal_review_outcome 2026-05-12 partly
        response 2026-05-12 partly_disclosed s.43
        = partly_disclosed
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_20 2026-05-11, met 2026-05-12
        review_due_40 2026-06-09, met 2026-05-12
        regulator_complaint_by 2026-06-23
        """,
    "a review overturns the refusal": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        internal_review_requested 2026-04-10
        internal_review_outcome 2026-05-11 overturned
        = needs_classification
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_20 2026-05-11, met 2026-05-11
        review_due_40 2026-06-09, met 2026-05-11
        > Record what came of the review (`delaywatch foi record the-plan response --on DAY
        > if nothing came, ask NHS England for it
        * if what was asked for did not come, ask for it
        """,
    "a review overturns the refusal, and the new reply counts": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        internal_review_requested 2026-04-10
        internal_review_outcome 2026-05-11 overturned
        response 2026-05-18 refused s.40
        = refused
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_20 2026-05-11, met 2026-05-11
        review_due_40 2026-06-09, met 2026-05-11
        regulator_complaint_by 2026-06-29
        > On s.40, personal information
        """,
    "a review that nobody has read": """
        sent 2026-03-06
        response 2026-03-30 refused
        internal_review_requested 2026-04-10
        internal_review_outcome 2026-05-11
        = needs_classification
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_20 2026-05-11, met 2026-05-11
        review_due_40 2026-06-09, met 2026-05-11
        """,
    "a review of silence: the complaint stays open beside it": """
        sent 2026-03-06
        internal_review_requested 2026-04-10
        = awaiting_review
        response_due 2026-04-08, may escalate
        review_due_20 2026-05-11
        review_due_40 2026-06-09, then review_overdue, may escalate
        > Wait for the outcome of the internal review
        > a complaint to the Information Commissioner about the missing reply need not wait for it
        * no review is needed
        """,
    "a review of silence is ended by a reply, which may itself be reviewed": """
        sent 2026-03-06
        internal_review_requested 2026-04-10
        response 2026-04-28 refused s.43
        = refused
        response_due 2026-04-08, met 2026-04-28
        review_request_by 2026-06-26
        review_due_20 2026-05-11, met 2026-04-28
        review_due_40 2026-06-09, met 2026-04-28
        """,
    "a further reply while a review runs leaves it running": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        internal_review_requested 2026-04-10
        response 2026-04-28 partly_disclosed
        = awaiting_review
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_20 2026-05-11
        review_due_40 2026-06-09, then review_overdue, may escalate
        * if it settles that, record so
        """,
    "no reply, and a complaint at once": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        = with_regulator
        response_due 2026-04-08
        > Wait for the decision of the Information Commissioner
        """,
    "a complaint about silence is settled by a reply": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        regulator_accepted 2026-05-12
        response 2026-05-20 refused s.12
        = refused
        response_due 2026-04-08, met 2026-05-20
        review_request_by 2026-07-20
        """,
    "a complaint after a review": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        internal_review_requested 2026-04-10
        internal_review_outcome 2026-05-12 upheld
        complaint_to_regulator 2026-06-23
        = with_regulator
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_20 2026-05-11, met 2026-05-12
        review_due_40 2026-06-09, met 2026-05-12
        regulator_complaint_by 2026-06-23, met 2026-06-23
        """,
    "a complaint because the review never came": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        internal_review_requested 2026-04-10
        complaint_to_regulator 2026-06-15
        = with_regulator
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_20 2026-05-11
        review_due_40 2026-06-09
        """,
    "resolved informally": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        informal_resolution 2026-06-10
        = resolved
        >
        """,
    "a notice that upholds the complaint": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 upheld until=2026-09-14
        = decision_notice
        response_due 2026-04-08
        notice_comply_by 2026-09-14, may escalate
        tribunal_appeal_by 2026-08-31
        > Wait until 14 September 2026 for what the decision notice orders
        """,
    "a notice that names no day": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 partly
        = decision_notice
        response_due 2026-04-08
        notice_comply_by 2026-09-07, may escalate
        tribunal_appeal_by 2026-08-31
        > Appeal to the First-tier Tribunal by 31 August 2026
        * 35 days are usual
        """,
    "a notice that does not uphold it": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 not_upheld
        = decision_notice
        response_due 2026-04-08, met 2026-03-30
        tribunal_appeal_by 2026-08-31
        > Appeal to the First-tier Tribunal by 31 August 2026
        """,
    "a notice is obeyed": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 upheld
        response 2026-09-08 disclosed
        = disclosed
        response_due 2026-04-08, met 2026-09-08
        notice_comply_by 2026-09-07, met 2026-09-08
        tribunal_appeal_by 2026-08-31
        >
        """,
    "a notice is answered with a refusal": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 upheld
        response 2026-09-07 refused s.43
        = refused
        response_due 2026-04-08, met 2026-09-07
        review_request_by 2026-11-02
        notice_comply_by 2026-09-07, met 2026-09-07
        tribunal_appeal_by 2026-08-31
        > Ask NHS England for an internal review by 2 November 2026
        > Hold the reply against the decision notice
        > On s.43, commercial interests
        """,
    "a notice about silence, a refusal, and its review upholds it": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-06-01 upheld
        response 2026-06-22 refused s.43
        internal_review_requested 2026-06-29
        internal_review_outcome 2026-07-20 upheld
        = refused
        response_due 2026-04-08, met 2026-06-22
        review_request_by 2026-08-19, met 2026-06-29
        review_due_20 2026-07-28, met 2026-07-20
        review_due_40 2026-08-26, met 2026-07-20
        regulator_complaint_by 2026-08-31
        notice_comply_by 2026-07-06, met 2026-06-22
        tribunal_appeal_by 2026-06-29
        """,
    "a notice about a refusal, and another refusal: that is held against the notice alone": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 upheld
        response 2026-09-07 refused s.40
        = refused
        response_due 2026-04-08, met 2026-03-30
        notice_comply_by 2026-09-07, met 2026-09-07
        tribunal_appeal_by 2026-08-31
        > Hold the reply against the decision notice
        """,
    "an appeal suspends the notice": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 upheld
        tribunal_appeal 2026-08-28
        = at_tribunal
        response_due 2026-04-08
        tribunal_appeal_by 2026-08-31, met 2026-08-28
        > Wait for the decision; record it
        * what the notice orders need not be done
        """,
    "the tribunal orders disclosure by a day": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 not_upheld
        tribunal_appeal 2026-08-28
        tribunal_decision 2027-02-01 allowed until=2027-03-08
        = decided_by_tribunal
        response_due 2026-04-08
        tribunal_appeal_by 2026-08-31, met 2026-08-28
        notice_comply_by 2027-03-08, may escalate
        > Wait until 8 March 2027 for what the tribunal orders
        """,
    "the tribunal dismisses the appeal": """
        sent 2026-03-06
        response 2026-03-30 refused s.43
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 not_upheld
        tribunal_appeal 2026-08-28
        tribunal_decision 2027-02-01 dismissed
        = decided_by_tribunal
        response_due 2026-04-08, met 2026-03-30
        tribunal_appeal_by 2026-08-31, met 2026-08-28
        >
        """,
    "the body appeals against a notice with a day of its own, and in vain": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 upheld until=2027-03-01
        tribunal_appeal 2026-08-28
        tribunal_decision 2027-02-01 dismissed
        = decided_by_tribunal
        response_due 2026-04-08
        tribunal_appeal_by 2026-08-31, met 2026-08-28
        notice_comply_by 2027-03-01, may escalate
        > Wait until 1 March 2027 for what the decision notice orders
        """,
    "the body appeals in vain, and the decision gives the day": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 upheld until=2026-09-14
        tribunal_appeal 2026-08-28
        tribunal_decision 2027-02-01 dismissed until=2027-03-08
        = decided_by_tribunal
        response_due 2026-04-08
        tribunal_appeal_by 2026-08-31, met 2026-08-28
        notice_comply_by 2027-03-08, may escalate
        > Wait until 8 March 2027 for what the tribunal orders
        """,
    "the body appeals in vain, and the day of the notice has passed meanwhile": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 upheld until=2026-09-14
        tribunal_appeal 2026-08-28
        tribunal_decision 2027-02-01 dismissed
        = decided_by_tribunal
        response_due 2026-04-08
        tribunal_appeal_by 2026-08-31, met 2026-08-28
        > See that NHS England does what is ordered
        * The day by which the decision is to be complied with is not recorded
        """,
    "the body appeals and wins": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 upheld until=2027-03-01
        tribunal_appeal 2026-08-28
        tribunal_decision 2027-02-01 allowed
        = decided_by_tribunal
        response_due 2026-04-08
        tribunal_appeal_by 2026-08-31, met 2026-08-28
        >
        """,
    "the body appeals and wins in part": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 upheld until=2027-03-01
        tribunal_appeal 2026-08-28
        tribunal_decision 2027-02-01 allowed_in_part
        = decided_by_tribunal
        response_due 2026-04-08
        tribunal_appeal_by 2026-08-31, met 2026-08-28
        > Read what the decision leaves for NHS England to do
        """,
    "who appealed against a notice that upheld a part is not on record": """
        sent 2026-03-06
        complaint_to_regulator 2026-05-10
        decision_notice 2026-08-03 partly until=2027-03-01
        tribunal_appeal 2026-08-28
        tribunal_decision 2027-02-01 dismissed
        = decided_by_tribunal
        response_due 2026-04-08
        tribunal_appeal_by 2026-08-31, met 2026-08-28
        > Read what the decision leaves for NHS England to do
        * who appealed is not on record
        """,
    "withdrawn": """
        sent 2026-03-06
        withdrawn 2026-03-12
        note 2026-03-13
        = withdrawn
        >
        """,
    "transferred": """
        sent 2026-03-06
        transferred 2026-03-12
        = transferred
        >
        * follow it there as a case of its own
        """,
    "sent anew after a refusal: what was counted before is gone": """
        sent 2026-03-06
        response 2026-03-30 refused
        resent 2026-04-21 resets
        = awaiting_response
        response_due 2026-05-20, then delayed, may escalate
        """,
}

EIR = {
    "asked": """
        sent 2026-03-06
        = awaiting_response
        response_due 2026-04-08, then delayed, may escalate
        """,
    "clarified: reg 9(4)": """
        sent 2026-03-06
        clarification_requested 2026-03-10
        clarification_sent 2026-03-16
        = awaiting_response
        response_due 2026-04-16, then delayed, may escalate
        * That a clarification begins the clock anew (EIR regulation 9(4)) was not read
        """,
    "more time by law, told in time": """
        sent 2026-03-06
        extension_notified 2026-04-08
        = extended
        extended_response_due 2026-05-07, then delayed, may escalate
        """,
    "more time, with a day of the body's own": """
        sent 2026-03-06
        extension_notified 2026-04-08 until=2026-04-24
        = extended
        extended_response_due 2026-04-24
        extended_response_due 2026-05-07, then delayed, may escalate
        """,
    "more time than the law has": """
        sent 2026-03-06
        extension_notified 2026-04-08 until=2026-06-01
        = extended
        extended_response_due 2026-05-07, then delayed, may escalate
        * later than the law allows (EIR regulation 7(1): 7 May 2026)
        """,
    "more time, told too late": """
        sent 2026-03-06
        extension_notified 2026-04-09
        = extended
        response_due 2026-04-08, then delayed, may escalate
        extended_response_due 2026-05-07, then delayed, may escalate
        * after the time limit
        """,
    "a fee is asked for: no rule says until when it may be paid": """
        sent 2026-03-06
        fees_notice 2026-03-10
        = awaiting_fee
        > Pay the fee, or ask NHS England for less
        * see the fees notice
        """,
    "a fee is paid": """
        sent 2026-03-06
        fees_notice 2026-03-10
        fee_paid 2026-03-20
        = awaiting_response
        response_due 2026-04-20, then delayed, may escalate
        * a time for paying the fee (EIR regulation 8(5)), which is not counted here
        """,
    "unfinished material: the refusal has to say when it will be finished": """
        sent 2026-03-06
        refusal_notice 2026-03-30 reg_12(4)(d)@2026-07-01
        = refused
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        publication_anticipated 2026-07-01, may escalate
        > EIR regulation 14(4)
        """,
    "not held": """
        sent 2026-03-06
        refusal_notice 2026-03-30 reg_12(4)(a)
        = not_held
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29
        """,
    "a review is asked for: 40 working days by law": """
        sent 2026-03-06
        response 2026-03-30 refused reg_12(5)(e)
        internal_review_requested 2026-04-10
        = awaiting_review
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_40 2026-06-09, then review_overdue, may escalate
        """,
    "a review upholds the refusal": """
        sent 2026-03-06
        response 2026-03-30 refused reg_12(5)(e)
        internal_review_requested 2026-04-10
        internal_review_outcome 2026-05-12 upheld
        = refused
        response_due 2026-04-08, met 2026-03-30
        review_request_by 2026-05-29, met 2026-04-10
        review_due_40 2026-06-09, met 2026-05-12
        regulator_complaint_by 2026-06-23
        """,
}

FOISA = {
    "asked: silence has to be reviewed first": """
        sent 2026-03-06
        = awaiting_response
        response_due 2026-04-06, then delayed, may escalate
        review_request_by 2026-06-03
        * Silence counts as a refusal
        """,
    "more time does not exist: the clock runs on": """
        sent 2026-03-06
        extension_notified 2026-04-01 until=2026-05-01
        extension_notified 2026-05-01 until=2026-06-01
        = awaiting_response
        response_due 2026-04-06, then delayed, may escalate
        review_request_by 2026-06-03
        * FOISA has no extension for the public interest
        """,
    "clarified": """
        sent 2026-03-06
        clarification_requested 2026-03-10
        clarification_sent 2026-03-16
        = awaiting_response
        response_due 2026-04-14, then delayed, may escalate
        review_request_by 2026-06-11
        """,
    "a fee is asked for and paid": """
        sent 2026-03-06
        fees_notice 2026-03-10
        fee_paid 2026-03-20
        = awaiting_response
        response_due 2026-04-17, then delayed, may escalate
        review_request_by 2026-06-17
        * a time for paying the fee (FOISA s.9), which is not counted here
        """,
    "asked in 2020: how much time there was is not known here": """
        sent 2020-03-02
        = awaiting_response
        > Ask NHS England when its answer will come
        * end on Monday 30 March 2020
        * temporary law lengthened Scottish times in 2020, which is not counted here
        """,
    "answered in 2020: whether in time is not known here": """
        sent 2020-03-02
        response 2020-05-29 disclosed
        = disclosed
        * so it is not called late
        """,
    "refused in 2020: until when a review may be asked for is not known here": """
        sent 2020-03-02
        response 2020-05-29 refused s.30
        = refused
        > the last day for asking cannot be counted
        * 40 Scottish working days after
        """,
    "asked a question in 2020: nobody says that this was late": """
        sent 2020-03-02
        clarification_requested 2020-05-29
        = awaiting_clarification
        """,
    "a fee asked for in 2020 stops the clock": """
        sent 2020-03-02
        fees_notice 2020-05-29
        = awaiting_fee
        """,
    "a review of 2020": """
        sent 2019-11-01
        response 2019-11-22 refused s.30
        internal_review_requested 2019-12-20
        = awaiting_review
        response_due 2019-11-29, met 2019-11-22
        regulator_complaint_by 2020-07-23
        > Ask NHS England when its answer will come
        * lengthened Scottish times in 2020
        """,
    "refused in time: the review counts from the last day for the reply": """
        sent 2026-03-06
        refusal_notice 2026-03-20 s.30
        = refused
        response_due 2026-04-06, met 2026-03-20
        review_request_by 2026-06-03
        """,
    "refused late: it counts from the refusal": """
        sent 2026-03-06
        refusal_notice 2026-04-13 s.30
        = refused
        response_due 2026-04-06, met 2026-04-13
        review_request_by 2026-06-10
        """,
    "for future publication: twelve weeks from the request": """
        sent 2026-03-06
        refusal_notice 2026-03-20 s.27@2026-05-15
        = refused
        response_due 2026-04-06, met 2026-03-20
        review_request_by 2026-06-03
        publication_anticipated 2026-05-15, may escalate
        section_27_ends 2026-05-29
        > On s.27, intended for future publication: look within 12 weeks
        """,
    "for future publication beyond the twelve weeks": """
        sent 2026-03-06
        refusal_notice 2026-03-20 s.27@2026-09-01
        = refused
        response_due 2026-04-06, met 2026-03-20
        review_request_by 2026-06-03
        publication_anticipated 2026-09-01, may escalate
        section_27_ends 2026-05-29
        * covers only what is meant for publication by 29 May 2026
        """,
    "for future publication of what was asked on an unknown day": """
        sent ?
        refusal_notice 2026-03-20 s.27
        = refused
        review_request_by 2026-05-19
        * The 12 weeks of FOISA s.27(1) cannot be counted
        """,
    "s.22 of the other Act means nothing here": """
        sent 2026-03-06
        refusal_notice 2026-03-20 s.22
        = refused
        response_due 2026-04-06, met 2026-03-20
        review_request_by 2026-06-03
        * s.22 is not on the list of grounds under FOISA
        """,
    "a review of silence: then the Commissioner, within six months of its last day": """
        sent 2026-03-06
        internal_review_requested 2026-04-10
        = awaiting_review
        response_due 2026-04-06
        review_request_by 2026-06-03, met 2026-04-10
        review_due_20 2026-05-11, then review_overdue, may escalate
        regulator_complaint_by 2026-11-11
        """,
    "a review of silence is ended by a reply: to the Commissioner from there": """
        sent 2026-03-06
        internal_review_requested 2026-04-10
        response 2026-05-12 refused s.30
        = refused
        response_due 2026-04-06, met 2026-05-12
        review_request_by 2026-06-03, met 2026-04-10
        review_due_20 2026-05-11, met 2026-05-12
        regulator_complaint_by 2026-11-12
        > Appeal to the Scottish Information Commissioner by 12 November 2026
        """,
    "a review upholds the refusal on the last of August: six months end in February": """
        sent 2026-06-22
        refusal_notice 2026-07-20 s.30
        internal_review_requested 2026-08-03
        internal_review_outcome 2026-08-31 upheld
        = refused
        response_due 2026-07-20, met 2026-07-20
        review_request_by 2026-09-15, met 2026-08-03
        review_due_20 2026-08-31, met 2026-08-31
        regulator_complaint_by 2027-02-28
        """,
    "decided: there is no tribunal, and no day for the court": """
        sent 2026-03-06
        refusal_notice 2026-03-20 s.30
        internal_review_requested 2026-04-10
        internal_review_outcome 2026-05-11 upheld
        complaint_to_regulator 2026-06-01
        decision_notice 2026-11-02 not_upheld
        = decision_notice
        response_due 2026-04-06, met 2026-03-20
        review_request_by 2026-06-03, met 2026-04-10
        review_due_20 2026-05-11, met 2026-05-11
        regulator_complaint_by 2026-11-11, met 2026-06-01
        > Court of Session on a point of law
        * no time is counted
        """,
    "an appeal to the court": """
        sent 2026-03-06
        decision_notice 2026-11-02 upheld until=2026-12-14
        tribunal_appeal 2026-12-01
        = at_tribunal
        response_due 2026-04-06
        * no day is counted for what the notice orders
        """,
    "decided, with steps and no day": """
        sent 2026-03-06
        decision_notice 2026-11-02 upheld
        = decision_notice
        response_due 2026-04-06
        > See that NHS England does what is ordered
        * so none is counted
        """,
}

EISR = {
    "asked": """
        sent 2026-03-06
        = awaiting_response
        response_due 2026-04-06, then delayed, may escalate
        review_request_by 2026-06-03
        """,
    "more time by law: the review is counted from its end": """
        sent 2026-03-06
        extension_notified 2026-04-06
        = extended
        extended_response_due 2026-05-05, then delayed, may escalate
        review_request_by 2026-07-02
        """,
    "refused: the review counts from the refusal": """
        sent 2026-03-06
        refusal_notice 2026-03-20 reg_10(4)(d)
        = refused
        response_due 2026-04-06, met 2026-03-20
        review_request_by 2026-05-19
        """,
    "more time taken in 2020: nobody says that it came too late": """
        sent 2020-03-02
        extension_notified 2020-05-29
        = extended
        * 40 Scottish working days after Monday 2 March 2020
        """,
    "clarified": """
        sent 2026-03-06
        clarification_requested 2026-03-10
        clarification_sent 2026-03-16
        = awaiting_response
        response_due 2026-04-14, then delayed, may escalate
        review_request_by 2026-06-11
        * That a clarification begins the clock anew (EI(S)R regulation 9) was not read
        """,
    "a fee is paid: no rule counts after it": """
        sent 2026-03-06
        fees_notice 2026-03-10
        fee_paid 2026-03-20
        = awaiting_response
        * a day or a rule for it is missing
        """,
    "reviewed": """
        sent 2026-03-06
        refusal_notice 2026-03-20 reg_11
        internal_review_requested 2026-04-10
        internal_review_outcome 2026-05-12 upheld
        = refused
        response_due 2026-04-06, met 2026-03-20
        review_request_by 2026-05-19, met 2026-04-10
        review_due_20 2026-05-11, met 2026-05-12
        regulator_complaint_by 2026-11-12
        """,
}

STORIES = [
    (regime, name, story)
    for regime, stories in {"FOIA": FOIA, "EIR": EIR, "FOISA": FOISA, "EISR": EISR}.items()
    for name, story in stories.items()
]


# ---------------------------------------------------------------------- how stories are read


def event(line):
    """An event from its line: type, day, then outcome, grounds and named values."""
    kind, day, *words = line.split()
    precision = {7: "month", 1: "unknown"}.get(len(day), "day")
    found = {
        "type": kind,
        "on": {"month": f"{day}-01", "unknown": None}.get(precision, day),
        "precision": precision,
    }
    for word in words:
        name, _, value = word.partition("=")
        if word.startswith(("s.", "reg_")):
            found.setdefault("grounds", []).append(ground(word))
        elif name == "resets":
            found["resets"] = value != "no"
        elif name == "promise":
            found["promise"] = {"due_phrase": "soon", "due_kind": "deadline", "due_latest": value}
        elif value:
            found[name] = value
        else:
            found["outcome"] = word
    return found


def ground(word):
    """``s.22@2026-06-01`` names a day of publication, ``s.24?`` neither confirms nor denies."""
    provision, _, named = word.replace("_", " ").partition("@")
    return {
        "provision": provision.rstrip("?"),
        "neither_confirm_nor_deny": provision.endswith("?"),
        "anticipated_publication": named or None,
    }


def case_of(regime, events, **more):
    """A case of ours with these events, one a line."""
    found = {
        "id": "the-plan",
        "subject": "A plan that was promised",
        "authority": "NHS England",
        "regime": regime,
        "events": [event(line) for line in events],
    }
    return Case.model_validate({**found, **more})


def told(deadline):
    """A deadline as stories tell it."""
    parts = [f"{deadline.kind} {deadline.due}"]
    if deadline.alternative:
        parts[0] += f" or {deadline.alternative}"
    if deadline.met_on:
        parts.append(f"met {deadline.met_on}")
    if deadline.status_after:
        parts.append(f"then {deadline.status_after}")
    if deadline.escalates:
        parts.append("may escalate")
    return ", ".join(parts)


def parts_of(story):
    """The lines of a story: events, status, days, words of the next action, words of notes."""
    lines = [line.strip() for line in story.strip().splitlines()]
    turn = next(at for at, line in enumerate(lines) if line.startswith("="))
    rest = lines[turn + 1 :]
    return (
        lines[:turn],
        lines[turn][2:],
        [line for line in rest if not line.startswith((">", "*"))],
        [line[1:].strip() for line in rest if line.startswith(">")],
        [line[2:] for line in rest if line.startswith("*")],
    )


@pytest.mark.parametrize(
    ("regime", "_name", "story"), STORIES, ids=[f"{regime}: {name}" for regime, name, _ in STORIES]
)
def test_stories(regime, _name, story):
    events, status, days, action, notes = parts_of(story)
    case = case_of(regime, events)
    assert faults(case, as_of=LATE) == []
    found = standing(case)
    assert (found.status, [told(one) for one in found.deadlines]) == (status, days)
    for words in action:
        assert words in found.next_action if words else found.next_action == ""
    for words in notes:
        assert any(words in note for note in found.notes), found.notes


def test_every_status_is_told_by_some_story_but_those_that_a_passing_day_makes():
    told_of = {parts_of(story)[1] for _, _, story in STORIES}
    assert set(STATUSES) - told_of == {"delayed", "long_overdue", "review_overdue", "unknown"}


# ---------------------------------------------------------------------- what stories leave out

ASKED, REFUSED = "sent 2026-03-06", "response 2026-03-30 refused s.43"
REVIEWED = ("internal_review_requested 2026-04-10", "internal_review_outcome 2026-05-12 upheld")
NOTICE = ("complaint_to_regulator 2026-06-01", "decision_notice 2026-08-03 partly")

WHOSE = [
    ("FOIA", [ASKED], "response_due", "authority", "statutory"),
    ("FOIA", [ASKED, "extension_notified 2026-04-08 until=2026-05-20"], "extended_response_due",
     "authority", "stated_by_the_body"),
    ("FOIA", [ASKED, "extension_notified 2026-04-08"], "pit_guideline_40", "authority",
     "guidance"),
    ("FOIA", [ASKED, "fees_notice 2026-03-10"], "fee_pay_by", "requester", "statutory"),
    ("FOIA", [ASKED, REFUSED], "review_request_by", "requester", "guidance"),
    ("EIR", [ASKED, REFUSED], "review_request_by", "requester", "statutory"),
    ("FOISA", [ASKED], "review_request_by", "requester", "statutory"),
    ("FOIA", [ASKED, REFUSED, REVIEWED[0]], "review_due_40", "authority", "guidance"),
    ("EIR", [ASKED, REFUSED, REVIEWED[0]], "review_due_40", "authority", "statutory"),
    ("FOISA", [ASKED, REFUSED, REVIEWED[0]], "review_due_20", "authority", "statutory"),
    ("FOIA", [ASKED, REFUSED, *REVIEWED], "regulator_complaint_by", "requester", "guidance"),
    ("FOISA", [ASKED, REFUSED, *REVIEWED], "regulator_complaint_by", "requester", "statutory"),
    ("FOIA", [ASKED, *NOTICE], "notice_comply_by", "authority", "guidance"),
    ("FOIA", [ASKED, NOTICE[0], "decision_notice 2026-08-03 upheld until=2026-09-14"],
     "notice_comply_by", "authority", "statutory"),
    ("FOIA", [ASKED, *NOTICE], "tribunal_appeal_by", "requester", "statutory"),
    ("FOIA", [ASKED, NOTICE[0], "decision_notice 2026-08-03 upheld"], "tribunal_appeal_by",
     "authority", "statutory"),
    ("FOIA", [ASKED, "refusal_notice 2026-03-30 s.22@2026-06-01"], "publication_anticipated",
     "authority", "stated_by_the_body"),
]  # fmt: skip


@pytest.mark.parametrize(("regime", "events", "kind", "party", "basis"), WHOSE)
def test_whose_act_and_on_whose_word(regime, events, kind, party, basis):
    [one] = [one for one in standing(case_of(regime, events)).deadlines if one.kind == kind]
    assert (one.party, one.basis) == (party, basis)
    assert one.citation
    assert one.action_before != one.action_after


def test_a_day_carries_its_working_and_says_what_is_unconfirmed():
    [of_the_reply] = standing(case_of("FOIA", [ASKED])).deadlines
    assert "20 UK working days after Friday 6 March 2026" in of_the_reply.explanation
    assert of_the_reply.citation.startswith("FOIA s.10(1)")
    assert of_the_reply.confirmed
    assert not standing(case_of("EIR", [ASKED])).deadlines[0].confirmed


def test_that_the_act_asks_for_the_day_an_extension_names_is_unconfirmed():
    case = case_of("FOIA", [ASKED, "extension_notified 2026-04-08 until=2026-05-01"])
    [named, _] = standing(case).deadlines
    assert not named.confirmed
    assert named.explanation == (
        "NHS England itself named 1 May 2026 on 8 April 2026; not confirmed: subsections (2) and "
        "(3) of FOIA s.17 were not read at their source."
    )


def test_an_extension_on_a_qualified_ground_is_what_the_act_knows():
    for provision in ("s.43", "s.40", "s.99"):  # the last is none that is known
        case = case_of(
            "FOIA", [ASKED, f"extension_notified 2026-04-08 until=2026-05-01 {provision}"]
        )
        assert "no qualified exemption" not in " ".join(standing(case).notes)


def test_what_the_body_named_is_told_as_its_word():
    case = case_of("FOIA", [ASKED, "response 2026-03-30 answered promise=2026-06-30"])
    assert standing(case).deadlines[1].explanation == (
        "NHS England wrote “soon”: no later than 30 June 2026."
    )


SILENCE = [
    ("FOIA", ["Chase NHS England", "Information Commissioner", "show that you chased"]),
    ("EIR", ["Chase NHS England", "Information Commissioner", "show that you chased"]),
    ("FOISA", ["Ask NHS England for a review", "only after a review"]),
    ("EISR", ["Ask NHS England for a review", "only after a review"]),
]


@pytest.mark.parametrize(("regime", "words"), SILENCE)
def test_what_to_do_about_silence(regime, words):
    after = standing(case_of(regime, [ASKED])).deadlines[0].action_after
    assert all(one in after for one in words)
    assert "delaywatch foi draft the-plan" in after


def test_what_a_review_granted_is_asked_for_before_and_after_the_last_day_to_complain():
    partly = "internal_review_outcome 2026-05-12 partly"
    found = standing(case_of("FOIA", [ASKED, REFUSED, REVIEWED[0], partly]))
    for action in (found.deadlines[-1].action_before, found.deadlines[-1].action_after):
        assert "ask NHS England for the part that was granted. Complain to the" in action
    assert found.next_action == found.deadlines[-1].action_before


def test_a_step_that_was_taken_speaks_for_what_stayed_undone():
    found = standing(case_of("FOIA", [ASKED, *NOTICE[:1]]))
    [unanswered] = found.deadlines
    assert unanswered.action_after == found.next_action != ""


def test_what_is_met_asks_for_nothing():
    [answered] = standing(case_of("FOIA", [ASKED, "response 2026-03-30 disclosed"])).deadlines
    assert (answered.action_before, answered.action_after) == ("", "")


def test_since_when_and_from_which_day_and_when_last_seen():
    found = standing(
        case_of("FOIA", [
            ASKED, "received 2026-03-09", "extension_notified 2026-04-08 until=2026-05-20",
            "checked 2026-04-20", "note 2026-04-22",
        ])
    )  # fmt: skip
    assert (found.since, found.received_on) == (date(2026, 4, 8), date(2026, 3, 9))
    assert found.checked_on == date(2026, 4, 20)  # a note is no look


ELSEWHERE = [
    ([ASKED], "waiting_response"),
    ([ASKED, "clarification_requested 2026-03-10"], "waiting_clarification"),
    ([ASKED, "delivery_error 2026-03-10"], "error_message"),
    ([ASKED, "response 2026-03-30 disclosed"], "successful"),
    ([ASKED, "response 2026-03-30 partly_disclosed"], "partially_successful"),
    ([ASKED, REFUSED], "rejected"),
    ([ASKED, "refusal_notice 2026-03-30 s.14"], "vexatious"),
    ([ASKED, "response 2026-03-30 not_held"], "not_held"),
    ([ASKED, REFUSED, REVIEWED[0]], "internal_review"),
    ([ASKED, REFUSED, *REVIEWED], "rejected"),
    ([ASKED, REFUSED, *NOTICE], "rejected"),
    ([ASKED, *NOTICE], "waiting_response"),
    ([ASKED, NOTICE[0], "decision_notice 2026-08-03 not_upheld"], "rejected"),
    ([ASKED, *NOTICE, "tribunal_appeal 2026-08-28", "tribunal_decision 2027-02-01 allowed_in_part"],
     "partially_successful"),
    ([ASKED, REFUSED, REVIEWED[0], "internal_review_outcome 2026-05-12 overturned"],
     "waiting_response"),
    ([ASKED, REFUSED, REVIEWED[0], "internal_review_outcome 2026-05-12 partly"],
     "waiting_response"),
    (["sent 2022-11-10", "tribunal_decision 2024-12-02 allowed_in_part"], "partially_successful"),
    (["sent 2022-11-10", "tribunal_decision 2024-12-02 dismissed"], "waiting_response"),
    ([ASKED, "withdrawn 2026-03-30"], "user_withdrawn"),
]  # fmt: skip


@pytest.mark.parametrize(("events", "state"), ELSEWHERE)
def test_what_whatdotheyknow_calls_it(events, state):
    assert standing(case_of("FOIA", events)).whatdotheyknow == state


OF_APPEALS = [
    # how the regulator decided (by which it is told who appealed), how the tribunal did
    ("not_upheld", "allowed", "successful"),
    ("not_upheld", "allowed_in_part", "partially_successful"),
    ("not_upheld", "dismissed", "rejected"),
    ("upheld", "allowed", "rejected"),
    ("upheld", "allowed_in_part", "partially_successful"),
    ("upheld", "dismissed", "successful"),
    # either may have appealed: as if there were no decision
    ("partly", "allowed", "rejected"),
    ("partly", "allowed_in_part", "partially_successful"),
    ("partly", "dismissed", "rejected"),
]


@pytest.mark.parametrize(("notice", "decision", "state"), OF_APPEALS)
def test_a_decision_of_the_tribunal_is_told_by_who_appealed(notice, decision, state):
    events = [
        ASKED, REFUSED, NOTICE[0], f"decision_notice 2026-08-03 {notice}",
        "tribunal_appeal 2026-08-28", f"tribunal_decision 2027-02-01 {decision}",
    ]  # fmt: skip
    assert standing(case_of("FOIA", events)).whatdotheyknow == state


NOT_FOLLOWED = [
    ("nothing is known to have come", ["sent 2022-08-04"], "unknown", []),
    ("asked and questioned", ["sent 2022-08-04", "clarification_requested 2022-08-08"],
     "unknown", []),
    ("a reply", ["sent 2022-08-04", "response 2022-08-18 refused s.22@2022-10-17"], "refused",
     ["response_due 2022-09-02, met 2022-08-18"]),
    ("a late reply", ["sent 2022-08-04", "response 2022-09-09 answered"], "answered",
     ["response_due 2022-09-02, met 2022-09-09"]),
    ("only a notice", ["sent ?", "decision_notice 2017-08-31 upheld"], "decision_notice", []),
    ("only the tribunal", ["sent 2022-11-10", "tribunal_decision 2024-12-02 allowed_in_part"],
     "decided_by_tribunal", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_case", "events", "status", "days"), NOT_FOLLOWED, ids=[row[0] for row in NOT_FOLLOWED]
)
def test_other_peoples_cases_are_never_late_for_want_of_records(_case, events, status, days):
    case = case_of("FOIA", events, followed=False)
    assert faults(case, as_of=LATE) == []
    found = standing(case)
    assert (found.status, [told(one) for one in found.deadlines]) == (status, days)
    assert found.next_action == ""
    assert "We do not follow this case" in found.notes[0]


def school(closed):
    return case_of("FOIA", ["sent 2026-07-06"], school=True, school_closed=closed)


def test_days_on_which_a_school_is_closed_do_not_count():
    # 11 school days to 22 July (the 13th is none), the other nine from 2 September.
    [found] = standing(school([["2026-07-23", "2026-09-01"]])).deadlines
    assert (found.due, found.kind) == (date(2026, 9, 14), "response_due")


def test_a_school_that_is_asked_on_a_sunday_is_late_only_after_the_later_of_two_days():
    case = case_of(
        "FOIA", ["sent 2026-11-22"], school=True, school_closed=[["2026-11-27", "2026-11-27"]]
    )
    assert [told(one) for one in standing(case).deadlines] == [
        "response_due 2026-12-22 or 2026-12-23, then delayed, may escalate"
    ]


def test_neither_closed_days_nor_those_of_a_fee_count_for_a_school():
    # 21 July (1), 3 and 4 September (3), 7 to 25 (18), 28 and 29 (20)
    events = ["sent 2026-07-20", "fees_notice 2026-07-30", "fee_paid 2026-08-10"]
    case = case_of("FOIA", events, school=True, school_closed=[["2026-07-22", "2026-09-02"]])
    assert [told(one) for one in standing(case).deadlines] == [
        "response_due 2026-09-29, then delayed, may escalate",
        "fee_pay_by 2026-10-29, met 2026-08-10",
    ]


# Sixty working days after 6 July 2026: 18 in July, 19 in August, 22 in September, 1 in October.
# After Sunday 22 November: 5, 21 in December, 19 in January, 15 in February to the 19th; by the
# Code it counts as the Monday, and the 60th is Monday the 22nd.
CLOSED_ON_UNKNOWN_DAYS = [
    ("a Monday", ["sent 2026-07-06"], date(2026, 8, 5), None, date(2026, 10, 1)),
    ("a Sunday", ["sent 2026-11-22"], date(2026, 12, 21), date(2026, 12, 22), date(2027, 2, 22)),
    ("after a fee", ["sent 2026-07-06", "fees_notice 2026-07-07", "fee_paid 2026-07-08"],
     date(2026, 8, 7), None, date(2026, 10, 5)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_case", "events", "due", "other", "late_after"),
    CLOSED_ON_UNKNOWN_DAYS,
    ids=[row[0] for row in CLOSED_ON_UNKNOWN_DAYS],
)
def test_a_school_whose_closed_days_nobody_recorded_is_late_only_after_the_60th_working_day(
    _case, events, due, other, late_after
):
    found = standing(case_of("FOIA", events, school=True))
    of_the_reply = found.deadlines[0]
    assert (of_the_reply.due, of_the_reply.alternative, of_the_reply.late_after) == (
        due, other, late_after,
    )  # fmt: skip
    assert "60 UK working days after" in of_the_reply.explanation
    assert "and none is recorded" in of_the_reply.explanation
    assert "Record the closed days" in " ".join(found.notes)


def test_a_day_within_the_time_by_law_makes_nothing_late_before_that_has_ended():
    case = case_of("FOIA", [ASKED, "extension_notified 2026-03-10 until=2026-03-27"])
    [by_law, named] = standing(case).deadlines
    assert (named.due, named.late_after) == (date(2026, 3, 27), by_law.late_after)
    assert "late only after 8 April 2026" in named.explanation
    assert "27 March 2026, has passed" in named.action_after


def test_the_twelve_weeks_of_section_27_set_nobody_a_duty():
    case = case_of("FOISA", [ASKED, "refusal_notice 2026-03-20 s.27"])
    ends = standing(case).deadlines[-1]
    assert (ends.kind, ends.party, ends.basis) == ("section_27_ends", "requester", "statutory")
    assert (ends.status_after, ends.escalates) == (None, False)
    assert "ask again" in ends.action_after
    assert "the exemption no longer covers it" in ends.action_after


POSTED = [
    "post", "Post", "by post.", "first-class post", "mail", "the mail", "letter", "a letter", "DX",
    "courier", "Royal Mail", "recorded delivery", "Special Delivery", "Signed For", "signed-for",
]  # fmt: skip
NOT_POSTED = [
    None, "email", "e-mail", "E-Mail", "e mail", "e\u2011mail", "electronic mail", "web form",
    "poster", "newsletter", "mailto:foi@harbour.example", "mail@harbour.example", "post@x.example",
    "WhatDoTheyKnow",
]  # fmt: skip


@pytest.mark.parametrize(
    ("channel", "posted"), [*((one, True) for one in POSTED), *((one, False) for one in NOT_POSTED)]
)
def test_what_goes_by_post(channel, posted):
    sent = Event.model_validate({"type": "sent", "on": "2026-03-06", "channel": channel})
    assert is_by_post(sent) is posted


# ------------------------------------------------------------------------- what can be typed

COMMAND = re.compile(r"`delaywatch ([^`]+)`")
PLACEHOLDERS = {"DAY": "2026-03-31", "FOLDER": "cases", "FILE": __file__}


def commands_of(found):
    """The commands that a standing names, as their words."""
    days = [text for one in found.deadlines for text in (one.action_before, one.action_after)]
    told = " ".join([found.next_action, *days, *found.notes])
    return {tuple(PLACEHOLDERS.get(word, word) for word in one.split())
            for one in COMMAND.findall(told)}  # fmt: skip


def parsed(words):
    """What click makes of the words of a command, up to running it."""
    command, context = main, click.Context(main)
    while isinstance(command, click.Group):
        name, command, words = command.resolve_command(context, list(words))
        context = command.make_context(name, words, parent=context)
    return command.name, context.params


def test_every_command_that_is_named_works_when_it_is_typed():
    """A record says what happened and on which day, and an outcome where there is one to say."""
    named = {
        words
        for regime, _, story in STORIES
        for words in commands_of(standing(case_of(regime, parts_of(story)[0])))
    }
    for words in named:
        name, given = parsed(words)
        if name == "record":
            outcomes = EVENT_TYPES[given["event_type"]].outcomes
            assert given["when"] is not None, words
            assert (given["outcome"] == "OUTCOME") is bool(outcomes), words
            assert (given["resets"] is True) is (given["event_type"] == "resent"), words
    assert {words[1] for words in named} >= {"record", "draft"}
    assert ("foi", "draft", "SLUG") in named
    assert ("foi", "draft", "the-plan", "--kind", "complaint") in named


def test_more_time_of_a_school_is_only_what_it_names():
    case = case_of(
        "FOIA", ["sent 2026-07-06", "extension_notified 2026-07-10 until=2026-10-05"], school=True
    )
    assert [told(one) for one in standing(case).deadlines] == [
        "extended_response_due 2026-10-05, then delayed, may escalate"
    ]


def test_the_regulator_is_named_and_what_is_unconfirmed_of_it_is_said():
    notes = " ".join(standing(case_of("FOIA", [ASKED])).notes)
    assert re.search(r"Information Commission takes the place .* the day is unconfirmed", notes)
    assert "Information Commission takes" not in " ".join(standing(case_of("FOISA", [ASKED])).notes)


def test_a_department_takes_an_article():
    case = case_of("FOIA", [ASKED], authority="Department of Health and Social Care")
    assert "the reply of the Department of Health" in standing(case).next_action


def test_another_calendar_moves_the_day():
    table = packaged()
    proclaimed = BankHoliday(date(2026, 3, 27), "scotland", "A day of joy", "")
    other = HolidayTable(
        "2026-03-20", table.covers_from, table.covers_until, "the test",
        (*table.holidays, proclaimed),
    )  # fmt: skip
    assert standing(case_of("FOIA", [ASKED]), table=other).deadlines[0].due == date(2026, 4, 9)


def test_beyond_the_calendar_is_an_error_and_no_guess():
    last = packaged().covers_until
    with pytest.raises(OutsideCalendar, match="outside the table of bank holidays"):
        standing(case_of("FOIA", [f"sent {last}"]))
    assert standing(case_of("FOIA", [f"sent {last}", f"withdrawn {last}"]))
