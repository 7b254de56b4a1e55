"""Conditions in the field's vocabulary: read once, asked of the database or of a row in memory.

An area names its fields in a `Vocabulary`; views, and later triggers and service levels, hold
`Conditions`. Both ways of asking come from the same operators, and a property test compares them.
"""
