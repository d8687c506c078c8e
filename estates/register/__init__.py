"""The register by hand: people, units, who owns them, and how all that changes from a day on."""
