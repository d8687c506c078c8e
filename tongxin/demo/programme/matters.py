"""What troubles estates: each with a place, its words, what is done about it and of what it consists.

``{n}`` is a building, ``{e}`` an entrance. The unit price is in yuan. What belongs to a festival or a summer
has its ``season``: between which days somebody brings it up, so that it is done in time.
"""

from dataclasses import dataclass
from datetime import date

from funds.models import Expense
from projects.models import Project

Need, Kind, Category = Project.Need, Project.Kind, Expense.Category
IRON, LIGHT, BUILD = "广汉示例五金经营部", "四川示例电气有限公司", "广汉示例建筑劳务有限公司"
DRAIN, GREEN, PRINT = "广汉示例管道疏通服务部", "广汉示例绿化服务部", "广汉示例图文打印店"
CLEAN, GOODS, STEEL = "广汉示例保洁服务有限公司", "广汉示例日用品经营部", "广汉示例金属制品有限公司"
FIRE, SAFE, PAINT = "广汉示例消防器材经营部", "广汉示例安防有限公司", "广汉示例装饰涂料经营部"


@dataclass(frozen=True)
class Matter:
    """A trouble and its cure; ``seen`` is what the committee found when the work was done."""

    title: str
    place: str
    words: str
    how: str
    item: str
    unit: str
    price: int
    payee: str
    seen: str
    before: str
    after: str
    need: Project.Need = Need.CONVENIENCE
    kind: Project.Kind = Kind.FACILITY
    category: Expense.Category = Category.WORK
    work: str = "安装和清理"
    specification: str = ""
    season: tuple[date, date] = (date(2025, 4, 1), date(2025, 10, 31))


# At most 3,000 yuan each: what is needed most often.
SMALL = (
    Matter("{n}栋楼道声控灯更换", "{n}栋楼道", "楼道灯坏了好几盏，晚上摸黑上楼，老人怕踩空。",
           "逐层检查线路，换声光控 LED 灯，旧灯座一并更换。", "声光控吸顶灯", "盏", 38, LIGHT,
           "每层都试过，脚步声就亮，合格。", "dark_stairs", "lit_stairs", Need.SAFETY,
           specification="LED 7 瓦"),
    Matter("{n}栋休闲椅添置", "{n}栋旁树荫下", "老人买菜回来没有地方歇脚，只能坐花台边上。",
           "在树荫下装防腐木休闲椅，地脚用膨胀螺栓固定。", "防腐木休闲椅", "张", 320, STEEL,
           "椅子坐得稳，没有毛刺，合格。", "garden", "garden", specification="长 1.5 米"),
    Matter("{n}栋{e}单元楼梯扶手加固", "{n}栋{e}单元楼梯", "楼梯扶手松了，一拉就晃，上下楼不敢借力。",
           "松动的立柱重新焊牢，缺的一段补上，打磨上漆。", "扶手和立柱", "米", 65, STEEL,
           "从底楼摇到顶楼，没有松动，合格。", "dark_stairs", "handrail", Need.SAFETY),
    Matter("{n}栋前雨水沟疏通", "{n}栋前排水沟", "一下大雨水就漫到单元门口，沟里全是泥和树叶。",
           "全段清淤，换破损的盖板，坡度不够的地方重新找平。", "混凝土盖板", "块", 45, DRAIN,
           "浇了两桶水，流得快，不积水，合格。", "drain", "drain", Need.ENVIRONMENT),
    Matter("{n}栋公共晾衣架更换", "{n}栋楼间空地", "晾衣架锈断了，大家把绳子拴在树上，被子没处晒。",
           "拆掉旧架，原位装不锈钢晾衣架，基座重新浇筑。", "不锈钢晾衣架", "组", 340, STEEL,
           "装得牢，两头都晒得到太阳，合格。", "racks", "new_racks"),
    Matter("公告栏更新", "大门口公告栏", "公告栏玻璃碎了，通知贴上去一下雨就糊了。",
           "换带锁带雨檐的公告栏，分资金公示、通知、活动三栏。", "不锈钢公告栏", "个", 880, PRINT,
           "开关顺手，淋不到雨，合格。", "gate", "gate", category=Category.EQUIPMENT),
    Matter("{n}栋{e}单元门闭门器更换", "{n}栋{e}单元门", "单元门关不上，夜里砰砰响，小广告也进来贴。",
           "更换闭门器和门锁，门轴上油，门缝装防夹条。", "闭门器和门锁", "套", 165, IRON,
           "每扇门都能自己轻轻关上，合格。", "gate", "gate", Need.SAFETY, category=Category.EQUIPMENT),
    Matter("垃圾投放点地面硬化", "垃圾投放点", "投放点地面坑洼，污水流得到处都是，夏天气味大。",
           "清掉松土，浇筑混凝土地面，做坡把水引到雨污井。", "混凝土地面", "㎡", 85, BUILD,
           "冲水能流走，没有积水，合格。", "bins", "bins", Need.ENVIRONMENT),
    Matter("消防通道标线重划", "大门内通道", "消防通道的黄线磨没了，总有车停在上面。",
           "热熔标线重划黄线和禁停字样，两头加反光桩。", "热熔标线", "米", 22, PAINT,
           "线直、字清楚，合格。", "paint", "paint", Need.SAFETY),
    Matter("{n}栋灭火器配置", "{n}栋各单元", "楼里的灭火器过期好几年了，有两层还没有。",
           "每两层配一组干粉灭火器和箱子，贴使用说明。", "灭火器和箱", "组", 215, FIRE,
           "数量对，压力表都在绿区，合格。", "dark_stairs", "lit_stairs", Need.SAFETY,
           category=Category.EQUIPMENT),
    Matter("{n}栋楼道杂物清理", "{n}栋楼道和地下室", "楼道里堆满旧家具和纸箱，万一起火跑不出去。",
           "先贴告示三天，再请人清运，清完冲洗消杀。", "垃圾清运", "车", 260, CLEAN,
           "七层都走了一遍，通道空了，合格。", "dark_stairs", "lit_stairs", Need.SAFETY, Kind.CLEANING,
           work="冲洗消杀"),
    Matter("爱国卫生清洁日", "小区公共区域", "花台边和墙角全是杂草，卫生死角没人管，蚊子多。",
           "邻里一起割草、清墙角、洗地，物管委买工具和清运。", "工具和清运", "批", 420, CLEAN,
           "死角都清到了，参加的邻居也多，合格。", "garden", "garden", Need.ENVIRONMENT, Kind.CLEANING,
           work="清运消杀"),
    Matter("夏季灭蚊消杀服务", "绿化带和下水井", "天一热蚊子成团，小孩在楼下玩一身包。",
           "绿化带、下水井、车棚每月消杀一次，共三次，提前一天通知。", "消杀药剂", "次", 360, CLEAN,
           "三次都按时做了，蚊子少了很多，合格。", "garden", "garden", Need.ENVIRONMENT, Kind.SERVICE,
           category=Category.SERVICE, work="人工", season=(date(2025, 4, 25), date(2025, 6, 20))),
    Matter("端午邻里包粽子", "中庭", "平时邻居见面不说话，想在端午一起包粽子，热闹一下。",
           "糯米和粽叶由物管委买，各家出人包，给独居老人送上门。", "糯米粽叶等食材", "斤", 18, GOODS,
           "来的人比想的多，独居老人都送到了，办得好。", "garden", "garden", kind=Kind.ACTIVITY,
           category=Category.MATERIALS, work="桌凳和餐具租用", season=(date(2025, 4, 4), date(2025, 4, 20))),
    Matter("中秋邻里茶话会", "中庭", "中秋节想把邻居聚到一起说说话，老人小孩都能来。",
           "摆八张桌子，茶水月饼，节目自己出，猜灯谜有小奖品。", "月饼和茶点", "份", 22, GOODS,
           "节目热闹，用的钱都有单子，办得好。", "garden", "garden", kind=Kind.ACTIVITY,
           category=Category.MATERIALS, work="桌凳和音响租用", season=(date(2025, 8, 20), date(2025, 8, 31))),
    Matter("重阳敬老义诊", "大门口空地", "老人多，量血压要走很远，想请医生来小区一次。",
           "请社区卫生服务站来义诊半天，送老花镜和体检表。", "老花镜等用品", "份", 35, GOODS,
           "来了六十多位老人，秩序好，办得好。", "gate", "gate", kind=Kind.ACTIVITY,
           category=Category.MATERIALS, work="桌椅和展板", season=(date(2025, 9, 10), date(2025, 9, 22))),
    Matter("暑期儿童阅读角", "门卫室旁小屋", "放暑假孩子没处去，在车道上疯跑，想有个看书的地方。",
           "腾出小屋，添书架、桌椅和绘本，志愿者轮班开门。", "儿童桌椅和书架", "套", 290, GOODS,
           "桌椅圆角，书都登记了，孩子喜欢，合格。", "garden", "garden", kind=Kind.GOODS,
           category=Category.EQUIPMENT, work="书籍和登记册", season=(date(2025, 5, 5), date(2025, 6, 8))),
    Matter("消防演练和培训", "小区中庭", "去年楼上起过一次小火，大家都不会用灭火器。",
           "请消防站来讲一次课，练一次疏散，每户发一张卡片。", "灭火器药剂和耗材", "份", 26, FIRE,
           "一百多人参加，十几位老人亲手试了灭火器，办得好。", "garden", "garden", Need.SAFETY,
           Kind.ACTIVITY, category=Category.MATERIALS, work="印刷和场地"),
    Matter("{n}栋屋顶落水管更换", "{n}栋外墙", "落水管断了半截，下雨水直接浇到一楼窗台。",
           "更换断裂的落水管和管卡，顶部雨水斗清理。", "PVC 落水管", "米", 42, DRAIN,
           "放水试过，不漏不晃，合格。", "drain", "drain"),
    Matter("{n}栋前花台修补", "{n}栋前花台", "花台的砖掉了好几块，雨天泥水流到路上。",
           "补砌花台，压顶抹平，补种麦冬。", "砌筑和压顶", "米", 95, BUILD,
           "砖缝饱满，泥水流不出来了，合格。", "garden", "garden", Need.ENVIRONMENT),
    Matter("大门口坡道改造", "大门内台阶", "大门里有三级台阶，轮椅和婴儿车要抬着走。",
           "台阶一侧做 1:12 防滑坡道，装扶手，台阶保留。", "防滑坡道", "米", 265, BUILD,
           "轮椅推上去不费力，扶手牢，合格。", "step", "step"),
    Matter("{n}栋公共水管阀门更换", "{n}栋水表间", "总阀关不死，一家修水管全楼停水。",
           "更换总阀和各层分阀，水表间加保温。", "铜阀门", "个", 78, DRAIN,
           "逐个关过，都关得死，合格。", "drain", "drain"),
    Matter("快递架添置", "大门口雨棚下", "快递堆在地上，常被踩，也常拿错。",
           "装四层快递架，按楼栋编号，上方补一盏灯。", "快递货架", "组", 280, IRON,
           "编号清楚，老人够得着，合格。", "gate", "gate", kind=Kind.GOODS, category=Category.EQUIPMENT),
    Matter("{n}栋旁树枝修剪", "{n}栋旁大树", "树枝伸到三楼窗口，刮风打玻璃，屋里也没光。",
           "请园林工人修剪，锯下的枝当天运走，留够树荫。", "高空修剪", "棵", 240, GREEN,
           "窗口亮了，树形还在，合格。", "garden", "garden", Need.ENVIRONMENT, Kind.SERVICE,
           category=Category.SERVICE, work="枝条清运"),
    Matter("乒乓球台翻新", "中庭活动区", "球台面起皮，网断了，孩子们打不成。",
           "换台面和网架，地面画线，旁边装一张长凳。", "球台台面", "张", 980, STEEL,
           "台面平，弹得起，合格。", "garden", "garden", category=Category.EQUIPMENT),
    Matter("非机动车停放线划设", "{n}栋旁停车空地", "电动车乱停，堵住单元门口，婴儿车过不去。",
           "划停放线和箭头，装简易挡轮杆，贴停放说明。", "停放标线", "位", 28, PAINT,
           "线划得直，门口通了，合格。", "bikes", "paint"),
)  # fmt: skip
# Above 3,000 yuan each: with two quotes and two signatures.
LARGE = (
    Matter("大门和车棚监控安装", "大门和车棚", "上个月丢了两辆电动车，大门没有监控。",
           "大门和车棚各装探头，只拍公共出入口，录像存 30 天，调看要登记。", "网络摄像机", "个", 420, SAFE,
           "夜里也看得清，不对着住户窗户，合格。", "gate", "gate", Need.SAFETY, category=Category.EQUIPMENT,
           work="录像机、布线和安装"),
    Matter("电动车充电棚", "{n}栋旁停放空地", "有人从楼上拉线充电，下雨插座泡在水里，太危险。",
           "在原停放空地搭钢架棚，装智能充电插座，单独装表。", "钢架彩钢棚", "㎡", 320, STEEL,
           "棚架稳，插座逐个试过，合格。", "bikes", "shed", Need.SAFETY, work="充电插座和电缆"),
    Matter("{n}栋屋面防水补漏", "{n}栋屋顶", "顶楼四户下雨就漏，墙皮一块块掉。",
           "铲除起鼓的防水层，重做两遍 SBS 卷材，雨水口加铁箅子。", "SBS 防水卷材", "㎡", 58, BUILD,
           "蓄水两天没有渗，合格。", "drain", "drain", work="铲除和收口"),
    Matter("{n}栋排水主管改造", "{n}栋背面", "铸铁主管锈穿，一楼卫生间反水，臭味上楼。",
           "换 UPVC 主管和检查口，破开的路面恢复。", "UPVC 排水管", "米", 118, DRAIN,
           "逐层放水，不漏不反，合格。", "drain", "drain", Need.ENVIRONMENT, work="开挖和恢复"),
    Matter("中庭路面修补", "中庭主路", "路面坑坑洼洼，推车颠，老人摔过一次。",
           "凿除松散面层，补 C25 混凝土，伸缩缝切好。", "混凝土路面", "㎡", 96, BUILD,
           "平整，坡度对，推车不颠，合格。", "step", "paint", Need.SAFETY, work="凿除和清运"),
    Matter("小区路灯改造", "各栋之间道路", "路灯只剩三盏亮，晚上回来要打手电。",
           "换太阳能路灯，灯杆利用旧基座，装时控。", "太阳能路灯", "盏", 460, LIGHT,
           "每盏都亮到十二点，照得到台阶，合格。", "dark_stairs", "lit_stairs", Need.SAFETY,
           category=Category.EQUIPMENT),
    Matter("{n}栋楼道粉刷", "{n}栋楼道", "楼道墙面发霉，小广告刮都刮不掉。",
           "铲除起皮，批腻子，刷防霉涂料，墙裙刷耐擦洗漆。", "内墙涂料", "㎡", 16, PAINT,
           "墙面干净，没有漏刷，合格。", "dark_stairs", "lit_stairs", Need.ENVIRONMENT, work="铲除和人工"),
    Matter("健身器材更换", "中庭健身角", "健身器材螺丝松了，两台已经不能用，小孩爬上去危险。",
           "拆旧器材，装漫步机、扭腰器等，地面铺安全胶垫。", "健身器材", "台", 1_180, STEEL,
           "逐台试过，胶垫贴得平，合格。", "garden", "garden", Need.SAFETY, category=Category.EQUIPMENT,
           work="胶垫和安装"),
    Matter("垃圾分类亭新建", "大门旁投放点", "桶露天摆着，下雨积水，投放的人没处躲雨。",
           "做钢架分类亭，装雨棚、洗手池和照明。", "钢架分类亭", "㎡", 260, STEEL,
           "顶不漏，水龙头通，合格。", "bins", "bins", Need.ENVIRONMENT, work="给排水和照明"),
    Matter("围墙缺口修复", "小区北侧围墙", "围墙塌了一段，外面的人随便进，孩子也从那里跑上马路。",
           "拆除危墙，重砌砖墙，压顶抹灰，恢复绿化。", "砖砌围墙", "㎡", 210, BUILD,
           "墙直缝满，压顶做了滴水，合格。", "gate", "gate", Need.SAFETY, work="拆除和恢复"),
    Matter("化粪池清掏和井盖更换", "各栋化粪池", "化粪池冒出来两回，井盖也松，踩上去会响。",
           "全部清掏外运，换球墨铸铁防坠井盖。", "防坠井盖", "套", 290, DRAIN,
           "井盖踩着不响，池子清到底，合格。", "drain", "drain", Need.ENVIRONMENT, Kind.CLEANING,
           work="清掏外运"),
    Matter("休闲廊架修缮", "中庭廊架", "廊架木条朽了，掉下来差点打到人。",
           "换防腐木条，立柱除锈刷漆，补两张长椅。", "防腐木条", "米", 48, STEEL,
           "木条钉得牢，漆干透了，合格。", "garden", "garden", work="除锈刷漆"),
    Matter("大门门禁修缮", "小区大门", "大门关不上，半夜谁都能进，老人不放心。",
           "修电动门，换门禁主机，每户发两张卡，留人工开门。", "门禁主机和电机", "套", 2_150, SAFE,
           "刷卡开门都试过，停电也能手推，合格。", "gate", "gate", Need.SAFETY,
           category=Category.EQUIPMENT, work="安装和门卡"),
    Matter("楼栋消防水带和箱更换", "各栋楼道", "消防箱玻璃碎了，水带一拉就断。",
           "换水带、枪头和箱门，逐层试压。", "水带和消防箱", "套", 285, FIRE,
           "逐层试压，不漏，合格。", "dark_stairs", "lit_stairs", Need.SAFETY, category=Category.EQUIPMENT,
           work="试压和安装"),
)  # fmt: skip
# Put right by the committee without a project: trouble, place, scene, how it was put right, scene.
SETTLED = (
    ("单元门口的灯不亮了，晚上看不到台阶。", "{n}栋{e}单元门口", "dark_stairs",
     "物管委用备用灯泡换好了，当晚就亮。", "lit_stairs"),
    ("井盖松动，车压过去会响，怕绊倒老人。", "{n}栋前井盖", "drain",
     "志愿者加了垫圈，重新盖稳，踩着不响了。", "drain"),
    ("公告栏贴满小广告，通知找不到地方看。", "大门口公告栏", "gate",
     "委员和志愿者一起清理干净，每周五检查一次。", "gate"),
    ("有人把旧沙发丢在楼道转角，上下不方便。", "{n}栋{e}单元楼道", "dark_stairs",
     "找到主人谈好，当天由回收站拉走。", "lit_stairs"),
    ("花台里的水管漏水，地上一直湿的。", "{n}栋前花台", "garden",
     "委员关掉阀门，换了一截接头，不漏了。", "garden"),
    ("非机动车停得太密，里面的推不出来。", "{n}栋旁停车空地", "bikes",
     "请各户对照名单认领，五辆没人要的交回收站，空出一排。", "bikes"),
)  # fmt: skip
