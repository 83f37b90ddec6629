"""dlquiz fit: FSRS's parameters from your own log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from dlquiz.core import fitting
from dlquiz.core.fitting import History
from dlquiz.environment import Environment, installing
from dlquiz.errors import DlquizError, UsageError
from dlquiz.study import Study


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("fit")(fit)


def fit(
    context: typer.Context,
    undo: Annotated[bool, typer.Option("--undo", help="Go back to the parameters before the last fit.")] = False,
) -> None:
    """Fit FSRS's parameters to your own reviews; kept only if they foresee your newest reviews better."""
    environment: Environment = context.obj
    with Study(environment) as study:
        said = _undone(study) if undo else _fitted(study)
    print(said, file=environment.stdout)


def _undone(study: Study) -> str:
    if not study.reviews.fitted():
        raise UsageError("no fit is in force", remedy="the parameters are FSRS's own")
    changed = study.reviews.adopt((), study.now_ms, study.day)
    return f"the parameters before are in force again; {changed} memories were folded anew"


def _fitted(study: Study) -> str:
    logs = study.reviews.logs()
    ids = fitting.reviews(logs)
    if len(ids) < fitting.ENOUGH:
        raise DlquizError(
            f"{len(ids)} reviews are too few to fit to",
            remedy=f"from {fitting.ENOUGH} on a fit helps; until then FSRS's own parameters foresee better",
        )
    until = fitting.parting(ids)
    own = train(fitting.histories(logs, until))
    scheduling = study.scheduling
    now, then = (
        fitting.loss(logs, scheduling._replace(parameters=given), until) for given in (scheduling.parameters, own)
    )
    figures = f"log loss on your newest {len(ids) - ids.index(until) - 1} reviews: {now:.4f} now, {then:.4f} fitted"
    if then >= now:
        return f"{figures}; the present parameters stay"
    changed = study.reviews.adopt(own, study.now_ms, study.day)
    return f"{figures}; the fitted ones are in force, {changed} memories were folded anew (dlquiz fit --undo)"


def train(histories: Iterable[History]) -> tuple[float, ...]:
    """FSRS-6's parameters by fsrs-rs. UsageError where the extra is not installed."""
    try:
        from fsrs_rs_python import FSRS, FSRSItem, FSRSReview
    except ImportError:
        raise UsageError("dlquiz fit needs fsrs-rs-python", remedy=installing("fsrs-rs-python")) from None
    items = [FSRSItem([FSRSReview(grade, days) for grade, days in history]) for history in histories]
    return tuple(FSRS([]).compute_parameters(items))
