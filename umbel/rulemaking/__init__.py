"""Changing the rules: a draft of a policy pack, tried on frozen facts, put to consultation, and adopted from a day.

A *draft* is a version of a pack that is in force nowhere. Every saved state of it is a *revision*, which never changes.
A *run* is a trial of a revision on the frozen facts of a cycle, with everything needed to repeat it. In a
*consultation* organizations comment; whoever adopts the draft answers them in writing and has not drafted it.
"""
