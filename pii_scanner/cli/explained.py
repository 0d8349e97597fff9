"""An explanation on standard output."""

from __future__ import annotations

from pii_scanner.cli.tables import print_table
from pii_scanner.detection.explain import Explanation
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.reports.labels import class_labels, labelled
from recognizers.columns import LONGEST_CELL


def show(explanation: Explanation, record: ColumnRecord | None) -> None:
    """Print the header's hint, the recognizers that fired, and the verdict; no value is shown."""
    column, hint = explanation.column, explanation.hint
    print(tr("1. The column: {name}, {type}, {rows} rows, {nulls} of them empty.", name=column.name or "-",
             type=column.data_type, rows=f"{explanation.rows:,}", nulls=f"{explanation.nulls:,}"))  # fmt: skip
    named = sorted(hint.strength.items(), key=lambda each: -each[1])
    listed = ", ".join(f"{tr(entity_type)} {strength:.2f}" for entity_type, strength in named) or tr("nothing")
    print(tr("2. The header speaks for: {types}.", types=listed))
    if hint.negative:
        print(tr("   It speaks against identifiers: it names orders, times, amounts, codes or flags."))
    print(tr("   Not looked for, since only a header tells them: {count} types.", count=len(explanation.not_asked)))
    low, high = explanation.lengths
    print(
        tr(
            "   At the gate: {nothing} cells say nothing (无, N/A), the others have {low} to {high} bytes, {texts} read as text; {count} types have no cell of their form.",
            nothing=f"{explanation.nothing:,}",
            low=low,
            high=f"{high}+" if high >= LONGEST_CELL else high,
            texts=f"{explanation.texts:,}",
            count=len(explanation.ruled_out),
        )
    )
    print(tr("3. The recognizers that fired:"))
    rows = [
        (labelled(each.entity_type), f"{each.shaped:,}", f"{each.valid:,}", f"{each.in_texts:,}",
         f"{each.confidence:.2f}", each.outcome)
        for each in explanation.steps
    ]  # fmt: skip
    if rows:
        titles = [
            tr("Entity type"),
            tr("Of its form"),
            tr("Check passed"),
            tr("Inside texts"),
            tr("Confidence"),
            tr("Outcome"),
        ]
        print_table(titles, rows, right=(1, 2, 3, 4))
    else:
        print(tr("   none"))
    if record is None:
        return
    print(tr("4. The verdict:"))
    for finding in record.entity_types:
        print(f"   {tr(finding.entity_type)} {finding.confidence:.0%}: " + "; ".join(finding.evidence))
    if not record.entity_types:
        print("   " + tr("no personal information found"))
    for note in record.notes:
        print(f"   {note}")
    classes = ", ".join(class_labels(record.classes))
    print(tr("5. Its classes: {classes}; sensitivity {level} of 5.", classes=classes or "-", level=record.sensitivity))
