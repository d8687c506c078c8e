"""Invented names, the same every time."""

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程"
GIVEN = (
    "建国",
    "秀英",
    "桂兰",
    "志强",
    "淑珍",
    "国华",
    "玉梅",
    "永红",
    "素芬",
    "德明",
    "春燕",
    "晓峰",
    "家琪",
    "雨桐",
    "光荣",
    "凤霞",
    "长林",
    "文静",
    "大勇",
    "丽娟",
    "世杰",
    "佳怡",
    "正清",
    "碧容",
    "天顺",
    "思远",
    "学军",
    "琼芳",
    "兴旺",
    "若兰",
)


def invented_name(number: int) -> str:
    """Return the name of the ``number``-th invented person; the first 1,320 differ."""
    round_, place = divmod(number, len(SURNAMES))
    return SURNAMES[place] + GIVEN[(7 * round_ + place) % len(GIVEN)]


def invented_phone(number: int) -> str:
    """Return the ``number``-th invented mobile in E.164: +8613800000001."""
    return f"+86138{number:08d}"
