"""The programme's 27 estates in 14 communities: five named in the published account, the others invented.

Real are the names of the street and of the five; communities, years, sizes and persons are not.
"""

from dataclasses import dataclass

from tongxin.demo.register import Layout


@dataclass(frozen=True)
class Town:
    """An estate of the programme: how it is built, how many sit on its committee (5 or 7).

    ``chair_number`` is the invented number its chair signs in with; most have none.
    """

    slug: str
    name: str
    community: str
    year_built: int
    layout: Layout
    seats: int = 5
    chair_number: int | None = None


def _communities(names: str) -> list[str]:
    return [f"{name}社区（示例）" for name in names.split()]


COMMUNITIES = _communities("桂花 银杏 望江 书院 石桥 荷塘 东篱 竹园 云杉 清溪 长亭 北辰 文昌 锦屏")
# Slug, name, community (its place above), year, buildings, entrances, floors, flats a floor, seats.
_ROWS = (
    ("jufuyuan", "聚福园小区", 0, 1998, 4, 2, 6, 2, 5),
    ("hepingxinqu", "和平新区", 0, 2001, 5, 2, 6, 2, 7),
    ("luqiaogongyu", "路桥公寓小区", 1, 1996, 3, 2, 6, 2, 7),
    ("guanghanzhongxue", "广汉中学宿舍", 2, 1992, 3, 2, 5, 2, 5),
    ("zhanbei", "站北小区", 3, 1994, 2, 2, 6, 2, 5),
    ("yinxingyuan", "银杏苑小区（示例）", 1, 2003, 3, 1, 6, 2, 5),
    ("hetangli", "荷塘里小区（示例）", 5, 1999, 2, 2, 6, 2, 5),
    ("fangzhichang", "纺织厂宿舍（示例）", 4, 1988, 3, 2, 4, 2, 7),
    ("shiqiaobian", "石桥边小区（示例）", 4, 1997, 2, 2, 6, 2, 5),
    ("donglicuiyuan", "东篱翠苑（示例）", 6, 2005, 4, 2, 6, 2, 7),
    ("zhuyuanxincun", "竹园新村（示例）", 7, 1995, 3, 1, 6, 2, 5),
    ("liangzhanjuzhai", "粮站旧宅小区（示例）", 7, 1987, 2, 2, 4, 2, 5),
    ("yunshanjiayuan", "云杉家园（示例）", 8, 2008, 3, 2, 7, 2, 5),
    ("qingxiyayuan", "清溪雅苑（示例）", 9, 2006, 2, 2, 7, 2, 5),
    ("changtinglu", "长亭路小区（示例）", 10, 1993, 2, 2, 5, 2, 5),
    ("beichenyuan", "北辰苑（示例）", 11, 2002, 3, 2, 6, 2, 7),
    ("wenchangli", "文昌里小区（示例）", 12, 1990, 2, 2, 5, 2, 5),
    ("jinpingtai", "锦屏台小区（示例）", 13, 2004, 2, 1, 7, 3, 5),
    ("jixiechang", "机械厂家属院（示例）", 5, 1989, 4, 2, 4, 2, 7),
    ("dongfengxiaoqu", "东风小区（示例）", 6, 1998, 2, 2, 6, 2, 5),
    ("yunhuayuan", "芸华园（示例）", 8, 2010, 2, 1, 8, 3, 5),
    ("xiliuwan", "溪柳湾小区（示例）", 9, 2000, 3, 2, 6, 2, 7),
    ("youdiansushe", "邮电宿舍（示例）", 10, 1991, 2, 2, 4, 2, 5),
    ("beimenxincun", "北门新村（示例）", 11, 1996, 2, 2, 6, 2, 5),
    ("hanlinyuan", "翰林苑（示例）", 12, 2007, 3, 2, 6, 2, 5),
    ("jinxiujiayuan", "锦秀佳苑（示例）", 13, 2009, 2, 2, 7, 2, 7),
    ("shuyuanxiang", "书院巷小区（示例）", 3, 1985, 2, 2, 4, 2, 5),
)
CHAIRS = {"hepingxinqu": 21, "luqiaogongyu": 31, "guanghanzhongxue": 41, "zhanbei": 51}
TOWNS = tuple(
    Town(slug, name, COMMUNITIES[community], year, Layout(*built), seats, CHAIRS.get(slug))
    for slug, name, community, year, *built, seats in _ROWS
)
HOME = TOWNS[0]
