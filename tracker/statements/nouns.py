"""The nouns that matter here: things that can come out, those who bring them out, and others."""

from typing import Final

from tracker.dues.words import word_set

# ---------------------------------------------------------------- what can come out

_PAPERS: Final = word_set(
    """
    accounts advice agenda analysis announcement announcements assessment assessments audit audits
    blog blueprint bulletin business case chapter charter circular curriculum dashboard data
    database dataset definition detail details draft drafts edition estimate estimates evaluation
    evaluations factsheet figures finding findings framework frameworks green guidance guideline
    guidelines handbook helpsheet index indicator indicators letter list lists manifesto manual map
    maps materials memorandum metrics minutes model models module newsletter note notice outcome
    outcomes pack paper papers plan plans portal position priorities proposal proposals prospectus
    publication publications recommendation recommendations reference register registers report
    reports research resource resources response responses result results review reviews roadmap
    roadmaps schedule section specification statement statements statistics strategies strategy
    studies study submission summary survey template terms timeline timetable toolkit trajectory
    update updates version views vision volume webinar website white
    """
)
_LAWS: Final = word_set(
    """
    act amendment amendments ban bill bills clauses code codes compact concordat decision decisions
    determination directions duty entitlement instrument legislation licences licensing limit
    mandate measure measures order orders permits policies policy power powers principles protocol
    protocols provisions reform reforms regulation regulations standard standards treaty
    """
)
_MONEY: Final = word_set(
    """
    agreement allocation allocations auction award budget cap compensation competition contract
    contracts deal fund funding grant grants levy offer payment payments pledge pledges procurement
    rates round settlement tariff tariffs tender
    """
)
_UNDERTAKINGS: Final = word_set(
    """
    action actions ambition application applications appointment approach ballot call campaign
    campaigns check checks conference consultation consultations delivery deployment design election
    engagement event exercise feasibility feedback hearing hearings inquiries inquiry inspection
    inspections intentions investigation investigations letter meeting methodology milestone
    milestones mission objectives phase pilot pilots process programme programmes project projects
    scheme schemes screening stage step steps summit target targets test tests trial trials
    vaccination work works
    """
)
# What is done to a thing, as a noun: the deliverable is the act.
_CHANGES: Final = word_set(
    """
    abolition closure completion defunding expansion extension implementation increase introduction
    launch merger migration move opening reduction refresh relaunch repeal replacement roll-out
    rollout switchover transfer transition upgrade
    """
)
_THINGS: Final = word_set(
    """
    aircraft app beds bridge building buses centre centres clinic clinics facility fleet helpline
    hospital hospitals hotline hub hubs line lines museum park pathway pathways places platform
    platforms prison railway reservoir road route satellite school schools service services ship
    site station system systems tool trains unit vaccine vaccines vehicles
    """
)
_POSTS_AND_BODIES: Final = word_set(
    """
    academy accreditation agency apprenticeships authority board boards body classifications college
    commission commissioner committee committees council doctors institute nurses officers panel
    panels planners posts qualification qualifications staff taskforce tsar university watchdog
    """
)
# What a body can bring out, hold or bring into force: the head of a deliverable.
OUTPUTS: Final = _PAPERS | _LAWS | _MONEY | _UNDERTAKINGS | _CHANGES | _THINGS | _POSTS_AND_BODIES
# What such a thing "will set out" is its content, not a promise.
DOCUMENTS: Final = word_set(
    """
    act agreement approach assessment bill bills budget changes charter code codes consultation deal
    evaluation factsheet framework frameworks fund funding green guidance guideline guidelines
    handbook helpsheet inquiry investment legislation mandate measures model models package paper
    plan plans policies policy programme programmes publication reference reforms regulation
    regulations report reports research response review reviews roadmap scheme standard standards
    statement strategies strategy study system taskforce treaty white
    """
)
# Papers and laws in which other things are set out, or into which they are merged.
VEHICLES: Final = word_set(
    """
    accounts bill budget consultation document framework guidance order paper plan prospectus
    publication regulations report response review roadmap statement strategy
    """
)
# Delays and cancellations of these are life, not promises.
PASSING: Final = word_set(
    """
    ambulance ambulances appointment appointments bus buses care case cases child children claim
    claims complaint complaints crossing deliveries departure departures diagnosis discharge
    discharges employees ferry flight flights hearing journeys licence objection objections
    officers operation operations opposition passports patient patients payment people person
    procedure procedures queries query referrals sailings staff strike strikes surgeries surgery
    suspensions train trains treatment trial victim victims warnings
    """
)
# What is answered or handed out day by day: a time for it is a standard of service.
DAILY: Final = word_set(
    """
    applications calls claims complaints correspondence enquiries emails invoices letters orders
    parcels payments queries referrals replies requests
    """
)
# Figures that are foreseen, not promised.
FORECASTS: Final = word_set(
    """
    borrowing cost costs debt decline deficit demand fall footfall growth inflation level levels
    loss number numbers output passenger population pressure pressures price prices productivity
    profit profits receipts revenue revenues ridership rise savings snow spending temperatures
    turnout uptake volume volumes weather
    """
)

# ------------------------------------------------------------------ who acts and speaks

# The last word of the names of those who act for the public.
BODIES: Final = word_set(
    """
    agency authority board chair chancellor commission commissioner committee council dbt dcms defra
    department departments desnz dfe dft dhsc director directorate dwp england executive fcdo friend
    government governments hmrc hmt inspectorate lead mhclg mhra minister ministers ministry mod moj
    nhse nice ofcom office officials ofsted parliament partnership regulator secretary taskforce
    team treasury trust trusts ukhsa
    """
)
# Whose word binds nobody in public office.
# Nobody stands by what these say.
HEARSAY: Final = word_set("chatter gossip hearsay rumour rumours speculation whispers")
OUTSIDERS: Final = word_set(
    """
    academics analysts applicant applicants associations bank banks bidders businesses campaigners
    candidate candidates chamber charities charity commentators companies company complainant
    contractor contractors coroner court courts critics developer developers employers
    environmentalists experts families farmers federation firm firms foundation growers industry
    investors judge judges jury landlord landlords lawyers leaders ltd manufacturer manufacturers
    members observers ombudsman operator operators parents patients plaintiff plc providers
    researchers residents retailers sector stakeholders students supplier suppliers think-tank
    tribunal union unions vendor vendors
    """
)
# A word of a name that tells that somebody speaks for a party, a paper or another country.
PARTISAN: Final = word_set(
    """
    bma conservative conservatives echo european gmb greens hsj labour liberal opposition party
    plaid shadow snp solicitor solicitors tories tory unison unite
    """
)
# Those that ask and advise: what they expect is a demand.
DEMANDING: Final = word_set(
    """
    auditor committee committees coroner coroners inquiry lords mps obr office ombudsman opposition
    peers
    """
)

# --------------------------------------------------------------- words that only point

# They do things and are never what comes out.
PERSONS: Final = word_set("we i he she they who you ministers officials")
# Before the names of people.
STYLES: Final = word_set("baroness dame dr lady lord mr mrs ms professor sir")
THING_PRONOUNS: Final = word_set("it this that these those they them")
PRONOUNS: Final = THING_PRONOUNS | word_set("which he we she i you")
# They stand before a name and are left off it.
DETERMINERS: Final = word_set(
    "the a an this that these those its their our his her my any some all each every no your such"
)
