"""How the shipped weights are made: ``python -m training`` (``make train``) repeats it on two cores."""
