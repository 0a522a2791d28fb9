"""A year of station activities: study, visits, and the clinics of the trade stations."""

import datetime as dt
from dataclasses import dataclass

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from demo.places import County
from liaison.models import Seat
from stations import services
from stations.choices import ActivityKind, Route, Satisfaction, TellMethod
from stations.models import Activity, Opinion, Station
from stations.services import public_notices


@dataclass(frozen=True)
class Play:
    """`back`: days before today, negative for one to come; findings as (words, solved how)."""

    station: str
    kind: ActivityKind
    title: str
    back: int
    agenda: tuple[str, ...]
    department: str = ""
    expert: tuple[str, str] = ("", "")
    findings: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    voters: int = 0
    cancelled: str = ""


PLAYS = (
    Play(
        "中药材联络站",
        ActivityKind.CLINIC,
        "黄精根腐病专家会诊",
        196,
        ("看云岭镇两处种植基地", "专家会诊", "种植户提问"),
        "农业农村局",
        ("何建平", "市农科所研究员"),
        (
            ("上坪基地排水沟浅，雨后积水，黄精烂根两成", "专家划线，种植户当天把沟加深四十厘米"),
            ("种植户不知道哪种药能用，怕药残超标", "农业农村局当场发放可用药目录并讲解"),
            ("进基地的砂石路冲垮一段，车进不去", ""),
        ),
        "看两处基地，会诊根腐病。现场解决排水和用药两件事，一件道路问题转云岭镇办理。",
        23,
    ),
    Play(
        "康养旅游联络站",
        ActivityKind.CLINIC,
        "民宿消防和食品安全会诊",
        141,
        ("走访六家民宿", "部门逐户讲解整改办法"),
        "市场监督管理局",
        ("曾晓明", "县消防救援大队工程师"),
        (
            ("两家民宿灭火器过期，业主不知道到哪里换", "大队工程师当场登记，三天内上门更换"),
            ("旺季垃圾一天一清不够，河边有异味", ""),
        ),
        "走访六家民宿，现场解决灭火器更换；垃圾清运转枫林镇办理。",
        11,
    ),
    Play(
        "红色文旅联络站",
        ActivityKind.FIELD_VISIT,
        "古樟革命旧址保护利用视察",
        88,
        ("看旧址三处", "听取保护情况", "代表提意见"),
        "文化旅游广电体育局",
        ("", ""),
        (("讲解牌褪色，游客看不清", ""), ("停车场没有无障碍车位", "村里当天划出两个")),
        "视察三处旧址，提出意见两条，一条当场落实。",
        0,
    ),
    Play(
        "",
        ActivityKind.STUDY,
        "学习新修改的监督法",
        61,
        ("领学监督法修改要点", "结合本镇民生实事谈体会"),
        summary="领学监督法修改要点，七名代表谈了体会。",
    ),
    Play(
        "",
        ActivityKind.JOINT_RECEPTION,
        "代表和「三官一员」联合接待日",
        33,
        ("接待群众", "现场会商"),
        "司法局",
        ("", ""),
        (("两户为界址争了三年", "法官和司法所现场调解，签了协议"),),
        "接待群众十二人，当场调解界址纠纷一件。",
        12,
    ),
    Play(
        "",
        ActivityKind.SEMINAR,
        "冬修水利座谈",
        19,
        ("听用水户意见", "水利部门答复"),
        "水利局",
        cancelled="水利局当天要开冬修动员会，改期另行通知。",
    ),
    Play(
        "中药材联络站",
        ActivityKind.CLINIC,
        "秋季采收加工会诊",
        3,
        ("看加工点", "讲采收时节"),
        "农业农村局",
        ("何建平", "市农科所研究员"),
        (("烘干房电费按商业价算，成本高", ""),),
        voters=15,
    ),
    Play(
        "康养旅游联络站",
        ActivityKind.SEMINAR,
        "冬季康养服务座谈",
        -6,
        ("经营户谈冬季安排", "部门答复"),
        "卫生健康局",
    ),
)


def play(county: County, cast: Cast, days: Days) -> None:
    """Each through the services, on its own day."""
    for number, what in enumerate(PLAYS):
        place = _station(county, what, number)
        clerk = cast.seats[_login(county, place)]
        _play(county, what, place, clerk, days)


def _station(county: County, what: Play, number: int) -> Station:
    if not what.station:
        return county.stations[0] if number % 2 else county.stations[3]
    return next(place for place in county.stations if place.name == what.station)


def _login(county: County, place: Station) -> str:
    number = county.stations.index(place)
    return "clerk" if number == 0 else f"clerk{number + 1:02d}"


def _play(county: County, what: Play, place: Station, clerk: Seat, days: Days) -> None:
    day = days.working(days.today - dt.timedelta(days=what.back))
    day = min(day, days.today) if what.back >= 0 else day
    told = min(days.before(day, 4), days.before(days.today, 1))
    with replay(days.at(told, 20)):
        activity = _plan(county, what, place, clerk, day)
        services.send_notice(activity, by=clerk)
    if what.cancelled:
        with replay(days.at(days.before(day, 1), 200)):
            services.cancel_activity(activity, by=clerk, reason=what.cancelled)
        return
    if what.back < 0:
        return
    with replay(days.at(day, 180)):
        for words, solved in what.findings:
            route = "" if solved or what.back < 5 else Route.TOWNSHIP
            services.add_finding(activity, by=clerk, text=words, solved_how=solved, route=route)
        people = list(activity.attendees.all())
        services.hold_activity(
            activity,
            by=clerk,
            attended=people[:-1] if len(people) > 4 else people,
            voters=what.voters,
            minutes={
                item.pk: "领学有关条文，联系本站工作谈了打算。"
                for item in activity.agenda.all()[:1]
            },
        )
    if what.back > 60:
        _finish(activity, clerk, day, days)
    if what.summary:
        with replay(days.at(min(days.working(day + dt.timedelta(days=2)), days.today), 90)):
            services.sum_up(activity, by=clerk, summary=what.summary)


def _finish(activity: Activity, clerk: Seat, day: dt.date, days: Days) -> None:
    """What was not solved there and then was done within the days of the rule, and is public."""
    for opinion in Opinion.objects.filter(activity=activity):
        with replay(days.at(days.working(day + dt.timedelta(days=11)), 40)):
            services.report_result(
                opinion, by=clerk, result="镇里已经安排资金和人手，当月办完，代表到现场看过。"
            )
        with replay(days.at(days.working(day + dt.timedelta(days=13)), 40)):
            services.tell_back(
                opinion,
                by=clerk,
                method=TellMethod.NOTICE,
                words="活动中发现的这件事已经办完，在本站公示栏公布。",
                satisfaction=Satisfaction.UNREACHABLE,
            )
            public_notices.release(opinion, by=clerk)


def _plan(county: County, what: Play, place: Station, clerk: Seat, day: dt.date) -> Activity:
    guests = []
    unit = next((u for name, u in county.units.items() if name.endswith(what.department)), None)
    if what.department and unit is not None:
        guests.append(services.Guest("department", "", unit=unit))
    if what.expert[0]:
        guests.append(services.Guest("expert", *what.expert))
    return services.plan_activity(
        by=clerk,
        station=place,
        kind=what.kind,
        title=what.title,
        held_on=day,
        starts_at=dt.time(9),
        ends_at=dt.time(11, 30),
        agenda=what.agenda,
        deputies=[row.deputy for row in place.attachments.select_related("deputy")[:6]],
        guests=guests,
    )
