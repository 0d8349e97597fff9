"""Masked copies of Excel workbooks: Excel stays Excel, raw values survive nowhere."""

from pii_scanner.sinks.workbook.plan import SheetRewrite
from pii_scanner.sinks.workbook.rewrite import rewrite_workbook

__all__ = ["SheetRewrite", "rewrite_workbook"]
