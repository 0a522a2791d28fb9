"""Codes and labels for places, bodies, posts and deputies."""

from django.db import models


class Level(models.TextChoices):
    """Five levels of congress; a village has none."""

    NATIONAL = "national", "全国"
    PROVINCE = "province", "省"
    PREFECTURE = "prefecture", "市"
    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "村（社区）"


class UnitKind(models.TextChoices):
    CONGRESS = "congress", "人民代表大会"
    STANDING_COMMITTEE = "standing_committee", "人大常委会"
    DEPUTY_WORK = "deputy_work", "代表工作委员会"
    COMMITTEE = "committee", "专门委员会"
    PRESIDIUM = "presidium", "乡镇人大主席团"
    STREET_COMMITTEE = "street_committee", "街道人大工委"
    PARTY_COMMITTEE = "party_committee", "党委"
    GOVERNMENT = "government", "人民政府"
    GOVERNMENT_OFFICE = "government_office", "政府办（督查室）"
    DEPARTMENT = "department", "政府部门"
    COURT = "court", "人民法院"
    PROCURATORATE = "procuratorate", "人民检察院"
    SUPERVISORY = "supervisory", "监察委员会"
    VERTICAL = "vertical", "垂直管理单位"
    COMPANY = "company", "企业"
    STATION = "station", "代表联络站"
    PLATFORM = "platform", "平台管理"


# How people list them: the congress and its organs, the party, the government and its
# departments, then 监委, 法院 and 检察院, then the rest.
KINDS_IN_ORDER = (
    UnitKind.CONGRESS,
    UnitKind.STANDING_COMMITTEE,
    UnitKind.DEPUTY_WORK,
    UnitKind.COMMITTEE,
    UnitKind.PRESIDIUM,
    UnitKind.STREET_COMMITTEE,
    UnitKind.PARTY_COMMITTEE,
    UnitKind.GOVERNMENT,
    UnitKind.GOVERNMENT_OFFICE,
    UnitKind.DEPARTMENT,
    UnitKind.SUPERVISORY,
    UnitKind.COURT,
    UnitKind.PROCURATORATE,
    UnitKind.VERTICAL,
    UnitKind.COMPANY,
    UnitKind.STATION,
    UnitKind.PLATFORM,
)

# Bodies that may be given a suggestion or an opinion.
HANDLER_KINDS = (
    UnitKind.GOVERNMENT,
    UnitKind.GOVERNMENT_OFFICE,
    UnitKind.DEPARTMENT,
    UnitKind.COURT,
    UnitKind.PROCURATORATE,
    UnitKind.SUPERVISORY,
    UnitKind.VERTICAL,
    UnitKind.COMPANY,
)


class Role(models.TextChoices):
    """Posts on which a person acts; who sees and decides what hangs on them."""

    CLERK = "clerk", "联络员"
    HEAD = "head", "站长"
    DEPUTY = "deputy", "代表"
    PRESIDIUM = "presidium", "主席团"
    OFFICE = "office", "代工委"
    COMMITTEE = "committee", "专门委员会"
    LEADER = "leader", "领导"
    GOVOFFICE = "govoffice", "政府办"
    UNIT = "unit", "承办人"
    UNIT_SECTION = "unit_section", "科室负责人"
    UNIT_HEAD = "unit_head", "签发人"
    SECRETARIAT = "secretariat", "大会秘书组"
    ADMIN = "admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


STATION_ROLES = frozenset({Role.CLERK, Role.HEAD})
UNIT_ROLES = frozenset({Role.UNIT, Role.UNIT_SECTION, Role.UNIT_HEAD})
ADMIN_ROLES = frozenset({Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
# Whoever holds one of these opens and closes seats of the own unit and resets its passwords.
UNIT_ADMIN_ROLES = frozenset({Role.HEAD, Role.OFFICE, Role.GOVOFFICE, Role.UNIT_HEAD, Role.ADMIN})


class Side(models.TextChoices):
    """A leader stands on one side: who supervises and who leads the handling differ by it."""

    CONGRESS = "congress", "人大"
    PARTY = "party", "党委"
    GOVERNMENT = "government", "政府"


class Gender(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class EndReason(models.TextChoices):
    """代表法 art. 62, and the end of the term."""

    TERM = "term", "届满"
    MOVED = "moved", "迁出或调离本行政区域"
    RESIGNED = "resigned", "辞职被接受"
    ABSENT = "absent", "未经批准两次不出席会议"
    RECALLED = "recalled", "被罢免"
    NATIONALITY = "nationality", "丧失中国国籍"
    RIGHTS = "rights", "被剥夺政治权利"
    INCAPACITY = "incapacity", "丧失行为能力"
    DEATH = "death", "去世"


class GroupKind(models.TextChoices):
    AREA = "area", "按区域"
    SPECIALIST = "specialist", "按专业"


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", "放假"
    MAKE_UP = "make_up", "调休上班"
