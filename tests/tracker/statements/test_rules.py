"""Every rule by example: the sentences that it finds, and those that it must leave alone.

A line is a sentence that is said on 15 January 2025. {Braces} stand around the
deliverable and [brackets] around the words of the due; a deliverable that the
sentence does not spell out follows after "=>", and one that nobody names is
"=> ?". What else is found in the sentence follows after "+". A near miss is

    but nothing: The pier will be red.  # why no rule may find it
    but slipped.moved: ...              # which rule finds it instead
"""

import ast
import re
from datetime import date
from itertools import product
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

import tracker.statements
from tracker.statements import Event, find_statements
from tracker.statements.explain import explained
from tracker.statements.rule_names import ADMITTING, KINDS_TOLD, LEADS_TOLD, RULES_TOLD

SAID_ON = date(2025, 1, 15)

# ------------------------------------------------------------------------ promised

PROMISED = {
    "promised.will-output": """
        We will publish the {Harbour Plan} [by May 2026].
        The Department will [shortly] lay the {Moorings Order} before Parliament.
        The inspectorate shall issue a {final report on school ferries} in [the autumn].
        The {response to the consultation} will be published in [spring 2026].
        The {tram extension} will open in [late 2027].
        The Council will respond to the petition [by 3 March 2025]. => response to petition
        In [June 2025] we'll launch a {register of moorings}.
        The {Toll Code} is to be published in [May 2025].
        The agency will, subject to approval, release the {tide data} [next month].
        Ministers will finalise the {Ferry Bill} and publish it [when parliamentary time allows].
        We will publish {guidance on buoys}.
        but nothing: The pier will be red.  # a state brings nothing out
        but nothing: The strategy will set out our aims.  # what a paper says
        but nothing: Ministers will not publish the advice.  # denied
        but nothing: The museum will open its doors to new ideas.  # nothing that can come out
        but nothing: Publishing the plan in May 2025 would be wrong.  # an opinion
    """,
    "promised.will-work": """
        The Agency will begin a {review of weir licences} [next month].
        The {new clinic} in Skelby will be built [by 2028].
        The Board will recruit {40 wardens} [by the end of March 2026].
        We will review the fees in [the summer]. => review of fees
        [From April 2025], the trust will provide {free parking}.
        We will replace the {harbour byelaws}.
        but nothing: Ministers will work with ports in 2025.  # goes on, ends nowhere
        but nothing: The pier will help tourism by 2027.  # a benefit
        but nothing: The town will provide a warm welcome.  # no body, no date, no output
    """,
    "promised.will-other": """
        The council will repaint the {pier} [by June 2025].
        The {bandstand} will be gilded in [May 2025].
        Officers will dredge the {basin} [before Easter 2025].
        but nothing: The council will repaint the pier.  # neither a strong verb nor a date
        but nothing: The council will not repaint the pier by June 2025.  # denied
        but nothing: The council will repaint the pier once the rain has gone.  # hangs on an event
    """,
    "promised.would-output": """
        Officials said that the {tender} would be issued [within days].
        The Minister told the House that she would lay the {order} [before the summer recess].
        The trust announced that the {new ward} would open in [May 2025].
        but nothing: It would be published in May 2025 if funds allowed.  # a condition
        but nothing: The agency would have published the code.  # it did not
        but nothing: A new code would be published in an ideal world.  # nobody said it
    """,
    "promised.would-work": """
        The agency said it would review the tolls in [the spring]. => review of tolls
        The council announced that it would build the {footbridge} [by 2027].
        The trust said the {ward} would be replaced [by March 2026].
        but nothing: The trust said it would replace the ward if it had the money.  # a condition
        but nothing: The trust said that fees would fall in May 2025.  # a forecast
        but nothing: Phase 2 would take nine months to build.  # nobody promised it
    """,
    "promised.would-other": """
        The council said it would repaint the {pier} [by June 2025].
        The trust said the {atrium} would be reglazed [by March 2026].
        The authority confirmed that it would dredge the {basin} in [May 2025].
        but nothing: The council said it would repaint the pier.  # no date
        but nothing: The council said it would help anglers in May 2025.  # brings nothing out
    """,
    "promised.intends-output": """
        The Government intends to publish the {Ports Strategy} in [the spring].
        We plan to launch the {register} [next year].
        Ministers hope to introduce the {Bill} [when parliamentary time allows].
        Our intention is to issue the {licences} [by the end of June 2025].
        The trust is looking to open the {ward} in [May 2025].
        We expect the {inquiry} to report in [the autumn].
        but nothing: The strategy intends to inspire.  # nothing comes out
        but nothing: The Department has no plans to publish the code in 2025.  # denied
        but nothing: The Department hopes that the weather will hold.  # a wish
        but nothing: The council plans ahead.  # no verb of a deed
    """,
    "promised.intends-work": """
        The Trust plans to build a {new mortuary} [by 2028].
        The Agency proposes to replace the {pumps} in [the autumn].
        We intend to review the byelaws in [2026]. => review of byelaws
        The council is planning to begin the {trial} [next month].
        but nothing: We intend to keep the tolls under review in 2025.  # goes on
        but nothing: The council is not planning to build a footbridge by 2027.  # denied
        but nothing: Ministers hope for a good summer in 2025.  # no deed
    """,
    "promised.intends-other": """
        The council intends to repaint the {pier} [by June 2025].
        The museum hopes to reglaze the {atrium} [by March 2026].
        The authority plans to dredge the {basin} in [May 2025].
        but nothing: The museum hopes to please its visitors.  # no date
        but nothing: The council does not intend to repaint the pier by June 2025.  # denied
    """,
    "promised.expected-output": """
        The {guidance} is due to be published in [March 2025].
        The {report} is expected to be laid [before Easter 2025].
        The {consultation} is planned to open in [the first week of June].
        The {inquiry} is on track to report in [2026].
        The {code}, due to be issued [shortly], is long.
        but nothing: The tide is due to turn.  # nothing comes out
        but nothing: The report is not expected to be laid.  # denied, without a new date
    """,
    "promised.expected-work": """
        The {new depot} is due to be built [by 2027].
        The {pumps} are scheduled to be replaced in [the autumn].
        The {second phase} is expected to start in [June 2025].
        but nothing: Growth is expected to be 2 per cent in 2025.  # a forecast
        but nothing: Visitors are expected to pay at the gate.  # a rule of the house
        but nothing: Work on the depot is expected to cost £4 million.  # a cost
    """,
    "promised.expected-other": """
        The {pier} is due to be repainted [by June 2025].
        The {atrium} is scheduled to be reglazed in [March 2026].
        The {basin} is expected to be dredged [before Easter 2025].
        but nothing: The pier is expected to please anglers.  # no date
        but nothing: Ridership is expected to recover by 2027.  # a forecast
        but nothing: The school is expected to remain open in 2025.  # a state
    """,
    "promised.expected-date": """
        A {report on piers} is expected in [summer 2025].
        The {final guidance} is due for publication [early next year].
        The {Toll Order} is scheduled for [June 2025].
        The trust has written a {plan for lifts}, due in [May 2025].
        but nothing: Snow is expected in January 2025.  # weather
        but nothing: Savings are expected in 2026.  # a forecast of money
        but nothing: A rise in demand is expected in summer 2025.  # a forecast of demand
        but nothing: The tide is due at noon.  # no date
        but nothing: The town expects 40,000 visitors in 2025.  # a forecast of numbers
    """,
    "promised.committed-output": """
        The Department is committed to publishing the {Ferry Code} [by July 2025].
        The Government has committed to lay the {regulations} [before the summer recess].
        We remain committed to issuing the {final guidance} in [2025].
        The trust is committed to publishing its {waiting list}.
        but nothing: The council is committed to a fair toll.  # a value
        but nothing: We are committed to working with ports in 2025.  # goes on
        but nothing: The board is committed to openness in what it publishes.  # a value
    """,
    "promised.committed-work": """
        The Authority is committed to building the {relief road} [by 2030].
        The Government is committed to reviewing the tolls [by the end of 2025]. => review of tolls
        The Trust has committed to replace the {scanners} [by March 2026].
        The Department has committed to an {independent evaluation} [by May 2025].
        but nothing: The trust is committed to improving care by 2026.  # a value
        but nothing: The Authority is committed to providing a safe service.  # a value
    """,
    "promised.committed-other": """
        The council is committed to repainting the {pier} [by June 2025].
        The trust is committed to reglazing the {atrium} [by March 2026].
        The authority has committed to dredging the {basin} in [May 2025].
        but nothing: The council is committed to putting residents first.  # a value
        but nothing: The museum is committed to ensuring that all are welcome by 2027.  # a value
    """,
    "promised.working-output": """
        We are working to publish the {Harbour Plan} [by May 2025].
        Officials are working on launching the {portal} in [June 2025].
        With a view to publishing the {code} in [the spring], the board met three times.
        but nothing: Officials are working hard on the code.  # under way
        but nothing: The crane is working again.  # it runs
        but nothing: We are working with the ports on what to publish.  # under way
    """,
    "promised.working-work": """
        The agency is working to replace the {pumps} [by October 2025].
        The board is working towards building the {annex} [by 2027].
        Officers are working to establish the {fund} [by April 2026].
        but nothing: Officers are working to make the quay safe.  # under way, no date
        but nothing: The board is working with builders in 2025.  # under way
    """,
    "promised.working-other": """
        Officers are working to repaint the {pier} [by June 2025].
        The agency is working towards dredging the {basin} in [May 2025].
        With a view to reglazing the {atrium} [by March 2026], the trust has drawn up a plan.
        but nothing: Officers are working to repaint the pier.  # under way, no date
        but nothing: The agency is working on the basin in 2025.  # under way
    """,
    "promised.to-be-output": """
        The {Harbour Strategy}, to be published in [May 2025], covers every quay.
        The {final guidance}, to be issued [shortly], has three parts.
        A {levy order}, to be laid [before Easter 2025], has been drafted.
        but nothing: What is to be published by whom is a matter of law.  # no date, no output
        but nothing: It is hard to be heard in the hall in May 2025.  # "hard to be"
        but nothing: The fee needs to be published.  # a need
    """,
    "promised.to-be-work": """
        The {new annex}, to be built [by 2027], has been designed.
        A {review of tolls}, to be conducted [next year], was agreed.
        The {second phase}, to be delivered [by March 2026], was approved.
        but nothing: The annex needs to be built by 2027.  # a need
        but nothing: The annex is likely to be built of brick.  # a guess
    """,
    "promised.to-be-other": """
        The {pier}, to be repainted [by June 2025], is popular.
        The {atrium}, to be reglazed [by March 2026], leaks.
        The {basin}, to be dredged in [May 2025], is silting up.
        but nothing: Moorings need to be painted by May 2025.  # a need
        but nothing: The pier, to be frank, is ugly.  # an idiom
        but nothing: We want every village to have a bus by 2030.  # a wish
    """,
    "promised.progressive-output": """
        The Department is publishing the {code} on [3 March 2025].
        The council is introducing the {levy} [from April 2026].
        The agency is launching a {portal} in [June 2025].
        but nothing: The Department is publishing more than it ever did.  # under way
        but nothing: The council is not introducing a levy in 2025.  # denied
        but nothing: The council is considering the levy in May 2025.  # only considered
    """,
    "promised.progressive-work": """
        The trust is replacing the {scanners} [by March 2026].
        The board is reviewing the tolls in [the spring]. => review of tolls
        The authority is building a {depot} [by 2027].
        but nothing: The authority is building a depot.  # under way
        but nothing: The choir is singing in May 2025.  # no deed of a body
    """,
    "promised.timetable": """
        The {consultation} opens on [3 March 2025].
        The {portal} goes live on [3 March 2025].
        The {scheme} closes in [June 2025].
        The {second round} begins in [May 2025].
        The {new regulations} come into force on [6 April 2025].
        but nothing: The museum opens every Monday.  # comes round
        but nothing: The museum opens at nine.  # no date
        but nothing: The Act begins with a preamble.  # not in time
        but nothing: The path starts at the quay.  # not in time
    """,
    "promised.should": """
        The {report} should be published [by Easter 2025].
        The {portal} should be ready [by June 2025].
        The {results} should be available in [the spring].
        but nothing: A response should be published within 12 weeks of its end.  # a norm for all
        but nothing: All accounts should be published by 31 March 2025.  # a norm for all
        but nothing: The Department should publish the code by May 2025.  # a demand
        but nothing: The report should be published in due course.  # no last day
    """,
    "promised.at-first": """
        The {code} was originally due [by the end of 2023].
        The {strategy}, originally planned for [spring 2024], is still awaited.
        The {review} was first due to be published in [2022].
        The {Harbour Plan} was initially expected in [March 2024].
        but nothing: The pier was originally built by order of the council in 1890.  # no promise
        but nothing: The trial of the thief was due in 2023.  # not told as a first date
        but nothing: Originally the code had three parts.  # no promise
    """,
    "promised.takes-in": """
        The Quay Plan will be folded into the {Harbour Plan}, due in [autumn 2025]. + merged.into
        Two papers will be combined with the {Anglers' Code} in [May 2025]. + merged.incorporated
        The toll review will be rolled into the {Ports Review} in [June 2025]. + merged.into
        but merged.into: The Quay Plan will be folded into the Harbour Strategy.  # no date
        but merged.into: The Quay Plan was folded into the Harbour Strategy in 2021.  # it is over
    """,
}

# ------------------------------------------------------------------------- slipped

SLIPPED = {
    "slipped.moved": """
        The {opening of the ward} has been put back to [May 2026].
        The {launch} was pushed back to [June 2025].
        {Completion} has slipped to [late 2026].
        {Handover} was rescheduled for [3 March 2025].
        The {roll-out} has been rephased to [April 2027].
        The {works} are several months behind.
        The {new route} has now slipped.
        The {works} are running behind schedule.
        The {strategy} will not be published [until autumn 2025].
        The {launch} was moved [from March to June 2025]. => launch | June 2025
        but nothing: The tramway has been extended to the quay.  # in space, not in time
        but nothing: Meetings are often moved.  # which, nobody says
        but nothing: The trains were delayed by fog.  # life, not promises
        but nothing: If the launch is put back, fees will rise.  # a condition
    """,
    "slipped.missed": """
        The {roll-out} will no longer meet [its 31 October deadline]. => roll-out | -
        The {programme} is running late.
        The {tolls review} is overdue.
        The {joint plan} will not now meet its target.
        The {portal} has missed its deadline.
        but nothing: The trains were late.  # life, not promises
        but nothing: Late in May the fair comes to town.  # "late" of a month
        but nothing: The portal is unlikely to meet everybody's needs.  # no date is missed
    """,
    "slipped.has-been": """
        The {opening of the new clinic} has been postponed [until May 2026].
        The {new timetable} has been postponed.
        {Publication of the code} has been deferred.
        but nothing: My flight has been postponed.  # life, not promises
        but nothing: The launch has not been postponed.  # denied
    """,
    "slipped.was": """
        The {launch} was postponed.
        The {opening} was delayed [until May 2026].
        The {tender} was postponed.
        The {consultation} was deferred.
        but nothing: The launch was delayed in 2019.  # nobody says that it still is
        but nothing: The hearing was postponed.  # life, not promises
        but nothing: The launch was never postponed.  # denied
    """,
    "slipped.will-be": """
        The {launch} will be delayed.
        The {opening} will be postponed [until May 2026].
        The trust said the {opening} would be delayed [until May 2026].
        The {launch} is expected to be delayed [until May 2026].
        but nothing: The launch will not be delayed.  # denied
        but nothing: Trains will be delayed.  # life, not promises
        but nothing: The launch could be delayed.  # a risk
    """,
    "slipped.extended": """
        The council has extended the {application period} to [June 2025].
        The {call} will be extended [until March 2026].
        The {call for evidence} has been extended [until 3 March 2025].
        but nothing: The council has extended the tramway to the quay.  # in space
        but nothing: The scheme was extended to farmers.  # to more people
    """,
    "slipped.not-until": """
        The {inquiry} will not report [until 2027].
        The {portal} will not launch [until June 2025].
        The {response} is not due to be issued [before May 2025]. => response | before May 2025
        but nothing: The inquiry will not report to ministers.  # no date
        but nothing: The pier will not be red until dusk.  # a state
    """,
    "slipped.admitted": """
        We will publish the {Harbour Plan} in [May 2026], later than planned.
        The code was due in March 2025 and will be published in [May]. => code
        The {strategy} will be published in [autumn 2025], a year late.
        The {code} will be published in [June 2025] instead of March 2025.
        The {pier} will open in [October 2026], not April 2026 as first announced.
        There will be a further delay: the {code} will be published in [May 2025].
        but promised.will-output: The strategy will be published in May 2025 as planned.  # on time
        but promised.will-output: The code will be issued in May 2025, before the Bill.  # no delay
        but delivered.passive: The code was published on 3 January 2025, a week late.  # it is out
    """,
    "slipped.will-output": """
        We will now publish the {Harbour Plan} in [May 2026].
        The {strategy} will now be issued in [the autumn].
        The {tram extension} will now open in [late 2027].
        The trust now anticipates that the {pier} will open in [late 2027].
        but promised.will-output: We now know that the pier will open in May 2027.  # no new date
        but promised.will-output: We will publish the Harbour Plan now that it is done.  # no date
        but nothing: The pier will now be red.  # a state
    """,
    "slipped.will-work": """
        The {pumps} will now be replaced in [the autumn].
        The {new clinic} will now be built [by 2028].
        The {second phase} will now start in [June 2025].
        but promised.will-work: The pumps will be replaced in May 2025.  # no "now"
        but nothing: The trust will now provide care to all.  # no date, no output
    """,
    "slipped.will-other": """
        The {pier} will now be repainted [by June 2025].
        The {atrium} will now be reglazed in [March 2026].
        The {basin} will now be dredged [before Easter 2025].
        but nothing: The pier will now be repainted.  # no date
        but promised.will-other: The pier will be repainted by June 2025.  # no "now"
    """,
    "slipped.would-output": """
        The council said the {register} would now be launched in [June 2025].
        Officials said the {order} would now be laid [before Easter 2025].
        The board said the {tender} would now be issued in [May 2025].
        but promised.would-output: The board said the tender would be issued soon.  # no "now"
        but nothing: Now the tender would be issued in May 2025.  # nobody said it
    """,
    "slipped.would-work": """
        The agency said the {pumps} would now be replaced in [the autumn].
        The council said the {depot} would now be built [by 2028].
        The board said the {second phase} would now start in [June 2025].
        but promised.would-work: The board said the depot would be built by 2028.  # no "now"
    """,
    "slipped.would-other": """
        The trust said the {atrium} would now be reglazed [by March 2026].
        The council said the {pier} would now be repainted [by June 2025].
        The authority said the {basin} would now be dredged in [May 2025].
        but promised.would-other: The trust said the pier would be painted by May 2025.  # no "now"
    """,
    "slipped.intends-output": """
        We now plan to publish the {Harbour Plan} in [May 2026].
        The Government now intends to lay the {order} [before the summer recess].
        The agency now expects to launch the {portal} in [June 2025].
        but promised.intends-output: We plan to publish the Harbour Plan in May 2026.  # no "now"
        but dropped.no-longer: We no longer plan to publish the Harbour Plan.  # not late: given up
    """,
    "slipped.intends-work": """
        We now intend to replace the {pumps} in [the autumn].
        The trust now plans to build the {mortuary} [by 2028].
        The board now aims to review the tolls in [the spring]. => review of tolls
        but promised.intends-work: We intend to replace the pumps in the autumn.  # no "now"
    """,
    "slipped.intends-other": """
        The council now intends to repaint the {pier} [by June 2025].
        The museum now hopes to reglaze the {atrium} [by March 2026].
        The authority now plans to dredge the {basin} in [May 2025].
        but promised.intends-other: The council intends to repaint the pier by May 2025.  # no now
    """,
    "slipped.expected-output": """
        The {guidance} is now due to be published in [March 2025].
        The {report} is now expected to be laid [before Easter 2025].
        The {consultation} is now planned to open in [June].
        but promised.expected-output: The guidance is due to be published in March 2025.  # no "now"
    """,
    "slipped.expected-work": """
        The {depot} is now due to be built [by 2027].
        The {pumps} are now scheduled to be replaced in [the autumn].
        The {second phase} is now expected to start in [June 2025].
        but promised.expected-work: The depot is due to be built by 2027.  # no "now"
    """,
    "slipped.expected-other": """
        The {pier} is now due to be repainted [by June 2025].
        The {atrium} is now scheduled to be reglazed in [March 2026].
        The {basin} is now expected to be dredged [before Easter 2025].
        but promised.expected-other: The pier is due to be repainted by June 2025.  # no "now"
    """,
    # That a body is now doing or promising a thing does not admit that it is late.
    "slipped.working-output": """
        Having missed March, we are now working to publish the {Harbour Plan} [by May 2025].
        After two delays the agency is now working to launch the {portal} in [June 2025].
        As the tender failed, we are now working towards issuing the {licences} in [May 2025].
        but promised.working-output: We are working to publish the plan by May 2025.  # no "now"
    """,
    "slipped.working-work": """
        Having missed March, the agency is now working to replace the {pumps} [by May 2025].
        After two delays the board is now working towards building the {annex} [by 2027].
        As the tender failed, we are now working to establish the {fund} [by April 2026].
        but promised.working-work: We are working to replace the pumps by May 2025.  # no "now"
    """,
    "slipped.working-other": """
        Having missed March, officers are now working to repaint the {pier} [by June 2025].
        After two delays they are now working towards dredging the {basin} in [May 2025].
        As the tender failed, we are now working to reglaze the {atrium} [by March 2026].
        but promised.working-other: We are working to repaint the pier by June 2025.  # no "now"
    """,
    "slipped.to-be-output": """
        The {strategy}, now to be published in [May 2025], covers every quay.
        The {final guidance}, now to be issued in [May 2025], has three parts.
        The {levy order}, now to be laid [before Easter 2025], has been drafted.
        but promised.to-be-output: The strategy, to be published in May 2025, is long.  # no "now"
    """,
    "slipped.to-be-work": """
        The {annex}, now to be built [by 2027], has been designed.
        The {second phase}, now to be delivered [by March 2026], was approved.
        The {trial run}, now to be conducted [next year], was agreed.
        but promised.to-be-work: The annex, to be built by 2027, has been designed.  # no "now"
    """,
    "slipped.to-be-other": """
        The {pier}, now to be repainted [by June 2025], is popular.
        The {atrium}, now to be reglazed [by March 2026], leaks.
        The {basin}, now to be dredged in [May 2025], is silting up.
        but promised.to-be-other: The pier, to be repainted by June 2025, is popular.  # no "now"
    """,
}

# -------------------------------------------------------------------------- paused

PAUSED = {
    "paused.stopped": """
        The {review} has been put on hold.
        The {levy} was placed on hold.
        The {rollout} has stalled.
        The {board} has been stood down.
        The {scheme} is on hold pending a review.
        but nothing: Please stay on hold.  # of a telephone
        but nothing: If the review is put on hold, fees will rise.  # a condition
    """,
    "paused.has-been": """
        The {programme} has been paused.
        The council has halted the {bus review}.
        The {inspection programme} has been suspended.
        but nothing: The programme has not been paused.  # denied
        but nothing: The officer's driving licence has been suspended.  # life, not promises
    """,
    "paused.was": """
        The {inspection programme} was suspended in December.
        The {review} was halted.
        The {rollout} was paused.
        but nothing: The match was suspended.  # no output
        but nothing: The review was not halted.  # denied
        but nothing: The work was paused in 2023 and has since resumed.  # it goes on
    """,
}

# ------------------------------------------------------------------------- dropped

DROPPED = {
    "dropped.ended": """
        The {scheme} has been shelved.
        The {bypass} will not proceed.
        {Action 7} was closed as no longer needed.
        The trust will cease work on the {travel plan}.
        The council has decided not to proceed with the {levy}.
        Ministers decided to scrap the {Harbour Bill}.
        Quaytec decided to stop {several pier projects}, including the tramway.
        The trust pulled the plug on the {app}.
        The agency has decided against introducing the {levy}.
        {Work on the tramway} is not being taken forward.
        The {second phase} will not go ahead.
        but nothing: We hear the players of some games that have been scrapped.  # which of a kind
        but nothing: The scheme will go ahead.  # not given up
        but nothing: If the scheme is shelved, fees will rise.  # a condition
        but nothing: The council has decided to proceed with the levy.  # not given up
        but nothing: The charge was dropped by the police.  # of a crime
    """,
    "dropped.cancelled": """
        The {planned levy} has been cancelled.
        The {Ferry Bill} was withdrawn in November.
        The council abandoned the {tram scheme} last year.
        but nothing: Trains were cancelled on Sunday.  # life, not promises
        but nothing: The levy has not been cancelled.  # denied
        but nothing: No scheme was cancelled.  # denied
    """,
    "dropped.will-be-cancelled": """
        The {Ferry Bill} will be withdrawn.
        The council will scrap the {parking levy}.
        The {tender} will be cancelled.
        but nothing: The Ferry Bill will not be withdrawn.  # denied
        but nothing: Flights will be cancelled.  # life, not promises
    """,
    "dropped.no-longer": """
        The {code} will not now be published.
        The {strategy} will no longer be published.
        The Department no longer intends to publish the {Ports Strategy}.
        The council no longer plans to build the {footbridge}.
        but nothing: The Department does not intend to publish the advice.  # never promised
        but nothing: The pier will no longer be red.  # a state
        but nothing: Ministers no longer think so.  # an opinion
    """,
    "dropped.not-proceeding": """
        The {merger} is not expected to proceed.
        The {bypass} is not expected to go ahead.
        The {second phase} is not due to proceed.
        but nothing: The procession is expected to proceed.  # no date, no output
        but nothing: The bypass is expected to be popular.  # an opinion
    """,
}

# -------------------------------------------------------------- merged and delivered

MERGED = {
    "merged.into": """
        The {Quay Plan} will be folded into the Harbour Strategy.
        The {travel survey} has been absorbed into the transport review.
        The {Quay Plan} has been brought within the scope of the Harbour Review.
        The {ferry review} will now form part of the Ports Strategy.
        The {actions} are to be picked up in the workforce plan.
        The {Quay Plan and the Ferry Plan} are to be brought together in one strategy.
        The {Quay Plan} is now a part of the Harbour Strategy.
        but nothing: The quay is now part of the harbour.  # how it is
        but nothing: We expect ferry care to be integrated into harbour pathways.  # a demand
        but nothing: Fines are absorbed into the general budget.  # how it is done
        but nothing: If the plan is folded into the strategy, it will shrink.  # a condition
        but nothing: The Quay Plan will not be folded into the Harbour Strategy.  # denied
        but nothing: The Quay Plan could be folded into the Harbour Strategy.  # only considered
    """,
    "merged.incorporated": """
        The {Quay Plan} will be merged with the Harbour Strategy.
        The {fund} will be consolidated into a single Access Fund.
        The {two schemes} will be combined in the new programme.
        The {Quay Fund} was combined with the Harbour Fund.
        but nothing: Salt is combined with water.  # no paper
        but nothing: Social care is integrated with health in Westmere.  # how it is
        but nothing: The Quay Plan will not be merged with the Harbour Strategy.  # denied
    """,
    "merged.part-of": """
        The {ferry review} will form part of the planned Ports Strategy.
        The {response} will be part of the upcoming Harbour Review.
        The {ferry review} is expected to form part of the forthcoming Ports Strategy.
        but nothing: The costs will form part of the planned budget.  # money for it
        but nothing: Trust will form part of the bond between us.  # no paper
        but nothing: The pier is part of the seafront.  # how it is
    """,
    "merged.not-separate": """
        The {Quay Plan} will be published in the Harbour Strategy rather than as a separate paper.
        Instead of being published on its own, the {Quay Plan} will be issued in [May 2025].
        The {Quay Plan} will no longer be a separate document.
        We will publish the {ferry findings} in the Ports Strategy, not as a separate report.
        but promised.will-output: We will publish the findings as a separate report.  # its own
        but nothing: The pier and the quay are no separate worlds.  # no promise
    """,
}

DELIVERED = {
    "delivered.past": """
        The council published the {Quay Plan} in March 2024.
        The agency launched a {new portal} last week.
        The minister laid the {order} on 10 January 2025.
        The {tram extension} opened on 6 January 2025.
        but nothing: The code published in March 2024 is long.  # a participle
        but nothing: The shop opened at nine.  # no output
        but nothing: Fares follow the rules laid down in the order.  # no news
        but nothing: The code sets out when the scheme was launched.  # not the news of it
    """,
    "delivered.perfect": """
        The Department has published the {code}.
        The {ferry survey} has been completed.
        We have issued the {final guidance}.
        but nothing: The Department has not published the code.  # denied
        but nothing: The council has begun considering the code.  # under way
        but nothing: The council has begun work on a new code.  # nothing is out yet
        but nothing: We have taken steps to publish more.  # nothing is out
    """,
    "delivered.today": """
        Today we are publishing our {Harbour Framework}.
        The council is launching a {consultation on the pier} today.
        We are today opening the {new depot}.
        but nothing: We are publishing more than we did.  # not on a day
        but promised.progressive-output: We are publishing the code in May 2025.  # it is to come
    """,
    "delivered.passive": """
        The {code} was published on 3 January 2025.
        The {new depot} was opened in December 2024.
        The {order} was laid before Parliament last week.
        but nothing: The code was not published.  # denied
        but nothing: Once the code was published, fees fell.  # when, not that
        but nothing: No code was published in 2024.  # denied
        but nothing: Some 41 per cent of replies were issued within 20 working days.  # a statistic
    """,
}

TABLE = PROMISED | SLIPPED | PAUSED | DROPPED | MERGED | DELIVERED


class Row(NamedTuple):
    """A sentence and what must be found in it."""

    rule: str
    text: str
    deliverable: str | None
    due: str | None
    also: tuple[str, ...]


def lines(story):
    return [line.strip() for line in story.splitlines() if line.strip()]


def case(row, text):
    return pytest.param(row, id=f"{row[0]}: {text}")


def between(marks, line):
    """What stands between two marks in a line, or None."""
    start, end = marks
    return line.partition(start)[2].partition(end)[0] or None


def row_of(rule, line):
    line, _, also = line.partition(" + ")
    sentence, _, given = line.partition(" => ")
    named, _, dated = given.partition(" | ")
    text = re.sub(r"[{}\[\]]", "", sentence)
    deliverable = {"": between("{}", sentence), "?": None}.get(named, named)
    due = {"": between("[]", sentence), "-": None}.get(dated, dated)
    return Row(rule, text, deliverable, due, tuple(also.split()))


FOUND = [
    case(row := row_of(rule, line), row.text)
    for rule, story in TABLE.items()
    for line in lines(story)
    if not line.startswith("but ")
]
MISSED = [
    case((instead, text, rule), text)
    for rule, story in TABLE.items()
    for line in lines(story)
    if (miss := re.fullmatch(r"but ([\w.-]+): (.+?)  # .+", line))
    for instead, text in [miss.groups()]
]


@pytest.mark.parametrize("row", FOUND)
def test_a_rule_finds_what_it_is_for(row):
    found = find_statements(row.text, SAID_ON)
    assert sorted(one.rule for one in found) == sorted([row.rule, *row.also])
    [statement] = [one for one in found if one.rule == row.rule]
    assert statement.event == row.rule.partition(".")[0]
    assert statement.deliverable == row.deliverable
    assert (statement.due and statement.due.text) == row.due


@pytest.mark.parametrize("row", MISSED)
def test_a_rule_leaves_its_near_misses_alone(row):
    instead, text, rule = row
    found = [one.rule for one in find_statements(text, SAID_ON)]
    assert rule not in found
    assert found == [] if instead == "nothing" else instead in found


def test_each_line_is_read_as_one_of_both_kinds():
    assert len(FOUND) + len(MISSED) == sum(len(lines(story)) for story in TABLE.values())


@pytest.mark.parametrize("rule", TABLE)
def test_each_rule_has_three_sentences_and_a_near_miss(rule):
    kinds = ["miss" if line.startswith("but ") else "hit" for line in lines(TABLE[rule])]
    assert kinds.count("hit") >= 3
    assert kinds.count("miss") >= 1


# ------------------------------------------------------- no rule without an example

EVENTS = get_args(Event)
PACKAGE = Path(tracker.statements.__file__).parent
NAME = re.compile(rf"({'|'.join(EVENTS)})\.[a-z-]+")
# What is under way is a promise only of a thing that can come out.
IMPOSSIBLE = {"promised.progressive-other"}

MADE = {
    f"{event}.{lead}-{kind}"
    for event, lead, kind in product(("promised", "slipped"), LEADS_TOLD, KINDS_TOLD)
    if event == "promised" or lead in ADMITTING
}
EVERY_NAME = {*RULES_TOLD, *MADE} - IMPOSSIBLE


def names_in_source():
    """Every name of a rule that is written out in the code."""
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


NAMES = sorted(name for name in set(names_in_source()) if NAME.fullmatch(name))


def test_every_rule_has_its_sentences_and_no_other():
    assert set(TABLE) == EVERY_NAME


def test_the_names_are_found_in_the_code():
    assert {"dropped.cancelled", "merged.into", "slipped.not-until"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_in_the_code_is_one_that_is_told(name):
    assert name in EVERY_NAME


def test_every_name_that_is_given_to_our_sentences_has_its_own(own_sentences):
    given = {
        one.rule
        for row in own_sentences
        for text in (row["sentence"], row["context"])
        for one in find_statements(text, date.fromisoformat(row["doc_date"]))
    }
    assert given <= set(TABLE)


@pytest.mark.parametrize("name", sorted(EVERY_NAME))
def test_every_rule_can_be_told_to_an_editor(name):
    words = explained(name)
    assert len(words) > 20
    assert ("“now”" in words) == (name in MADE and name.startswith("slipped."))


def test_no_two_rules_are_told_alike():
    assert len({explained(name) for name in EVERY_NAME}) == len(EVERY_NAME)


def test_a_name_that_no_rule_has_is_refused():
    with pytest.raises(KeyError):
        explained("promised.by-the-moon")
