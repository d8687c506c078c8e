"""Words that sheets use for what the register knows; the first of a meaning is the one we ask for."""

from estates.models import Person, Unit

SOURCES = {
    "产权登记": Unit.AreaSource.TITLE,
    "登记": Unit.AreaSource.TITLE,
    "产权证": Unit.AreaSource.TITLE,
    "房产证": Unit.AreaSource.TITLE,
    "不动产登记": Unit.AreaSource.TITLE,
    "不动产权证": Unit.AreaSource.TITLE,
    "测绘": Unit.AreaSource.SURVEY,
    "实测": Unit.AreaSource.SURVEY,
    "买卖合同": Unit.AreaSource.CONTRACT,
    "购房合同": Unit.AreaSource.CONTRACT,
    "合同": Unit.AreaSource.CONTRACT,
}
DOCUMENTS = {
    "居民身份证": Person.Document.ID_CARD,
    "身份证": Person.Document.ID_CARD,
    "护照": Person.Document.PASSPORT,
    "港澳居民来往内地通行证": Person.Document.HK_MACAO,
    "回乡证": Person.Document.HK_MACAO,
    "台湾居民来往大陆通行证": Person.Document.TAIWAN,
    "台胞证": Person.Document.TAIWAN,
    "统一社会信用代码": Person.Document.CREDIT_CODE,
    "营业执照": Person.Document.CREDIT_CODE,
    "其他证件": Person.Document.OTHER,
    "其他": Person.Document.OTHER,
}
OCCUPANCIES = {
    "自住": Unit.Occupancy.OWNER,
    "业主自住": Unit.Occupancy.OWNER,
    "亲属居住": Unit.Occupancy.FAMILY,
    "家人居住": Unit.Occupancy.FAMILY,
    "出租": Unit.Occupancy.LET,
    "租赁": Unit.Occupancy.LET,
    "空置": Unit.Occupancy.VACANT,
    "空房": Unit.Occupancy.VACANT,
}
USES = {
    "住宅": Unit.Use.HOME,
    "商铺": Unit.Use.SHOP,
    "商业": Unit.Use.SHOP,
    "办公": Unit.Use.OFFICE,
    "车库车位": Unit.Use.GARAGE,
    "车库": Unit.Use.GARAGE,
    "车位": Unit.Use.GARAGE,
    "其他": Unit.Use.OTHER,
}
TENURES = {
    "私有产权": Unit.Tenure.PRIVATE,
    "私有": Unit.Tenure.PRIVATE,
    "公房": Unit.Tenure.PUBLIC,
    "开发商未售": Unit.Tenure.DEVELOPER,
    "未售": Unit.Tenure.DEVELOPER,
}
