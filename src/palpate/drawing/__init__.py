"""Drawings as SVG text: the body figure, bars and charts. Pure functions; no Django, no style attributes,
numbers only in SVG attributes, so that a strict content policy holds.
"""
