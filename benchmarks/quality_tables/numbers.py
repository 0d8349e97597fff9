"""Numbers without a check digit: telephones, passports and permits, plates, accounts, devices, networks, accounts online."""

from __future__ import annotations

import random

from benchmarks.quality_tables.checked import digits

_MOBILES = (
    *(f"13{n}" for n in range(10)), *(f"14{n}" for n in range(5, 10)), *(f"15{n}" for n in (0, 1, 2, 3, 5, 6, 7, 8, 9)),
    "162", "165", "166", "167", *(f"17{n}" for n in range(9)), *(f"18{n}" for n in range(10)),
    *(f"19{n}" for n in (0, 1, 2, 3, 5, 6, 7, 8, 9)),
)  # fmt: skip
_AREAS = "010 021 020 022 023 024 025 027 028 029 0311 0351 0371 0411 0431 0451 0512 0531 0551 0571 0591 0755 0771 0851 0871 0898 0931 0991".split()
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_WORDS = "sunny lucky happy tiger moon star ocean cloud apple coco lily jack leo lion sky rain forest king panda gold".split()


def mobile(rng: random.Random) -> str:
    return rng.choice(_MOBILES) + digits(rng, 8)


def landline(rng: random.Random) -> str:
    area = rng.choice(_AREAS)
    number = rng.choice("2345678") + digits(rng, 7 if len(area) == 3 or rng.random() < 0.5 else 6)
    draw = rng.random()
    if draw < 0.7:
        return f"{area}-{number}"
    if draw < 0.8:
        return f"({area}){number}"
    return f"{area}-{number}-{digits(rng, rng.choice((3, 4)))}" if draw < 0.9 else f"{area} {number}"


def passport(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.55:
        return "E" + digits(rng, 8)
    return "E" + rng.choice(_LETTERS.replace("O", "")) + digits(rng, 7) if draw < 0.8 else "G" + digits(rng, 8)


def permanent_resident_card(rng: random.Random) -> str:
    return "".join(rng.choice("ABCDEFGHIJKLMNOPRSTUVW") for _ in range(3)) + digits(rng, 12)


def exit_entry_permit(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.5:
        return "C" + digits(rng, 8)
    return "C" + rng.choice(_LETTERS.replace("O", "")) + digits(rng, 7) if draw < 0.8 else "L" + digits(rng, 8)


def travel_permit(rng: random.Random) -> str:
    return rng.choice("HM") + digits(rng, rng.choice((8, 10)))


def military_id(rng: random.Random) -> str:
    return f"{rng.choice('军士文兵南北海空')}字第{digits(rng, rng.choice((6, 7, 8)))}号"


def plate(rng: random.Random) -> str:
    letters = rng.sample(range(5), rng.choice((0, 0, 1, 1, 2)))
    tail = "".join(rng.choice(_LETTERS if place in letters else "0123456789") for place in range(5))
    draw = rng.random()
    if draw < 0.2:
        tail = rng.choice("DF") + rng.choice(_LETTERS + "0123456789") + digits(rng, 4)
    elif draw < 0.25:
        tail = tail[0] + digits(rng, 3) + rng.choice("学警挂")
    head = rng.choice(_PROVINCES) + rng.choice("ABCDEFGHJKL")
    return head + rng.choice(("", "", "", "·", " ", "-")) + tail


def imsi(rng: random.Random) -> str:
    return "460" + rng.choice(("00", "01", "02", "03", "07", "11")) + digits(rng, 10)


def mac(rng: random.Random) -> str:
    text = rng.choice(":-").join(f"{rng.randrange(256):02x}" for _ in range(6))
    return text.upper() if rng.random() < 0.6 else text


def ip(rng: random.Random) -> str:
    if rng.random() < 0.9:
        return ".".join(str(rng.randrange(1, 255)) for _ in range(4))
    return ":".join(f"{rng.randrange(1, 65536):x}" for _ in range(8))


def coordinates(rng: random.Random) -> str:
    longitude, latitude = f"{rng.uniform(75, 132):.6f}", f"{rng.uniform(19, 52):.6f}"
    return f"{longitude},{latitude}" if rng.random() < 0.6 else f"{latitude}, {longitude}"


def email(rng: random.Random) -> str:
    host = rng.choice(
        "qq.com 163.com 126.com sina.com gmail.com outlook.com foxmail.com corp.example.cn mail.example.com.cn".split()
    )
    user = rng.choice(
        (
            digits(rng, 9).lstrip("0") or "8",
            f"{rng.choice(_WORDS)}{rng.choice('._-')}{rng.choice(_WORDS)}",
            rng.choice(_WORDS) + digits(rng, 3),
        )
    )
    return f"{user}@{host}"


def url(rng: random.Random) -> str:
    who = rng.choice(
        (f"mobile={mobile(rng)}", f"phone={mobile(rng)}", f"user_id={digits(rng, 7)}", f"email={email(rng)}")
    )
    return f"https://www.example.com/{rng.choice(_WORDS)}/{rng.choice(_WORDS)}?from={rng.choice(_WORDS)}&{who}"


def wechat(rng: random.Random) -> str:
    return rng.choice(
        (
            "wxid_" + "".join(rng.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(14)),
            rng.choice(_WORDS) + "_" + digits(rng, 4),
            rng.choice(_WORDS) + rng.choice(_WORDS) + digits(rng, 2),
        )
    )


def qq(rng: random.Random) -> str:
    return rng.choice("123456789") + digits(rng, rng.choice((7, 8, 9)))


def alipay(rng: random.Random) -> str:
    return "2088" + digits(rng, 12)


def bank_account(rng: random.Random) -> str:
    """Return an account number that is no card: 12 to 22 digits, few with the beginning of one."""
    return rng.choice("123478") + rng.choice("1245789") + digits(rng, rng.choice((10, 13, 15, 17, 20)))
