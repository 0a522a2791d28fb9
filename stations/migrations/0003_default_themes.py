from django.db import migrations

# The first level is how a provincial delegation sorts its suggestions; the second is what people
# of a county bring to a station.
THEMES = {
    ("planning", "发展规划和综合经济"): [
        ("projects", "重大项目"),
        ("relocation", "搬迁安置"),
        ("market", "市场和物价"),
    ],
    ("agriculture", "农业农村"): [
        ("irrigation", "农田水利"),
        ("farming", "种植养殖"),
        ("forestry", "林业山场"),
        ("rural_water", "农村饮水"),
        ("village_works", "村庄建设"),
    ],
    ("industry", "工业能源"): [
        ("power", "供电"),
        ("telecom", "通信网络"),
        ("enterprise", "企业服务"),
    ],
    ("urban", "城建环资"): [
        ("streets", "市政道路"),
        ("water_supply", "供水排水"),
        ("sanitation", "环境卫生"),
        ("pollution", "污染防治"),
        ("housing", "住房和物业"),
        ("dogs", "养犬管理"),
        ("lighting", "路灯照明"),
    ],
    ("finance", "财税金融"): [
        ("budget", "财政资金"),
        ("banking", "金融保险"),
    ],
    ("transport_trade", "贸易交通文旅"): [
        ("rural_roads", "农村公路"),
        ("buses", "公交客运"),
        ("traffic_safety", "交通安全"),
        ("parking", "停车"),
        ("trade", "商贸物流"),
        ("tourism", "文化旅游"),
    ],
    ("education_health", "教科文卫体"): [
        ("schools", "学校教育"),
        ("medical", "医疗卫生"),
        ("culture_sports", "文化体育"),
        ("science", "科技推广"),
    ],
    ("society", "社会建设"): [
        ("elderly", "养老助餐"),
        ("relief", "低保救助"),
        ("insurance", "社保医保"),
        ("employment", "就业和欠薪"),
        ("disability", "残疾人服务"),
        ("veterans", "退役军人"),
    ],
    ("rule_of_law", "法治建设"): [
        ("public_order", "社会治安"),
        ("disputes", "矛盾调解"),
        ("administration", "行政执法和服务"),
    ],
    ("congress_work", "人大工作"): [
        ("stations", "联络站工作"),
        ("supervision", "监督工作"),
    ],
}


def add(apps, schema_editor):
    theme = apps.get_model("stations", "Theme")
    for order, ((code, name), children) in enumerate(THEMES.items()):
        parent = theme.objects.create(code=code, name=name, order=order * 100)
        for number, (child, label) in enumerate(children, 1):
            theme.objects.create(code=child, name=label, parent=parent, order=order * 100 + number)


def remove(apps, schema_editor):
    theme = apps.get_model("stations", "Theme")
    theme.objects.filter(congress=None, parent__isnull=False).delete()
    theme.objects.filter(congress=None).delete()


class Migration(migrations.Migration):
    """The list of themes that a new congress starts with."""

    dependencies = [("stations", "0002_words_written_once")]

    operations = [migrations.RunPython(add, remove)]
