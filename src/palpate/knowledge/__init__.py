"""What is known: anatomy, findings, conditions, red flags, contraindications, techniques, exercises,
measures, each figure with its source. Knows no Django, no database, no clock, no network.
"""

from palpate.knowledge.load import Knowledge, KnowledgeError, Problem, knowledge, load

__all__ = ["Knowledge", "KnowledgeError", "Problem", "knowledge", "load"]
