"""Generated tables with their truth, made to find what a scanner misses and where it cries wolf.

`written(folder, tables, seed)` writes files and returns what every column holds. In them:

- every entity type of the project, drawn by formulas of this package alone, under Chinese, English and pinyin names in
  many styles, names that tell nothing, and no header at all; written plain, in groups, full width, with apostrophes,
  tabs, no-break and zero-width spaces, `.0`, +86, lower case;
- full columns, and ones of which 50%, 5% or 1% of the cells hold an identifier (5% in tables of 200 rows and more, 1% of
  1,000 and more, so that at least ten cells do); the others are empty, words for nothing, codes or dates;
- several types in one column; notes of which 100% to 1% identify somebody;
- clean columns that look alike: order numbers, times, decimals, hashes, flags, codes, and words that begin like names;
- CSV in five encodings and four separators, header on line 3, a totals row; workbooks with numbers cut to 15 digits;
  Parquet with integers, floats and dictionaries; JSON lines. Tables have 50 to 20,000 rows, most 200 to 2,000.

What nobody could know is no truth: types that only a header tells stand under such headers, and so do passports, permits
and IMSI (a letter and eight digits could be anything), and cards that lost their last digits. 15-digit resident IDs and
Latin names stand under headers too. Business data (amounts, contracts) counts only in tables with persons.
"""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.quality_tables.files import write
from benchmarks.quality_tables.model import Truth
from benchmarks.quality_tables.tables import tables

__all__ = ["Truth", "written"]


def written(folder: Path, count: int, seed: int, keep: int = 0) -> list[Truth]:
    """Write `count` tables below `folder` and return the truth of each, with its first `keep` rows."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write(table, folder, random.Random(f"{seed}/{table.name}/file"), keep) for table in tables(count, seed)]
