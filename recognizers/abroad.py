"""What people of other countries have, or what is written in no way of this country: telephone numbers (ITU-T E.164),
numbers of identity documents (Hong Kong: A123456(3)), addresses in Latin letters. The header tells, and the form fits.

Numbers in the international form are found in texts too: +1 415-555-0132. Those of Hong Kong, Macau and Taiwan, and local
ones without their area's code, are right behind a word that says so: 電話6354 4097, 手機0922-698-547, 电话：88776655.
"""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers.base import CONTEXT_BEFORE, CellMatch, Recognizer, Shape
from recognizers.by_header import HeaderRecognizer
from recognizers.checks import Bools, Bytes
from recognizers.columns import TextColumn
from recognizers.landline import Landline
from recognizers.matching import holding
from recognizers.mobile import Mobile

# Seven digits and more, however they are grouped, perhaps an extension; 400 and 800 are numbers of firms.
_WRITTEN = r"^(?:\+?[0-9(（][0-9 ().（）/-]{5,20}[0-9])(?: ?(?:转|分机|(?i:ext|x)\.?|#|-) ?[0-9]{1,6})?$"
_OF_FIRMS = r"^[48]00[ -]?[0-9]{3}[ -]?[0-9]{4}$|^9[56][0-9]{3,7}$|^1[0-2][0-9]{1,4}$"
_SHORTEST_OF_FIRMS = 3
_AMOUNT = r"^[0-9]+\.[0-9]{1,2}$"
_FEWEST, _MOST = 7, 15  # digits
# What is right before a local number. Elsewhere eight digits are an amount, an order or a date.
_CALLED = (
    r"(?:电 {0,2}话|電 {0,2}話|手 {0,2}机|手 {0,2}機|座机|座機|固话|宅电|传真|傳真|致电|致電|拨打|撥打|回电|回電|联系方式|聯絡方式|行動電話|(?i:(?:^|[^a-z])(?:telephone|tel|phone|mobile|fax|whatsapp|call)))"
    r"(?:号码|號碼|号|號|(?i:no)\.?)?(?:[ \t]?[:：是為为][ \t]?|[ \t]|[(（])?"
)
# Local ones of seven or eight digits, mobiles and landlines of Taiwan: one shape, so that texts are searched once.
_LOCAL = (
    r"[2-9][0-9]{2,3}[ -]?[0-9]{4}|09[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}"
    r"|(?:[(（]0[2-8][0-9]?[)）] ?|0[2-8]-)[0-9]{3,4}[ -]?[0-9]{4}"
)
_DAY = r"^(?:19|20)[0-9]{2}[ -]?(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$"
_DIGITS = rf"^(?:[^0-9]*[0-9]){{{_FEWEST},{_MOST}}}[^0-9]*$"


class Telephone(Recognizer):
    entity_type = "TELEPHONE"
    shapes = (
        Shape(
            "international",
            r"\+(?:[1-79][0-9]{0,2}|8[0-57-9][0-9]?)(?:[ -]?[(（]?[0-9]{1,4}[)）]?){1,4}[ -]?[0-9]{3,4}",
            0.6,
        ),
        Shape("behind its label", _LOCAL, 0.6, needs_context=True),
    )
    context = ("电话", "手机", "tel", "phone", "mobile", "call")
    priority = 22
    lengths = (3, 40)
    gate = r"\+[0-9]|[0-9]{3}"
    needs_header = True
    leftover = True

    @cached_property
    def words_near(self) -> str:
        return rf"(?:{_CALLED}(?:$|[ :：]*\r?\n[ \t]*$))"

    @cached_property
    def context_pattern(self) -> re.Pattern[str]:
        return re.compile(self.words_near)

    def has_context(self, folded: str, start: int, end: int) -> bool:
        """Return whether the word for a telephone is right before the number, on its line or at the end of the one above."""
        return self.context_pattern.search(folded[max(0, start - CONTEXT_BEFORE) : start]) is not None

    def scored(self, values: pa.Array) -> tuple[npt.NDArray[np.float64], Bools]:
        """Return what `Recognizer.scored` does, and -1 for a day: 电话20260302 tells when somebody was called."""
        scores, decided = super().scored(values)
        days = holding(TextColumn(values).folded.array, _DAY)
        return np.where(days, -1.0, scores), decided & ~days

    def plausible(self, matrix: Bytes) -> Bools:
        digits = np.count_nonzero((matrix >= ord("0")) & (matrix <= ord("9")), axis=1)
        abroad = matrix[:, 0] == ord("+")
        return (digits >= _FEWEST + abroad) & (digits <= _MOST)

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells are a telephone number of any form but those of the mobiles and landlines of this country; valid
        are those that are no firm's."""
        view = column.trimmed
        found = np.zeros(len(column), dtype=np.bool_)
        rows = np.flatnonzero((view.lengths >= _FEWEST) & (view.lengths <= self.lengths[1]))
        if len(rows):
            rows = rows[holding(view.array.take(pa.array(rows)), _WRITTEN)]
            subject = view.array.take(pa.array(rows))
            other = Landline().cells(TextColumn(subject)).valid | holding(subject, Mobile().full_pattern)
            other |= holding(subject, f"{_OF_FIRMS}|{_AMOUNT}")
            found[rows] = holding(subject, _DIGITS) & ~other
        firms = np.zeros(len(column), dtype=np.bool_)
        rows = np.flatnonzero((view.lengths >= _SHORTEST_OF_FIRMS) & (view.lengths <= self.lengths[1]) & ~found)
        if len(rows):
            firms[rows] = holding(view.array.take(pa.array(rows)), _OF_FIRMS)
        return CellMatch(found | firms, found)


class IdDocument(HeaderRecognizer):
    entity_type = "ID_DOCUMENT"
    shapes = (
        Shape("letters and digits", r"[A-Za-z]{0,3}[0-9]{5,12}[A-Za-z]{0,2}(?: ?[(（][0-9Aa][)）])?", 0.5),
        Shape("marriage certificate", r"[JLB][0-9]{6}-[0-9]{4}-[0-9]{6}", 0.5),
        Shape(
            "certificate of property",
            r"\p{Han}{1,4}[(（]?(?:(?:19|20)[0-9]{2}[)）])?\p{Han}{0,12}(?:产权|权证|国用|集用)\p{Han}{0,4}第 ?[0-9-]{4,12}号",
            0.5,
        ),
    )
    role = "identifier"
    leftover = True
    lengths = (6, 79)
    priority = 15


class ForeignAddress(HeaderRecognizer):
    entity_type = "FOREIGN_ADDRESS"
    shapes = (
        Shape(
            "number and street", r"(?:No\.? ?|#)?[0-9][0-9A-Za-z/-]{0,7}[ ,]+[A-Za-z][0-9A-Za-z#.,'/&() -]{2,60}", 0.5
        ),
        Shape("street and number", r"[A-Za-z][A-Za-z.,'/&() -]{1,40}[ ,#][0-9][0-9A-Za-z#.,'/&() -]{0,60}", 0.5),
    )
    role = "identifier"
    leftover = True
    lengths = (6, 79)
    priority = 14
