"""The six note types. Frozen: Anki knows them by their ids, and one whose fields changed would double every note.

Each field but the first two and the spare ones is there once per language. The spare ones are shown where they are
filled, so that a later version can add something without touching the type.
"""

from __future__ import annotations

from typing import Any

from dlquiz.core.questions import LANGS, Kind, Lang

FROZEN_AT = 1763596800
"""When the note types were made (epoch seconds): they never become newer than what Anki has."""
SPARE = ("Spare 1", "Spare 2")

FRONTS: dict[Kind, tuple[str, ...]] = {
    "recall": ("Question",),
    "choice": ("Question", "Options"),
    "true-false": ("Statement",),
    "cloze": ("Text",),
    "order": ("Question", "Steps"),
    "numeric": ("Exercises",),
}
BACKS: dict[Kind, tuple[str, ...]] = {
    "recall": ("Answer", "Points", "Traps", "Demo"),
    "choice": ("Feedback",),
    "true-false": ("Verdict",),
    "cloze": ("About",),
    "order": ("Solution",),
    "numeric": ("Solutions",),
}
"""What comes with the answer; above it stands the first part of the front (not that of a numeric card: its solutions
repeat what was asked). That first part is never empty in a language that the note has."""

IDS: dict[Kind, int] = {kind: FROZEN_AT * 1000 + number for number, kind in enumerate(FRONTS, 1)}
KINDS = {number: kind for kind, number in IDS.items()}

Words = dict[Lang, str]
ASKED: dict[Kind, Words] = {
    "true-false": {"en": "True or false?", "zh": "判断对错"},
    "cloze": {"en": "Fill in", "zh": "填空"},
    "order": {"en": "Put in order", "zh": "排序"},
    "numeric": {"en": "Work it out", "zh": "计算"},
}
TAPS: dict[str, Words] = {
    "Points": {"en": "Points an interviewer listens for", "zh": "面试官想听到的要点"},
    "Traps": {"en": "Traps", "zh": "易错"},
    "Demo": {"en": "Worked example", "zh": "算例"},
}

CSS = """\
.card {
  --text: #1f2328; --quiet: #626a73; --rule: #d9dee3; --paper: #ffffff; --soft: #f3f5f7;
  --accent: #005faf; --right: #1a6b1a; --wrong: #a32020; --warm: #7a5200;
  margin: 0; padding: 18px 16px 32px; background: var(--paper); color: var(--text); text-align: left;
  font: 18px/1.55 -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Noto Sans CJK SC",
    "Microsoft YaHei", sans-serif;
  overflow-wrap: break-word; -webkit-text-size-adjust: 100%;
}
.card.nightMode, .nightMode .card, .card.night_mode, .night_mode .card {
  --text: #e4e6e8; --quiet: #a0a6ad; --rule: #3d4248; --paper: #1f2023; --soft: #2a2c30;
  --accent: #87afd7; --right: #8fc78f; --wrong: #e39a9a; --warm: #d7af5f;
}
.dlquiz { max-width: 38em; margin: 0 auto; display: flex; flex-direction: column; }
.dlquiz > [lang] { display: none; min-width: 0; overflow-x: auto; overflow-y: hidden; }
.dlquiz[data-lang="en"] > [lang="en"], .dlquiz[data-lang="zh"] > [lang="zh"], .dlquiz[data-lang="both"] > [lang],
#other:checked ~ [lang] { display: block; }
.dlquiz[data-lang="zh"] > [lang="en"] { order: 1; }
.dlquiz:not([data-lang="zh"]) > [lang="en"] ~ [lang="zh"], .dlquiz[data-lang="zh"] > [lang="en"] {
  margin-top: 26px; padding-top: 20px; border-top: 3px double var(--rule); }
#other { position: absolute; opacity: 0; }
.topic { display: flex; justify-content: space-between; align-items: center; min-height: 32px;
  color: var(--quiet); font-size: 14px; margin-bottom: 12px; }
.tap { padding: 3px 12px; border: 1px solid var(--rule); border-radius: 14px; color: var(--accent); cursor: pointer; }
.dlquiz[data-lang="both"] .tap { display: none; }
.kind { color: var(--quiet); font-size: 14px; margin-bottom: 4px; }
.asked { font-size: 20px; font-weight: 600; line-height: 1.45; }
.answer { margin-top: 18px; padding-top: 14px; border-top: 1px solid var(--rule); }
.kind + .answer { margin-top: 0; padding-top: 0; border-top: 0; }
p { margin: 0 0 .75em; } p:last-child { margin-bottom: 0; }
ul, ol { margin: .4em 0; padding-left: 1.6em; } li { margin: .35em 0; }
code { font: .88em/1.5 ui-monospace, Menlo, Consolas, "Noto Sans Mono", monospace; background: var(--soft);
  padding: .1em .3em; border-radius: 4px; }
pre { background: var(--soft); padding: 10px 12px; border-radius: 6px; overflow-x: auto; line-height: 1.4; }
pre code { padding: 0; background: none; }
.sketch { font: 13px/1.35 ui-monospace, Menlo, Consolas, "Noto Sans Mono", monospace; }
.formula { margin: .6em 0; overflow-x: auto; overflow-y: hidden; text-align: center; font-size: .9em; }
.whole { white-space: nowrap; }
details { margin-top: 12px; border-top: 1px solid var(--rule); padding-top: 10px; }
details details { border-top: 0; padding-top: 0; }
summary { color: var(--accent); cursor: pointer; padding: 4px 0; }
.right::before { content: "✓ "; color: var(--right); }
.wrong::before { content: "✗ "; color: var(--wrong); }
.marked .right::before, .marked .wrong::before { display: inline-block; width: 1.3em; margin-left: -1.3em; }
ul.marked { list-style: none; padding-left: 1.3em; }
.why, .working, .unit, .slip { color: var(--quiet); font-size: .94em; }
.verdict { font-weight: 600; }
.value { font-size: 22px; font-weight: 600; }
.cloze { color: var(--accent); font-weight: 600; }
img { max-width: 100%; height: auto; display: block; margin: 10px auto; }
.nightMode img, .night_mode img { filter: invert(.9) hue-rotate(180deg); }
"""


def fields(kind: Kind) -> list[str]:
    """The names of a type's fields: the card's id, the language shown, the parts in both languages, the spare ones."""
    parts = [named(part, lang) for part in (*FRONTS[kind], *BACKS[kind]) for lang in LANGS]
    return ["Card", "Lang", *parts, *SPARE]


def named(part: str, lang: Lang) -> str:
    """The field of a part in a language."""
    return f"{part} {lang}"


def notetype(kind: Kind) -> dict[str, Any]:
    """A note type as schema 11 stores it."""
    return {
        "id": IDS[kind],
        "name": f"dlquiz {kind}",
        "type": int(kind == "cloze"),
        "mod": FROZEN_AT,
        "usn": -1,
        "sortf": 0,
        "did": None,
        "tmpls": [_template(kind)],
        "flds": [_field(number, name) for number, name in enumerate(fields(kind))],
        "css": CSS,
        "latexPre": "",
        "latexPost": "",
        "latexsvg": False,
        "req": [[0, "any", [0]]],
        "tags": [],
        "vers": [],
    }


def _field(number: int, name: str) -> dict[str, Any]:
    return {"name": name, "ord": number, "sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}


def _template(kind: Kind) -> dict[str, Any]:
    front = _page(kind, {lang: _asked(kind, lang, FRONTS[kind]) for lang in LANGS})
    back = _page(kind, {lang: _answered(kind, lang) for lang in LANGS})
    spare = "".join(_if(name, f"<div>{{{{{name}}}}}</div>") for name in SPARE)
    return {"name": kind, "ord": 0, "qfmt": front, "afmt": back + spare, "did": None, "bqfmt": "", "bafmt": ""}


def _page(kind: Kind, sides: dict[Lang, str]) -> str:
    """Both languages, each where the note has it; where it has both, a tap shows the other one."""
    first = {lang: named(FRONTS[kind][0], lang) for lang in LANGS}
    tap = _if(first["en"], _if(first["zh"], '<label class="tap" for="other">中 / En</label>'))
    inside = "".join(_if(first[lang], f'<div lang="{lang}">{side}</div>') for lang, side in sides.items())
    return (
        '<div class="dlquiz" data-lang="{{Lang}}"><input type="checkbox" id="other">'
        f'<div class="topic"><span>{{{{Subdeck}}}}</span>{tap}</div>{inside}</div>'
    )


def _asked(kind: Kind, lang: Lang, parts: tuple[str, ...]) -> str:
    label = f'<div class="kind">{ASKED[kind][lang]}</div>' if kind in ASKED else ""
    return label + "".join(_shown(part, lang) for part in parts)


def _answered(kind: Kind, lang: Lang) -> str:
    above = () if kind == "numeric" else FRONTS[kind][:1]
    answer = "".join(_tapped(part, lang) for part in BACKS[kind])
    return f'{_asked(kind, lang, above)}<div class="answer" id="answer">{answer}</div>'


def _tapped(part: str, lang: Lang) -> str:
    shown = _shown(part, lang)
    if part in TAPS:
        shown = f"<details><summary>{TAPS[part][lang]}</summary>{shown}</details>"
    return _if(named(part, lang), shown)


def _shown(part: str, lang: Lang) -> str:
    field = f"cloze:{named(part, lang)}" if part == "Text" else named(part, lang)
    asked = part in ("Question", "Statement", "Text")
    return f'<div class="asked">{{{{{field}}}}}</div>' if asked else f"{{{{{field}}}}}"


def _if(field: str, inside: str) -> str:
    return f"{{{{#{field}}}}}{inside}{{{{/{field}}}}}"
