"""Every word of the interface, in English and Chinese; numbers, waits and dates as both languages write them.

In an English entry `|` parts the singular (n = 1) from the plural.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from dlquiz.core.log import study_day
from dlquiz.core.memory import Memory
from dlquiz.core.questions import Lang, Text
from dlquiz.core.text import number as number  # noqa: PLC0414 - the views take their words and numbers from here
from dlquiz.core.text import sanitise

WORDS: dict[str, tuple[str, str]] = {
    # kinds of card, as the label of the question
    "recall": ("recall", "问答"),
    "choice": ("choice", "选择"),
    "true-false": ("true?", "判断"),
    "numeric": ("number", "计算"),
    "cloze": ("cloze", "填空"),
    "order": ("order", "排序"),
    "core": ("core", "核心"),
    "deep": ("deep", "深入"),
    # labels
    "answer": ("answer", "答案"),
    "points": ("points", "要点"),
    "traps": ("traps", "易错"),
    "hint": ("hint", "提示"),
    "sketch": ("sketch", "草图"),
    "yours": ("yours", "你答"),
    "right": ("right", "正解"),
    "exact": ("exact", "精确值"),
    "steps": ("steps", "步骤"),
    "slip": ("slip", "错因"),
    "why": ("why", "为何"),
    "truth": ("true is", "正确"),
    "today": ("today", "今天"),
    "weak": ("weak", "薄弱"),
    "next": ("next", "接下来"),
    "ahead": ("ahead", "提前"),
    "sources": ("sources", "出处"),
    "history": ("history", "历史"),
    "memory": ("memory", "记忆"),
    "card": ("card", "卡片"),
    "screen": ("screen", "屏幕"),
    # grades
    "grade 1": ("Again", "重来"),
    "grade 2": ("Hard", "困难"),
    "grade 3": ("Good", "良好"),
    "grade 4": ("Easy", "简单"),
    # sentences on a card
    "choose all": ("Choose all that are right.", "选出所有正确的选项。"),
    "true": ("true", "对"),
    "false": ("false", "错"),
    "any order": ("these {n} in any order", "这 {n} 步次序不限"),
    "quoted": ('"{text}"', "「{text}」"),
    "guess of": ("{label}: ", "{label}："),
    "right is": ("right: {right}", "正解：{right}"),
    "almost": ("Close: if only the spelling slipped, 3 says it was right.", "很接近：若只是笔误，按 3 算作答对。"),
    "not a number": (
        "That is not a number: 589824, 5.9e5, 590k or 1/8 are.",
        "这不是数字：可写 589824、5.9e5、59 万、1/8。",
    ),
    "more lines": ("↓ {n} more line|↓ {n} more lines", "↓ 还有 {n} 行"),
    # notices
    "undone": ("Taken back: {what}.", "已撤销：{what}。"),
    "did suspend": ("suspended", "搁置"),
    "did bury": ("buried", "明天再问"),
    "did flag": ("flagged", "标记"),
    "nothing to undo": ("Nothing to undo in this session.", "本次没有可撤销的操作。"),
    # the end
    "done for today": ("Done for today.", "今天的都做完了。"),
    "done so far": ("Done for now.", "暂时做完了。"),
    "cards in minutes": ("{n} card in {minutes}|{n} cards in {minutes}", "{minutes}做了 {n} 张卡片"),
    "of them new": (", {new} of them new", "，其中 {new} 张是新的"),
    "and known": ("; {part} of {n} at once", "；{n} 张中 {part} 张一次想起"),
    "left today": ("{n} card of today is left.|{n} cards of today are left.", "今天还剩 {n} 张。"),
    "at once": ("{part} of {n} at once; by topic:", "{n} 张中 {part} 张一次想起；按主题："),
    "recalled": ("recall", "记得"),
    "comes back": ("the next card comes back in {wait}", "下一张 {wait}后再来"),
    # a quiz
    "quiz": ("Quiz", "测验"),
    "right so far": ("{n} right", "对 {n} 题"),
    "quiz score": ("{part} of {n} right, in {minutes}", "{n} 题答对 {part} 题，用时 {minutes}"),
    "score": ("score", "得分"),
    "topics": ("topics", "主题"),
    "quiz again": ("Drawn with --seed {seed}.", "本次用 --seed {seed} 抽题。"),
    "only so many": (
        "There is only {n} such check: the quiz has {n} question.|"
        "There are only {n} such checks: the quiz has {n} questions.",
        "这样的题只有 {n} 道，本次测验就出 {n} 道。",
    ),
    "p quiz goes on": ("Enter goes on. 3 it was right.", "回车下一题。3 算作答对。"),
    "p quiz guess": ("Enter goes on. 1 it was a guess.", "回车下一题。1 是猜的。"),
    "p topic score": ("{topic}: {part} of {n}.", "{topic}：{n} 题对 {part} 题。"),
    "p missed": ("Missed {n}.", "第 {n} 道错题。"),
    "p close": ("Enter closes. u undo.", "回车结束。u 撤销。"),
    # a mock interview
    "mock": ("Mock interview", "模拟面试"),
    "answers": ("Answers", "逐题对照"),
    "n of": ("{n} of {whole}", "第 {n}/{whole} 题"),
    "minutes left": ("{n} min left", "还剩 {n} 分钟"),
    "clock left": ("{clock} left", "还剩 {clock}"),
    "time is up": ("time is up", "时间到"),
    "further": ("further", "追问"),
    "notes": ("notes", "笔记"),
    "no notes": ("nothing noted", "没有笔记"),
    "say it aloud": (
        "Say it aloud, as you would to the interviewer. Answers and points come at the end.",
        "像面对面试官一样说出来。答案与要点在结束后给出。",
    ),
    "budget": ("About {clock} for this one.", "这一题约 {clock}。"),
    "over budget": ("Over its {clock}: come to the point.", "已超过 {clock}，请收尾。"),
    "finish this": ("The time is up: finish this answer.", "时间到：答完这一题就结束。"),
    "paused": ("Paused: the clock stands, the question is hidden.", "已暂停：不计时，题目已隐藏。"),
    "time": ("time", "用时"),
    "time of": ("{clock} of {budget}", "{clock}，限 {budget}"),
    "suggests": ("{hit} of {n} point said|{hit} of {n} points said", "{n} 个要点说出 {hit} 个"),
    "passed": ("passed", "通过"),
    "passed of": ("{part} of {n} passed", "{n} 题通过 {part} 题"),
    "points in": (
        "{hit} of {n} point, in {clock} of {budget}|{hit} of {n} points, in {clock} of {budget}",
        "{n} 个要点说出 {hit} 个，用时 {clock}（限 {budget}）",
    ),
    "asked": ("asked", "题目"),
    "slow but right": ("right, but over its time", "答对，但超时"),
    "missed": ("missed", "漏说"),
    "work on": ("work on", "下一步"),
    "so far": ("so far", "历次"),
    "since last": ("{change} since the last one", "比上次 {change}"),
    "nothing asked": ("Nothing was asked.", "没有问任何题。"),
    "unfinished": ("unfinished", "未完成"),
    "end it": (
        "End the interview? q again ends it, any other key goes on.",
        "要结束面试吗？再按 q 结束，其他键继续。",
    ),
    "leave it": (
        "Leave? Again the same key leaves; all is kept: dlquiz mock resume. Any other key stays.",
        "要离开吗？再按一次离开，内容都已保存（dlquiz mock resume），其他键留下。",
    ),
    "left before": (
        "The interview of {day} is unfinished: dlquiz mock resume.",
        "{day} 的面试还没结束：dlquiz mock resume。",
    ),
    "only minutes": (
        "There is {n} such question: about {minutes}.|There are only {n} such questions: about {minutes}.",
        "这样的题只有 {n} 道，约 {minutes}。",
    ),
    "mock of": ("a mock interview of {n} minutes", "{n} 分钟模拟面试"),
    "last mock": ("last one {day}", "上次是 {day}"),
    "for the interviewer": (
        "A mock interview of {n} minute, for the one who asks|A mock interview of {n} minutes, for the one who asks",
        "模拟面试（{n} 分钟），提问者用",
    ),
    "p mock": ("Question {n} of {whole}. {left}. {budget}", "第 {n} 题，共 {whole} 题。{left}。{budget}"),
    "p further": ("A further question.", "追问。"),
    "p mock keys": (
        "Speak, or type notes, a line at a time. Enter alone: next question. :p pause, :q end, :l the other language.",
        "直接说，或一行一行写笔记。直接回车到下一题。:p 暂停，:q 结束，:l 换语言。",
    ),
    "p paused": ("Paused. Enter goes on, :q ends.", "已暂停。回车继续，:q 结束。"),
    "p end it": ("End the interview? q ends it, Enter goes on.", "要结束面试吗？q 结束，回车继续。"),
    "p leave it": (
        "Leave? q leaves, all is kept: dlquiz mock resume. Enter stays.",
        "要离开吗？q 离开，内容都已保存（dlquiz mock resume），回车留下。",
    ),
    "p notes": ("Your notes: {text}", "你的笔记：{text}"),
    "p tick": (
        "Type the numbers of the points you said: 1 3. Enter: none. :u back, :q leave.",
        "输入说到的要点编号，如 1 3。回车：都没有。:u 上一题，:q 离开。",
    ),
    "p judge": ("{said}: {grade}. Enter takes it, 1 to 4 change it.", "{said}：{grade}。回车接受，1–4 改判。"),
    "p row": (
        "{n}. {ask} {grade}. {hit} of {points}, {time}.",
        "{n}. {ask} {grade}。{points} 个要点说出 {hit} 个，{time}。",
    ),
    "p work on": ("Work on: {topics}.", "下一步：{topics}。"),
    "p weak": (
        "Enter closes. w drills the weakest question.|Enter closes. w drills the {n} weakest questions.",
        "回车结束。w 练这 {n} 道弱题。",
    ),
    "p so far": ("{day}: {share} of the points.", "{day}：说出 {share} 的要点。"),
    # nothing due
    "nothing due": ("Nothing is due.", "现在没有到期的卡片。"),
    "done today": ("{n} done today", "今天已做 {n} 张"),
    "cards tomorrow": (
        "{n} card tomorrow, from 04:00{week}|{n} cards tomorrow, from 04:00{week}",
        "明天 04:00 起有 {n} 张{week}",
    ),
    "this week": ("; {n} in the next 7 days", "，未来 7 天共 {n} 张"),
    "weakest cards": ("the weakest card|the {n} weakest cards", "最弱的 {n} 张"),
    "recall now": ("recall now {low}–{high}%", "预计还记得 {low}–{high}%"),
    "more new": ("{n} more new card|{n} more new cards", "再学 {n} 张新卡"),
    "not yet seen": ("{n} not yet seen", "还有 {n} 张没学过"),
    "minutes used": ("Today's {minutes} is used.|Today's {minutes} are used.", "今天的 {minutes}已用完。"),
    "these minutes used": ("The {minutes} is used.|The {minutes} are used.", "这 {minutes}已用完。"),
    "known": ("{part} of {n} at once", "{n} 张中 {part} 张一次想起"),
    "as it stands": (
        "{ready} of the core questions recalled on {day}, as it stands",
        "照现在这样，{day}能答出 {ready} 的核心问题",
    ),
    "more minutes": ("{n} minutes more", "再学 {n} 分钟"),
    "cards wait": ("{n} card waits|{n} cards wait", "还有 {n} 张等着"),
    "no cards": ("There is nothing to study ahead.", "没有可以提前学的卡片。"),
    # a demo
    "demo": ("demo", "演示"),
    "knobs": ("knobs", "参数"),
    "guess": ("guess", "猜测"),
    # on the way
    "reading": ("reading {file} …", "正在读 {file} …"),
    # line by line
    "p card": (
        "Card {n} of {cards}. {topic}, {level}. {kind}.",
        "第 {n} 张，共 {cards} 张。{topic}，{level}。{kind}题。",
    ),
    "p question": ("Question: {text}", "问题：{text}"),
    "p statement": ("True or false: {text}", "判断：{text}"),
    "p option": ("{n}. {text}", "{n}. {text}"),
    "p hint": ("Hint {n}: {text}", "提示 {n}：{text}"),
    "p answer": ("Answer: {text}", "答案：{text}"),
    "p yours": ("Yours: {text}", "你答：{text}"),
    "p point": ("Point {n}: {text}", "要点 {n}：{text}"),
    "p trap": ("Trap {n}: {text}", "易错 {n}：{text}"),
    "p step": ("Step {n}: {text}", "步骤 {n}：{text}"),
    "p slip": ("Slip: {text}", "错因：{text}"),
    "p why": ("Why: {text}", "为何：{text}"),
    "p right": ("Right.", "答对了。"),
    "p wrong": ("Wrong. Right is: {text}", "答错了。正解：{text}"),
    "p right is": ("Right is: {text}", "正解：{text}"),
    "p exactly": ("Exactly: {text}", "精确值：{text}"),
    "p grade": ("{n} {grade}, {wait}. ", "{n} {grade}，{wait}。"),
    "p takes": ("Enter takes {n}.", "回车取 {n}。"),
    "p next in": ("{grade}. Next in {wait}.", "{grade}。{wait}后再来。"),
    "p recall": (
        "Enter shows the answer. t type an answer, h hint, q quit, ? help.",
        "回车看答案。t 作答，h 提示，q 退出，? 帮助。",
    ),
    "p choice": (
        "Type the number of the right option. Enter shows the answer, ? help.",
        "输入正确选项的编号。回车看答案，? 帮助。",
    ),
    "p choices": ("Type the numbers of all right options: 1 3. ? help.", "输入所有正确选项的编号，如 1 3。? 帮助。"),
    "p true-false": ("y true, n false. Enter shows the answer, ? help.", "y 对，n 错。回车看答案，? 帮助。"),
    "p numeric": ("Type the number. Enter alone shows the answer, ? help.", "输入数字。直接回车看答案，? 帮助。"),
    "p cloze": (
        "Type what belongs in blank {n}. Enter alone shows the answer, :? help.",
        "输入第 {n} 空。直接回车看答案，:? 帮助。",
    ),
    "p order": ("Type the numbers in the right order: 2 1 3. ? help.", "按正确顺序输入编号，如 2 1 3。? 帮助。"),
    "p not understood": ("That is none of the keys here.", "这里没有这个按键。"),
    "p your answer": ("Type your answer on one line.", "在一行里写下你的回答。"),
    "p help": (
        "u undo, h hint, l the other language, i sources, e edit, s suspend, b bury, f flag, q quit. "
        "Where words are typed, put a colon first: :q",
        "u 撤销，h 提示，l 换语言，i 出处，e 编辑，s 搁置，b 明天再问，f 标记，q 退出。填空题的命令前加冒号：:q",
    ),
    "stop": (".", "。"),
    "p coming": ("{day}: {n} card.|{day}: {n} cards.", "{day}：{n} 张。"),
    "p end": (
        "Enter closes. u undo, w the weakest cards, n new cards, m a mock interview.",
        "回车结束。u 撤销，w 最弱的卡片，n 新卡片，m 模拟面试。",
    ),
    "p more": ("g {n} minutes more: {waiting}.", "g 再学 {n} 分钟：{waiting}。"),
    "p source": ("Source: {text}", "出处：{text}"),
    # a new question
    "new question": ("A new question", "新题目"),
    "f topic": ("topic", "主题"),
    "f ask": ("question", "问题"),
    "f answer": ("answer", "答案"),
    "f point": ("point", "要点"),
    "f right": ("right", "正确"),
    "f wrong": ("wrong", "错误"),
    "f asked": ("asked", "考过"),
    "say topic": ("which topic; tab completes", "哪个主题；tab 补全"),
    "say ask": ("what was asked", "问的是什么"),
    "say answer": ("the answer, in Markdown with $formulas$", "答案，可用 Markdown 和 $公式$"),
    "say point": ("what an interviewer listens for", "面试官想听到的要点"),
    "say right": ("for a check: what is right", "小测（可不填）：正确的说法"),
    "say wrong": ("and what is wrong; two to four make a choice", "错误的说法；二至四条成为选择题"),
    "say asked": ("where and when: Company, 2026-11-20", "何处何时被问到：公司, 2026-11-20"),
    "new topic": ("a new topic", "新主题"),
    "similar": ("similar", "相近"),
    "esc again": ("esc again leaves; what is typed is kept for the next time.", "再按一次 esc 离开，写下的留到下次。"),
    "draft": (
        "This question was not saved the last time: go on with it, or ctrl-n for a new one.",
        "上次这道题没有保存：接着写，或按 ctrl-n 另写一道。",
    ),
    "p line": ("{field}: {what}.", "{field}：{what}。"),
    "p lines": ("{field}: {what}. An empty line ends it.", "{field}：{what}。空行结束。"),
    "p say topic": ("one of {topics}, or a new one", "已有 {topics}，也可新起一个"),
    "p similar": ("Similar: {text}", "相近：{text}"),
    "p draft": (
        "This question was not saved the last time. Enter goes on with it, n begins a new one.",
        "上次这道题没有保存。回车接着写，n 另写一道。",
    ),
    "p retype": (
        "1 to {most} types a field again. :q leaves and keeps all for the next time.",
        "1–{most} 重写一项。:q 离开，写下的留到下次。",
    ),
    "p write": (
        "Enter writes it. 1 to {most} types a field again. :q leaves and keeps all for the next time.",
        "回车保存。1–{most} 重写一项。:q 离开，写下的留到下次。",
    ),
    # printed lists
    "cards": ("cards", "卡片"),
    "new": ("new", "新卡"),
    "with": ("with", "参数"),
    "result": ("result", "结果"),
    "picture": ("picture", "图"),
    "topic": ("topic", "主题"),
    "learned": ("learned", "已学"),
    "due": ("due", "到期"),
    "total": ("total", "合计"),
    "nothing found": ("Nothing found.", "没有找到。"),
    "waiting": (
        "{due} due, {learning} being learned, {new} new today",
        "到期 {due} 张，学习中 {learning} 张，今天还有新卡 {new} 张",
    ),
    "next waits": ("the next one: {when}", "下一张：{when}"),
    # figures
    "year": ("year", "一年"),
    "coming": ("coming", "将到期"),
    "week": ("week", "本周"),
    "ready": ("ready", "把握"),
    "slow": ("slow", "偏慢"),
    "leeches": ("leeches", "难记"),
    "reviewed": (
        "{n} review in {time} on {days}{streak}|{n} reviews in {time} on {days}{streak}",
        "{days}共复习 {n} 次，{time}{streak}",
    ),
    "no reviews": ("no reviews", "没有复习"),
    "on days": ("{n} day|{n} days", "{n} 天"),
    "in a row": (", {n} in a row", "，已连续 {n} 天"),
    "fewer more": ("fewer ░▒▓█ more", "少 ░▒▓█ 多"),
    "due today": ("{n} due today, ", "今天到期 {n} 张，"),
    "coming cards": ("{n} card tomorrow{week}|{n} cards tomorrow{week}", "明天 {n} 张{week}"),
    "in a week": (", {n} in the next 7 days", "，未来 7 天共 {n} 张"),
    "foreseen": (
        "{expected} expected (○), {recalled} recalled (●), over {n} reviews",
        "预计记得 {expected}（○），实际 {recalled}（●），共 {n} 次",
    ),
    "expected": ("expected", "预计"),
    "actual": ("actual", "实际"),
    "reviews": ("reviews", "次数"),
    "nothing foreseen": (
        "After the first reviews on a later day: what was expected against what happened.",
        "隔天复习之后，这里对照预计与实际。",
    ),
    "core ready": (
        "{ready} of the core questions recalled, were the interview today",
        "如果今天面试，核心问题预计能答出 {ready}",
    ),
    "reviews in": ("{n} review in {time}|{n} reviews in {time}", "复习 {n} 次，用时 {time}"),
    "new known": (
        "; {n} new card, {known} known by now|; {n} new cards, {known} known by now",
        "；新学 {n} 张，其中 {known} 张已记住",
    ),
    "slow ones": (
        "Right, but slow to come in the last 30 days:",
        "近 30 天里答对、但想得久的：",
    ),
    "leech ones": ("Forgotten again and again; edit them, or suspend them:", "反复忘记的，宜修改或搁置："),
    "and more": ("and {n} more", "另有 {n} 张"),
    "seconds": ("{n} s", "{n} 秒"),
    "nothing yet": (
        "Nothing has been reviewed yet. Type dlquiz: the first ten questions take about ten minutes.",
        "还没有复习记录。输入 dlquiz 开始：最初十题约需十分钟。",
    ),
    "reviews ahead": (
        "The log holds reviews of days to come, until {day}; no day counts them yet. Check the clock of this machine.",
        "日志里有日期在未来的复习（到 {day}），各天都还没有计入。请检查本机时钟。",
    ),
    # the plan
    "interview": ("when", "面试"),
    "interview in": (
        "{day}, in {n} day; {minutes} a day|{day}, in {n} days; {minutes} a day",
        "{day}，还有 {n} 天，每天 {minutes}",
    ),
    "interview today": ("today", "就在今天"),
    "for today": ("{n} card in about {minutes}|{n} cards in about {minutes}", "{n} 张，约 {minutes}"),
    "nothing gains": ("Nothing: what gains today has been asked.", "没有了：今天值得问的都问过了。"),
    "worth": ("; on the day worth {n} core questions", "；面试当天相当于 {n} 个核心问题"),
    "days": ("days", "每天"),
    "seen": ("seen", "旧卡"),
    "days ahead": ("from today to the day before, at most {most} cards a day", "从今天到前一天，每天最多 {most} 张"),
    "now": ("now", "现在"),
    "without today": ("none", "不学"),
    "with today": ("today", "今天"),
    "with all": ("plan", "计划"),
    "on the day": (
        "Core questions recalled now; and on the day, with no more work, with today's alone, with all of the plan:",
        "核心问题预计能答出多少：现在；面试当天（不再学、只学今天、照计划学）：",
    ),
    "all topics": ("all of them", "全部"),
    "left out": ("omitted", "来不及"),
    "all fits": ("Nothing: every question will have been asked.", "没有：所有问题都能问到。"),
    "does not fit": (
        "{n} question will not have been asked: {core} core, {deep} deep.|"
        "{n} questions will not have been asked: {core} core, {deep} deep.",
        "{n} 个问题来不及问：核心 {core} 个，深入 {deep} 个。",
    ),
    "how": ("how", "依据"),
    "how it decides": (
        "Each day the cards come first that add the most expected recall on the day of the interview per second. "
        "Core counts more than deep, and a card that gains clearly more on a later day waits. "
        "Memories are FSRS's, with steeper forgetting to be safe; {figures}.",
        "每天先问那些每秒最能提高面试当天记忆的卡片。核心重于深入；晚些再问收益明显更大的卡片先等一等。"
        "记忆按 FSRS 估计，遗忘略从严；{figures}。",
    ),
    "figures own": ("seconds and first grades are your own", "用时和首次评分取自你的记录"),
    "figures usual": (
        "seconds and first grades are the usual ones until you have 50 of each",
        "满 50 次之前，用时和首次评分按通常值",
    ),
    "no interview": (
        "{why}, so plain FSRS decides: a card comes back when its recall falls to {retention}. "
        "Set one: dlquiz config interview {day}",
        "{why}，按 FSRS 安排：记忆降到 {retention} 时再问。设置日期：dlquiz config interview {day}",
    ),
    "none set": ("No interview is set", "没有设置面试日期"),
    "interview over": ("The interview of {day} is over", "{day}的面试已经过去"),
    # information
    "never seen": ("not asked yet", "还没有问过"),
    "no sources": ("none given", "未注明"),
    "stability": ("recall falls to 90% in {wait}", "记忆在 {wait}后降到 90%"),
    "lapses": ("forgotten once|forgotten {n} times", "忘记 {n} 次"),
    "leech": ("Forgotten so often that the card itself may be at fault.", "忘得太多，也许是这张卡片本身的问题。"),
    "sources and history": ("Sources and history", "出处与历史"),
    # help
    "keys": ("Keys", "按键"),
    "k show": ("show the answer", "看答案"),
    "k grade": ("grade it", "评分"),
    "k choose": ("choose", "选择"),
    "k true": ("true, false", "对、错"),
    "k order": ("put steps in order", "给步骤排序"),
    "k type": ("type an answer first", "先作答再看"),
    "k hint": ("hint", "提示"),
    "k undo": ("undo, all the way", "撤销，可连续"),
    "k demo": ("demo", "演示"),
    "k info": ("sources, history", "出处、历史"),
    "k language": ("中文", "English"),
    "k edit": ("edit its file", "编辑源文件"),
    "k flag": ("flag to fix later", "标记待改"),
    "k bury": ("bury until tomorrow", "明天再问"),
    "k suspend": ("suspend", "搁置"),
    "k scroll": ("scroll; space too", "滚动，空格亦可"),
    "k next": ("next question", "下一题"),
    "k note": ("take notes", "记笔记"),
    "k pause": ("pause, hidden", "暂停并隐藏"),
    "k end": ("end now", "结束"),
    "k tick": ("tick a point off", "勾选要点"),
    "k change": ("another grade", "改评分"),
    "k confirm": ("take points and grade", "确认要点与评分"),
    "k back": ("the answer before", "上一题"),
    "k leave": ("leave, go on later", "离开，以后继续"),
    "clock goes on": ("The clock goes on while this page is open.", "打开此页时照常计时。"),
    "k quit": ("quit, all is saved", "退出，进度已保存"),
    "k close": ("close this page", "关闭此页"),
    "k repaint": ("paint again", "重绘"),
    "graded for you": (
        "Graded for you: space takes the grade, 1–4 overrule it.",
        "机器判分的卡片：空格接受评分，1–4 改判。",
    ),
}

HINTS: dict[str, tuple[str, str, str]] = {
    # name: key, English, Chinese
    "answer": ("space", "answer", "看答案"),
    "give up": ("enter", "answer", "看答案"),
    "next": ("space", "next card", "下一张"),
    "check": ("enter", "check", "判分"),
    "show": ("enter", "compare", "对照答案"),
    "close": ("enter", "close", "结束"),
    "blank": ("tab", "next blank", "下一空"),
    "to blank": ("enter", "next blank", "下一空"),
    "choose": ("1–{n}", "choose", "选择"),
    "step": ("1–{n}", "next step", "下一步"),
    "lines": ("↑ ↓", "choose a line", "选一行"),
    "take up": ("space", "take it up", "拿起"),
    "put down": ("space", "put it down", "放下"),
    "take back": ("backspace", "take back", "退一步"),
    "true": ("y", "true", "对"),
    "false": ("n", "false", "错"),
    "hint": ("h", "hint", "提示"),
    "more hint": ("h", "one more hint", "再给一条提示"),
    "type": ("t", "type", "作答"),
    "demo": ("d", "demo", "演示"),
    "these": ("d", "demo with these numbers", "用这些数演示"),
    "sources": ("i", "sources", "出处"),
    "edit": ("e", "edit", "编辑"),
    "language": ("l", "中文", "English"),
    "was right": ("3", "it was right", "算作答对"),
    "was a guess": ("1", "it was a guess", "是猜的"),
    "next question": ("space", "next question", "下一题"),
    "note": ("t", "note", "记笔记"),
    "note line": ("enter", "keep the line", "记下这行"),
    "done noting": ("esc", "done", "写完"),
    "pause": ("p", "pause", "暂停"),
    "go on": ("space", "go on", "继续"),
    "end": ("q", "end now", "结束"),
    "leave": ("q", "leave", "离开"),
    "tick": ("1–{n}", "tick", "勾选"),
    "confirm": ("enter", "confirm", "确认"),
    "grade": ("← →", "grade", "改评分"),
    "look back": ("u", "back", "上一题"),
    "undo": ("u", "undo", "撤销"),
    "undo what": ("u", "undo {what}", "撤销：{what}"),
    "weak": ("w", "drill the weakest|drill the weak {n}", "练这 {n} 道弱题"),
    "more": ("g", "{n} min more", "再学 {n} 分钟"),
    "weakest": ("w", "the ten weakest", "再练最弱的 10 张"),
    "back": ("esc", "back", "返回"),
    "other": ("esc", "other keys", "其他按键"),
    "turn": ("← →", "change", "调整"),
    "move": ("↑ ↓", "move", "移动"),
    "predict": ("p", "predict first", "先猜再看"),
    "reset": ("r", "reset", "还原"),
    "next field": ("enter", "next", "下一项"),
    "anew": ("ctrl-n", "a new one", "另写一道"),
    "editor": ("ctrl-o", "in your editor", "用编辑器写"),
    "preview": ("ctrl-s", "preview", "预览"),
    "write": ("enter", "write it", "保存"),
    "edit on": ("esc", "go on editing", "继续修改"),
    "give it up": ("esc", "leave", "离开"),
    "complete": ("tab", "complete", "补全"),
    "keys": ("?", "keys", "按键"),
    "quit": ("q", "quit", "退出"),
}

KEY_NAMES = {"space": "空格", "enter": "回车", "backspace": "退格"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
NBSP = "\u00a0"
NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=[\u4e00-\u9fff]|min|h\b)")


class Say(NamedTuple):
    """The words in one language; `both` puts a bank's text in the other language below."""

    lang: Lang
    both: bool = False

    @property
    def other(self) -> Lang:
        return "en" if self.lang == "zh" else "zh"

    def __call__(self, name: str, **values: object) -> str:
        """An entry of WORDS, filled in."""
        return _filled(WORDS[name][self.lang == "zh"], values)

    def hint(self, name: str, **values: object) -> tuple[str, str]:
        """An entry of HINTS: the key, and what it does."""
        key, english, chinese = HINTS[name]
        if self.lang == "zh":
            return _filled(KEY_NAMES.get(key, key), values), _filled(chinese, values)
        return _filled(key, values), _filled(english, values)

    def of(self, text: Text) -> str:
        """A bank's text in this language, else in the other; without control characters."""
        return sanitise(text.in_(self.lang))

    def key(self, name: str) -> str:
        """The names of keys, parted by spaces."""
        return " ".join(KEY_NAMES.get(part, part) for part in name.split(" ")) if self.lang == "zh" else name

    def grade(self, grade: int) -> str:
        return self(f"grade {grade}")


def _filled(template: str, values: dict[str, object]) -> str:
    if "|" in template:
        singular, plural = template.split("|")
        template = singular if values.get("n") == 1 else plural
    said = template.format(**{name: number(v) if isinstance(v, int) else v for name, v in values.items()})
    return NUMBER_AND_UNIT.sub(NBSP, said)


# numbers, waits, dates


def interval(say: Say, days: float) -> str:
    """How long a card would wait, in at most seven cells."""
    english, chinese = _interval(days)
    return chinese if say.lang == "zh" else english


def _interval(days: float) -> tuple[str, str]:
    minutes, hours, whole = max(1, round(days * 1440)), round(days * 24), round(days)
    if minutes < 60:
        return f"{minutes} min", f"{minutes} 分钟"
    if hours < 24:
        return f"{hours} h", f"{hours} 小时"
    if whole < 100:
        return f"{whole} day" if whole == 1 else f"{whole} days", f"{whole} 天"
    if whole < 365:
        return f"{days / 30.4:.0f} mo", f"{days / 30.4:.0f} 个月"
    years = days / 365
    said = f"{years:.1f}" if years < 9.95 else f"{years:.0f}"
    return f"{said} yr", f"{said} 年"


def waits(outcomes: Iterable[Memory], now: datetime) -> tuple[float, ...]:
    """The days from now that each of these memories would wait, to the second."""
    now_ms, today = int(now.timestamp() * 1000), study_day(now)
    return tuple(
        float((memory.due_day - today).days)
        if memory.due_day
        else round(((memory.due_at or now_ms) - now_ms) / 1000) / 86_400
        for memory in outcomes
    )


def minutes(say: Say, seconds: float) -> str:
    """How long was spent: ``14 min``, ``2 h 05 min`` from an hour on."""
    whole = max(1, round(seconds / 60))
    hours, rest = divmod(whole, 60)
    if say.lang == "zh":
        return f"{hours} 小时 {rest} 分钟" if hours else f"{rest} 分钟"
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


def clock(seconds: int) -> str:
    """``2:05``."""
    return f"{seconds // 60}:{seconds % 60:02}"


def hours(say: Say, seconds: float) -> str:
    """How long was spent over a longer time: ``14 min``, whole hours from one on."""
    if seconds < 3600:
        return minutes(say, seconds)
    said = number(round(seconds / 3600))
    return f"{said} 小时" if say.lang == "zh" else f"{said} h"


def day_ahead(say: Say, day: date, today: date) -> str:
    """``tomorrow``, a weekday within a week, then ``28 Nov`` (with the year where it is another)."""
    ahead = (day - today).days
    zh = say.lang == "zh"
    if ahead == 0:
        return "今天" if zh else "today"
    if ahead == 1:
        return "明天" if zh else "tomorrow"
    if 1 < ahead < 7:
        return weekday(say, day)
    return short_date(say, day, today)


def short_date(say: Say, day: date, today: date) -> str:
    """``28 Nov``, ``11 月 28 日``; with the year where it is another."""
    if say.lang == "zh":
        said = f"{day.month} 月 {day.day} 日"
        return said if day.year == today.year else f"{day.year} 年 {said}"
    said = f"{day.day} {MONTHS[day.month - 1][:3]}"
    return said if day.year == today.year else f"{said} {day.year}"


def long_date(say: Say, day: date) -> str:
    """``Friday 20 November``, ``11 月 20 日 周五``."""
    if say.lang == "zh":
        return f"{day.month} 月 {day.day} 日 {weekday(say, day)}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def weekday(say: Say, day: date) -> str:
    return f"周{'一二三四五六日'[day.weekday()]}" if say.lang == "zh" else WEEKDAYS[day.weekday()]
