"""What the estate's projects of today are to do and to cost; the street pays 80 % of each."""

from funds.models import Source
from projects.models import Project
from projects.services import BudgetDraft
from tongxin.demo.case import Plan

Need = Project.Need
NOT_CHANGED = "在原来的位置修理或更换，共有部分的用途没有改变。"
METALWORKS = "广汉示例金属制品有限公司"

RAMP = Plan(
    title="4栋1单元门口坡道",
    how="沿台阶一侧做 1:12 的混凝土坡道，装不锈钢扶手，保留原台阶。",
    lines=(
        BudgetDraft("混凝土坡道", "米", 480, 265_00, "宽 1.2 米，防滑面"),
        BudgetDraft("不锈钢扶手", "米", 480, 160_00, "双侧，高 0.85 米"),
    ),
    sources={Source.STREET: 1_632_00, Source.SELF: 408_00},
    common_part="坡道做在原台阶的范围内，出入口还是出入口，不占绿地和通道，用途没有改变。",
    beneficiaries=12,
)
LAMPS = Plan(
    title="楼道声控灯更换",
    need=Need.SAFETY,
    how="1栋和3栋每层楼梯口换声光控 LED 吸顶灯，老线路逐户检查后更换接头。",
    lines=(
        BudgetDraft("声光控吸顶灯", "盏", 4_800, 38_00, "LED 7 瓦"),
        BudgetDraft("安装和线路检查", "盏", 4_800, 12_00),
    ),
    sources={Source.STREET: 1_920_00, Source.PUBLIC: 480_00},
    common_part=NOT_CHANGED,
    beneficiaries=48,
)
GYM = Plan(
    title="健身器材维修更换",
    need=Need.SAFETY,
    how="紧固和上漆四台，更换两台不能用的器材，地面补胶垫。",
    lines=(
        BudgetDraft("健身器材", "台", 200, 980_00, "漫步机、扭腰器"),
        BudgetDraft("维修上漆", "台", 400, 110_00),
        BudgetDraft("安全胶垫", "㎡", 800, 75_00),
    ),
    sources={Source.STREET: 2_400_00, Source.GIFT: 600_00},
    common_part=NOT_CHANGED,
    beneficiaries=96,
)
BINS = Plan(
    title="垃圾分类亭雨棚和洗手池",
    need=Need.ENVIRONMENT,
    how="在原分类亭上加钢架雨棚，接一个洗手龙头，地面做坡排水。",
    lines=(
        BudgetDraft("钢架雨棚", "㎡", 900, 240_00),
        BudgetDraft("洗手池和给排水", "套", 100, 640_00),
    ),
    sources={Source.STREET: 2_240_00, Source.PUBLIC: 560_00},
    common_part=NOT_CHANGED,
    beneficiaries=96,
)
CAMERAS = Plan(
    title="大门和车棚监控",
    need=Need.SAFETY,
    how="大门两个、车棚两个探头，只拍公共出入口，不对着住户门窗；录像存 30 天，调看要登记。",
    lines=(
        BudgetDraft("网络摄像机", "个", 400, 420_00, "400 万像素，夜视"),
        BudgetDraft("录像机和硬盘", "套", 100, 1_560_00, "8 路，4TB"),
        BudgetDraft("布线和安装", "项", 100, 1_160_00),
    ),
    sources={Source.STREET: 3_520_00, Source.PUBLIC: 880_00},
    common_part="探头装在大门立柱和车棚梁上，门还是门、棚还是棚，用途没有改变。",
    beneficiaries=96,
    quotes=(
        ("广汉示例安防有限公司报价", ("探头 4 个、录像机、安装  4,400.00 元", "质保 2 年")),
        ("德阳示例电子有限公司报价", ("探头 4 个、录像机、安装  4,780.00 元", "质保 1 年")),
    ),
)
HANDRAILS = Plan(
    title="2栋楼梯加装扶手",
    need=Need.SAFETY,
    how="2栋两个单元靠墙一侧每层加装木质扶手，原有扶手加固。",
    lines=(
        BudgetDraft("靠墙扶手", "米", 6_000, 68_00, "橡胶木，带托架"),
        BudgetDraft("原扶手加固", "层", 1_200, 60_00),
    ),
    sources={Source.STREET: 3_840_00, Source.SELF: 960_00},
    common_part=NOT_CHANGED,
    beneficiaries=24,
    quotes=(
        (f"{METALWORKS}报价", ("扶手 60 米和加固  4,800.00 元", "质保 2 年")),
        ("德阳示例木业有限公司报价", ("扶手 60 米和加固  5,260.00 元", "质保 2 年")),
    ),
)
RACKS = Plan(
    title="公共晾衣架翻新",
    how="拆掉锈断的架子，原位装六组不锈钢晾衣架，基座重新浇筑。",
    lines=(
        BudgetDraft("不锈钢晾衣架", "组", 600, 350_00),
        BudgetDraft("拆除和基座", "组", 600, 110_00),
    ),
    sources={Source.STREET: 2_208_00, Source.SELF: 552_00},
    common_part=NOT_CHANGED,
    beneficiaries=48,
)
