"""The OpenSearch description: lets a browser search here from its address bar."""

from xml.sax.saxutils import escape, quoteattr

from portal_sync.settings import Settings

_TEMPLATE = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>惠企政策</ShortName>
  <Description>{name}</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Language>zh-CN</Language>
  <Url type="text/html" template={page}/>
  <Url type="application/atom+xml" template={feed}/>
  <Url type="application/x-suggestions+json" template={suggest}/>
  <Url type="application/opensearchdescription+xml" rel="self" template={own}/>
</OpenSearchDescription>
"""


def description(settings: Settings) -> str:
    """Return the description (OpenSearch 1.1, draft 6)."""
    site = settings.public_url.rstrip("/")
    return _TEMPLATE.format(
        name=escape(settings.site_name),
        page=quoteattr(f"{site}/search?q={{searchTerms}}&page={{startPage?}}"),
        feed=quoteattr(f"{site}/search/feed.atom?q={{searchTerms}}"),
        suggest=quoteattr(f"{site}/search/suggest?q={{searchTerms}}"),
        own=quoteattr(f"{site}/opensearch.xml"),
    )
