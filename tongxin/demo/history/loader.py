"""The hands that load: the services' names, their rows in memory."""

from tongxin.demo.history.proposals import Proposals
from tongxin.demo.history.works import Works


class Loader(Proposals, Works):
    """Everything that happens in a case that came to a good end; nothing else can be loaded.

    Left out on purpose: audit entries of acts that nobody did here, and finished jobs. What the services
    check is not checked again, only what would make the rows wrong (ValueError).
    """
