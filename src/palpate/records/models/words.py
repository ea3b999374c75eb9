"""The closed lists of words that may stand in a row's fields."""

from django.db import models


class Sex(models.TextChoices):
    """As the reasoning asks for it; empty is not known."""

    FEMALE = "female"
    MALE = "male"


class Side(models.TextChoices):
    """Of the body; empty where there is none."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class State(models.TextChoices):
    """How far a visit has come."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    IN_TREATMENT = "in_treatment", "in treatment"
    FINISHED = "finished"
    NO_SHOW = "no_show", "did not come"
    CANCELLED = "cancelled"


class Purpose(models.TextChoices):
    """What a client's link opens."""

    INTAKE = "intake"
    HOME = "home"


class Moment(models.TextChoices):
    """When within a visit something was seen: signs are taken before and after. Empty: no matter."""

    BEFORE = "before"
    AFTER = "after"


class TriageLevel(models.TextChoices):
    """The levels of the screening."""

    TREAT = "treat"
    RESTRICTED = "treat-with-restrictions", "treat with restrictions"
    REFER = "refer"
    SAME_DAY = "same-day", "same day"
    EMERGENCY = "emergency"


class Decision(models.TextChoices):
    """What was done about a screening."""

    CALLED_EMERGENCY = "called_emergency", "emergency service called"
    SENT_SAME_DAY = "sent_same_day", "sent to a physician the same day"
    REFERRED = "referred", "referred"
    CLEARED = "cleared", "cleared by a physician"
    TREATED_RESTRICTED = "treated_restricted", "treated with restrictions"
    NOT_TREATED = "not_treated", "not treated"
    OTHER = "other", "something else, see the words"


class JudgementKind(models.TextChoices):
    """Which judgement of the reasoning was shown."""

    SCREEN = "screen"
    DIFFERENTIAL = "differential"
    PLAN = "plan"
    PROGRESS = "progress"


class Response(models.TextChoices):
    """What the client said of a treatment."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    STOPPED = "stopped"
    MORE = "more"
    GOOD = "good"
    LESS = "less"
    CHANGE = "change"  # another technique, please: says nothing of the pressure


class Readers(models.TextChoices):
    """Who may read a note, of those who may read the record."""

    ALL = "all", "all who may read the record"
    DISCIPLINE = "discipline", "my discipline"
    ME = "me", "me"


class LookedAt(models.TextChoices):
    """What of a client was looked at."""

    CONTACT = "contact", "name, contact and visits"
    RECORD = "record", "what was seen, planned and done"
    NOTE = "note", "a note"
    LETTER = "letter", "a letter"
    EXPORT = "export", "everything, as a copy"
