"""The roster (住户名册): a sheet of units with their owners, read, compared with the register, taken over.

``sheet`` reads a file into rows of text, ``lines`` says what each row means or why it can't be, ``comparing``
finds what is new, changed, gone; ``services.import_roster`` takes it over.
"""
