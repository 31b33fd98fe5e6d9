"""Three months of repairs, told through the same commands people use, with the clock turned back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import hub.features.repairs.commands as repairs
from hub.core import clock
from hub.core.authz import SYSTEM, Actor
from hub.core.problems import Forbidden
from hub.features.repairs.queries import row as repair_row
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Caller, Report
from hub.features.repairs.rules.stages import Stage
from hub.flows.demo import money, stories
from hub.flows.demo.accounts import Cast
from hub.flows.demo.compound import Stones
from hub.people.queries.actors import actor_of_user

DAYS = 92
PER_DAY = 3
WHOLE = (Spot.GARAGE, Spot.GATE, Spot.ROAD, Spot.GARDEN, Spot.PLAYGROUND)


class Life:
    """Plays one compound's repairs."""

    def __init__(self, random: Random, stones: Stones, cast: Cast) -> None:
        self.random, self.stones, self.cast = random, stones, cast
        self._actors: dict[int, Actor] = {}

    def play(self, end: datetime, scale: int) -> int:
        """Report and repair from `end` minus DAYS until `end`; answers how many reports were made."""
        moments = sorted(end - timedelta(days=self.random.random() * DAYS) for _ in range(DAYS * PER_DAY * scale))
        moments = [self._waking(moment) for moment in moments]
        for moment in moments:
            self._one(moment, end)
        return len(moments)

    def today(self, end: datetime) -> None:
        """What a visitor of the demo should find going on: a stuck lift, a drain to confirm, a plumber at the door."""
        me, tenant = self.actor(self.cast.demo[1]), self.actor(self.cast.demo[2])
        desk, zhang, liu = (self.actor(self.cast.demo[n]) for n in (5, 6, 13))
        lift = Report(
            kind=Kind.LIFT,
            description="电梯停在 7 楼不动，按了没有反应",
            spot=Spot.LIFT,
            building_id=self.stones.building_ids["3"],
            entrance_id=self.stones.entrance_ids["3", "2"],
            floor=7,
        )
        drain = Report(
            kind=Kind.PLUMBING, description="厨房下水慢，水槽里一直有积水", unit_id=self.stones.unit_ids["3-2-701"]
        )
        leak = Report(
            kind=Kind.LEAK, description="卫生间顶上有水印，滴了两天了", unit_id=self.stones.unit_ids["5-1-1203"]
        )
        to = Stage
        self._scene(end, me, drain, desk, liu, [(190, to.ACCEPTED), (170, to.ON_THE_WAY), (150, to.WORKING)], 200)
        self._scene(end, tenant, leak, desk, liu, [(110, to.ACCEPTED), (90, to.WORKING)], 130)
        number = self._scene(end, me, lift, desk, zhang, [(48, to.ACCEPTED), (12, to.ON_THE_WAY)], 54)
        money.waiting(self, me, desk, liu, self.stones.unit_ids["3-2-701"], end)
        near = [user for user, unit in self.cast.neighbours if self.stones.building_of[unit] == "3"]
        with clock.frozen(end - timedelta(minutes=40)):
            for user in near[:5]:
                repairs.join(self.actor(user), number)

    def _scene(
        self,
        end: datetime,
        who: Actor,
        what: Report,
        desk: Actor,
        worker: Actor,
        steps: list[tuple[int, Stage]],
        begin: int,
    ) -> int:
        """`begin` and the steps' times are minutes before `end`."""
        assert worker.user_id is not None
        with clock.frozen(end - timedelta(minutes=begin)):
            number = repairs.report(who, what)
        for minutes, stage in steps:
            with clock.frozen(end - timedelta(minutes=minutes)):
                if stage is Stage.ACCEPTED:
                    repairs.advance(desk, number, stage, "收到，马上安排师傅。")
                    if repair_row(SYSTEM, number).assignee_id != worker.user_id:
                        repairs.assign(desk, number, worker.user_id)
                    repairs.take(worker, number)
                else:
                    repairs.advance(worker, number, stage)
        last = {
            Kind.PLUMBING: (Stage.DONE, "管道里结了厚油，疏通了，放水看过不再积水。"),
            Kind.LEAK: (Stage.WAITING_RESIDENT, "要开楼上卫生间的检修口，请您约个在家的时间。"),
        }.get(what.kind)
        if last is not None:
            with clock.frozen(end - timedelta(minutes=45)):
                repairs.advance(worker, number, *last)
        return number

    def actor(self, user_id: int) -> Actor:
        """Everyone acts as themselves; the demo's staff have shown their second factor."""
        if user_id not in self._actors:
            actor = actor_of_user(user_id)
            self._actors[user_id] = replace(actor, permissions=actor.permissions | actor.withheld)
        return self._actors[user_id]

    def _waking(self, moment: datetime) -> datetime:
        """People report by day; at night only what cannot wait."""
        here = clock.local(moment)
        if 7 <= here.hour < 22:
            return moment
        return moment + timedelta(hours=9 if here.hour < 7 else 10)

    def _one(self, at: datetime, end: datetime) -> None:
        if at >= end:
            return
        random = self.random
        story = random.choices(stories.STORIES, [s.weight for s in stories.STORIES])[0]
        user_id, unit_id = random.choice(self.cast.neighbours)
        report = self._report(story, unit_id)
        desk = random.choice(self.cast.desks)
        with clock.frozen(at):
            if report.unit_id is None and random.random() < 0.12:
                number = repairs.report_for_caller(self.actor(desk), report, Caller(name="来电业主"))
            else:
                number = repairs.report(self.actor(user_id), report)
        self._join(number, report, at, end)
        self._work(number, story, user_id, desk, at, end)

    def _report(self, story: stories.Story, unit_id: int) -> Report:
        random = self.random
        code = self.stones.building_of[unit_id]
        floor = random.randint(2, 13)
        words = random.choice(story.words).format(floor=floor)
        if story.spot is None:
            return Report(kind=story.kind, description=words, urgency=story.urgency, unit_id=unit_id)
        if story.spot in WHOLE:
            return Report(kind=story.kind, description=words, urgency=story.urgency, spot=story.spot)
        entrances = sorted(e for b, e in self.stones.entrance_ids if b == code)
        return Report(
            kind=story.kind,
            description=words,
            urgency=story.urgency,
            spot=story.spot,
            building_id=self.stones.building_ids[code],
            entrance_id=self.stones.entrance_ids[code, random.choice(entrances)],
        )

    def _join(self, number: int, report: Report, at: datetime, end: datetime) -> None:
        if report.unit_id is not None or self.random.random() < 0.45:
            return
        near = [
            user
            for user, unit in self.cast.neighbours
            if report.building_id is None
            or self.stones.building_ids[self.stones.building_of[unit]] == report.building_id
        ]
        for user in self.random.sample(near, min(len(near), self.random.randint(1, stories.JOIN_LIMIT))):
            later = at + timedelta(minutes=self.random.randint(2, 30))
            if later < end:
                with clock.frozen(later):
                    repairs.join(self.actor(user), number)

    def _work(self, number: int, story: stories.Story, user_id: int, desk: int, at: datetime, end: datetime) -> None:
        random = self.random
        office = self.actor(desk)
        quick = 0.15 if story.urgency == "urgent" else 1.0
        for minutes, stage, note in self._course(story):
            at += timedelta(minutes=minutes * quick * random.uniform(0.4, 2.2))
            if at >= end or (end - at < timedelta(hours=7) and random.random() < 0.25):
                return  # still on its way when the story ends
            with clock.frozen(at):
                if stage is Stage.DONE:
                    money.before_done(self, number)
                worker = self._step(number, office, stage, note)
        if worker is not None and stage is Stage.DONE:
            self._verdict(number, user_id, office, at, end)

    def _course(self, story: stories.Story) -> list[tuple[float, Stage, str]]:
        """The steps of one repair: minutes after the one before, stage, what is said."""
        random, fate = self.random, self.random.random()
        steps: list[tuple[float, Stage, str]] = [(8, Stage.ACCEPTED, random.choice(stories.ACCEPTED))]
        if fate < 0.03 and story.urgency != "urgent" and story.spot is None:
            return [(40, Stage.DECLINED, random.choice(stories.DECLINES))]
        if fate < 0.05:
            return [(90, Stage.CANCELLED, "")]
        steps += [(6, Stage.ASSIGNED, ""), (60, Stage.ON_THE_WAY, random.choice(stories.ON_THE_WAY))]
        steps.append((25, Stage.WORKING, random.choice(stories.WORKING)))
        if story.parts and random.random() < 0.35:
            steps += [(30, Stage.WAITING_PARTS, story.parts), (2600, Stage.WORKING, "配件到了，继续")]
        elif story.spot is None and random.random() < 0.12:
            steps += [(10, Stage.WAITING_RESIDENT, stories.WAIT_RESIDENT), (600, Stage.WORKING, "")]
        return [*steps, (70, Stage.DONE, random.choice(story.done))]

    def _step(self, number: int, office: Actor, stage: Stage, note: str) -> Actor | None:
        """Take one step as whoever takes it in life; answers who has the job."""
        repair = repair_row(SYSTEM, number)
        if stage is Stage.ACCEPTED:
            if repair.stage == Stage.SUBMITTED:  # an urgent one was given out before the desk read it
                repairs.advance(office, number, stage, note)
        elif stage is Stage.ASSIGNED:
            if repair.assignee_id is None:
                repairs.assign(office, number, self.random.choice(self.cast.technicians))
            elif repair.stage == Stage.ASSIGNED:
                repairs.take(self.actor(repair.assignee_id), number)
        elif stage in (Stage.DECLINED, Stage.CANCELLED):
            repairs.advance(office, number, stage, note)
        else:
            assert repair.assignee_id is not None
            repairs.advance(self.actor(repair.assignee_id), number, stage, note)
        holder = repair_row(SYSTEM, number).assignee_id
        return None if holder is None else self.actor(holder)

    def _verdict(self, number: int, user_id: int, office: Actor, at: datetime, end: datetime) -> None:
        random = self.random
        later = at + timedelta(minutes=random.randint(5, 2000))
        if later >= end:
            return
        with clock.frozen(later):
            if random.random() < 0.72:
                score = random.choices((5, 4, 3, 2, 1), (58, 25, 9, 5, 3))[0]
                try:
                    repairs.rate(self.actor(user_id), number, score, random.choice(stories.COMMENTS[score]))
                except Forbidden:  # a caller's report has no account to rate it
                    repairs.advance(office, number, Stage.CONFIRMED)
                    return
                if score <= 2 and random.random() < 0.8:
                    repairs.answer(office, number, random.choice(stories.LOW_ANSWERS))
            elif later + timedelta(days=7) < end:
                repairs.advance(office, number, Stage.CONFIRMED)
