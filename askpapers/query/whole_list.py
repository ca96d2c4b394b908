"""Whether a question is over the whole list of papers, and not over the few that fit its words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from askpapers.text.sanitize import one_line

_PAPER = r"(?:paper|abstract|article|preprint|publication|submission)"
_PAPERS = rf"(?:{_PAPER}s|works|studies|entries)"
_WHEN = r"(?:today|yesterday|the\ day|th(?:is|e)\ (?:week|month)|last\ (?:week|month))['’]?s?"
_SET = rf"(?:these|those|them|(?:all\ )?(?:of\ )?(?:(?:the|these|those)|{_WHEN})\ (?:\w+\ ){{0,2}}{_PAPERS}|{_WHEN})\b"
_FEW = r"(?!\ (?:two|three|2|3)\b)"
"""“These two” are not the list."""

# What papers do, as a verb after a question word that leaves "papers" out: "how many use RL?", "which have code?".
_DO = r"""(?:(?:have|had|are|were|do|could|would|need)(?:n['’]t)?|use|can|will|can['’]t|rely|train|release|report|mention|propose|introduce|address|study|work
    |deal|claim|compare|evaluate|come|share|build|focus|apply|show|make|offer|provide|include|contain|involve|explore
    |investigate|examine|tackle|target|consider|discuss|describe|present|employ|leverage|utili[sz]e|adopt|combine|improve
    |outperform|beat|cite|cover|concern|require|support|generate|run|test|fine-?tune|pre-?train|open-?source|publish
    |achieve|learn|mix|merge|extend|get|got|talk|speak)\b(?!\ \w+s\ (?:do|does|did|is|are|was|were|can|has|have)\b)"""
_ADJECTIVES = r"(?:(?!of\b|in\b|do\b|does\b|did\b|is\b|are\b|was\b|were\b|by\b|with\b|the\b|has\b|have\b)[\w-]+\ ){0,3}"

_SUBJECT = re.compile(
    rf"""\bhow\ many\ (?:ones\b|of\ {_SET}{_FEW}|{_ADJECTIVES}(?:{_PAPER}s?|works|studies|articles)\b|{_DO})
    | \b(?:which|what)\ (?:ones\b|of\ (?:the\ )?{_SET}{_FEW})
    | (?:^|[.?!;:]\ |\b(?:and|but|so|also|now|then)\ )which\ {_DO}""",
    re.I | re.X,
)
"""The papers of the list are what is asked for, even where one of them is named besides."""

_CODE = r"(?:code|github|repo(?:s|sitor\w+)?|weights|checkpoints|implementations?|open[- ]sourced?)\b"
_WHOLE = re.compile(
    rf"""\bhow\ many\ (?:\w+\ )?(?:methods|approaches)\b
    | \b(?:number|fraction|share|proportion|percentage|majority|part)\ of\ (?:the\ )?(?:{_SET}|{_PAPERS}\b)
    | \bcount\ (?:all\ |the\ |how\ |of\ ){{0,2}}{_ADJECTIVES}{_PAPERS}\b
    | \b(?:any|some|most|all|none|half|many|several|few)\ of\ {_SET}{_FEW}
    | \beach\ of\ (?!them\b){_SET}{_FEW}
    | \b(?:all|most)\ (?:the\ |these\ |those\ |today['’]?s\ )?(?:\w+\ )?{_PAPERS}\b
    | \b(?:every|each)(?:\ single)?\ {_PAPER}\b
    | \b{_WHEN}\ {_ADJECTIVES}(?:themes?|topics?|trends?|ideas|directions|areas|news|highlights?|takeaways|developments
        |advances|{_PAPERS})\b
    | \b(?:themes?|topics?|trends?|highlights)\ (?:of|in|across|among)\ (?:all\ )?(?:{_SET}|{_PAPERS}\b|this\ list|the\ list)
    | \b(?:which|what)\ (?:\w+\ ){{0,2}}{_PAPERS}\ (?:are|have|release|provide|share|publish|come|offer|include|make|link)\b
      [^?.!;]{{0,30}}\b{_CODE}
    | \b(?:which|what)\ (?:\w+\ ){{0,2}}(?!(?:does|was|has|this)\b)\w{{3,}}s\b[^?.!;]{{0,200}}\b(?:today|th(?:is|e)\ (?:week|list))\b
    | ^(?:themes|topics|trends)\W*$ | \b(?:themes?|topics?|trends?)\ (?:\w+\ ){{0,2}}today\b | \bamong(?:st)?\ (?:all\ )?{_SET}{_FEW}
    | \bwhat(?:\ is|['’]?s)\ (?:in|on)\ (?:the|this|today['’]?s)\ (?:\w+\ )?list\b
    | \bwhat(?:\ is|['’]?s)\ (?:the\ list|this\ list|today|today['’]s\ list)\ about\b
    | \bwhat\ are\ (?:the|these|those)\ {_PAPERS}\ about\b | (?:^|[.?!;:]\ )(?:of|among|from)\ (?:all\ )?{_SET}{_FEW}
    | \bwhat\ (?:kinds?|types?|sorts?)\ of\b[^?.!;]{{0,200}}\b(?:{_PAPERS}\b|{_WHEN}\b)
    | \b(?:which|what)\ (?:research\ )?(?:areas|fields|subjects)\b
    | \b(?:group|cluster|categori[sz]e|classify|rank|sort|order|organi[sz]e|tabulate)\ (?:all\ )?(?:{_SET}|{_PAPERS}\b)
    | \b(?:should\ i\ read|did\ i\ miss|worth\ reading)\b | \b{_PAPERS}\ [^?.!;]{{0,30}}\bin\ common\b""",
    re.I | re.X,
)

_OTHER_LANGUAGES = re.compile(
    r"""# Nothing that one paper says happens today: whoever says the word means the day's list.
    \b(?:heute|aujourd['’]hui|du\ jour|de\ la\ journée|hoy|oggi|hoje|vandaag|i\ ?dag|dagens|сегодня\w*|dzi(?:ś|siaj|siejsz\w+)
      |dnes\w*|bugün\w*|σήμερα|היום|اليوم|hari\ ini|hôm\ nay)\b | 今天 | 今日 | 오늘 | आज | วันนี้
    | \b(?:resum[eai]r?|résume[rz]?|riassumi)\ (?:\w+\ )?(?:l[oa]s?|les|gli|[oae]s?|el|i)
      \ (?:artículos|articles|articoli|artigos|papers|trabajos|lista|liste|día|journée|giornata|dia)\b

    | \bwie\ viele\ (?:davon|dieser|der|von|sind|(?-i:[a-zäöüß]+en)\b|(?:\w+e\ )?(?:papers?|papiere|artikel|arbeiten|abstracts|studien)\b)
    | \bwelche[rs]?\ (?:davon|dieser|von|haben|sind|nutzen|verwenden|benutzen|bieten)\b
    | \balle\ (?:\w+n\ )?(?:papers?|papiere|artikel|arbeiten|abstracts|studien)\b
    | \b(?:die|aktuellen?|welche)\ (?:\w+\ )?(?:trends|schwerpunkte)\b | \b(?:themen|überblick)\b | \bwas\ (?:gibt\ es|ist)\ (?:heute\ )?neue?s?\b
    | \bfass\w*\ (?:mir\ |bitte\ )*(?:den\ tag|die\ (?:liste|papers?|papiere|artikel|arbeiten)|alle[s]?|heute)\b
    | \b(?:welche|quel(?:le)?s|qué|quais|quali|welke)\ (?:papers?|papiere|artikel|arbeiten|articles|artículos|trabajos|artigos|articoli)\b
      [^?.!;]{0,30}\b(?:code|código|codice)\b
    | \bcombien\ (?:d['’]entre|parmi|de\ ces|ont|sont|\w+ent|(?:de\ |d['’])(?:papiers|articles|travaux|papers))\b
    | \bles?quel(?:le)?s\b | \bquoi\ de\ neuf\b
    | \btou(?:te)?s\ (?:les|ces)\ (?:papiers|articles|travaux|papers)\b | \b(?:thèmes|tendances|sujets\ (?:du|principaux))\b
    | \bcuánt[oa]s\ (?:de\ (?:est[oa]s|ell[oa]s|l[oa]s)|\w+n|artículos|trabajos|papers|estudios)\b
    | \bcuáles\ (?:de\ (?:est[oa]s|ell[oa]s|l[oa]s)|(?!son\b)\w+[aeo]n)\b | \b(?:temas|tendencias|tendências|novedades|novidades)\b
    | \btod[oa]s\ (?:l[oa]s|[oa]s)\ (?:artículos|artigos|trabajos|trabalhos|papers|estudios)\b | \bqué\ hay\ de\ nuevo\b
    | \bquant[ie]\ (?:di\ (?:quest|lor)\w+|dei|degli|\w+no|articoli|lavori|paper)\b | \bquali\ (?:di\ questi|(?!sono\b)\w+no)\b
    | \b(?:temi|tendenze|novità)\b | \btutti\ gli\ articoli\b
    | \bquant[oa]s\ (?:dest[ae]s|del[ae]s|d[oa]s|artigos|trabalhos|papers|\w+m)\b | \bquais\ (?:dest[ae]s|del[ae]s|d[oa]s|(?!são\b)\w+m)\b
    | \bhoeveel\ (?:van|hebben|zijn|gebruiken|papers|artikelen)\b | \bthema['’]s\b
    | \b(?:сколько|какие)\ (?:из|стат\w+|работ\w*|использу\w+)\b | \b(?:темы|тренды)\b | \bчто\ нового\b
    | 多少篇 | 几篇 | 哪些(?:论文|文章|有|用|使用) | 所有论文 | 这些论文 | 主题 | 主題 | 话题 | 趋势 | 全部 | 有什么新
    | 其中(?:哪些|有几) | この中で | いくつ | 何本 | テーマ | トピック | すべて | これらの | 論文は(?:どれ|いくつ|何) | 몇\ ?편 | 논문은\ ?몇 | 이\ 중 | 주제 | 동향 | 트렌드""",
    re.I | re.X,
)

_ONE_PAPER = re.compile(
    r"\b(?:diese[sm]|cet|este|questo|deste|этой) (?:papers?|artikels?|article|artículo|articolo|artigo|статьи)\b"
    r"|这篇|该论文|此论文|この論文|이 논문",
    re.I,
)

_LIST = re.compile(
    rf"\b(?:{_PAPERS}|list|day|week|month|today|yesterday|batch|collection|library|feed|these|those|them|all|everything)\b{_FEW}",
    re.I,
)
# "The main themes", "an overview", "what's new", "list the data sets" are asked of the list, unless of something else.
_OF_THE_LIST = re.compile(
    r"""\b(?:main|common|major|key|overall|recurring|different|big|biggest|central|shared|dominant|emerging|top|hot|hottest
      |important|current|new|the|any|what|which|are|list|name)
      \ (?:\w+\ )?(?:themes|topics|trends|research\ directions)\b
    | \b(?:the|any|key|main|top|your)\ (?:key\ |main\ |top\ )?(?:highlights|takeaways)\b | \bmost\ (?:common|frequent|popular)\ (?:\w+\ )?\w+s\b
    | \b(?:main|common|major|key|overall|recurring|big|shared|dominant)\ (?:\w+\ )?(?:theme|topic|trend|ideas|directions|areas|news)\b
    | (?:^|\b(?:an?|the|brief|short|quick|general|overall|me)\ )(?:overview|summary|recap|rundown|round-?up|tl;?dr|gist|big\ picture)\b(?!-)
    | \bwhat(?:\ is|['’]?s)\ (?:new|hot|trending|interesting|happening)\b | \banything\ (?:new|interesting|exciting)\b
    | \b(?:list|enumerate|show(?:\ me)?|give\ me|name|find)\ (?:all|every)\ \w+ | \blist\ the\ \w+""",
    re.I | re.X,
)
_COMPLEMENT = re.compile(r"(?:\s+\w+){0,1}?\s+(?:of|behind|in|on|about|for|from)\b([^?.!;]*)", re.I)
_OWNED = re.compile(r"(?:\bits|(?<!today)(?<!day)(?<!week)(?<!month)['’]s)\s+(?:\w+\s+)?$", re.I)

_SUMMARIZE = re.compile(r"\b(?:summari[sz]e|recap|sum up)\b(?P<what>[^?.!;]*)", re.I)
_BARE = re.compile(r"\s*(?:please|for me|briefly|it all)?\s*", re.I)
_LOWER = re.compile(r"\s*(?:me\s+)?((?!(?:how|what|why|which|whether|two|three|both|first|last)\b)[a-z'’-]+\s+){0,5}?$")

_THE_LIST = re.compile(
    r"\b(?:these|those|them|papers|abstracts|all|every|each|today|day|week"
    r"|diese[rn]?|davon|alle[nr]?|heute|ces|tous|toutes|est[oa]s|tod[oa]s|questi|tutti|dest[ae]s|этих|все[х]?)\b"
    r"|这些|所有|全部|今天|これら|すべて|모든|오늘",
    re.I,
)


def asks_over_all(question: str) -> bool:
    """Whether a question is over the whole list: how many, which of these, the themes, all papers, what is new."""
    line = one_line(question)
    if _SUBJECT.search(line) or _WHOLE.search(line):
        return True
    if _OTHER_LANGUAGES.search(line):
        return _ONE_PAPER.search(line) is None
    return any(_unbound(line)) or any(map(_summarized, _SUMMARIZE.finditer(line)))


def speaks_of_the_list(question: str) -> bool:
    """Whether a question says that it is about many papers, even where it names one of them."""
    return _THE_LIST.search(question) is not None or _SUBJECT.search(one_line(question)) is not None


def _unbound(line: str) -> Iterator[bool]:
    for m in _OF_THE_LIST.finditer(line):
        of = _COMPLEMENT.match(line, m.end())
        yield not (of and not _LIST.search(of[1])) and not _OWNED.search(line[: m.start()])


def _summarized(m: re.Match[str]) -> bool:
    what = m["what"]
    if _BARE.fullmatch(what):
        return True
    listed = _LIST.search(what)
    return listed is not None and _LOWER.fullmatch(what[: listed.start()]) is not None
