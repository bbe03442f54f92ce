"""A check-up for a company's data.

A finding is a claim with evidence; everything a person sees is a rendering of findings.
"""

__version__ = "0.1.0"
