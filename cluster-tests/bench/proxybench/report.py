"""The table of a scenario's samples in Markdown, and what has to be said under it."""

from . import stats


def table(scenario, samples):
    """Returns the table: one row for each candidate at each point, medians of all rounds."""
    head = ([scenario.axis] if scenario.axis else []) + [scenario.proxies, f"{scenario.main.title} (spread)"]
    if scenario.reference:
        head.append(f"x {scenario.reference} (spread)")
    if scenario.growth:
        head.append(f"x first {scenario.axis}")
    shown = [column for column in scenario.columns if any(sample.figure(column.figure) is not None for sample in samples)]
    head += [column.title for column in shown]
    lines = [_line(head), _line(["---"] * len(head))]
    for candidate, point in stats.rows(samples):
        lines.append(_line(_cells(scenario, samples, candidate, point, shown)))
    return "\n".join(lines)


def _cells(scenario, samples, candidate, point, shown):
    main = scenario.main
    cells = ([point or "-"] if scenario.axis else []) + [candidate, _number(stats.spread(samples, candidate, point, main.figure), main.digits, True)]
    if scenario.reference:
        of_point = point if (scenario.reference, point) in stats.rows(samples) else _first_point(samples, scenario.reference)
        cells.append(_number(stats.ratio(samples, candidate, point, main.figure, scenario.reference, of_point), 2, True))
    if scenario.growth:
        cells.append(_number(stats.ratio(samples, candidate, point, main.figure, candidate, _first_point(samples, candidate)), 2, False))
    return cells + [_number(stats.spread(samples, candidate, point, column.figure), column.digits, column.spread) for column in shown]


def _first_point(samples, candidate):
    return next((point for other, point in stats.rows(samples) if other == candidate), None)


def _number(spread, digits, with_spread):
    if spread is None:
        return "-"
    text = f"{spread.median:.{digits}f}"
    return f"{text} ({spread.least:.{digits}f} to {spread.most:.{digits}f})" if with_spread else text


def _line(cells):
    return "| " + " | ".join(cells) + " |"


def notes(samples):
    """Returns one sentence about collections for each JVM that was loaded, and one about stolen time if there was any to speak of."""
    sentences = []
    for candidate in dict.fromkeys(sample.candidate for sample in samples):
        mine = [sample for sample in samples if sample.candidate == candidate]
        young = sum(sample.collections - sample.full_collections for sample in mine)
        full = sum(sample.full_collections for sample in mine)
        if young + full:
            sentences.append(f"Collections of {candidate} while it was measured: {young} young, {full} full, the longest "
                             f"{max(sample.longest_pause_ms for sample in mine):.1f} ms.")
    stolen = sum(sample.stolen_ms for sample in samples)
    if stolen >= 10 * len(samples):
        sentences.append(f"The host took {stolen / len(samples):.0f} ms of processor time in a round.")
    return " ".join(sentences)


def failures(samples):
    """Returns one line for each load that saw anything but 2xx."""
    return [f"round {sample.round} {sample.candidate} {sample.point}: {sample.errors}" for sample in samples if sample.errors]
