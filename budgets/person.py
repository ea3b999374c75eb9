"""Somebody at the tablet: taps with a finger where the target is, types, decides; all of it is counted.

A tap that a finger could not do fails: the target must be there once, seen, able to act, and not under
something else; one that is too small is told. One that is out of view has to be brought there first, and each
push of the page is a tap.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from budgets.answers import Answers
from budgets.model import Count

ORDINARY, TABLE = 44.0, 64.0  # px that a target must have, on an ordinary page and in table mode
ROUNDING = 0.5  # px
A_PUSH = 0.7  # of the height of the screen that one push of the finger moves the page
PATIENCE = 15_000  # milliseconds that a page may take on a busy machine
# What a finger meets at a point: the element itself, what is in it, or its label.
HIT = """(one, [x, y]) => {
    const met = document.elementFromPoint(x, y);
    return !!met && (one.contains(met) || met.contains(one) && met.closest('label') !== null
        || [...(one.labels || [])].some(label => label.contains(met)));
}"""
# The box that a finger may hit: of a field in a label that is drawn as a button, the label's.
BOX = """one => {
    const boxes = [one, ...(one.matches('input[type=radio], input[type=checkbox]') ? one.labels : [])]
        .map(each => each.getBoundingClientRect()).filter(box => box.width && box.height);
    const box = boxes.sort((a, b) => b.width * b.height - a.width * a.height)[0];
    return box && [box.x, box.y, box.width, box.height];
}"""


class UnfitError(AssertionError):
    """A target that a finger cannot tap. The message says which, and what is wrong with it."""


@dataclass
class Person:
    """Who works at a page of the tablet."""

    page: Any
    count: Count = field(default_factory=Count)
    answers: Answers = field(default_factory=Answers)
    small: list[str] = field(default_factory=list)  # targets below the least size, with their size
    _typing: bool = False

    def __post_init__(self) -> None:
        """Listen to what the server answers."""
        self.page.set_default_timeout(PATIENCE)
        self.answers.listen(self.page)

    def decide(self, what: str) -> None:
        """One mental act: a choice among more than one, or a value that must be thought of."""
        self.count.decided.append(what)

    def tap(
        self, target: Any, what: str = "", *, choosing: str = "", at: tuple[float, float] | None = None
    ) -> None:
        """Tap a target (a locator), in its middle or at a share of its width and height; `choosing` names the
        decision that goes before. Waits until the page has settled. Raises UnfitError.
        """
        if choosing:
            self.decide(choosing)
        target.wait_for(state="attached")
        if not target.is_enabled():
            raise UnfitError(f"{what or target}: it cannot be tapped now")
        said = what or self._name(target)
        x, y = self._in_view(target, said, at or (0.5, 0.5))
        self._hand(typing=False)
        self.count.taps += 1
        self.count.did.append(f"tap {said}")
        with self.answers.of(said):
            self.page.touchscreen.tap(x, y)
            self.answers.settle(self.page)

    def look_through(self, part: Any, what: str) -> None:
        """Read a part of the page to its end: each push of the page is a tap."""
        end = part.evaluate("one => one.getBoundingClientRect().bottom")
        height = self.page.viewport_size["height"]
        if end > height:
            self._pushed(math.ceil((end - height) / (A_PUSH * height)), what)
            part.evaluate("one => one.scrollIntoView({block: 'end', behavior: 'instant'})")
            self.answers.settle(self.page)

    def sees(self, target: Any) -> bool:
        """Whether a finger could tap it without pushing the page."""
        box = target.evaluate(BOX) if target.count() else None
        return box is not None and self._is_free(target, box[0] + box[2] / 2, box[1] + box[3] / 2)

    def bring(self, part: Any) -> None:
        """Push the page until a part of it begins within the upper half of the screen."""
        height = self.page.viewport_size["height"]
        top = part.evaluate("one => one.getBoundingClientRect().top")
        if not 0 <= top <= height / 2:
            part.evaluate("one => one.scrollIntoView({block: 'start', behavior: 'instant'})")
            self._pushed(max(1, math.ceil(abs(top) / (A_PUSH * height))), self._name(part)[:30])
            self.answers.settle(self.page)

    def choose(self, select: Any, option: str, *, choosing: str = "") -> None:
        """Choose from a list of the browser's own: a tap to open it, one on the option."""
        said = self._name(select)
        if choosing:
            self.decide(choosing)
        self._in_view(select, said, (0.5, 0.5))
        self._hand(typing=False)
        self.count.taps += 2
        self.count.did += [f"tap {said}", f"tap {option}"]
        with self.answers.of(f"{said}: {option}"):
            select.select_option(option)
            self.answers.settle(self.page)

    def type(self, text: str, *, choosing: str = "") -> None:
        """Type into the field that has the focus, and wait until the page has settled."""
        if choosing:
            self.decide(choosing)
        self._hand(typing=True)
        self.count.characters += len(text)
        self.count.did.append(f"type {text!r}")
        with self.answers.of(f"type {text!r}", tap=False):
            self.page.keyboard.type(text, delay=20)
            self.answers.settle(self.page, pause=400)

    def press(self, key: str) -> None:
        """Press a key that writes nothing, like Enter: as much as a character."""
        self._hand(typing=True)
        self.count.characters += 1
        self.count.did.append(f"press {key}")
        with self.answers.of(f"press {key}"):
            self.page.keyboard.press(key)
            self.answers.settle(self.page)

    def _hand(self, *, typing: bool) -> None:
        """The hand goes from the page to the keys, or back."""
        if typing != self._typing:
            self.count.hand_changes += 1
        self._typing = typing

    def _name(self, target: Any) -> str:
        words = target.evaluate(
            "one => one.getAttribute('aria-label') || one.innerText || one.name || one.id || one.tagName"
        )
        return " ".join(str(words).split())[:60]

    def _in_view(self, target: Any, said: str, at: tuple[float, float]) -> tuple[float, float]:
        """Where the finger goes. Pushes the page first where it must."""
        box = target.evaluate(BOX)
        if not box:
            raise UnfitError(f"{said}: it is not to be seen")
        self._large_enough(said, box)
        x, y = box[0] + box[2] * at[0], box[1] + box[3] * at[1]
        if self._is_free(target, x, y):
            return x, y
        before = self.page.evaluate("[scrollX, scrollY]")
        target.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
        after = self.page.evaluate("[scrollX, scrollY]")
        box = target.evaluate(BOX)
        moved = abs(box[1] + box[3] * at[1] - y) or abs(after[1] - before[1])
        size = self.page.viewport_size["height"]
        pushes = max(1, math.ceil(moved / (A_PUSH * size)))
        self._pushed(pushes, said)
        self.answers.settle(self.page)  # what comes into view may be asked for only then
        box = target.evaluate(BOX)
        x, y = box[0] + box[2] * at[0], box[1] + box[3] * at[1]
        if not self._is_free(target, x, y):
            raise UnfitError(f"{said}: something lies over it, or it is not to be seen")
        return x, y

    def _pushed(self, times: int, to: str) -> None:
        self._hand(typing=False)
        self.count.taps += times
        self.count.did.append(f"push the page {times} time{'s' if times > 1 else ''} to {to}")

    def _is_free(self, target: Any, x: float, y: float) -> bool:
        """Whether a finger at that place of the screen meets the target."""
        size = self.page.viewport_size
        inside = 0 <= x < size["width"] and 0 <= y < size["height"]
        return inside and bool(target.evaluate(HIT, [x, y]))

    def _large_enough(self, said: str, box: list[float]) -> None:
        least = TABLE if self.page.evaluate("document.body.classList.contains('table')") else ORDINARY
        if min(box[2], box[3]) < least - ROUNDING:
            self.small.append(f"{said}: {box[2]:.0f} × {box[3]:.0f} px, {least:.0f} are the least")
