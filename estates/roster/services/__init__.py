"""What is done with rosters: read, taken over, taken back; and with people of one name."""

from estates.roster.services.columns import remember_columns
from estates.roster.services.drafts import apply_draft, drop_draft, finish_draft, upload_roster
from estates.roster.services.exporting import export_roster
from estates.roster.services.importing import import_roster, take_over
from estates.roster.services.names import decide_names, propose_names
from estates.roster.services.reversing import reverse_import

__all__ = [
    "apply_draft",
    "decide_names",
    "drop_draft",
    "export_roster",
    "finish_draft",
    "import_roster",
    "propose_names",
    "remember_columns",
    "reverse_import",
    "take_over",
    "upload_roster",
]
