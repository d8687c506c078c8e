"""Lines of the table for the register: people, rosters, joining, offices, their data, signing in."""

from tests.permissions.audiences import Row

REGISTER: list[Row] = []
ROSTER: list[Row] = []
JOINING: list[Row] = []
OFFICES: list[Row] = []
PRIVACY: list[Row] = []
SIGNING_IN: list[Row] = []
