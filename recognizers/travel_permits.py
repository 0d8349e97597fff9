"""Travel documents between the mainland and Hong Kong, Macau and Taiwan.

Mainland travel permit: H or M and 8 or 10 digits (residents of Hong Kong and Macau), 8 or 10 digits
(residents of Taiwan, only beside a header or a word). Exit-entry permit: C and 8 digits or C, a letter and
7 digits (to Hong Kong and Macau), L and 8 digits (to Taiwan).
"""

from __future__ import annotations

from recognizers.base import Recognizer, Shape


class TravelPermit(Recognizer):
    entity_type = "CN_TRAVEL_PERMIT"
    shapes = (
        Shape("Hong Kong and Macau", r"[HMhm][0-9]{8}(?:[0-9]{2})?", 0.5, needs_context=True),
        Shape("Taiwan", r"[0-9]{8}(?:[0-9]{2})?", 0.5, needs_context=True),
    )
    context = ("回乡证", "台胞证", "来往内地", "来往大陆", "通行证", "travel permit")
    priority = 38
    lengths = (8, 11)
    needs_header = True
    gate = r"(?:证|permit)"


class ExitEntryPermit(Recognizer):
    entity_type = "CN_EXIT_ENTRY_PERMIT"
    shapes = (
        Shape("Hong Kong and Macau", r"[Cc](?:[0-9]{8}|[A-HJ-NP-Za-hj-np-z][0-9]{7})", 0.5, needs_context=True),
        Shape("Taiwan", r"[Ll][0-9]{8}", 0.5, needs_context=True),
    )
    context = ("往来港澳", "往来台湾", "港澳通行证", "通行证", "exit-entry permit")
    priority = 39
    lengths = (9, 9)
    form = (0.15, 0.45)
    gate = r"[CcLl][A-Za-z]?[0-9\x{FF10}-\x{FF19}]{7}"
