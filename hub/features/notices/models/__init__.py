"""Tables of notices."""

from hub.features.notices.models.notice import Notice, NoticeTarget, NoticeVersion
from hub.features.notices.models.reading import NoticeCall, NoticeConfirmation, NoticeRead

__all__ = ["Notice", "NoticeCall", "NoticeConfirmation", "NoticeRead", "NoticeTarget", "NoticeVersion"]
