"""The words of the client's pages that are used in more than one place."""

from palpate.drawing import signs

CONSENT_VERSION = "intake-2026-11"
CONSENT = (
    "Massage does not take the place of medical care. If I should see a doctor, I will be told.",
    "I may say stop at any time, to all of it or to a part, and I need not give a reason.",
    "I stay covered, except where I am being treated.",
    "I say so when the pressure is too much, too little, or when something hurts or feels wrong.",
    "What I have answered is right as far as I know, and I will say when something changes.",
)
KEPT = (
    "What is kept: these answers, the marks on the figure, this agreement, and later what was found and done "
    "at each visit. It is kept in the record of {clinic}, where only the people who work there can read it. "
    "The record keeps earlier versions too. You may ask to see it, and to have mistakes corrected."
)

QUALITIES = tuple(signs.QUALITIES)

# Regions offered in lists, from head to foot.
PLACES = (
    "head", "face_jaw", "neck", "shoulder", "upper_arm", "elbow", "forearm", "hand", "chest", "upper_back",
    "abdomen", "lumbar", "sacroiliac", "hip", "groin", "buttock", "thigh", "knee", "lower_leg", "ankle",
    "foot", "whole_body",
)  # fmt: skip
AVOIDABLE = (
    "head",
    "face_jaw",
    "neck",
    "chest",
    "abdomen",
    "buttock",
    "groin",
    "thigh_inner",
    "hand",
    "foot",
)
SIDES = (("", "choose"), ("right", "right"), ("left", "left"), ("both", "both"), ("middle", "middle"))
UNITS = ("days", "weeks", "months", "years")
BEGAN = (
    ("slowly", "Slowly, over days or weeks"),
    ("suddenly", "Suddenly, within seconds or minutes"),
    ("accident", "With an accident, a fall or a blow"),
    ("unsure", "I am not sure"),
)
PRESSURES = (
    ("light", "Light"),
    ("medium", "Medium"),
    ("firm", "Firm"),
    ("unsure", "I do not know yet"),
)
LIFE = (
    (
        "medicines",
        "Which medicines do you take?",
        "Tablets, drops, creams, also what you buy yourself",
    ),
    ("allergies", "What are you allergic to?", "Oils, nuts, latex, plasters, scents, medicines"),
    ("injuries", "Earlier injuries and operations", "What, and about when"),
    (
        "work",
        "What does your work or your day ask of your body?",
        "Sitting, lifting, one movement often",
    ),
    ("sleep", "How do you sleep?", "How long, and what wakes you"),
    ("activity", "How do you move or train in a usual week?", ""),
    ("stress", "How much are you under stress at present?", ""),
)
RATINGS = (
    ("now", "How strong is your pain now?"),
    ("worst", "How strong was it at its worst, in the last 24 hours?"),
    ("average", "How strong was it on average, in the last 24 hours?"),
)
