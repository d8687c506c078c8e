"""Pages of people in office: the street's, an estate's, and the log of what they did."""
