"""The pages: server-rendered, in English and Simplified Chinese, readable without a script.

Folders mirror the pieces. A page fetches, checks and shows; it holds no rule of its own. What the public
reads comes from `umbel.register` alone. *View as* is how a demo is looked at in someone's role until
there is sign-in.
"""
