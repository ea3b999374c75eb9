"""What made-up clients are called and say. Names are put together by chance; nobody is meant."""

from random import Random
from typing import NamedTuple

FEMALE = (
    "Ada Bea Clara Dana Elif Farah Greta Hana Ines Jana Kamala Lena Mira Noor Olga Paula Rosa Sofia Tara Yuki"
)
MALE = (
    "Amir Ben Carlos David Emil Faris Goran Hugo Ivan Jonas Kenji Luca Malik Nils Omar Pavel Rafael Samir Tom"
)
FAMILY = (
    "Adler Berg Castillo Dvorak Eriksen Fischer Garcia Haddad Ito Jansen Kaya Lindqvist Moreau Nowak Okafor "
    "Petrov Quinn Rossi Silva Tanaka Ueda Vargas Weiss Yilmaz Zeman Brandt Costa Duarte Hansen Keller"
)
WORDS = {
    "shoulder": (
        "It hurts when I reach up or behind me.",
        "I cannot sleep on that side, and the arm has become stiff.",
        "It aches after work and catches when I lift the arm.",
    ),
    "neck": (
        "My neck is stiff in the morning and by the evening I have a headache.",
        "It pulls from the neck into the shoulder, worse at the desk.",
        "Turning my head while driving hurts.",
    ),
    "lumbar": (
        "My lower back aches when I sit for long, getting up is the worst.",
        "It is the low back, after lifting; some days it goes into the buttock.",
        "Bending down to tie my shoes hurts.",
    ),
}
ACTIVITIES = {
    "shoulder": ("Reaching a high shelf", "Sleeping on that side"),
    "neck": ("Looking over the shoulder", "An hour at the desk"),
    "lumbar": ("Lifting a shopping bag", "Sitting through a film"),
}
TITLES = {"shoulder": "shoulder", "neck": "Neck", "lumbar": "Low back"}
MARKED = {
    "shoulder": ("shoulder_front", "shoulder_side"),
    "neck": ("neck_back", "shoulder_top"),
    "lumbar": ("low_back",),
}
PHYSICIAN = "Family practice"


class Name(NamedTuple):
    """A given and a family name."""

    given: str
    family: str


def names(random: Random, sexes: list[str]) -> list[Name]:
    """Names for people of these sexes, no whole name twice."""
    families = random.sample(FAMILY.split(), len(FAMILY.split()))
    found: list[Name] = []
    for number, sex in enumerate(sexes):
        given = random.choice((FEMALE if sex == "female" else MALE).split())
        family = families[number % len(families)]
        while Name(given, family) in found:
            given = random.choice((FEMALE if sex == "female" else MALE).split())
        found.append(Name(given, family))
    return found


def title(region: str, side: str | None) -> str:
    """What an episode is called: Right shoulder, Neck."""
    return f"{side} {TITLES[region]}".capitalize() if side else TITLES[region].capitalize()
