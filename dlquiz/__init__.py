"""dlquiz: a terminal program that gets you through a deep-learning interview.

A map of this tree, in the order data flows:

    places.py        where question banks lie: content, the banks folder, the files and folders of the settings
    banks/           YAML files <─> questions: strict reader, checker, emitter, editor, schema
    core/            pure: no files, no database, no clock, no randomness, no terminal
      questions.py     the format of questions and cards, once; codecs, rules and plain.py read and write it
      text.py, tex.py  Markdown and LaTeX ─> trees
      result.py        what a demo takes and returns; knobs.py turns its parameters
      exercise.py      a card made concrete; grading.py judges an answer
      log.py           the rows everything is folded from; names.py keeps progress through renames
      memory.py        FSRS-6: a card's rows ─> its memory; standing.py and stats.py count
      planner.py       which card adds most towards the interview
      queue.py         which card next; session.py, quiz.py, mock.py: what happens while one is asked
    store/           SQLite: reviews.db (the log and its memories), catalogue.db (a cache of the banks)
    demos/           one deep-learning idea per file, in NumPy, and a registry that needs no NumPy
    terminal/        keys, screen, theme, words, formulas, charts, one view per kind of card, the loop, line mode
    anki/            packages out, reviews in
    pictures.py      a demo's pictures as SVG and PNG
    files.py         writing a file in one step
    environment.py   the outside world, built once: streams, folders, clock, random numbers
    interview.py     the plan towards an interview, over the stores
    study.py         opens the stores, brings the catalogue up to date, builds today's queue
    authoring.py     adding questions to one's own banks; editing.py: changing them in an editor
    desk.py          the study as the drill sees it; exams.py: as quiz and mock interview see it
    sitting.py       a sitting: what a bare `dlquiz` does
    commands/        one command per file, thin
    cli.py           which command is where, and the one place where an error becomes a message and an exit code
    errors.py        what a user can act on: place, cause, remedy
"""

__version__ = "0.1.0"
