"""A lab to practise in: a small project with mistakes, and a server on this machine that makes some of its
own.

The same checks look at it as at anything else; nothing of what they see here is recorded.
"""
