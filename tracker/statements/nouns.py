"""The nouns that matter here: things that can come out, those who bring them out, and others."""

from typing import Final

from tracker.dues.words import word_set

# What a body can bring out, hold or bring into force: the head of a deliverable.
OUTPUTS: Final = word_set(
    """
    plan plans strategy strategies report reports response responses guidance review reviews
    consultation consultations bill bills legislation regulation regulations order orders act
    framework frameworks findings finding results result update updates detail details decision
    decisions paper papers reference assessment assessments evaluation evaluations inquiry
    inquiries programme programmes scheme schemes pilot pilots service services standard
    standards statement statements roadmap roadmaps tender contract contracts code codes draft
    drafts proposal proposals list lists toolkit website portal allocations allocation outcome
    outcomes steps step recommendation recommendations publication publications analysis survey
    campaign campaigns call application applications appointment advice announcement charter
    circular data dataset figures statistics estimate estimates accounts rates tariff tariffs
    levy fund grant grants funding budget policy policies measures measure reform reforms
    implementation introduction rollout roll-out launch opening closure completion phase stage
    project projects works facility hospital hospitals school schools centre centres prison
    clinic clinics hub hubs unit building site line lines route station trial trials study
    studies research model models tool app system systems platform platforms database register
    registers specification guideline guidelines handbook manual curriculum resources resource
    materials pack template helpsheet factsheet notice directions determination agreement treaty
    memorandum deal offer settlement mandate business case white green summary terms minutes
    agenda letter note version edition volume chapter module hearing hearings conference summit
    meeting event election ballot competition auction round procurement award licences permits
    payments payment compensation entitlement powers power duty ban cap target targets limit
    trajectory timetable timeline schedule milestone milestones prospectus blueprint manifesto
    commission taskforce committee panel board authority council agency commissioner tsar
    body institute university college academy museum park reservoir bridge railway road scheme
    satellite mission ship aircraft fleet trains buses vehicles vaccine vaccination vaccines
    screening checks check test tests tests inspection inspections audit audits investigation
    section provisions clauses amendments amendment instrument accreditation qualification
    qualifications award apprenticeships places beds posts staff officers nurses doctors
    dashboard bulletin newsletter blog webinar metrics indicators indicator index
    methodology approach position views intentions priorities objectives vision ambition
    principles pledge pledges concordat compact protocol protocols action actions pathway pathways
    delivery publication feasibility design procurement definition maps map classifications
    transition migration upgrade merger transfer move replacement extension expansion increase
    reduction abolition repeal defunding rollout switchover deployment relaunch refresh
    announcement announcements decisions licensing consultation engagement exercise process work feedback submission
    """
)
# The names of a document: what such a thing "will set out" is its content, not a promise.
DOCUMENTS: Final = word_set(
    """
    plan plans strategy strategies report reports guidance review reviews bill bills legislation
    framework frameworks paper white green statement roadmap code codes act policy policies
    consultation reference publication response guideline guidelines standard standards charter
    regulations regulation assessment evaluation inquiry study research model models mandate
    programme programmes scheme funding investment package agreement treaty measures reforms
    approach fund deal commission taskforce changes budget system
    """
)
# Delays and cancellations of these are life, not promises.
PASSING: Final = word_set(
    """
    train trains flight flights appointment appointments operation operations case cases patient
    patients discharge discharges procedure procedures surgery surgeries payment claim claims
    passports journeys bus buses ambulance ambulances treatment referrals ferry sailings
    query queries complaint complaints departure departures crossing deliveries hearing
    person people child children victim victims diagnosis care licence trial
    """
)
# Whose word binds nobody in public office.
OUTSIDERS: Final = word_set(
    """
    union unions charity charities campaigners analysts experts critics commentators observers
    employers businesses industry manufacturers suppliers contractors providers operators
    firms company companies investors banks retailers landlords academics researchers think-tank
    stakeholders patients families residents parents students members leaders sector associations growers farmers bidders
    plc ltd vendor vendors contractor operator supplier manufacturer environmentalists lawyers
    court courts judge judges ombudsman jury coroner tribunal plaintiff landlord landlords institute foundation federation
    """
)
# Those that ask and advise: what they expect is a demand.
DEMANDING: Final = word_set(
    """
    committee committees inquiry mps peers lords ombudsman auditor coroner coroners opposition
    obr office
    """
)
# Figures that are foreseen, not promised.
FORECASTS: Final = word_set(
    """
    growth inflation prices price demand numbers number population temperatures savings costs cost
    receipts revenue revenues deficit debt spending borrowing productivity volume volumes level
    levels pressure pressures passenger uptake turnout snow weather profits profit loss output
    """
)
PRONOUNS: Final = word_set("it this that these those they them which he she we i you")
THING_PRONOUNS: Final = word_set("it this that these those they them")
DETERMINERS: Final = word_set(
    "the a an this that these those its their our his her my any some all each every no your such"
)
PERSONS: Final = word_set("we i he she they who you ministers officials")
# The last word of the names of those who act.
BODIES: Final = word_set(
    """
    government department ministry minister secretary treasury office agency authority council
    board trust trusts england nhse dhsc hmrc hmt defra dfe dft moj mod dwp dbt desnz fcdo dcms
    mhclg commission commissioner regulator ofsted ofcom nice ukhsa mhra team officials
    ministers chancellor taskforce chair inspectorate directorate parliament governments
    departments friend lead director committee partnership executive
    """
)
# Papers and laws in which something is set out.
VEHICLES: Final = word_set(
    """
    plan strategy publication paper bill report statement review framework roadmap document
    consultation guidance order regulations budget accounts prospectus response
    """
)
