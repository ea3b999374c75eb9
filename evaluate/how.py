"""How each figure of the report is made, in words for the page."""

PUBLISHED = """Each case report of the folder cases is screened and ranked from the findings it states.
Right is the level that follows from its outcome. Causes are counted only where the knowledge holds them.
A neighbouring level that can be defended still counts against us here."""

CALIBRATION = """Each client has none to forty findings of the usual order recorded. Calibration error:
the leading hypotheses of all clients in 15 bins of probability of equal width; the distance between the
mean probability and the share that was right, averaged by the number of clients. Of every hypothesis: the
same over all pairs of client and cause, most of which are near 0. Sharpness is how far the probabilities
lie from not knowing: probabilities can be calibrated and useless. Brier: the sum over the causes of the
squared distance between probability and truth, 0 to 2."""

RACE = """Clients are asked until the leading hypothesis reaches a probability: each time by the next best
finding, and in the usual fixed order of the page (story, seen, motion, palpation, strength, special
tests; the loudest first in each). Clients whom neither way brings that far within 60 findings are left
out, and those whose screening closes the way; a way that fails where the other arrives counts as 60.
Right: how often the leading hypothesis was the true cause when the asking ended, which must not be worse
for the shorter way."""

REGRET = """Of clients whose true cause can be treated, with forty findings: the plan made for what is
believed, against the plan made for the true cause, both by what their first six items are worth under the
true cause (fit of the technique times how suspect the structure is). Regret is the share that is missing,
0 to 1."""

FORECASTS = """A course of a random measure is drawn for each client; from its first one to four scores
the score one to three visits later is forecast. Covered: the score lies within the interval that should
hold it nine times in ten. In the second row clients differ by half as much again as the forecast assumes,
and so does the swing of their days."""

DEGRADATION = """Wrong priors: the true shares of the causes are the priors times log-normal factors,
eight sets of them for each strength; strength is the standard deviation of the natural logarithm (0.5:
two in three priors are within a factor of 1.6). Wrong answers: so many yes-or-no answers are the other
way round."""

LEVELS = """Clients once every question was asked that a client can answer, those of the red flags among them.
How many are stopped without a serious cause rests on how often such signs are found in people without one,
which nobody has counted for such clients: the simulation takes 1 in 200 for a sign that speaks of no
ordinary cause of the place, and draws each by itself. A serious cause of which the knowledge has no figures
shows nothing, and cannot be found."""
