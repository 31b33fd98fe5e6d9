"""Names and numbers that sound right and belong to nobody."""

from __future__ import annotations

from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
    "叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷"
)
GIVEN_OLD = """
建国 建华 国强 志明 秀英 秀兰 玉兰 桂英 桂芳 淑珍 淑华 德明 福生 根宝 阿妹 美娟 惠芬 金妹 永康
宝根 国庆 和平 卫东 爱华 月珍 小妹 洪生 林根 龙弟 凤英
""".split()
GIVEN = """
伟 芳 娜 敏 静 丽 强 磊 洋 艳 勇 军 杰 娟 涛 明 超 霞 平 刚 俊杰 晓燕 海燕 丽华 文婷
雅琴 志强 建平 晓明 春梅 佳琪 子涵 思远 嘉怡 梓萱 浩然 宇轩 雨桐 欣怡 一鸣 若曦 天翔 诗涵 博文
晓峰 海涛 立新 卫国 丽萍 慧敏 玲玲 婷婷 倩倩 晨曦 逸飞 书瑶 明哲 可欣 沐阳
""".split()
NICKS = """
爱种花的{s}阿姨 {s}老师 {b}楼{s}叔 早起的{s}伯 {s}家妈妈 {s}家爸爸 跑步的小{s}
小{s} 老{s} {b}号楼热心邻居 {s}工 {s}大姐 遛狗的{s}先生 {s}医生 {s}会计
{b}楼{s}阿婆 {s}师母 安静的{s}同学
""".split()


def person_name(random: Random) -> str:
    """A name as in any stairwell: one in three from the generation that bought here first."""
    given = random.choice(GIVEN_OLD if random.random() < 0.35 else GIVEN)
    return random.choice(SURNAMES[:40] if random.random() < 0.7 else SURNAMES) + given


def nickname(random: Random, name: str, building: str) -> str:
    """What a neighbour would call themselves here; never the full name, never the room."""
    return random.choice(NICKS).format(s=name[0], b=building)


def phone(number: int) -> str:
    """The n-th made-up mobile number, E.164."""
    return f"+86139{number:08d}"
