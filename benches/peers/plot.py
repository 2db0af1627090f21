"""Draws the comparison: a panel for each case, a bar for each verifier, on one logarithmic scale."""

import math
from html import escape

LEFT, WIDTH, ROW, TOP, HEAD = 250, 520, 17, 46, 34
LOW, HIGH = 0.02, 200
COLOURS = {True: "#0b6e4f", False: "#8a94a6"}


def place(cost):
    share = math.log(min(max(cost, LOW), HIGH) / LOW) / math.log(HIGH / LOW)
    return LEFT + WIDTH * share


def text(x, y, content, anchor="end", weight="normal"):
    style = f'text-anchor="{anchor}" font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(content)}</text>'


def bar(name, y, low, middle, high):
    colour = COLOURS[name.startswith("Countersign")]
    centre = y + ROW / 2 - 1
    yield text(LEFT - 8, y + 11, name)
    width = place(middle) - LEFT
    yield f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{ROW - 4}" fill="{colour}"/>'
    yield f'<path d="M{place(low):.1f} {centre}H{place(high):.1f}" stroke="#111" stroke-width="1.5"/>'
    yield text(place(high) + 6, y + 11, f"{middle:.2f}", "start")


def axis(height):
    for mark in (0.1, 1, 10, 100):
        x = place(mark)
        yield f'<path d="M{x:.1f} {TOP - 6}V{height - 8}" stroke="#d5d9e0"/>'
        yield text(x, TOP - 12, f"{mark:g}", "middle")


def plot(costs, names, cases, quartiles):
    rows = {case: [name for name in names if not isinstance(costs[name, case], str)] for case in cases}
    height = TOP + sum(HEAD + ROW * len(rows[case]) for case in cases) + 8
    parts = [*axis(height), text(LEFT, 16, "Cost of a verification, in bare P-256 verifications by aws-lc-rs", "start", "bold")]
    y = TOP
    for case in cases:
        parts.append(text(LEFT, y + 20, case, "start", "bold"))
        y += HEAD - 6
        for name in sorted(rows[case], key=lambda name: quartiles(costs[name, case])[1]):
            parts += bar(name, y, *quartiles(costs[name, case]))
            y += ROW
        y += 6
    size = f'viewBox="0 0 {LEFT + WIDTH + 60} {height}"'
    style = 'font-family="sans-serif" font-size="12" fill="#222"'
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>{ground}\n' + "\n".join(parts) + "\n</svg>\n"
