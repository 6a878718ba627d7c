"""Reading uploaded documents, each in a process of its own that is limited in memory and time.

Nothing is imported here: the child imports this package too and has to start quickly.
"""
