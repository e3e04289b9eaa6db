"""Robot news of our own making, in English and Chinese: enough of it, and all different, to tell copies among."""

from __future__ import annotations

import random
from collections.abc import Callable

# Words, by what they do in a sentence.
_WORDS_OF = {
    "noun": """
    supplier hospital chairman ministry union engineer rival regulator founder harbour bakery professor investor
    manager shipyard museum brewery council insurer farmer airline auditor welder console gearbox battery camera
    gripper workshop cart sensor kit courier shuttle drone exoskeleton simulator motor mower arm hand line pallet
    clinic school tunnel bridge greenhouse laundry kitchen printer lathe crane valve lens cable joint ladder orchard
    stadium quarry
    """,
    "adjective": """
    former quiet local heavy costly narrow second foreign private rural modest early public severe cautious young
    damp foldable electric leased spare ordinary rusty secret tall blue silent patient clumsy nimble grey
    """,
    "verb": """
    tested ordered postponed praised rebuilt insured painted delivered criticised measured leased scrapped unveiled
    repaired trained licensed shipped hid photographed certified copied abandoned welcomed audited renamed lifted
    sold
    """,
    "place": """
    Dresden Lyon Osaka Turin Gdansk Porto Bergen Leeds Graz Basel Ghent Malmo Tartu Cork Lodz Nantes Bilbao Riga
    """,
    "adverb": """
    twice yesterday reluctantly overnight cheaply abroad again early silently together slowly jointly soon
    """,
    "chinese": """
    供应 医院 董事 主管 物流 工会 工程 初创 对手 监管 创始 港口 面包 教授 展会 投资 厂长 船厂 博物 啤酒 市政 保险
    客户 农场 航空 审计 试用 订购 推迟 称赞 改造 投保 喷涂 交付 批评 检测 租用 报废 发布 维修 培训 授权 发运 隐瞒
    拍摄 认证 仿制 放弃 迎来 核查 更名 焊接 手臂 分拣 控制 步行 减速 电池 摄像 夹爪 车间 小车 力矩 软件 院内 仓库
    巡检 吸盘 线缆 助力 清扫 仿真 关节 割草 郊外 纺纱 两层 春季 闭门 基地 城郊 沿海 园区 帐篷 边境 零件 漫长 冬天
    节约 能源 罢工 缺少 买家 工资 上涨 节前 补贴 满意 事故 价格 回落 律师 劝告 法规 需求 翻倍 腾出 空间 借助 贷款
    抱怨 股价 首批 五月 二期 筹划 细节 公布 保密 握手 表决 同行 留意 信服 文件 周一 邮件 得知 阶梯 果园 隧道 桥梁
    温室 洗衣 厨房 打印 车床 起重 阀门 镜头 球场 采石 谨慎 安静 昂贵 狭窄 私营 乡村 普通 潮湿 折叠 灵活 笨拙 耐心
    """,
}
_WORDS = {key: words.split() for key, words in _WORDS_OF.items()}
Sentence = Callable[[random.Random], str]


def _english(rng: random.Random) -> str:
    def one(kind: str) -> str:
        return rng.choice(_WORDS[kind])

    subject = f"The {one('adjective')} {one('noun')} {one('verb')}"
    middle = f"{rng.randint(3, 970)} {one('adjective')} {one('noun')}s near {one('place')} {one('adverb')}"
    return f"{subject} {middle}, while {one('noun')} and {one('noun')} {one('verb')} {one('adverb')}."


def _chinese(rng: random.Random) -> str:
    words = [rng.choice(_WORDS["chinese"]) for _ in range(11)]
    return f"{''.join(words[:4])}了{rng.randint(3, 970)}套{''.join(words[4:7])}，{''.join(words[7:])}。"


SENTENCES: dict[str, Sentence] = {"en": _english, "zh": _chinese}


def article(language: str, rng: random.Random, sentences: int) -> list[str]:
    """Return the sentences of an article that nobody has written before."""
    return [SENTENCES[language](rng) for _ in range(sentences)]


def text(sentences: list[str], language: str) -> str:
    """Join sentences into paragraphs of three."""
    space = " " if language == "en" else ""
    return "\n".join(space.join(sentences[start : start + 3]) for start in range(0, len(sentences), 3))


def edited(sentences: list[str], language: str, rng: random.Random) -> list[str]:
    """Return the article with a tenth of its words replaced, as a sub-editor leaves it."""
    if language == "en":
        words = [sentence.split(" ") for sentence in sentences]
        return [" ".join("indeed" if rng.random() < 0.1 else word for word in sentence) for sentence in words]
    return ["".join("也" if rng.random() < 0.06 else character for character in sentence) for sentence in sentences]


def cut(sentences: list[str], part: float) -> list[str]:
    """Return the first part of the article."""
    return sentences[: max(1, round(len(sentences) * part))]
