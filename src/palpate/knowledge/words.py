"""The closed vocabularies of the knowledge: every list of words that may stand in a field.

A word that is not listed here is refused when the files are loaded, so that "endrange" and
"passive_end_range" cannot both exist.
"""

from typing import Literal

Side = Literal["left", "right", "both"]
Sex = Literal["female", "male"]
Urgency = Literal["emergency", "same-day", "refer", "caution"]
Level = Literal["treat", "treat-with-restrictions", "refer", "same-day", "emergency"]

# How much of a source was opened before its figure was written down.
Read = Literal["full", "abstract", "secondary"]

FindingKind = Literal[
    "background",  # who the person is: illness, medication, earlier events, way of life
    "symptom",  # what the client tells of the complaint
    "sign",  # what is seen or measured without a special procedure: skin, swelling, gait, vital signs
    "posture",
    "palpation",  # what is felt: tenderness, taut band, warmth, end feel
    "motion",  # a range in degrees
    "strength",
    "neuro",  # reflex, sensation, myotome
    "maneuver",  # an orthopedic test
    "derived",  # follows from other findings by its rule: a cluster, a threshold
]
AskedOf = Literal["client", "therapist"]

StructureKind = Literal[
    "muscle", "joint", "nerve", "tendon", "ligament", "bursa", "disc", "bone", "vessel", "fascia"
]
Impairment = Literal[
    "hypertonic",
    "trigger_point",
    "adhered",
    "swollen",
    "shortened",
    "weak",
    "sensitised",
    "restricted",
]

# The elements of massage.
Contact = Literal[
    "gliding",
    "kneading",
    "friction",
    "sustained_pressure",
    "light_hold",
    "skin_stretch",
    "drainage",
    "percussion",
    "vibration",
    "suction",
    "scraping",
    "rolling",
    "needling",
    "none",
]
Speed = Literal["still", "slow", "moderate", "brisk"]
Movement = Literal[
    "none", "active", "passive_mid_range", "passive_end_range", "resisted", "traction", "thrust"
]
Temperature = Literal["neutral", "heat", "cold"]
Product = Literal["none", "oil", "cream", "herbal"]
Position = Literal["prone", "supine", "side_lying", "seated", "semi_reclined", "standing"]

Direction = Literal["lower-is-better", "higher-is-better"]
MassageLevel = Literal[
    "absolute-general", "absolute-local", "caution", "needs-clearance", "technique-specific"
]
