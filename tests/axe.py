"""What axe finds on a page. Two thirds of its time went into reading the same few colours for each word of
the page; here each is read once a page. Its findings are the same to the letter, contrast ratios and all.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

# By the text of a colour, what axe's own reader made of it; what it cannot read fails each time, as before.
READ_ONCE = """;(() => {
    const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
    colour.parseString = function (text) {
        if (known.has(text)) {
            [this.r, this.g, this.b, this.alpha] = known.get(text);
        } else {
            read.call(this, text);
            known.set(text, [this.r, this.g, this.b, this.alpha]);
        }
        return this;
    };
})()"""
RUN = "options => axe.run(options).then(found => found.violations)"


def violations(page: Any, rules: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What breaks a rule on the page as it is now, as axe says it; all rules, unless some are named."""
    if page.evaluate("() => !window.axe"):
        page.evaluate(AXE_SCRIPT + READ_ONCE)
    options: dict[str, Any] = {"resultTypes": ["violations"]}  # what passed need not be told at length
    if rules:
        options["runOnly"] = list(rules)
    found: list[dict[str, Any]] = page.evaluate(RUN, options)
    return found
