"""Pages of the register: people and units, changing them, the roll; the street's list of estates."""
