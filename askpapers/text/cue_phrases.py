"""What an abstract says outright: where its code is, which data sets it names, which figures it gives, and what it denies."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from askpapers.text.quantities import quantities
from askpapers.text.sentences import Span

NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|\w+n[’']t|neither|nor|without|fails? to|failed to|unable|unlikely|lack(?:s|ed)? of|hardly"
    r"|absence of)\b",
    re.I,
)
_URL = re.compile(r"https?://[^\s)\]}>,;\"']+[^\s)\]}>,;\"'.]")
_CODE_HOST = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.\w+|huggingface\.co|bitbucket\.org|codeberg\.org)/", re.I
)
_CODE = re.compile(
    r"""\b(?:(?:source[-\ ])?codes?|codebase|implementations?|repositor(?:y|ies)|checkpoints?|weights|software
        |toolkit)\b
        [^.;:]{0,60}\b(?:available|released?|accessible|found\ (?:at|on|in|here)|public|open[-\ ]sourced?)\b
      | \bmodels?\ (?:and\ [\w\ ]{1,30})?(?:is|are|will\ be|have\ been|has\ been)\ (?:\w+ly\ |made\ )*
        (?:available|released|accessible|open[-\ ]sourced)\b
      | \b(?:we|to)\ (?:(?:will|also|publicly|fully|freely|further)\ )*(?:release|open[-\ ]source|share|publish)\b
        [^.;]{0,80}\b(?:code|codebase|implementation|checkpoints?|weights|models?|toolkit|software)\b
      | \bmake\b[^.;]{0,60}\b(?:code|implementation|models?|weights)\b[^.;]{0,30}\b(?:available|public|open)
      | \b(?:code|models?)\s*(?:and\ \w+\s*)?(?::|at|is\ at)\s*https?://
      | \bcodes?\b[^.;:]{0,80}\b(?:on|at|in|via|from|here)\s*:?\s*https?://""",
    re.I | re.X,
)
_DATA_NOUN = r"(?:data ?sets?|benchmarks?|corpus|corpora|test ?beds?|leaderboards?|data collections?|suite)"
_NEW_DATA = re.compile(
    rf"""\b(?:we|I|paper|work|article|study|research|also|and|to|first|authors|further)\s+(?:\w+ly\s+|also\s+|further\s+
        |then\s+)?
        (?:introduce|present|release|propose|construct|build|create|curate|collect|contribute|develop|publish|compile
          |synthesi[sz]e|provide|annotate|design|establish|offer|describe|assemble|built|created|curated|collected
          |constructed|developed)s?\b
        (?:(?!\b(?:on|across|that|which|using|with|from|over|where|to|by|via|method|model|framework
        |algorithm|ways|including)\b)[^.;]){{0,110}}?
        \b{_DATA_NOUN}\b
      | \b(?:introduce|present|propose|release)s?\b[^.;]{{0,160}}?\bas\ an?\ (?:[\w-]+\ ){{0,3}}{_DATA_NOUN}\b
      | \b{_DATA_NOUN}\b[^.;]{{0,40}}\b(?:is|are|will\ be|has\ been|have\ been)\ (?:\w+ly\ |made\ )*(?:available
      |released|introduced)\b""",
    re.I | re.X,
)
_NAMED = (
    # "the CIFAR-10 and ImageNet datasets", "on SQuAD", "BookCorpus"
    re.compile(
        rf"((?:[A-Z][\w+/-]*(?:\s+v?\d[\w.]*)?)(?:(?:\s*,\s*|\s*,?\s+and\s+|\s+)(?:[A-Z][\w+/-]*"
        rf"|\d[\w-]*))*)\s+(?:\w+\s+){{0,1}}{_DATA_NOUN}\b"
    ),
    re.compile(
        rf"\b{_DATA_NOUN},?\s+(?:such as|including|like|e\.g\.,?|namely|called|named"
        rf"|:)\s+((?:[A-Z][\w+/-]*)(?:(?:\s*,\s*|\s*,?\s+and\s+|\s+)(?:[A-Z][\w+/-]*|\d[\w-]*))*)"
    ),
    re.compile(
        r"\b(MNIST|CIFAR-?10{1,2}|ImageNet(?:-\w+)?|MS-?\s?COCO|COCO|SQuAD|GLUE|SuperGLUE|MMLU(?:-\w+)?|GSM8[kK]"
        r"|MATH(?:-?\d+)?|HumanEval|MBPP"
        r"|LibriSpeech|WikiText(?:-\d+)?|ARC(?:-\w+)?|HellaSwag|TruthfulQA|BIG-?Bench(?: Hard)?|AIME\s?(?:\d{2,4})?"
        r"|SWE-?[bB]ench(?:[- ]\w+)?"
        r"|LiveCodeBench|GPQA(?:-\w+)?|NYUD(?:-?v2)?|PASCAL[- ]?(?:VOC|Context)?|Cityscapes|KITTI|nuScenes"
        r"|ADE20[kK]|QM9|ZINC|VQAv2|DocVQA"
        r"|MMMU|MathVista|WMT\s?'?\d{2,4}|SST-2|MNLI|SNLI|MS\s?MARCO|BEIR|OGB\w*)\b"
    ),
)
_MEASURE = re.compile(
    r"\b(accuracy|F1(?:[- ]score)?|BLEU|ROUGE(?:-\w+)?|perplexity|AUC|AUROC|mAP|mIoU|IoU|PSNR|SSIM|FID|LPIPS|WER"
    r"|CER|pass@\d+|EM|exact match"
    r"|precision(?!\s(?:farming|agricultur\w*|medicine|oncology|health\w*|manufactur\w*|machining|control|livestock))|recall|nDCG(?:@\d+)?|MRR|RMSE|MAE|MSE|latency|throughput|speed-?ups?|FLOPs|win rate|success rate"
    r"|error rate|Spearman|Pearson"
    r"|BERTScore|METEOR|CIDEr|Elo|memory (?:usage|footprint|consumption)|inference time|training time|R2|top-[15])\b"
)
_RESULT = re.compile(
    r"\b(?:achiev|outperform|improv|reduc|increas|gain|drop|decreas|surpass|exceed|boost|sav|faster|speed|accura"
    r"|score|attain|reach|yield|obtain"
    r"|up to|only|over|better|higher|lower|error|perform)",
    re.I,
)
_LIMIT = re.compile(
    r"""\b(?:a|an|one|our|main|key|the|potential|known|its)\ (?:\w+\ )?limitations?\b(?!\ (?:of|in)\ (?:existing|previous|prior
        |current|these|such|traditional|other|the\ state|standard))
      | \b(?:we|our)\b[^.;]{0,80}\blimited\ to\b
      | \b(?:we|our\ (?:method|approach|model|results|work))\ (?:do|does|did|can|could)(?:\ not|n't|not)\b(?!\ only)
      | \bfuture\ (?:work|research|directions?)\b
      | \bremain(?:s|ing)?\ (?:an?\ )?(?:open|unsolved|far\ from|future)\b
      | \b(?:models?|method|approach|performance|it|they|systems|agents)\ still\ (?:fail|struggl|lag|fall|suffer)\w*
      | \bat\ the\ (?:cost|expense)\ of\b|\bcaveats?\b|\bwe\ (?:caution|acknowledge)\b|\bunder\ the\ assumption\b
      | \b(?:does|do)\ not\ (?:hold|apply|extend|generali[sz]e)\b|\bfails?\ to\ generali[sz]e\b
      | \broom\ for\ improvement\b""",
    re.I | re.X,
)

_SERVED = re.compile(
    r"\b(?:facilitat|support|foster|inspir|pav|guid|encourag|spur|advanc|accelerat|benefit|promot|stimulat|driv|enabl|inform|implication|foundation"
    r"|groundwork|resource|baseline)\w*\b[^.;]{0,80}\bfuture\b",
    re.I,
)
"""Future work that is made easier is no limit of this one."""


_OWN = re.compile(
    r"\b(?:we|this (?:paper|work|article|study)|the paper)\s+(?:have\s+|has\s+|here\s+)?(?:\w+ly\s+|also\s+|first\s+|then\s+|therefore\s+)?"
    r"(?:propose|present|introduce|develop|describe|design|devise|study|investigate|explore|report|provide|build"
    r"|train|use"
    r"|formulate|frame|combine|apply|analy[sz]e|examine|show how|leverage|employ|studied|built|conduct|perform"
    r"|review|carr(?:y|ied) out|s(?:eek|ought) to)",
    re.I,
)


def tells_own(sentence: str) -> bool:
    """Whether a sentence says what the paper itself does."""
    return _OWN.search(sentence) is not None


def own_start(sentences: Sequence[str]) -> int:
    """Return the place of the first sentence in which a paper speaks of itself, 0 where none does."""
    return next((i for i, text in enumerate(sentences) if tells_own(text)), 0)


def code_links(text: str) -> tuple[str, ...]:
    """Return the web addresses in a text that lead to code or models."""
    return tuple(dict.fromkeys(url for url in _URL.findall(text) if _CODE_HOST.match(url)))


def releases_code(sentence: str) -> bool:
    """Whether a sentence says where code or models are, or that they are released."""
    return bool(_CODE_HOST.search(sentence) or (_CODE.search(sentence) and not _KEPT_BACK.search(sentence)))


_KEPT_BACK = re.compile(r"\b(?:not|never|cannot)\b[^.;]{0,20}\b(?:available|released?|public\w*|open|shared?)\b", re.I)


def tells_new_data(sentence: str) -> bool:
    """Whether a sentence says that a data set or benchmark is made or released."""
    return _NEW_DATA.search(sentence) is not None


def tells_limit(sentence: str) -> bool:
    """Whether a sentence names a limit of the work itself, or what is left open."""
    return _LIMIT.search(_SERVED.sub(" ", sentence)) is not None


def tells_figures(sentence: str) -> bool:
    """Whether a sentence gives a result in figures."""
    return bool(figures(sentence)) and _RESULT.search(sentence) is not None


def data_sets(text: str) -> tuple[Span, ...]:
    """Return where data sets and benchmarks are named."""
    return _spans(text, _NAMED, lambda name: name[:1].isupper() and name.split()[0] not in _NO_NAME and _coined(name))


def measures(text: str) -> tuple[Span, ...]:
    """Return where measures of quality or cost are named."""
    return _spans(text, (_MEASURE,), bool)


def figures(text: str) -> tuple[Span, ...]:
    """Return where figures with a unit, or with a decimal point, stand; those of the calendar tell no result."""
    return tuple(
        Span(q.span.start, q.span.start + len(q.text))
        for q in quantities(text[:_LONGEST])
        if not q.in_words and q.unit not in _CALENDAR and re.search(r"\.\d|[^\d.,\s−-]", q.text)
    )


_CALENDAR = ("day", "week", "month", "year")


_LONGEST = 1500
"""Characters of a sentence that are looked at: lists of names cost their length squared."""


def _coined(name: str) -> bool:
    # NLP, MTL, VQA before "datasets" name a field as often as a set.
    return len(name) > 2 and not (name.isalpha() and name.isupper() and len(name) < 4)


_NO_NAME = frozenset(
    """The This These Our We In On Using And A An For New Each Several Many Two Three Four Five Both Existing
        Experiments
    Extensive Results Additionally Furthermore Moreover Finally However Evaluation Large Language Model Models Public
    Real Synthetic Multiple Various Across With By From To Such Empirical Through Standard Different Recent LLM LLMs AI
    Unlike While As""".split()
)


def _spans(text: str, patterns: Sequence[re.Pattern[str]], keep: Callable[[str], bool]) -> tuple[Span, ...]:
    found: list[Span] = []
    for pattern in patterns:
        for match in pattern.finditer(text, 0, _LONGEST):
            start, end = match.span(1) if pattern.groups else match.span()
            if keep(text[start:end]) and all(end <= span.start or start >= span.end for span in found):
                found.append(Span(start, end))
    return tuple(sorted(found))


def clause(sentence: str, span: Span) -> str:
    """Return the clause of a sentence that holds a span: from comma to comma, brackets and numbers kept whole."""
    breaks = [
        m.start()
        for m in re.finditer(r"[,;:](?=\s)|\s[–—]\s", sentence)
        if sentence.count("(", 0, m.start()) == sentence.count(")", 0, m.start())
    ]
    start = max((b + 1 for b in breaks if b < span.start), default=0)
    end = min((b for b in breaks if b >= span.end), default=len(sentence))
    return sentence[start:end].strip().rstrip(".").strip()


_DENIED = re.compile(
    r"(?:\b(?:not|no|never|except(?:ing)?|excluding|without|besides|other than|apart from|nicht|ohne|außer|pas|sauf|no|sin"
    r"|salvo|excepto|non|senza|não|sem)|n['’]t)"
    r"(?: (?:th(?:e|ose|ese)|ones|papers?|any|all|by|from|with|published|listed|written|released|have|having|being)){0,3} ?$",
    re.I,
)


def denied(line: str, start: int) -> bool:
    """Whether the words before `start` take back what follows: "not by", "except those from"."""
    return _DENIED.search(line[max(0, start - 60) : start]) is not None
