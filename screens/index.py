"""The page that shows all pictures in a table."""

HEADS = {
    "today": "The day", "client": "Clients", "visit": "A visit", "knowledge": "Knowledge",
    "people": "The clinic", "you": "Signing in", "mistake": "When something goes wrong",
    "look": "The look",
    "empty": "A clinic that has just opened",
    "intake": "The client's phone",
}  # fmt: skip
BELONGS = {
    "clients": "client", "episode": "client", "invite": "client", "find": "client", "person": "people",
    "record": "people", "tour": "today", "locked": "you", "sign": "you", "new": "you", "offline": "mistake",
    "home": "intake",
}  # fmt: skip


def written(names: list[str], widths: list[str]) -> str:
    """The index as Markdown; a picture leads to itself."""
    lines = [
        "# Every page",
        "",
        "Made by `make screens` from the demo clinic at a fixed moment: light and dark, at 390, 820 and",
        "1280 px, the upper part of each page; empty, filled, with mistakes and without a network, where a",
        "page has these states. What the parts are is on [the look](../look.md).",
    ]
    for key, head in HEADS.items():
        lines += [
            "",
            f"## {head}",
            "",
            f"| page | {' | '.join(f'{one} | dark' for one in widths)} |",
            "|---" * 7 + "|",
        ]
        lines += [_row(name, widths) for name in names if _head(name) == key]
    return "\n".join(lines) + "\n"


def _head(name: str) -> str:
    first = name.split("-")[0]
    return BELONGS.get(first, first)


def _row(name: str, widths: list[str]) -> str:
    files = [f"{name}-{width}-{scheme}.webp" for width in widths for scheme in ("light", "dark")]
    shown = (f'[<img src="{file}" width="110" loading="lazy" alt="{name}">]({file})' for file in files)
    return f"| {name.replace('-', ' ')} | {' | '.join(shown)} |"
