"""Addresses of pages, remembered: what a page is called does not change while the portal runs."""

from functools import lru_cache

from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode, url
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape


@lru_cache(maxsize=4096)
def address(name: str, *args: object) -> str:
    """Return ``reverse(name, args=args)``; for what is asked again and again. Raises NoReverseMatch."""
    return reverse(name, args=args)


class AddressNode(URLNode):
    """``{% url %}`` of Django, by ``address`` where it has no named arguments."""

    def render(self, context: Context) -> str:
        """Return the address, or keep it under the name after ``as``: empty there where there is none."""
        if self.kwargs:
            return super().render(context)
        try:
            found = address(self.view_name.resolve(context), *[arg.resolve(context) for arg in self.args])
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


def url_tag(parser: Parser, token: Token) -> AddressNode:
    """Read ``{% url %}`` as Django does."""
    node = url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)
