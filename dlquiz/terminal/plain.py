"""The drill line by line: the same session in sentences, for TERM=dumb, --plain, pipes and screen readers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date

from rich.text import Text as Line

from dlquiz.core.log import study_day
from dlquiz.core.questions import Choice, Cloze, Numeric, Order, TrueFalse
from dlquiz.core.session import (
    Answered,
    Event,
    Graded,
    Hinted,
    Reloaded,
    Revealed,
    Session,
    Solved,
    Start,
    Turn,
    Unavailable,
    Undone,
)
from dlquiz.core.text import half_width
from dlquiz.environment import Environment
from dlquiz.errors import DemoError, DlquizError, Exit
from dlquiz.terminal import theme
from dlquiz.terminal.cells import written
from dlquiz.terminal.controls import MOVES
from dlquiz.terminal.desk import MORE_MINUTES, Ahead, Desk, advance
from dlquiz.terminal.page import MEASURE
from dlquiz.terminal.views import end, sentences
from dlquiz.terminal.views.card import last_done
from dlquiz.terminal.words import Say, day_ahead, interval, waits
from dlquiz.terminal.wrap import wrap

AHEAD: dict[str, Ahead] = {"g": "more", "w": "weakest", "n": "new"}


def run(session: Session, desk: Desk, environment: Environment, both: bool = False) -> Exit:
    """Drill in sentences. DlquizError where the input ends before the drill; every answer is written by then."""
    theme.prepare(environment.stdout)
    drill = PlainDrill(session, desk, environment, both)
    try:
        drill.run()
    except EOFError:
        if drill.asking:
            raise DlquizError(
                "the input ended before the drill did",
                place="standard input",
                remedy="every answer is saved: run dlquiz to go on",
            ) from None
    return Exit.DONE


class Talk:
    """Paragraphs out, lines in."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def _print(self, paragraphs: Iterable[str]) -> None:
        """Paragraphs in lines of the measure, an empty line after them."""
        for paragraph in paragraphs:
            drawn = paragraph.startswith(" ")
            lines = [paragraph] if drawn else [line.plain for line in wrap(Line(paragraph), MEASURE)]
            self._write("".join(f"{line}\n" for line in lines))
        self._write("\n")

    def _write(self, text: str) -> None:
        self._environment.stdout.write(written(text))
        self._environment.stdout.flush()

    def _ask(self) -> str:
        """One line of the learner's, a full-width colon before a command as any; EOFError when the input ends."""
        line = self._line().strip()
        return f":{line[1:]}" if line.startswith("：") else line

    def _line(self) -> str:
        """Edited with readline where there is a terminal."""
        stdin = self._environment.stdin
        if stdin is sys.stdin and stdin.isatty() and self._environment.stdout is sys.stdout:
            import readline  # noqa: F401 - input() edits with it

            return input("> ")
        self._write("> ")
        line = stdin.readline()
        if not line:
            raise EOFError
        self._write("\n")
        return line


class PlainDrill(Talk):
    """One sitting: a paragraph for each thing shown, a line for each decision."""

    def __init__(self, session: Session, desk: Desk, environment: Environment, both: bool) -> None:
        super().__init__(environment)
        self._session, self._desk, self._both = session, desk, both
        self._typed: list[str] = []
        self._leaving = False

    @property
    def asking(self) -> bool:
        """A card is waiting for an answer."""
        return self._session.turn is not None

    @property
    def _say(self) -> Say:
        return Say(self._session.lang, self._both)

    def run(self) -> None:
        """Ask and read until the learner leaves."""
        self._step(Start())
        while not self._leaving:
            line = self._ask()
            turn = self._session.turn
            if turn is None:
                self._at_the_end(half_width(line))
            elif turn.revealed:
                self._grade(turn, half_width(line))
            elif not self._command(turn, line):
                self._answer(turn, line)

    # what was typed

    def _command(self, turn: Turn, line: str) -> bool:
        """Carry out a command: a letter, with a colon before it where letters could be an answer."""
        letter = half_width(line.removeprefix(":"))
        bare_letters = not isinstance(turn.card.check, Cloze)
        if len(letter) != 1 or not (line.startswith(":") or bare_letters):
            return False
        commands: dict[str, Callable[[], None]] = {
            "q": self._leave,
            "?": lambda: self._print([self._say("p help")]),
            "i": lambda: self._sources(turn),
            "e": lambda: self._edit(turn),
            "t": lambda: self._type(turn),
            "h": lambda: self._hint(turn),
        }
        if letter in commands:
            commands[letter]()
        elif letter in MOVES:
            self._move(MOVES[letter])
        else:
            return False
        return True

    def _answer(self, turn: Turn, line: str) -> None:
        if not line and not any(self._typed):
            self._step(Revealed())
        elif (answer := self._read(turn, line)) is not None:
            self._step(Answered(answer))
            if self._session.turn and not self._session.turn.revealed:
                self._print([self._say("not a number")])

    def _read(self, turn: Turn, line: str) -> str | bool | tuple[str, ...] | tuple[int, ...] | None:
        """The line as an answer to this kind of card; None where more is needed or it is none."""
        plain = half_width(line)
        match turn.card.check:
            case Numeric():
                return line
            case TrueFalse() if plain in ("y", "n"):
                return plain == "y"
            case Cloze() as check:
                return self._blank(turn, check, line)
            case Choice() | Order() as check:
                places = [int(digit) - 1 for digit in plain if digit in "123456789"]
                order = turn.drawn.order
                complete = sorted(places) == list(range(len(order)))
                if places and max(places) < len(order) and (complete or isinstance(check, Choice)):
                    return tuple(order[place] for place in dict.fromkeys(places))
        self._print([self._say("p not understood"), sentences.prompt(turn, self._say, len(self._typed))])
        return None

    def _blank(self, turn: Turn, check: Cloze, line: str) -> tuple[str, ...] | None:
        self._typed.append(line)
        if len(self._typed) < sentences.blank_count(check):
            self._print([sentences.prompt(turn, self._say, len(self._typed))])
            return None
        return tuple(self._typed)

    def _grade(self, turn: Turn, line: str) -> None:
        if line in ("", "1", "2", "3", "4"):
            self._step(Graded(int(line) if line else None))
        elif not self._command(turn, line if line.startswith(":") else f":{line}"):
            self._print([self._say("p not understood"), self._grades(turn)])

    def _at_the_end(self, line: str) -> None:
        if line == "u":
            self._move(Undone())
        elif line == "m" and (desk := self._desk.mock()):
            from dlquiz.terminal.plain_mock import PlainMock

            weak = PlainMock(desk, self._environment, self._say).run([])
            if chosen := self._desk.these(weak):
                self._step(chosen)
            else:
                self._show_end()
        elif line in AHEAD and (more := self._desk.ahead(AHEAD[line])):
            self._step(more)
        elif line in AHEAD or line == "m":
            self._print([self._say("no cards")])
        else:
            self._leaving = True

    # commands

    def _leave(self) -> None:
        self._leaving = True
        if said := end.farewell(self._session, self._say):
            self._print(said)

    def _move(self, event: Event) -> None:
        undone = last_done(self._session, self._say)
        if isinstance(event, Undone):
            self._print([self._say("undone", what=undone) if undone else self._say("nothing to undo")])
        if undone or not isinstance(event, Undone):
            self._step(event)

    def _hint(self, turn: Turn) -> None:
        self._step(Hinted())
        after = self._session.turn
        if after and after.hints > turn.hints:
            self._print(sentences.hint(after.card.question, after.hints, self._say))

    def _type(self, turn: Turn) -> None:
        if turn.card.check is None and not turn.revealed:
            self._print([self._say("p your answer")])
            self._step(Answered(self._ask()))

    def _sources(self, turn: Turn) -> None:
        sources = self._desk.sources(turn.card.question)
        said = [", ".join(filter(None, (s.title, s.by, s.year, s.where, s.url))) for s in sources]
        self._print([self._say("p source", text=source) for source in said or [self._say("no sources")]])

    def _edit(self, turn: Turn) -> None:
        after = self._desk.edit(turn.card)
        if isinstance(after, str):
            self._print([after])
        else:
            self._step(Reloaded(after))

    # what is shown

    def _step(self, event: Event) -> None:
        """Step the session and say what has changed."""
        before = self._session
        self._session, notices = advance(before, event, self._desk, self._environment.now)
        if notices:
            self._print(notices)
        turn, last = self._session.turn, before.turn
        if isinstance(event, Graded) and len(self._session.entries) > len(before.entries):
            self._say_graded()
        if turn is None:
            self._show_end()
        elif turn.revealed and (last is None or not last.revealed or turn.card is not last.card):
            self._show_answer(turn)
        elif (
            last is None
            or turn.asked_ms != last.asked_ms
            or turn.card is not last.card
            or last.revealed
            or self._session.lang != before.lang
        ):
            self._show_card(turn)

    def _say_graded(self) -> None:
        entry, before = self._session.entries[-1], self._session.before
        if before and before.turn and entry.grade:
            now = self._environment.now()
            wait = interval(self._say, waits(self._desk.outcomes(before.turn), now)[entry.grade - 1])
            self._print([self._say("p next in", grade=self._say.grade(entry.grade), wait=wait)])

    def _show_card(self, turn: Turn) -> None:
        self._typed = []
        done, cards = self._session.progress
        say = self._say
        head = say(
            "p card",
            n=min(done + 1, cards),
            cards=cards,
            topic=say.of(self._desk.title(turn.card.question.topic)),
            level=say(turn.card.level),
            kind=sentences.kind(turn, say),
        )
        self._print([head])
        self._print(sentences.asked(turn, say))
        self._print([sentences.prompt(turn, say, 0)])
        self._solve(turn)

    def _show_answer(self, turn: Turn) -> None:
        self._print(sentences.revealed(turn, self._say))
        self._print([self._grades(turn)])

    def _grades(self, turn: Turn) -> str:
        now = self._environment.now()
        return sentences.grades(turn, waits(self._desk.outcomes(turn), now), self._say)

    def _solve(self, turn: Turn) -> None:
        if not isinstance(turn.card.check, Numeric) or turn.solution:
            return
        try:
            self._session, _ = advance(self._session, Solved(self._desk.solve(turn)), self._desk, self._environment.now)
        except DemoError as error:
            self._print([str(error)])
            self._step(Unavailable(turn.card.id))

    def _show_end(self) -> None:
        say, outlook, told = self._say, self._desk.outlook(), end.summary(self._session)
        today = study_day(self._environment.now())
        lines = [end.heading(told, outlook, say)]
        if (done := told if told.cards else outlook.used) and done.cards:
            lines += [end.amount(done, say), say("known", part=done.known, n=done.cards) + say("stop")]
        lines += [said + say("stop") for said in end.prospect(outlook, today, say)]
        lines += [_coming(say, day, count, today) for day, count in outlook.coming if count][:3]
        used = outlook.used
        more = [say("p more", n=MORE_MINUTES, waiting=say("cards wait", n=used.waiting))] if used else []
        self._print([*lines, *more, say("p end")])


def _coming(say: Say, day: date, count: int, today: date) -> str:
    return say("p coming", day=day_ahead(say, day, today), n=count)
