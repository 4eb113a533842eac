"""Runs any assistant on cases and scores what comes back; never imports the verifier that it judges."""
