"""Tables of the register, of accounts and of rights."""

from hub.people.models.accounts import LoginSession, RecoveryCode, SmsCode, SmsMessage, User
from hub.people.models.compound import Compound, Telephone
from hub.people.models.entry import ActivationLetter, Invitation, LetterBatch, ResetCode
from hub.people.models.imports import ImportRun
from hub.people.models.office import OfficeClosure, OfficeHours
from hub.people.models.places import Building, Entrance, ParkingSpace, Phase, Unit
from hub.people.models.privacy import DataRequest
from hub.people.models.register import Occupancy, Ownership, Person
from hub.people.models.rights import RoleGrant

__all__ = [
    "ActivationLetter",
    "Building",
    "Compound",
    "DataRequest",
    "Entrance",
    "ImportRun",
    "Invitation",
    "LetterBatch",
    "LoginSession",
    "Occupancy",
    "OfficeClosure",
    "OfficeHours",
    "Ownership",
    "ParkingSpace",
    "Person",
    "Phase",
    "RecoveryCode",
    "ResetCode",
    "RoleGrant",
    "SmsCode",
    "SmsMessage",
    "Telephone",
    "Unit",
    "User",
]
