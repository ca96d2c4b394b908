"""What kind of answer a question wants: a list, a count, a fact; and whether it is in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from askpapers.text import cue_phrases as facts
from askpapers.text.languages import ENGLISH as _ENGLISH
from askpapers.text.languages import FOREIGN, is_english

LONGEST = 2_000
_LIST = re.compile(
    r"\bhow many\b|\b(?:which|what)\s+(?:of\s+(?:these|those|them|the)\b|(?:\w+\s+)?(?:papers?|works?|articles?"
    r"|studies|abstracts?|methods|approaches|models|"
    r"datasets|benchmarks)\b)|\b(?:list|show|find|name|give)\b.{0,20}\b(?:all|every|each|papers?|works)\b"
    r"|^\s*(?:any\s+)?papers?\b"
    r"|\b(?:any|some)thing\s+(?:\w+\s+){0,2}?(?:on|about|with|for)\b"
    r"|\bare there (?:any )?(?:papers?|works?)\b|\bwho\s+(?:uses?|proposes?|works)\b|\ball (?:the )?papers\b"
    r"|\bany papers?\b",
    re.I,
)
_COUNT = re.compile(r"\bhow many\b[^?]*?\b(?:papers?|works?|articles?|abstracts?|of (?:these|them|those|the))\b", re.I)
_HOW_MANY = re.compile(r"\bhow many\b", re.I)
_CODE = re.compile(
    r"\b(?:with|have|has|having|releas\w+|shar\w+|publish\w+|provid\w+|includ\w+|open[- ]sourc\w+|availab\w+"
    r"|public\w*|come with|link\w*)\b[^?]{0,40}?"
    r"\b(?:code|github|repositor\w+|implementations?|weights|checkpoints?)\b(?:\s+(?:on|at|via)\s+(?:git\w+|hugging\s?face)\b)?"
    r"|\b(?:code|weights|implementations?"
    r"|github)\b[^?]{0,30}?\b(?:availab\w+|releas\w+|public\w*|open\w*|link\w*)"
    r"|\bopen[- ]sourced?\b",
    re.I,
)
_DATA = re.compile(
    r"""\b(?:releas|introduc|propos|present|creat|buil[dt]|construct|publish|contribut|provid|new)\w*\b[^?]{0,30}?
        \b(?:data\ ?sets?|benchmarks?|corpus|corpora)\b
      | \b(?:data\ ?sets?|benchmarks?|corpus|corpora)\b[^?]{0,30}?
        \b(?:releas|introduc|propos|present|creat|construct|publish|contribut|provid|made|new)\w*\b""",
    re.I | re.X,
)
_MORE = re.compile(
    r"(?:\s*(?:,|/|\b(?:and|or)\b)\s*(?:(?:an?|the|new|their|its|public|source)\s+)*(?:code|models?|weights|checkpoints?|data(?:\s?sets?)?"
    r"|benchmarks?|corpus|corpora|implementations?|software|demos?)\b)+",
    re.I,
)
"""What is asked for in the same breath: "release code or models", "a benchmark or a data set"."""

_SAYING = re.compile(
    r"\b(?:nam(?:e[sd]?|ing)|stat(?:e[sd]?|ing)|admit\w*|acknowledg\w+|not(?:e[sd]?|ing)|conced\w+|rais(?:e[sd]?|ing)|com(?:es?|ing)"
    r"|ma[dk](?:es?|ing)|includ\w+|exist\w*|freely|publicly)\b",
    re.I,
)
"""Beside a trait these say nothing of a subject: "What limitations do the papers name?"."""

_ASKING = re.compile(
    r"(\b(?:papers?|works?|articles?|studies|abstracts?|these|those|them|ones|many|which|who)\s+(?:(?:that|which|do|does|did|are|is|have|try|aim"
    r"|to|mainly)\s+)*)(?:stud(?:y|ies|ied|ying)|investigat\w+|examin\w+|add?ress\w*|explor\w+|tackl\w+|focus\w*|deal\w*|consider\w*|cover\w*"
    r"|concern\w*|look(?:s|ing|ed)?(?=\s+(?:at|into)\b)|analy[sz]e\w*|target\w*|employ\w*|utili[sz]\w+|leverag\w+|adopt\w*|involv\w+|contain\w*)\b",
    re.I,
)
"""What papers do with a subject, whatever it is: in "Which papers study mice?" it is mice that are looked for."""

_VAGUE = re.compile(
    r"\b(?:any|some)thing(?:\s+(?:cool|nice|fun|exciting|good|great|notable|worthwhile|surprising))?\b", re.I
)
_DENIED = re.compile(
    r"\b(?:do|does|did|are|is|was|were|have|has|can|could|will|would)(?:\s+not|n['’]t)\b|\bnot\b(?!\s+only)"
    r"|\b(?:no|without|never|neither|nor|lack\w*|except\w*|exclud\w*|other than|apart from|instead of|kein\w*|ohne|sans)\b",
    re.I,
)
_AMOUNT = re.compile(
    r"\bhow (?:well|good|much|many|large|big|long|small|short|fast|quick|slow|often|high|low|old|deep|far|accurate|expensive|heavy|wide)\b"
    r"|\b(?:what|which) (?:\w+ )?(?:percentage|share|fraction|proportion|number|size|accuracy|score|speed-?up|F1|FID|BLEU|ROUGE|AUC|PSNR|mAP|WER)\b|\bby how much\b",
    re.I,
)
_REACHING = re.compile(
    r"\b(?:reach|achiev|attain|obtain|compris|contain|perform)(?:e?s|ed?|ing)?\b|\b(?:get|got|gets|percentage|fraction|proportion|according(?=\s+to))\b",
    re.I,
)
"""What a paper does with a figure: in "What accuracy does Ember reach?" it is the accuracy that is looked for."""

_OUTCOME = re.compile(
    r"\s*(?:does|do|is|are|can|could|did|has|have|will|how (?:much|well|many|fast|accurate|large|big|long|high|low|often|good)"
    r"|what (?:accuracy|score|speed\w*|improvement|gain|results?))\b"
    r"|\s*what (?:did|do|does|was|were)\b.*\b(?:find|found|show|shown|conclude\w*|reveal\w*|report\w*|discover\w*|observe\w*)\b"
    r"|\s*what (?:is|are|was|were) the (?:\w+ )?(?:effects?|impacts?|outcomes?|results?|findings?|conclusions?|benefits?|influence)\b"
    r"|\s*how (?:do|does|did)\b.*\b(?:affect|influence|impact|improve|change|compare|perform)\b",
    re.I,
)
_COMPARED = re.compile(
    r"\bcompar(?:e[sd]?|ing|isons?)\b|\bdiffer(?:s|ed|ences?|ent|ently)?\b|\b(?:vs|versus)\b|\b(?:similarit(?:y|ies)|in common|better)\b",
    re.I,
)
_LIMITS = re.compile(r"\b(?:limitations?|shortcomings?|future work)\b", re.I)
_OVERVIEW = re.compile(
    r"\b(?:themes?|topics?|trends?|overview|summar\w+|what(?:['’]s| is) new|main ideas?|big picture|highlights?"
    r"|digest|directions?|main|common|popular|frequent|major|key|overall|recurring|big|read|interesting)\b",
    re.I,
)
_THEMES = re.compile(
    r"\b(?:themen|schwerpunkte|überblick|thèmes|tendances|sujets|temas|tendencias|tendências|novedades|novidades|temi|tendenze"
    r"|novità|thema['’]s|trends?|highlights?|темы|тренды)\b|主题|主題|话题|趋势|テーマ|トピック|주제|동향|트렌드",
    re.I,
)
"""What the themes are called elsewhere; `whole_list` knows the same words."""

OF_THE_DAY = frozenset(
    """heute heutigen tages tag liste papers papiere artikel arbeiten gibt wichtigsten aktuellen großen welche jour
        journée aujourd hui principaux principales grands articles hoy día principales artículos trabajos lista oggi
        giorno principali articoli hoje dia principais artigos trabalhos vandaag belangrijkste cuáles son quels sont
        quali quais zeig mir nenne bitte fasse zusammen wat какие сегодня сегодняшние основные главные de d l ci""".split()
)
_DEFINED = re.compile(
    r"^\s*(?:(?:and|so|but)\s+)?(?:what(?:['’]s|\s+(?:is|are|does))|who\s+is|explain|describe|define|tell\s+me\s+about|how\s+does"
    r"|was\s+(?:ist|sind|macht)|qu['’]est-ce\s+que|que\s+fait|qué\s+(?:es|hace)|che\s+cos['’]è|o\s+que\s+é)\s+(?:(?:the|an?|der|die|das|le|la|el)\s+)?"
    r"(?P<name>[^?]+?)(?:\s+(?:do|about|work|mean|stand\s+for))?\s*\??\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question wants.

    `trait` tells a sentence that answers whatever the topic (releases code, makes a data set), and `trait_words` says
    it; `topic` is the question without the words that asked for the trait; `defined` is what "What is …?" asks for.
    `listed` asks for several things, `papers` for the papers themselves and not for "how many GPUs"; `amount` asks for a
    figure, `found` in so many words for what came out. `denied` says that the list is of papers that do *not* do something, `bare` that names are all that is asked.
    """

    topic: str
    listed: bool = False
    papers: bool = False
    counted: bool = False
    overview: bool = False
    defined: str = ""
    outcome: bool = False
    found: bool = False
    amount: bool = False
    denied: bool = False
    bare: bool = False
    english: bool = True
    trait: Callable[[str], bool] | None = None
    trait_words: str = ""


def parse_intent(question: str) -> Intent:
    """Return what a question wants, by its first 2,000 characters: more is a page that somebody pasted."""
    question = question[:LONGEST]
    topic, trait, trait_words = question, None, ""
    for pattern, tells, words in (
        (_CODE, facts.releases_code, "release code or models"),
        (_DATA, facts.tells_new_data, "make a data set or benchmark"),
        (_LIMITS, facts.tells_limit, "name a limit"),
    ):
        if asked := pattern.search(question):
            more = _MORE.match(question, asked.end())
            topic = f"{question[: asked.start()]} {question[more.end() if more else asked.end() :]}"
            topic, trait, trait_words = _SAYING.sub(" ", pattern.sub(" ", topic)), tells, words
            break
    english = is_english(question)
    overview = _OVERVIEW.search(question) is not None
    if overview and trait is None:
        topic = _OVERVIEW.sub(" ", question)
    if not english and trait is None and _THEMES.search(question) and _only_themes(question):
        overview, topic = True, ""
    defined = _DEFINED.search(question)
    counted = _COUNT.search(question) is not None
    listed = _LIST.search(question) is not None or trait is not None
    papers = listed and (counted or not _HOW_MANY.search(question))
    found = not listed and _OUTCOME.match(question) is not None
    amount = not papers and _AMOUNT.search(question) is not None
    if amount:
        topic = _REACHING.sub(" ", topic)
    if papers:
        topic = _VAGUE.sub(" ", _ASKING.sub(r"\1", topic))
    return Intent(
        topic=topic,
        listed=listed,
        papers=papers,
        counted=counted,
        overview=overview,
        outcome=found
        or not re.search(r"\?|^\s*(?:wh|how|list|show|find|name|give|explain|tell|papers)", question, re.I),
        found=found,
        amount=amount,
        denied=papers and _DENIED.search(question) is not None,
        defined=defined["name"].strip() if defined else "",
        english=english,
        trait=trait,
        trait_words=trait_words,
    )


def without_comparing(question: str) -> str:
    """Return a question without the words that compare, which no paper has to hold."""
    return _COMPARED.sub(" ", question)


def _only_themes(question: str) -> bool:
    """Whether a question in another language asks for the themes and names no subject besides."""
    words = re.findall(r"[^\W\d_]+", _THEMES.sub(" ", question).casefold())
    return all(word in FOREIGN or word in _ENGLISH or word in OF_THE_DAY or word[0] > "\u2e80" for word in words)
