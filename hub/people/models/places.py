"""Phases, buildings, entrances, units and parking spaces."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base

UNIT_KINDS = ("flat", "shop", "storage", "space")
TENURES = ("owned", "leased", "common", "visitor")


class Phase(Base):
    """分期: a part of the compound built and delivered together."""

    __tablename__ = "phases"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))


class Building(Base):
    """楼栋. `code` is what people say ("3"), `position` orders them as people count."""

    __tablename__ = "buildings"

    id: Mapped[int] = mapped_column(primary_key=True)
    phase_id: Mapped[int | None] = mapped_column(ForeignKey("phases.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    floors: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)


class Entrance(Base):
    """单元: one door of a building."""

    __tablename__ = "entrances"
    __table_args__ = (UniqueConstraint("building_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("buildings.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))


class Unit(Base):
    """专有部分: what can be owned. `area` is the exclusive area in 0.01 m²; `delivered_on` is empty until hand-over."""

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint("area >= 0", name="area_not_negative"),
        CheckConstraint("kind in ('flat','shop','storage','space')", name="kind_known"),
        Index("ix_units_building_id_position", "building_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("buildings.id"))
    entrance_id: Mapped[int | None] = mapped_column(ForeignKey("entrances.id"), index=True)
    floor: Mapped[int | None]
    room: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10), default="flat")
    area: Mapped[int]
    delivered_on: Mapped[date | None]
    position: Mapped[int] = mapped_column(default=0)


class ParkingSpace(Base):
    """车位. One with its own title deed is a unit as well (`unit_id`)."""

    __tablename__ = "parking_spaces"
    __table_args__ = (CheckConstraint("tenure in ('owned','leased','common','visitor')", name="tenure_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    zone: Mapped[str] = mapped_column(String(60))
    tenure: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), unique=True)
