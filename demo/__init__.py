"""`make demo`: the whole of Cogento on this machine, with a club in it."""
