"""Public notices written as a feed. An entry keeps its id when it is revised, and says when."""

from __future__ import annotations

from feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from hub.core import markdown
from hub.core.i18n import _, speaking
from hub.features.notices import queries
from hub.features.notices.rules.notice import CATEGORIES, VOICES, Category, Voice
from hub.people.queries.office import office

KINDS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


def written(kind: str, root: str) -> str:
    """The XML of the feed `kind`."""
    bureau = office()
    base = bureau.public_address.rstrip("/") or root
    with speaking("zh_CN"):
        feed = KINDS[kind](
            title=_("%(community)s公告", community=bureau.community),
            link=f"{base}/notices",
            description=_("小区里大家都该知道的事"),
            language="zh-CN",
            feed_url=f"{base}/notices/feed.{kind}",
            feed_guid=f"{base}/notices",
        )
        for notice in queries.public():
            feed.add_item(
                title=notice.title,
                link=f"{base}/notices/{notice.id}",
                description=_absolute(markdown.render(notice.body), base),
                unique_id=f"urn:uuid:{notice.uid}",
                unique_id_is_permalink=False,
                pubdate=notice.published_at,
                updateddate=notice.updated_at,
                author_name=str(VOICES[Voice(notice.voice)]),
                categories=[str(CATEGORIES[Category(notice.category)])],
            )
    xml: str = feed.writeString("utf-8")
    return xml


def _absolute(html: str, base: str) -> str:
    """Addresses of ours, as they are known outside."""
    return html.replace('href="/', f'href="{base}/').replace('src="/', f'src="{base}/')
