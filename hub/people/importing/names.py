"""Owners' names out of one cell: several people, companies kept whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from hub.people.importing import cells, shares
from hub.people.importing.reasons import BadCell
from hub.people.importing.workbook import Value

LONGEST = 60
_COMPANY = re.compile(
    r"公司|有限|集团|中心|合作社|委员会|居委|村委|银行|学校|学院|医院|事务所|研究所|工厂|厂$|合伙|基金|协会|政府|管理局|大队|商行|经营部|分行|支行|"
    r"\b(?:co|ltd|inc|llc|gmbh|corp|company|limited)\b\.?",
    re.I,
)
_DEVELOPER = re.compile("房地产开发|地产开发|房产开发|置业|房地产.{0,8}公司|地产.{0,4}公司|^开发商$|^建设单位$")
_AGENT = re.compile("经纪|中介|评估|咨询")
_NOBODY = re.compile(r"(未|待)(售|出售|销售|登记)|空置|空房|空户|暂缺|无业主|\(?空\)?")
_TITLES = re.compile(r"(先生|女士|小姐)$")
_ROLES = re.compile(r"^(业主|产权人|户主|共有人|姓名)\d?[::]\s*")
_IDENTITY = re.compile(r"\(?(?:身份证|证件)?号?码?[::]?\s*\b\d{17}[\dXx]\b\)?|\b\d{15}\b")
_BESIDE = re.compile(r"\(?\+?(?:86)?\s*1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}\)?")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_PERSON = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}")
_ETC = re.compile(r"等(\d+|[一二三四五六七八九十两]+)?(人|位)?$")

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董袁潘蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭"
    "陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱丘侯江尹薛闫阎雷龙黎史陶贺毛段郝顾龚邵覃武钱戴严莫孔向常汤康易乔文赖牛樊葛柯温鲁"
    "俞章殷施聂洪翟安倪关庞严辛管祝左涂谷祁时舒耿牟卜詹路蓝关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单"
    "包司柏宁柴蒙解强尚古宗车池岳穆党季应巩邢连占虞焦桂娄简宣申喻苟饶明巫敖滕窦边和燕冷华房闻农冉原晏匡麦储商艾仇阮佟仲沙"
    "习杭楼来水计伏戚臧米贝茅狄皮卞齐元平湛禹梅林刁徐骆昌缪干诸蔺屠蒲鄂咸籍双莘党翁谭贡劳逄姬冀郏浦农晁瞿慕暴居衡步都满弘"
    "国广禄阙东殴沃利蔚越夔隆师厍幸乐花毕伍奚支况褚阚雍万胥郁全佘麻鞠訾由桑揭岑牧练粟兰封荆苑芦仝宫羊但种艳火来鲜鹿封承"
)
COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐司徒夏侯长孙宇文端木轩辕南宫西门独孤呼延闻人澹台百里完颜",
    )
)


@dataclass(frozen=True)
class Name:
    """`kind` is natural, organisation or developer; `share` only if written beside the name."""

    name: str
    kind: str = "natural"
    share: Fraction | None = None

    @property
    def key(self) -> str:
        return name_key(self.name)


def name_key(name: str) -> str:
    """Two spellings of one name meet here: width, spaces and capitals do not count."""
    return re.sub(r"[\s·.]", "", cells.text(name)).casefold()


def names(value: Value) -> list[Name]:
    """The owners named in a cell, each once, in order; none for a blank cell or "unsold"."""
    cells.checked(value)
    if cells.blank(value):
        return []
    if not isinstance(value, str):
        raise BadCell("owner_unreadable")
    whole = _IDENTITY.sub(" ", _lines_kept(value))
    found: dict[str, Name] = {}
    for piece in split(whole):
        name = _name(piece)
        if name is not None:
            found.setdefault(name.key, name)
    return list(found.values())


def _lines_kept(value: str) -> str:
    return "\n".join(cells.text(line) for line in re.split(r"[\r\n]+", value))


def split(whole: str) -> list[str]:
    """Cut a cell into names; never inside brackets or inside a company's name."""
    pieces: list[str] = [""]
    for part in re.split(r"(\n)", whole):
        if part == "\n":
            pieces.append("")
            continue
        for cut in _cut(part):
            pieces[-1] += cut
            pieces.append("")
        pieces.pop()
    return [piece for raw in pieces for piece in _by_words(raw.strip()) if piece]


def _cut(line: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for i, sign in enumerate(line):
        if sign in "([〔【":
            depth += 1
        elif sign in ")]〕】":
            depth = max(0, depth - 1)
        elif depth == 0 and sign in "、,;/|&+" and not _inside_company(line, start, i):
            parts.append(line[start:i])
            start = i + 1
    return [*parts, line[start:]]


def _inside_company(line: str, start: int, i: int) -> bool:
    """True if the separator at `i` belongs to a company's name: what stands before it is neither person nor company."""
    left, right = line[start:i].strip(), line[i + 1 :].strip()
    if re.match(r"(ltd|inc|llc|co|corp|limited)\b", right, re.I):
        return True
    if line[i] in "/" and re.search(r"\d$", left) and re.match(r"\d", right):
        return True  # 1/2, a share
    if not _COMPANY.search(right) or _COMPANY.search(left):
        return False
    return not (plausible(re.sub(r"\(.*?\)|[\d.%]+|各", "", left)) or re.search(r"[、,;/|]", right))


def _by_words(piece: str) -> list[str]:
    """Split on 和/与 and on spaces only where both sides are surely names of persons."""
    if _COMPANY.search(piece):
        return [piece]
    joined = re.fullmatch(r"(\S{2,4}?)\s*[和与及]\s*(\S{2,4})", piece)
    if joined and plausible(joined[1]) and plausible(joined[2]):
        return [joined[1], joined[2]]
    words = piece.split()
    if len(words) > 1 and all(plausible(word) for word in words) and words[0] not in COMPOUND:
        return words
    return [piece]


def plausible(words: str) -> bool:
    """Two to four Chinese characters that begin with a surname."""
    words = words.strip()
    return bool(_PERSON.fullmatch(words)) and (words[0] in SURNAMES or words[:2] in COMPOUND)


def _name(piece: str) -> Name | None:
    words = _BESIDE.sub("", _ROLES.sub("", piece)).strip()
    words, share = _share_beside(words)
    words = words.strip(" .。:：*?？'\"`-—_")
    if not words or words.upper() in cells.BLANKS or _NOBODY.fullmatch(words):
        return None
    if not re.search(r"[^\W\d_]", words):
        raise BadCell("owner_unreadable")
    if _HAN.search(words):
        words = re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", words)
        words = re.sub("[•・‧∙⋅]", "·", words).replace("(", "（").replace(")", "）")
    if not _COMPANY.search(words):
        words = _TITLES.sub("", words) if len(words) > 3 else words
        words = _ETC.sub("", words) if len(words) > 2 and plausible(_ETC.sub("", words)) else words
    if len(words) > LONGEST:
        raise BadCell("owner_long")
    return Name(words, _kind(words), share)


def _share_beside(words: str) -> tuple[str, Fraction | None]:
    match = re.fullmatch(r"(.*?\D)\s*\(?\s*(?:份额|占|各)?\s*(\d{1,3}(?:\.\d+)?%|\d{1,4}/\d{1,4})\s*\)?", words)
    if not match:
        return words, None
    return match[1].rstrip("( "), shares.fraction(match[2])


def _kind(words: str) -> str:
    if _DEVELOPER.search(words) and not _AGENT.search(words):
        return "developer"
    return "organisation" if _COMPANY.search(words) else "natural"
