"""Events and series: when and where, drafts, clashes, the public calendar, and what each office owes it."""
