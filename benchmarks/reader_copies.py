# ruff: noqa: PERF401, PLR0915
"""Program-made copies of a sentence for `train_reader.py`: with the same meaning (`same`), turned (`turn`) or stretched (`stretch`)."""

import ast
import json
import lzma
import random
import re
from collections import Counter, defaultdict

SYN = """outperforms|beats|surpasses|exceeds|does better than|performs better than
outperform|beat|surpass|do better than|perform better than
outperforming|beating|surpassing
achieves|reaches|attains|obtains|gets|yields
achieve|reach|attain|obtain|get
achieving|reaching|attaining|obtaining
achieved|reached|attained|obtained
we propose|we introduce|we present|the authors propose|the paper introduces|the paper presents|the work proposes|this work presents
we show|we demonstrate|we find|the authors show|the paper shows|the study finds|it is shown
we develop|we design|we build|the authors develop|the authors build
we evaluate|we test|we assess|the authors evaluate|the authors test
we investigate|we study|we examine|we explore|the authors study|the paper examines
we use|we employ|we adopt|we apply|the authors use|we make use of
experiments show that|results show that|experimental results demonstrate that|our results indicate that|tests show that|the results reveal that
improves|enhances|boosts|raises
improve|enhance|boost
improving|enhancing|boosting
improvement|gain
improvements|gains
reduces|lowers|decreases|cuts
reduce|lower|decrease|cut
reducing|lowering|decreasing|cutting
reduction|decrease
increases|raises|grows
increasing|raising|growing
however|yet|still|nevertheless
furthermore|moreover|in addition|additionally|besides
therefore|thus|hence|as a result|consequently
specifically|in particular|concretely
significantly|substantially|considerably|markedly|clearly
significant|substantial|considerable|marked
challenging|difficult|hard
challenge|difficulty|problem
challenges|difficulties|problems
method|approach|technique
methods|approaches|techniques
framework|system
model|network
dataset|data set|corpus
datasets|data sets|corpora
large language models|LLMs
large language model|LLM
convolutional neural networks|CNNs
reinforcement learning|RL
natural language processing|NLP
graph neural networks|GNNs
state-of-the-art|SOTA|the best known|leading
existing|current|present|prior|previous
novel|new
leverages|uses|exploits|makes use of|relies on|employs
leveraging|using|exploiting|employing
leverage|use|exploit|employ
utilizes|uses|employs
utilizing|using|employing
enables|allows|makes possible
require|need|demand|call for
requires|needs|demands|calls for
requiring|needing|demanding
various|diverse|different|a range of
multiple|several|a number of
numerous|many|a large number of
crucial|essential|vital|critical|key
important|relevant
remains|is still|continues to be
due to|because of|owing to
in order to|so as to|to
while|whereas
although|though|even though
such as|like|for example|including
compared to|compared with|relative to|in comparison with
in contrast to|unlike|as opposed to
based on|built on|grounded in
addresses|tackles|deals with|handles
address|tackle|deal with|handle
addressing|tackling|handling
aims to|seeks to|tries to|is meant to
consists of|comprises|is made up of
contains|includes|holds
provides|offers|gives|supplies
provide|offer|give|supply
demonstrates|shows|exhibits
demonstrate|show|exhibit
demonstrating|showing
indicates|shows|reveals
suggests|hints
performance|results
accuracy|correctness
efficient|economical
effectiveness|efficacy
limited|restricted
robust|resilient
robustness|resilience
quickly|rapidly|fast
often|frequently|commonly
usually|typically|generally
rarely|seldom|hardly ever
nearly|almost|close to
approximately|about|around|roughly
at least|no less than|not less than
at most|no more than
more than|over|above
less than|under|below
fewer|less
large-scale|large|big|extensive
real-world|practical|real
images|pictures
image|picture
humans|people|persons
users|people using it
physicians|doctors|clinicians
patients|people treated
children|kids
training|learning
trained|fitted
predicts|forecasts|estimates
predict|forecast|estimate
prediction|forecast
predictions|forecasts
detect|spot|identify|recognize
detecting|spotting|identifying
detects|spots|identifies
generates|produces|creates
generate|produce|create
generating|producing|creating
select|choose|pick
selects|chooses|picks
selecting|choosing|picking
remove|discard|drop|get rid of
removing|discarding|dropping
construct|build|create
constructs|builds|creates
combine|merge|join|unite
combines|merges|joins|unites
combining|merging|joining
integrates|combines|incorporates
integrating|combining|incorporating
captures|models|represents
ensures|makes sure of|secures
avoids|circumvents|sidesteps
avoiding|circumventing|sidestepping
mitigates|alleviates|eases|lessens
mitigate|alleviate|ease|lessen
mitigating|alleviating|easing
facilitates|eases|helps
consistently|steadily|throughout
publicly available|open to all|freely available
open-source|openly licensed
available|at hand
code|source code
errors|mistakes
error|mistake
cost|expense
costs|expenses
complex|complicated|intricate
simple|plain|straightforward
accurate|precise
comprehensive|extensive|broad
extensive|broad|large
primarily|mainly|mostly|chiefly
entirely|fully|completely|wholly
without|with no
lack|miss
fails to|does not manage to|is unable to
fail to|do not manage to|are unable to
is able to|can|is capable of being made to
are able to|can
cannot|can not|is unable to
comparable to|on a par with|similar to
competitive with|on a level with
associated with|linked to|related to|connected with
leads to|results in|brings about|causes
lead to|result in|bring about|cause
leading to|resulting in|causing
investigation|study|examination
analysis|examination|study
analyze|examine|study
analyzes|examines|studies
evaluation|assessment|test
evaluations|assessments|tests
scenario|setting|situation
scenarios|settings|situations
across|over|throughout
via|through|by means of|by
obtain|get|gain
main|principal|chief
number of|count of
two-stage|two-step
multi-stage|multi-step
end-to-end|from end to end
fine-tuning|finetuning|further training
fine-tuned|finetuned
pre-trained|pretrained
speedup|acceleration
latency|delay
computational cost|compute cost|amount of computation
risk|danger
mice|mouse models
tumor|tumour
increase|rise|growth
decrease|drop|decline|fall
higher|greater
lower|smaller
larger|bigger
smaller|lesser
superior|better
inferior|worse
identical|the same
unclear|not clear|an open question
unknown|not known
unable|not able
insufficient|not sufficient|not enough
ineffective|not effective
inconsistent|not consistent
unlikely|not likely
infeasible|not feasible|impracticable
impossible|not possible
automatically|by machine
manual|by hand
manually|by hand
simultaneously|at the same time|jointly
gradually|step by step
sequentially|one after another
initially|at first
finally|at last|lastly
subsequently|afterwards|later|then
following|after
prior to|before
during|in the course of
together with|along with|as well as
as well as|and also
particularly|especially|notably
nonetheless|nevertheless|even so""".split("\n")
ANT = """higher|lower
high|low
highest|lowest
better|worse
best|worst
more|less
most|least
more than|less than
fewer|more
greater|smaller
larger|smaller
largest|smallest
large|small
faster|slower
fast|slow
longer|shorter
long|short
stronger|weaker
strong|weak
strongly|weakly
superior|inferior
increases|decreases
increase|decrease
increased|decreased
increasing|decreasing
increases|reduces
improves|degrades
improves|worsens
improve|degrade
improve|impair
improved|impaired
improving|degrading
improvement|deterioration
improvements|declines
enhances|diminishes
enhance|diminish
enhancing|undermining
reduces|increases
reduce|increase
reducing|increasing
reduced|increased
reduction|increase
gain|loss
gains|losses
rises|falls
outperforms|underperforms
outperforms|is outperformed by
outperforms|falls behind
outperform|underperform
outperform|fall behind
outperforming|falling behind
surpasses|falls short of
surpassing|falling short of
surpass|fall short of
exceeds|falls below
exceeding|falling below
before|after
above|below
with|without
always|never
often|rarely
frequently|seldom
at least|at most
first|last
positive|negative
positively|negatively
significant|negligible
significant|insignificant
significantly|insignificantly
significantly|barely
substantially|slightly
substantial|minor
effective|ineffective
effectively|ineffectively
efficient|inefficient
able|unable
possible|impossible
feasible|infeasible
sufficient|insufficient
consistent|inconsistent
stable|unstable
reliable|unreliable
known|unknown
clear|unclear
similar|different
same|different
simple|complex
simpler|more complex
easy|hard
easier|harder
rich|poor
early|late
upper|lower
maximum|minimum
maximize|minimize
maximizes|minimizes
maximizing|minimizing
accelerates|slows down
accelerate|slow down
accelerating|slowing down
strengthens|weakens
prevents|causes
prevent|cause
avoids|incurs
avoiding|incurring
alleviates|aggravates
mitigates|exacerbates
mitigate|exacerbate
mitigating|exacerbating
supervised|unsupervised
automatic|manual
automatically|manually
automated|manual
global|local
globally|locally
static|dynamic
discrete|continuous
linear|nonlinear
explicit|implicit
explicitly|implicitly
online|offline
symmetric|asymmetric
homogeneous|heterogeneous
synthetic|real
dense|sparse
shallow|deep
centralized|decentralized
deterministic|stochastic
synchronous|asynchronous
open-source|proprietary
public|private
publicly|privately
internal|external
frozen|trainable
parametric|non-parametric
labeled|unlabeled
single|multiple
indoor|outdoor
forward|backward
input|output
encoder|decoder
encodes|decodes
short-term|long-term
low-resource|high-resource
low-dimensional|high-dimensional
coarse|fine
coarse-grained|fine-grained
in-domain|out-of-domain
one-shot|zero-shot
unimodal|multimodal
monolingual|multilingual
fails to|manages to
fail to|manage to
fail|succeed
failure|success
limited|ample
scarce|abundant
allows|prevents
enables|prevents
enable|prevent
enabling|preventing
requires|does not require
requiring|without requiring
requires|avoids
includes|excludes
including|excluding
includes|omits
accepts|rejects
supports|opposes
confirms|refutes
agree|disagree
agreement|disagreement
robust|fragile
robust|brittle
robustness|fragility
sensitive|insensitive
dependent|independent
independently|jointly
converges|diverges
adds|removes
add|remove
adding|removing
minimal|considerable
advantage|disadvantage
advantages|drawbacks
benefits|harms
benefit|harm
beneficial|harmful
upregulated|downregulated
upregulation|downregulation
activates|inhibits
activation|inhibition
promotes|inhibits
promote|inhibit
promotes|suppresses
promoting|inhibiting
induces|prevents
inhibits|promotes
inhibition|activation
increased risk|reduced risk
associated with|not associated with
protects against|predisposes to
susceptible|resistant
absence|presence
in the presence of|in the absence of
deficient|sufficient
loss of|gain of
overexpression|knockdown
beyond|short of
half|double
doubles|halves
doubling|halving
all|none
both|neither
everywhere|nowhere
optimal|suboptimal
accurate|inaccurate
accurately|inaccurately
precise|imprecise
correct|incorrect
correctly|incorrectly
safe|unsafe
fair|unfair
biased|unbiased
balanced|imbalanced
overestimates|underestimates
overestimate|underestimate
cheap|costly
cheaper|more expensive
expensive|inexpensive
closer|farther
wider|narrower
narrow|wide
narrows|widens
human|machine
domestic|foreign
novice|expert
older|younger
male|female
men|women""".split("\n")
VERBS = "achieves improves outperforms reduces requires uses provides enables supports shows captures generates learns predicts increases leads relies offers addresses combines exploits depends works generalizes transfers helps preserves satisfies guarantees maintains includes contains introduces yields exceeds converges scales applies suffers remains affects explains detects removes contributes matches benefits allows produces integrates correlates degrades adapts covers handles mitigates eliminates leverages runs surpasses induces promotes activates causes inhibits regulates plays involves".split()


def base(v):
    irr = {
        "relies": "rely",
        "applies": "apply",
        "satisfies": "satisfy",
        "matches": "match",
        "reaches": "reach",
        "suffers": "suffer",
    }
    if v in irr:
        return irr[v]
    return v[:-1]


HEDGES = [
    (r"\b(may|might|could) (\w+)\b", None),
    (r"\bcan potentially\b", "can"),
    (r"\bpotentially ", ""),
    (r"\bpossibly ", ""),
    (r"\blikely ", ""),
    (r"\bappears? to be\b", "is"),
    (r"\btends? to\b", ""),
    (r"\bsuggest(s?) that\b", r"prove\1 that"),
    (r"\bseems? to be\b", "is"),
    (r"\bin some cases,? ", ""),
    (r"\bpreliminary ", ""),
    (r"\bpartially ", "fully "),
    (r"\bpartly ", "wholly "),
]
STRETCH = [
    (r"\b(competitive with|comparable to|comparable with|on par with|similar to)\b", "better than"),
    (r"\bcompetitive performance\b", "the best performance"),
    (r"\b(competitive|comparable) (results|performance|accuracy)\b", r"superior \2"),
    (r"(?<!a )(?<!the )\b(several|some|many|most|multiple|various)\b(?! of)(?= [a-z-]+s\b)", "all"),
    (r"\b(often|typically|usually|generally|frequently|commonly|sometimes)\b", "always"),
    (
        r"\b(two|three|four|five|six|several|multiple) (datasets|benchmarks|tasks|languages|domains|models)\b",
        r"all known \2",
    ),
    (r"\b(reduces|mitigates|alleviates|lowers)\b", "eliminates"),
    (r"\b(reduce|mitigate|alleviate|lower)\b", "eliminate"),
    (r"\b(reducing|mitigating|alleviating)\b", "eliminating"),
    (r"\b(helps?|aims? to|seeks? to|tries to|designed to|intended to) (\w+)\b", r"is guaranteed to \2"),
    (r"\b(up to|as much as) (?=[\d$~])", ""),
    (r"\b(nearly|almost|approximately|about|around|roughly|over|more than|at least) (?=[\d$~])", "exactly "),
    (r"\bone of the (most|best|first|largest)\b", r"the \1"),
    (r"\bimproves\b", "perfects"),
    (r"\bamong the (best|most|first)\b", r"the \1"),
    (r"\b(we|authors) (investigate|study|examine|explore) whether\b", r"\1 prove that"),
    (r"\b(remains?|is|are) (unclear|unknown|an open question) (whether|if)\b", "is established that"),
    (r"\b(promising|encouraging)\b", "conclusive"),
    (r"\b(near|close to) (human|optimal|perfect)\b", r"above \2"),
    (r"\bnear-(optimal|perfect|lossless|human)\b", r"\1"),
    (r"\b(in simulation|in simulations|simulated)\b", "in the real world"),
    (r"\b(correlates?|associated) with\b", "caused by"),
    (r"\bnearly\b", "more than"),
    (r"\bmay\b", "will"),
    (r"\bmight\b", "will"),
    (r"\bcould\b", "will"),
]
RELEASE = [
    (
        r"\b(we|the authors|authors) (propose|introduce|present|develop|design|describe|build)\b",
        [r"\1 release", r"\1 open-source", r"\1 publicly release", r"\1 have deployed", r"\1 release the code of"],
    ),
    (r"\b(proposes|introduces|presents|develops)\b", ["releases", "open-sources", "patents", "deploys"]),
]
UNIT = [
    (r"(\d)\s?\\?%", [r"\1 percentage points", r"\1 points"]),
    (r"(\d) (percentage points|points)\b", [r"\1%", r"\1 percent"]),
    (r"\bmilliseconds?\b", ["seconds"]),
    (r"(\d)\s?ms\b", [r"\1 s"]),
    (r"\bhours\b", ["minutes", "days"]),
    (r"\bminutes\b", ["hours", "seconds"]),
    (r"\bdays\b", ["hours", "weeks"]),
    (r"\bweeks\b", ["days", "months"]),
    (r"\bmillion\b", ["billion", "thousand"]),
    (r"\bbillion\b", ["million"]),
    (r"(\d)M\b", [r"\1B", r"\1K"]),
    (r"(\d)B\b", [r"\1M"]),
    (r"(\d)K\b", [r"\1M"]),
    (r"\bGB\b", ["MB", "TB"]),
    (r"\bMB\b", ["GB", "KB"]),
    (r"\bmm\b", ["cm"]),
    (r"\bcm\b", ["mm", "m"]),
    (r"\bkm\b", ["m"]),
    (r"\bdB\b", ["%"]),
    (r"\byears\b", ["months"]),
    (r"\bmonths\b", ["years", "weeks"]),
    (r"(\d)\s?(?:x|×|\\times)(?![\w])", [r"\1%", r"\1 points"]),
]
DETAIL = """on ImageNet|on a single GPU|with eight A100 GPUs|in a study with forty participants|without any fine-tuning|in under an hour|on five languages|with a transformer encoder|at half the cost|over three years|in English and Chinese|on real hardware|in real time|with statistical significance (p < 0.01)|for low-resource languages|for the first time|in all tested settings|by a factor of ten|using reinforcement learning|with human feedback|on consumer laptops|trained from scratch|on clinical data|without labeled data|in the wild|under adversarial attack|with a public code release|and is used in production|because it avoids overfitting|because the data are balanced|thanks to a larger training set|as confirmed by human raters|across ten random seeds|at no extra cost|while using less memory|while halving the training time|which also speeds up inference|regardless of the model size|especially on long inputs|mainly because of better data|as first shown in 2019|with an accuracy above 95%|with only a few parameters|in contrast to earlier reports|and won the shared task|and is released under an MIT licence|on mobile phones|in hospitals|in randomized trials|in patients over 60|in mice|in both sexes|after six weeks|at low doses|independent of age|and in zebrafish""".split(
    "|"
)
LEAD = [
    r"^(In this (paper|work|study|article|report), )",
    r"^(Extensive |Our |Comprehensive |The |Numerical )?(experiments|experimental results|results|evaluations|simulations|findings)( on [^,]{3,60}| across [^,]{3,60})? (show|demonstrate|indicate|reveal|suggest|confirm|validate)s? that ",
    r"^(Furthermore|Moreover|Specifically|Additionally|In addition|In particular|Finally|However|Thus|Therefore|Consequently|Notably|Besides|To this end|To address this|Meanwhile|Overall|Importantly|Interestingly|Crucially|Here|Hence|Nevertheless|Then|Next|First|Second|Third|Lastly|Indeed), ",
    r"^(We (show|find|demonstrate|observe|argue|prove) that )",
    r"^(It is (shown|demonstrated|found) that )",
]
LEADIN = [
    "The authors report that ",
    "According to the paper, ",
    "The abstract states that ",
    "The study shows that ",
    "It turns out that ",
    "The results show that ",
    "In this work, ",
    "Here, ",
    "The paper says that ",
    "",
]
GUARD = re.compile(
    r"\b(only|unless|without|if|not|no|never|neither|nor|rarely|fails?|lacks?|whether|unclear|unknown|cannot|instead|rather|except|may|might|could|few|little|less|hardly)\b",
    re.I,
)


def _groups():
    g = {}
    for line in SYN:
        ws = line.split("|")
        for w in ws:
            g.setdefault(w, []).extend(x for x in ws if x != w)
    return g


GR = _groups()
# one-way only: words that have several senses are replaced by, never replaced themselves
for w in (
    "to",
    "by",
    "over",
    "under",
    "through",
    "above",
    "below",
    "like",
    "can",
    "present",
    "use",
    "fast",
    "fall",
    "drop",
    "cut",
    "get",
    "show",
    "model",
    "fitted",
    "results",
    "learning",
    "set",
    "still",
    "yet",
    "then",
    "later",
    "after",
    "before",
    "real",
    "hard",
    "key",
    "marked",
    "clear",
    "clearly",
    "new",
    "need",
    "needs",
    "test",
    "tests",
    "like",
    "leading",
    "holds",
    "gives",
    "give",
    "around",
    "about",
    "over",
    "big",
    "broad",
    "plain",
    "growing",
    "grows",
    "rise",
    "growth",
    "people",
    "people using it",
    "including",
    "job",
    "jobs",
    "current",
    "handle",
    "handles",
    "uses",
    "using",
    "represents",
    "causes",
    "cause",
    "get",
    "gain",
    "joins",
    "gets",
    "yields",
    "spot",
    "spots",
    "number of",
    "hand",
    "like",
    "including",
    "study",
    "existing",
    "correctness",
    "system",
    "network",
    "performance",
    "training",
    "large",
    "extensive",
    "accurate",
    "provides",
    "demand",
    "demands",
    "exhibits",
    "better",
    "worse",
    "main",
    "estimates",
    "estimate",
    "throughout",
    "offers",
    "across",
    "error",
    "task",
    "tasks",
    "lower",
    "cost",
    "costs",
    "models",
    "improvement",
    "limited",
    "increase",
    "decrease",
    "lack",
    "via",
    "during",
    "following",
    "without",
    "while",
    "than",
    "pick",
    "mostly",
    "supply",
    "supplies",
    "picture",
    "code",
    "requires",
):
    if w in (
        "training",
        "performance",
        "cost",
        "costs",
        "error",
        "task",
        "tasks",
        "across",
        "via",
        "during",
        "without",
        "while",
        "requires",
        "limited",
        "increase",
        "decrease",
        "existing",
        "provides",
        "extensive",
        "lack",
        "improvement",
    ):
        continue
    GR.pop(w, None)
AN = {}
for line in ANT:
    a, b = line.split("|")
    AN.setdefault(a, []).append(b)
    AN.setdefault(b, []).append(a)
for w in ("is outperformed by", "does not require", "without requiring", "not associated with", "less", "all"):
    if w in ("less", "all"):
        continue
    AN.pop(w, None)


def _rx(words):
    return re.compile(
        r"(?<![\w-])(" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + r")(?![\w-])", re.I
    )


SRX = _rx(GR)
ARX = _rx(AN)
VRX = _rx(VERBS)
GR = {k.lower(): v for k, v in GR.items()}


def like(old, new):
    return new[0].upper() + new[1:] if old[:1].isupper() and not new[:1].isupper() else new


NUM = re.compile(r"(?<![\w.\-/])[$~≈]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?=\s?\\?%|\s|[,.;:)×x$]|[KMBk]\b|-|$)")
WORDNUM = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
}
WRX = re.compile(r"\b(" + "|".join(WORDNUM) + r")\b", re.I)


def numbers(s):
    return list(NUM.finditer(s))


def newnum(m, r):
    t = m.group(0)
    pre = re.match(r"[$~≈]?", t).group(0)
    v = t[len(pre) :]
    x = float(v.replace(",", ""))
    dec = len(m.group(2)) - 1 if m.group(2) else 0
    for _ in range(20):
        k = r.random()
        if k < 0.35 and len(re.sub(r"\D", "", v)) >= 2:  # one digit changed
            pos = [i for i, c in enumerate(v) if c.isdigit()]
            i = r.choice(pos)
            c = r.choice([d for d in "123456789" if d != v[i]])
            n = v[:i] + c + v[i + 1 :]
        elif k < 0.5 and len(v) == 4 and v.isdigit() and v[:2] in ("19", "20"):
            n = str(int(v) + r.choice([-3, -2, -1, 1, 2, 3]))
        elif k < 0.6 and x < 1000:
            n = f"{x * r.choice([2, 0.5, 10, 0.1]):.{dec}f}"
        else:
            y = x * r.choice([0.6, 0.75, 0.8, 0.9, 0.95, 1.05, 1.1, 1.25, 1.4, 1.7])
            y = y if dec or abs(y - x) >= 1 else x + r.choice([-1, 1, 2])
            n = f"{y:,.{dec}f}" if "," in v else f"{y:.{dec}f}"
        if n != v and float(n.replace(",", "")) > 0 and float(n.replace(",", "")) != x:
            return pre + n
    return pre + str(int(x) + 7)


NAME = re.compile(r"(?<![\w-])(?:[A-Z][a-z]*[A-Z0-9][\w+-]*|[A-Z]{2,}[\w+-]*|[A-Z][a-z]+-\d[\w.]*)(?![\w-])")
CMP = re.compile(
    r"\b(outperform\w*|surpass\w*|exceed\w*|than|compared (?:to|with)|over|versus|vs\.?|instead of|rather than|from|while|whereas|into|better|beats?|replac\w+|unlike|but|however|although)\b",
    re.I,
)
W = r"[A-Za-z][\w'-]*"
AROUND = re.compile(
    rf"(?<![\w-])(?:(?:the|a|an) )?({W}(?: {W}){{0,2}}) (rather than|instead of|but not|outperforms?|surpasses|exceeds|before|after|precedes|follows|into|replaces|improves upon) (?:(?:the|a|an) )?({W}(?: {W}){{0,2}})(?=[,.;:)]|$| (?:for|in|by|while|and|when|on|with|at|across|to|as|under)\b)"
)
FROMTO = re.compile(
    r"\bfrom ([^,.;]{2,35}?) to ([^,.;]{2,30}?)(?=[,.;:)]|$| (?:for|in|by|while|and|when|on|with|at|across|under|over)\b)"
)
ANDLIST = re.compile(rf"(?<![\w-])({W}(?:[- ]{W})?) and ({W}(?:[- ]{W})?)(?=[,.;:)]|$)")
CM = re.compile(rf"((?:{W} ?){{1,2}}), ((?:{W} ?){{1,2}}), and ({W}(?: {W})?)(?=[,.;:)]|$)")


def swap_spans(s, a, b):
    (i, j), (k, end) = a, b
    return s[:i] + s[k:end] + s[j:k] + s[i:j] + s[end:]


def turn(s, r, kinds=None):
    """One thing of `s` turned to its contrary; (text, how) or None."""
    ks = kinds or [
        "figure",
        "figure",
        "swapfig",
        "swapfig",
        "antonym",
        "antonym",
        "antonym",
        "antonym",
        "negate",
        "negate",
        "names",
        "names",
        "around",
        "around",
        "fromto",
        "word",
        "unit",
        "respectively",
        "hedgeneg",
    ]
    ks = list(ks)
    r.shuffle(ks)
    for k in ks[:6]:
        t = None
        if k == "figure":
            n = numbers(s)
            if n:
                m = r.choice(n)
                t = s[: m.start()] + newnum(m, r) + s[m.end() :]
        elif k == "word":
            n = list(WRX.finditer(s))
            if n:
                m = r.choice(n)
                t = (
                    s[: m.start()]
                    + like(m.group(0), r.choice([w for w in list(WORDNUM)[:8] if w != m.group(0).lower()]))
                    + s[m.end() :]
                )
        elif k == "swapfig":
            n = numbers(s)
            if len(n) > 1:
                i, j = sorted(r.sample(range(len(n)), 2))
                a, b = n[i], n[j]
                if a.group(0) != b.group(0):
                    t = swap_spans(s, a.span(), b.span())
        elif k == "antonym":
            n = [
                m
                for m in ARX.finditer(s)
                if not (
                    m.group(0).lower()
                    in (
                        "with",
                        "first",
                        "after",
                        "before",
                        "most",
                        "more",
                        "single",
                        "all",
                        "long",
                        "high",
                        "low",
                        "large",
                        "same",
                        "both",
                        "input",
                        "output",
                        "human",
                        "include",
                        "known",
                        "include",
                    )
                    and r.random() < 0.6
                )
            ]
            if n:
                m = r.choice(n)
                t = s[: m.start()] + like(m.group(0), r.choice(AN[m.group(0).lower()])) + s[m.end() :]
        elif k == "negate":
            t = negate(s, r)
        elif k == "names":
            n = list(NAME.finditer(s))
            c = list(CMP.finditer(s))
            o = []
            for x in c:
                left = [m for m in n if m.end() <= x.start()]
                right = [m for m in n if m.start() >= x.end()]
                if left and right and left[-1].group(0) != right[0].group(0):
                    o.append((left[-1].span(), right[0].span()))
            if o:
                t = swap_spans(s, *r.choice(o))
        elif k == "around":
            n = list(AROUND.finditer(s))
            if n:
                m = r.choice(n)
                if m.group(1).split()[0].lower() not in (
                    "we",
                    "it",
                    "that",
                    "which",
                    "and",
                    "is",
                    "are",
                    "to",
                    "our",
                    "this",
                ):
                    t = swap_spans(s, m.span(1), m.span(3))
        elif k == "fromto":
            n = list(FROMTO.finditer(s))
            if n and not re.search(r"\b(rang\w+|vary\w*|spann\w+)\b", s):
                m = r.choice(n)
                t = swap_spans(s, m.span(1), m.span(2))
        elif k == "respectively":
            if "respectively" in s:
                n = list(re.finditer(r"([\w.%$\\-]+) and ([\w.%$\\-]+),? respectively", s))
                if n:
                    m = n[0]
                    t = swap_spans(s, m.span(1), m.span(2))
        elif k == "unit":
            n = [(m, v) for p, v in UNIT[2:] for m in re.finditer(p, s)]
            if n:
                m, v = r.choice(n)
                t = s[: m.start()] + m.expand(r.choice(v)) + s[m.end() :]
        elif k == "hedgeneg":
            for p, v in (
                (
                    r"\bit (?:remains|is) (?:unclear|unknown|debated|an open question|not known) (?:whether|if|how)\b",
                    "it is well established that",
                ),
                (
                    r"\b(?:remains?|is|are) (?:largely |poorly |still )?(?:unclear|unknown|unexplored|underexplored|understudied|poorly understood|limited)\b",
                    "is well understood",
                ),
                (r"\bno (?:significant |statistically significant )(\w+)", r"a significant \1"),
                (r"\bnot statistically significant\b", "statistically significant"),
            ):
                if re.search(p, s, re.I):
                    t = re.sub(p, v, s, count=1, flags=re.I)
                    break
        if t and t != s:
            return t, k
    return None


def negate(s, r):
    n = [
        (m.start(), m.end(), v)
        for p, v in (
            (r"\bdoes not (\w+)\b", "REM"),
            (r"\bdo not ", ""),
            (r"\bcannot\b", "can"),
            (r" (is|are|was|were|has|have|can|will) not\b", r" \1"),
            (r"\bdid not ", ""),
            (r"\bno longer\b", "still"),
            (r"\bwithout (?=\w+ing\b)", "by "),
            (r"\bwithout\b", "with"),
            (r"\bno (?=additional|extra|further|explicit|human|manual|prior)", "with "),
        )
        for m in re.finditer(p, s)
    ]
    if n and r.random() < 0.7:
        a, b, v = r.choice(n)
        x = s[a:b]
        if v == "REM":
            w = x.split()[-1]
            x = w + ("es" if w.endswith(("s", "sh", "ch")) else "s")
        elif "\\1" in v:
            x = " " + x.split()[0]
        else:
            x = v
        return s[:a] + x + s[b:]
    c = []
    for m in re.finditer(r"\b(is|are|was|were|can|will|should|has been|have been)\b(?! not)", s):
        c.append(
            s[: m.end()] + " not" + s[m.end() :] if m.group(1) != "can" else s[: m.start()] + "cannot" + s[m.end() :]
        )
    for m in VRX.finditer(s):
        if (
            m.group(0).islower() and not re.search(r"\b(that|which|to|we|not|of|the|our|and)\s*$", s[: m.start()][-8:])
        ) or re.search(r"\b(which|that) $", s[: m.start()]):
            c.append(
                s[: m.start()]
                + r.choice(["does not " + base(m.group(0)), "fails to " + base(m.group(0))])
                + s[m.end() :]
            )
    m = re.match(r"(We|The authors) (\w+) ", s)
    if m and m.group(2) not in ("are", "can", "also", "then", "further", "have", "will", "do"):
        c.append(s[: m.start(2)] + "do not " + s[m.start(2) :])
    return r.choice(c) if c else None


def stretch(s, r, tails=(), kinds=None):
    """A stronger or fuller copy than `s` bears out: (text, how) or None."""
    ks = list(
        kinds
        or ["hedge", "hedge", "over", "over", "over", "over", "release", "unit", "added", "added", "tail", "subject"]
    )
    r.shuffle(ks)
    for k in ks[:6]:
        t = None
        if k == "hedge":
            n = [(m, v) for p, v in HEDGES for m in re.finditer(p, s)]
            if n:
                m, v = r.choice(n)
                x = (
                    m.group(2)
                    + ("s" if re.search(r"\b(it|this|that|model|method|approach|[a-z]+ion)\s$", s[: m.start()]) else "")
                    if v is None
                    else m.expand(v)
                )
                t = s[: m.start()] + x + s[m.end() :]
        elif k == "over":
            n = [(m, v) for p, v in STRETCH for m in re.finditer(p, s, re.I)]
            if n:
                m, v = r.choice(n)
                t = (
                    s[: m.start()] + like(m.group(0), m.expand(v) or " ").lstrip() + s[m.end() :]
                    if (m.expand(v))
                    else s[: m.start()] + s[m.end() :]
                )
        elif k == "release":
            n = [(m, v) for p, v in RELEASE for m in re.finditer(p, s, re.I)]
            if n:
                m, v = r.choice(n)
                t = s[: m.start()] + like(m.group(0), m.expand(r.choice(v))) + s[m.end() :]
        elif k == "unit":
            n = [(m, v) for p, v in UNIT[:2] for m in re.finditer(p, s)]
            if n:
                m, v = r.choice(n)
                t = s[: m.start()] + m.expand(r.choice(v)) + s[m.end() :]
        elif k == "added":
            d = r.choice(tails) if tails and r.random() < 0.6 else " " + r.choice(DETAIL)
            if d.strip() not in s:
                if "," in s and r.random() < 0.3:
                    i = s.index(",")
                    t = s[:i] + d + s[i:]
                else:
                    t = s.rstrip().rstrip(".") + d + "."
        elif k == "tail" and tails:
            m = re.search(r" (on|for|using|via|by|with|across|in|from) [^,.;]{8,50}\.?$", s)
            if m:
                o = [x for x in (r.choice(tails) for _ in range(12)) if x.split()[0] == m.group(1)]
                if o and o[0].strip() not in s:
                    t = s[: m.start()] + o[0] + "."
        elif k == "subject":
            t2 = re.sub(
                r"\b[Oo]ur (method|approach|model|framework|system|algorithm)\b",
                lambda m: r.choice(
                    ["the baseline", "the prior method", "the standard model", "the teacher model", "an earlier system"]
                ),
                s,
                count=1,
            )
            n = sorted({m.group(0) for m in NAME.finditer(s)})
            if t2 != s:
                t = t2[0].upper() + t2[1:]
            elif len(n) > 1 and r.random() < 0.4:
                a, b = r.sample(n, 2)
                t = re.sub(re.escape(a), b.replace("\\", "\\\\"), s, count=1)
        if t and t != s:
            return re.sub(r"  +", " ", t), k
    return None


def same(s, r, strength=0.5, part=0.3):
    """A copy of `s` that says the same, or a part of it."""
    t = s.strip()
    # lead-ins go
    for p in LEAD:
        m = re.match(p, t)
        if m and r.random() < 0.75:
            t = t[m.end() :]
            t = t[0].upper() + t[1:] if t else s
            break
    if r.random() < part and not GUARD.search(t):
        c = []
        m = re.search(
            r", (which|achieving|enabling|leading|resulting|making|allowing|demonstrating|showing|outperforming|improving|reducing|while|highlighting|providing|thereby|including|such as|with|yielding|underscoring|suggesting|offering|paving|ensuring|indicating)\b",
            t,
        )
        if m and m.start() > 35:
            c.append(t[: m.start()] + ".")
        m = re.search(r" \([^)]{2,60}\)", t)
        if m:
            c.append(t[: m.start()] + t[m.end() :])
        m = re.match(
            r"^(To|By|Through|Using|With|Given|For|In|On|Under|Across|Based on|Inspired by|Motivated by|Building on|Despite|Compared) [^,]{8,80}, (?=we |our |the |this |it )",
            t,
        )
        if m:
            x = t[m.end() :]
            c.append(x[0].upper() + x[1:])
        m = re.search(r" (via|using|through|by \w+ing|on|across|for|in) [^,.;]{8,60}\.$", t)
        if m and m.start() > 35:
            c.append(t[: m.start()] + ".")
        m = re.search(r"; ", t)
        if m and m.start() > 35:
            c.append(t[: m.start()] + ".")
        if c:
            t = r.choice(c)
    if r.random() < 0.35 * strength * 2:
        m = re.match(r"^(While|Although|Though|When|If|Because|Since) ([^,]{12,90}), ([^,]{12,120})\.$", t)
        if m:
            t = m.group(3)[0].upper() + m.group(3)[1:] + " " + m.group(1).lower() + " " + m.group(2) + "."
        else:
            m = re.match(
                r"^(By|Through|Via|Using|With|To|For|In|On|Under) ([^,]{8,80}), (we|our|the|this|it) ([^,]{8,120})\.$",
                t,
            )
            if m:
                t = (
                    m.group(3)[0].upper()
                    + m.group(3)[1:]
                    + " "
                    + m.group(4)
                    + " "
                    + m.group(1).lower()
                    + " "
                    + m.group(2)
                    + "."
                )
    if r.random() < 0.35 * strength * 2:
        m = re.match(
            r"^(We|The authors) (propose|introduce|present|develop|design|describe) (an?|the) ([^,.]{28,120})(\.|, (?:which|that|an?|where|with) .*)$",
            t,
        )
        if m:
            pp = {
                "propose": "proposed",
                "introduce": "introduced",
                "present": "presented",
                "develop": "developed",
                "design": "designed",
                "describe": "described",
            }[m.group(2)]
            t = f"{m.group(3).capitalize()} {m.group(4)} is {pp}{m.group(5)}"
        m = re.match(
            r"^([A-Z][\w-]+(?: [\w-]+){0,3}) (outperforms|improves|reduces|surpasses|uses|replaces) ((?:the |an? )?[\w-]+(?: [\w-]+){0,2})([,.]| (?:by|on|in|across) .*)$",
            t,
        )
        if m:
            pp = {
                "outperforms": "outperformed",
                "improves": "improved",
                "reduces": "reduced",
                "surpasses": "surpassed",
                "uses": "used",
                "replaces": "replaced",
            }[m.group(2)]
            t = f"{m.group(3)[0].upper() + m.group(3)[1:]} {'are' if m.group(3).endswith('s') else 'is'} {pp} by {m.group(1)}{m.group(4)}"
    if r.random() < 0.4:
        for m in list(ANDLIST.finditer(t))[:1]:
            if m.group(1).split()[0].lower() not in ("between", "and") and not re.search(r"(respectively|both\s$)", t):
                t = swap_spans(t, m.span(1), m.span(2))
    # numbers in another form
    if r.random() < 0.5:
        k = r.random()
        if k < 0.3:
            t = re.sub(r"(\d)\s?\\?%", lambda m: m.group(1) + " percent", t)
        elif k < 0.5:
            t = re.sub(r"(\d),(\d{3})\b", r"\1\2", t)
        elif k < 0.65:
            t = re.sub(r"\b(\d{2,3}),?000\b", r"\1K", t)
        elif k < 0.8:
            t = WRX.sub(lambda m: str(WORDNUM[m.group(0).lower()]) if r.random() < 0.7 else m.group(0), t)
        else:
            t = re.sub(r"(\d)(?:x|×|\$\\times\$)(?!\w)", r"\1 times", t)

    # words
    def f(m):
        w = m.group(0)
        if r.random() > strength:
            return w
        return like(w, r.choice(GR[w.lower()]))

    t = SRX.sub(f, t)
    if r.random() < 0.3:
        t = re.sub(
            r"\b[Oo]ur (\w+)",
            lambda m: like(m.group(0), r.choice(["the proposed ", "the new ", "their ", "the authors' "]) + m.group(1)),
            t,
        )
    if r.random() < 0.3:
        t = re.sub(r"\bWe (\w+)", lambda m: "The authors " + m.group(1), t)
    if r.random() < 0.15:
        lead = r.choice(LEADIN)
        if lead and not re.match("We |The authors|The paper|It is", t):
            t = lead + (t if t[:2].isupper() or NAME.match(t) else t[0].lower() + t[1:])
    if r.random() < 0.08:
        t = t.rstrip(".")
    return re.sub(r"  +", " ", t).strip() or s


# --- pairs of a sentence and a copy -----------------------------------------------------------------------------------

DAYS_LEFT_OUT = (("2025-07-16", "2025-07-24"), ("2025-10-24", "2025-11-07"), ("2026-06-03", "2026-06-12"))
"""The days that the reader is judged on, with a few around them."""

_OBJECTIVE = re.compile(
    r"\b(we|this (paper|work|study)) (\w+ )?(propose|introduce|present|develop|study|investigate|explore|examine|describe|design|address)",
    re.I,
)
_BACKGROUND = re.compile(
    r"\b(however|suffer|limited|struggle|fail|challeng|lack|remains|bottleneck|costly|expensive|difficult|yet)\b", re.I
)
_RESULT = re.compile(
    r"\b(experiments|results|outperform|achiev|improv\w+ (by|over)|evaluat|demonstrat|show that|surpass)", re.I
)
_CODE = re.compile(
    r"\b(code|dataset|data|models?|weights|project page|implementation)\b.{0,60}\b(available|released?|open-source|github|https?)|github\.com|https?://",
    re.I,
)
_METHOD = re.compile(
    r"\b(by \w+ing|consists of|leverag\w+|employ\w*|using|combin\w+|integrat\w+|we use|module|first,|then)\b", re.I
)
_ANY = [
    "Anything on {}?",
    "{}",
    "Is there work on {}?",
    "papers about {}",
    "Who works on {}?",
    "Has anyone looked at {}?",
    "I need something on {}",
    "what is new in {}",
    "Which paper deals with {}?",
    "Are there any studies of {}?",
    "looking for {}",
    "{} - any papers?",
    "Do any of these treat {}?",
]
_HOW = [
    "How does {} work?",
    "How is {} done?",
    "By what means is {} achieved?",
    "What technique is used for {}?",
    "what is the method behind {}",
]
_WHY = [
    "What is wrong with earlier approaches to {}?",
    "What makes {} hard?",
    "Why do current methods struggle with {}?",
    "What gap motivates {}?",
]
_OUTCOME = [
    "How well does {} perform?",
    "What did they find about {}?",
    "What results are reported for {}?",
    "Does {} beat earlier methods?",
    "is {} better than the baselines",
]
_RELEASED = [
    "Is the code for {} public?",
    "Where can I download {}?",
    "Have the authors released {}?",
    "is {} open source?",
]
_FIGURE = [
    "By how much does {} improve things?",
    "What score does {} reach?",
    "how many percent for {}",
    "What are the exact figures for {}?",
    "How big is the gain from {}?",
    "What number is given for {}?",
]
_MISSING = [
    ("How many GPUs were used for {}?", "gpu|a100|h100"),
    ("What did {} cost to train?", r"cost|\$"),
    ("Who funded {}?", "fund|grant|support"),
    ("What licence does {} have?", "licen"),
    ("What are the error bars for {}?", "±|confidence|interval|std|deviation"),
    ("Which random seeds were used for {}?", "seed"),
    ("How long did training {} take?", "hour|days|minutes"),
    ("What are the limitations of {}?", "limitation|caveat|however"),
    ("What ethical concerns does {} raise?", "ethic|bias|privacy|harm"),
    ("What hardware does {} run on?", "gpu|cpu|hardware|device|edge"),
]
_RARE = ["names", "around", "fromto", "respectively", "hedgeneg", "swapfig", "figure"]


def _words(text):
    return set(re.findall(r"[a-z0-9]{3,}", text.lower()))


def _long_words(text):
    return set(re.findall(r"[a-z]{4,}", text.lower()))


def _topic(title, r):
    parts = [part.strip() for part in title.split(":")]
    text = parts[-1] if len(parts) > 1 and len(parts[-1].split()) >= 3 else parts[0]
    text = re.sub(r"^(On|Towards?|A|An|The|Rethinking|Understanding|Exploring|Learning|Improving|Enhancing) ", "", text)
    if len(text.split()) > 6 and r.random() < 0.6:
        m = re.search(r" (for|in|of|via|with|on|using|from|through|by) ", text)
        if m and r.random() < 0.7:
            if m.start() > 14 and r.random() < 0.5:
                text = text[: m.start()]
            elif len(text) - m.end() > 10:
                text = text[m.end() :]
    return same(text if re.search(r"[A-Z]{2}", text) else text.lower(), r, 0.5, 0).rstrip(".")


class _Maker:
    """Pairs from abstracts given as (title, sentences)."""

    def __init__(self, docs, r):
        self.docs, self.r = docs, r
        self.claims, self.questions = [], []
        tail = re.compile(r" (on|for|using|via|by|with|across|in|from) (the |a )?[^,.;$\\]{6,45}\.$")
        self.tails = [m[0].rstrip(".") for _, texts in docs for s in texts if (m := tail.search(s))]
        r.shuffle(self.tails)
        self.tails = self.tails[:20000]
        self.count = Counter(w for _, texts in docs for s in texts for w in _long_words(s))
        self.holding = defaultdict(list)
        for i, (_, texts) in enumerate(docs):
            for j, s in enumerate(texts):
                for w in _long_words(s):
                    if 2 <= self.count[w] <= 300:
                        self.holding[w].append((i, j))

    def alike(self, i, text, k, top=6):
        """Sentences of other abstracts that share most rare words."""
        c = Counter()
        for w in _long_words(text):
            for x in self.holding[w][:120] if 2 <= self.count[w] <= 300 else ():
                if x[0] != i:
                    c[x] += 1 / (1 + self.count[w] ** 0.5)
        order = [x for x, _ in c.most_common(top)]
        self.r.shuffle(order)
        return order[:k]

    def claim(self, claim, source, label):
        self.claims.append((1, claim, source, label, 1.0))

    def whole(self, s):
        return same(s, self.r, self.r.choice([0.3, 0.6, 0.9]), 0.0)

    def strong(self, s):
        return same(s, self.r, self.r.choice([0.3, 0.6, 0.85, 0.95]), self.r.choice([0.1, 0.3, 0.5]))

    def some(self, s):
        return same(s, self.r, self.r.choice([0.5, 0.8, 0.95]), 0.0) if self.r.random() < 0.35 else s

    def question(self, i, title, texts):
        r, k, q = self.r, self.r.random(), ""
        answers = []
        if k < 0.34:
            q, answers = r.choice(_ANY), [s for s in texts if _OBJECTIVE.search(s)][:1]
            if not answers:
                return
        elif k < 0.46:
            q = r.choice(_HOW)
            answers = [s for s in texts if _METHOD.search(s) and not _BACKGROUND.search(s) and not _RESULT.search(s)][
                :2
            ]
        elif k < 0.58:
            q = r.choice(_WHY)
            answers = [
                s for s in texts if _BACKGROUND.search(s) and not _OBJECTIVE.search(s) and not _RESULT.search(s)
            ][:2]
        elif k < 0.70:
            q, answers = r.choice(_OUTCOME), [s for s in texts if _RESULT.search(s) and not _OBJECTIVE.search(s)][-2:]
        elif k < 0.76:
            q, answers = r.choice(_RELEASED), [s for s in texts if _CODE.search(s)]
        elif k < 0.90:
            q, answers = r.choice(_FIGURE), [s for s in texts if _RESULT.search(s) and numbers(s)]
        else:
            q, there = r.choice(_MISSING)
            if any(re.search(there, s, re.I) for s in texts):
                return
        topic = _topic(title, r)
        q = q.format(topic)
        q = q if r.random() < 0.7 else q.lower()

        def add(t, s, label):
            return self.questions.append((0, q, f"{t} : {s}", label, 1.0))

        for s in answers[:2]:
            add(title, s, 0)
        rest = [s for s in texts if s not in answers]
        r.shuffle(rest)
        for s in rest[:2]:
            add(title, s, 1)
        for a, b in self.alike(i, f"{topic} {answers[0] if answers else texts[0]}", 2):
            add(self.docs[a][0], self.docs[a][1][b], 2)

    def turned(self, s, before):
        r = self.r
        if len(numbers(s)) > 1 and r.random() < 0.6:
            found = turn(s, r, ["swapfig", "figure", "names", "respectively", "word", "unit"])
        else:
            found = (turn(s, r, _RARE) if r.random() < 0.6 else None) or turn(s, r)
        if not found:
            return
        b = found[0]
        head = before + " " if before and r.random() < 0.2 else ""
        # On either side, so that no word by itself betrays the false claim.
        if r.random() < 0.5:
            self.claim(self.whole(b), head + self.some(s), 1)
            self.claim(self.strong(s), head + self.some(s), 0)
            if r.random() < 0.3:
                self.claim(self.strong(b), head + b, 0)
        else:
            self.claim(self.whole(s), head + self.some(b), 1)
            self.claim(self.strong(b), head + self.some(b), 0)
            if r.random() < 0.3:
                self.claim(self.strong(s), head + s, 0)

    def stretched(self, s):
        r = self.r
        found = (
            stretch(s, r, self.tails, ["hedge", "over", "release", "unit", "subject"]) if r.random() < 0.65 else None
        )
        found = found or stretch(s, r, self.tails)
        if not found:
            return
        b, how = found
        self.claim(self.whole(b), self.some(s), 2)
        if how == "added":
            self.claim(self.strong(s), self.some(b), 0)
        elif r.random() < 0.5:
            self.claim(self.strong(b), self.some(b), 0)
        self.claim(self.strong(s), self.some(s), 0)

    def abstract(self, i, title, texts):
        r = self.r
        self.question(i, title, texts)
        pick = r.sample(texts, min(len(texts), 3))
        figures = [s for s in texts if len(numbers(s)) > 1 and s not in pick]
        if figures and r.random() < 0.5:
            pick[0] = figures[0]
        for s in pick:
            if not 7 <= len(s.split()) <= 55:
                continue
            j, k = texts.index(s), r.random()
            if k < 0.62:
                self.turned(s, texts[j - 1] if j else "")
            elif k < 0.84:
                self.stretched(s)
            elif k < 0.92:
                others = [z for z in texts if z != s and len(_words(z) & _words(s)) / max(1, len(_words(s))) < 0.45]
                if others:
                    self.claim(self.strong(s), r.choice(others), 2)
            else:
                for a, b in self.alike(i, s, 1, 3):
                    self.claim(self.strong(s), self.docs[a][1][b], 2)
        if len(texts) > 3 and r.random() < 0.25:
            self.fused(texts)

    def fused(self, texts):
        r = self.r
        j = r.randrange(len(texts) - 1)
        a, b = texts[j], texts[j + 1]
        if len(a) + len(b) >= 420:
            return
        if r.random() < 0.5:
            second = same(b, r, 0.6, 0.5)
            second = second if second[:2].isupper() or NAME.match(second) else second[0].lower() + second[1:]
            self.claim(
                same(a, r, 0.6, 0.5).rstrip(".") + r.choice([", and ", "; ", ", while "]) + second, f"{a} {b}", 0
            )
        elif found := turn(b, r):
            self.claim(same(a, r, 0.6, 0.3).rstrip(".") + "; " + same(found[0], r, 0.6, 0.0), f"{a} {b}", 1)

    def summary(self, text, texts):
        """A summary written by a person, with the two sentences that cover it best."""
        r, w = self.r, _words(text)
        if len(text.split()) < 6:
            return
        best = sorted(sorted(range(len(texts)), key=lambda z: -len(w & _words(texts[z])))[:2])
        source = " ".join(texts[z] for z in best)[:600]
        if len(w & _words(source)) < 0.5 * len(w):
            return
        self.claim(text, self.some(source), 0)
        if found := turn(text, r):
            self.claim(found[0], source, 1)
        if (found := stretch(text, r, self.tails)) and r.random() < 0.6:
            self.claim(found[0], source, 2)
        if others := [s for s in texts if len(w & _words(s)) < 0.35 * len(w)]:
            self.claim(text, r.choice(others), 2)
        for a, c in self.alike(-1, text, 1, 4):
            self.claim(text, self.docs[a][1][c], 2)


def pairs(arxiv, summaries, biomedical, used, count, seed=11):
    """Return (claims with sources, questions with sentences) made from `count` abstracts of cs and eess and some of medicine.

    Left out: the titles in `used`, the days that the reader is judged on, every other field.
    """
    from askpapers.text.sentences import split

    r = random.Random(seed)

    def plain(title):
        return re.sub(r"\W+", "", title.lower())

    titles, found = {plain(title) for title in used}, []
    with lzma.open(arxiv, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            categories = row["categories"]
            first = (ast.literal_eval(categories) if isinstance(categories, str) else categories)[0]
            if not first.startswith(("cs.", "eess.")) or plain(row["title"]) in titles:
                continue
            if any(a <= row["listed"] <= b for a, b in DAYS_LEFT_OUT) or not 500 < len(row["summary"]) < 2200:
                continue
            found.append((row["title"], row["summary"]))
    random.Random(99).shuffle(found)
    docs = []
    for title, text in found[:count]:
        flat = re.sub(r"\s+", " ", text).strip()
        docs.append((re.sub(r"\s+", " ", title), [span.of(flat).strip() for span in split(flat)]))
    docs += [(row["title"], row["abstract"]) for row in biomedical for _ in range(2)]
    docs = [(title, [s for s in texts if 40 < len(s) < 420]) for title, texts in docs]
    docs = [doc for doc in docs if len(doc[1]) >= 3]
    r.shuffle(docs)
    maker = _Maker(docs, r)
    for i, (title, texts) in enumerate(docs):
        maker.abstract(i, title, texts)
    for line in summaries.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts = [s for s in row["source"] if len(s.split()) > 4]
        for text in row["target"][:2] if len(texts) > 2 else ():
            maker.summary(text, texts)
    return maker.claims, maker.questions
