"""The cell formats of the demo workbook."""

from __future__ import annotations

from typing import Any

_BORDER = {"border": 1, "border_color": "#BFBFBF", "font_name": "微软雅黑", "font_size": 10}


def styles(workbook: Any) -> dict[str, Any]:
    """Return the formats of an xlsxwriter workbook by what they are for."""
    middle = {"align": "center", "valign": "vcenter"}
    return {
        "title": workbook.add_format({"bold": True, "font_name": "微软雅黑", "font_size": 16, **middle}),
        "note": workbook.add_format({"italic": True, "font_color": "#7F7F7F"}),
        "header": workbook.add_format(
            {**_BORDER, **middle, "bold": True, "bg_color": "#1F4E78", "font_color": "#FFFFFF"}
        ),
        "text": workbook.add_format({**_BORDER, "num_format": "@"}),
        "count": workbook.add_format({**_BORDER, "num_format": "0"}),
        "amount": workbook.add_format({**_BORDER, "num_format": "#,##0.00"}),
        "link": workbook.add_format({"font_color": "#0563C1", "underline": 1}),
        "alert": workbook.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"}),
        "large": workbook.add_format({"bold": True, "font_color": "#C65911"}),
    }
