"""How people come to be registered: claim slips, requests, visits, relatives, another phone."""
