from django.db import migrations
from django.db.models import F

# Group, what is asked, points, photo. After the county norms that are published: plate, premises,
# equipment, people, rules, activity, effect; a congress changes them year by year.
ITEMS = (
    ("场所", "有统一的联络站标牌", 5, True),
    ("场所", "有固定的接待、议事、展示场所，方便群众进出", 10, True),
    ("场所", "有无障碍通道或上门接待安排", 5, False),
    ("设备", "有办公、接待、上网设备和意见箱", 5, True),
    ("公开", "公开进站代表的姓名、照片和联系方式", 10, True),
    ("公开", "公开接待日安排和二维码", 10, True),
    ("制度", "学习、接待、办理反馈制度齐全并上墙", 5, True),
    ("人员", "有站长和专人负责日常工作", 5, False),
    ("接待", "按安排开展接待，记录完整", 15, False),
    ("办理", "意见按时分办，结果回复来访人", 15, False),
    ("活动", "每季度至少开展一次集体活动，第一议题学习落实", 10, False),
    ("档案", "登记表、活动记录、照片归档齐全", 5, False),
)


def fill(apps, schema_editor):
    apps.get_model("stations", "Opinion").objects.filter(origin=None).update(
        origin_id=F("station_id")
    )
    apps.get_model("stations", "StationRule").objects.create(congress=None)
    checklist = apps.get_model("stations", "Checklist").objects.create(
        congress=None, year=2026, name="联络站建设标准"
    )
    item = apps.get_model("stations", "ChecklistItem")
    item.objects.bulk_create(
        item(checklist=checklist, order=n, group=g, text=text, weight=weight, needs_photo=photo)
        for n, (g, text, weight, photo) in enumerate(ITEMS, 1)
    )


def clear(apps, schema_editor):
    apps.get_model("stations", "Checklist").objects.filter(congress=None).delete()
    apps.get_model("stations", "StationRule").objects.filter(congress=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("stations", "0005_roster_activities_public_codes_merges_and_standards"),
    ]

    operations = [migrations.RunPython(fill, clear)]
