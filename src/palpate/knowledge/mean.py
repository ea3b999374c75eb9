"""The figures behind a sentence on the natural course."""

import msgspec


class MeanCourse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The published mean of a score over time, in people who came because of it. The source stands with the
    sentence.
    """

    points: tuple[tuple[float, float], ...]  # days since they came, and the mean from 0 (well) to 100
    lasted: tuple[float, float]  # days they had had it when they came, from and to
    domain: tuple[str, ...] = ("pain",)  # of the measure, as in Measure
