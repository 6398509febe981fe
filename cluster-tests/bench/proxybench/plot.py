"""The plot of a scenario as SVG, by gnuplot: lines over a numeric axis, else bars; whiskers show the spread."""

import subprocess

from . import stats

COLOURS = {"direct": "#9e9e9e", "haproxy": "#1f77b4", "nginx": "#2ca02c", "gridgate": "#d62728", "gridgate-logging": "#ff9896", "vertx": "#9467bd",
           "spring": "#8c564b", "no limit": "#9e9e9e", "leased": "#1f77b4", "exact": "#d62728", "leased, 1 key": "#1f77b4", "exact, 1 key": "#d62728",
           "leased, 10,000 keys": "#aec7e8", "exact, 10,000 keys": "#ff9896"}
COMMON = """\
set terminal svg size {width},{height} background rgb "white" font "sans-serif,12" noenhanced
set title "{title}" noenhanced
set border 3 lc rgb "#808080"
set tics nomirror
set grid ytics lc rgb "#e0e0e0"
"""


def svg(scenario, samples):
    """Returns the text of the plot, or None if there is nothing to plot."""
    rows = [row for row in stats.rows(samples) if stats.spread(samples, *row, scenario.main.figure)]
    if not rows:
        return None
    xs = {sample.x for sample in samples if sample.x is not None}
    script = _lines(scenario, samples, xs) if len(xs) > 1 else _bars(scenario, samples, rows)
    return subprocess.run(["gnuplot", "-"], input=script, capture_output=True, text=True, check=True, timeout=30).stdout


def _lines(scenario, samples, xs):
    data, plots = [], []
    for candidate in dict.fromkeys(sample.candidate for sample in samples):
        points = {sample.x: sample.point for sample in samples if sample.candidate == candidate}
        block = f"$data{len(data)}"
        lines = [_line(x if x is not None else edge, stats.spread(samples, candidate, point, scenario.main.figure))
                 for x, point in sorted(points.items(), key=lambda pair: pair[0] or 0) for edge in ((min(xs), max(xs)) if x is None else (x,))]
        data.append(f"{block} << EOD\n" + "\n".join(lines) + "\nEOD")
        colour = COLOURS.get(candidate, "#000000")
        plots.append(f'{block} using 1:2:3:4 with yerrorlines lw 2 pt 7 ps 0.5 lc rgb "{colour}" title "{candidate}" noenhanced')
    # A logarithm has no place for 0: octets count from 1 on, nodes are few enough for a plain axis.
    logarithmic = max(xs) / max(1, min(xs)) > 20
    high = max(stats.spread(samples, *row, scenario.main.figure).most for row in stats.rows(samples))
    low = min(stats.spread(samples, *row, scenario.main.figure).least for row in stats.rows(samples))
    axes = "set logscale y\n" if high > 50 * low else "set yrange [0:*]\n"
    axes += f"set logscale x 10\nset xrange [{max(1, min(xs)) * 0.8}:{max(xs) * 1.25}]\n" if logarithmic else f"set xrange [{min(xs) - .2}:{max(xs) + .2}]\n"
    if 0 in xs:
        data = [text.replace("\n0 ", "\n1 ") for text in data]
    return "\n".join([COMMON.format(width=720, height=400, title=scenario.title), *data, axes, f'set xlabel "{scenario.axis}"',
                      f'set ylabel "{scenario.main.title}"', "set key outside right top", "plot " + ", \\\n  ".join(plots)])


def _line(x, spread):
    return f"{x} {spread.median} {spread.least} {spread.most}"


def _bars(scenario, samples, rows):
    points = [point for _, point in rows]
    labels = {(candidate, point): (point or candidate) if points.count(point) == 1 else f"{candidate} {point}".strip() for candidate, point in rows}
    data = "\n".join(f'{len(rows) - number} {spread.median} {spread.least} {spread.most} {int(COLOURS.get(candidate, "#000000")[1:], 16)} '
                     f'"{labels[candidate, point] if scenario.axis else candidate}"'
                     for number, (candidate, point) in enumerate(rows) for spread in [stats.spread(samples, candidate, point, scenario.main.figure)])
    most = max(stats.spread(samples, *row, scenario.main.figure).most for row in rows)
    return "\n".join([COMMON.format(width=720, height=100 + 26 * len(rows), title=scenario.title), f"$data << EOD\n{data}\nEOD",
                      f"set xrange [0:{most * 1.05}]", f"set yrange [0.4:{len(rows) + .6}]", f'set xlabel "{scenario.main.title}"', "unset key",
                      "set grid noytics xtics lc rgb '#e0e0e0'", "set style fill solid 0.85",
                      "plot $data using ($2/2):1:($2/2):(0.36):5:ytic(6) with boxxyerror lc rgb variable, "
                      "$data using 2:1:3:4 with xerrorbars pt 0 lw 1.5 lc rgb '#404040'"])
