"""The models of the dashboard."""

from dashboard.reconciliation.models import Reconciliation

__all__ = ["Reconciliation"]
