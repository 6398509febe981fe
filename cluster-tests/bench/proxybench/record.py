"""Results as JSON, and the document of figures: its tables and plots stand between markers and are written anew from results."""

import json
import re
from dataclasses import asdict
from pathlib import Path

from . import machine, plot, report
from .candidates.gridgate import ROOT
from .stats import Sample

DOCUMENT = ROOT / "docs/PERFORMANCE.md"
RESULTS = ROOT / "docs/performance"


def save(scenario, samples, facts, options, directory: Path):
    """Writes NAME.json with every sample and NAME.svg with the plot."""
    directory.mkdir(parents=True, exist_ok=True)
    result = {"scenario": scenario.name, **facts, "options": asdict(options), "failures": report.failures(samples),
              "samples": [asdict(sample) for sample in samples]}
    (directory / f"{scenario.name}.json").write_text(_json(result))
    write_plot(scenario, samples, directory)


def write_plot(scenario, samples, directory):
    drawn = plot.svg(scenario, samples)
    if drawn:
        (directory / f"{scenario.name}.svg").write_text(drawn)


def _json(result):
    """Returns the result with a sample a line, which is what a reader of a difference wants."""
    samples = ",\n".join("  " + json.dumps({name: round(value, 3) if isinstance(value, float) else value for name, value in sample.items()})
                         for sample in result["samples"])
    head = json.dumps(result | {"samples": []}, indent=1)
    return head.replace('"samples": []', f'"samples": [\n{samples}\n ]') + "\n"


def load(file):
    """Returns (facts, options, samples) of a result."""
    result = json.loads(file.read_text())
    return result, result["options"], [Sample(**sample) for sample in result["samples"]]


def block(scenario, samples, facts, options):
    """Returns what stands in the document for a scenario: plot, table, notes, origin."""
    origin = f"{facts['date']}, commit {facts['commit']}, `bench {scenario.name}`: {scenario.terms.format(**options)}."
    return "\n\n".join(filter(None, [f"![{scenario.title}](performance/{scenario.name}.svg)", report.table(scenario, samples),
                                     report.notes(samples), origin]))


def replace(text, name, content):
    """Returns the document with the content between the markers of this name exchanged."""
    begin, end = f"<!-- bench: {name} -->", "<!-- bench: end -->"
    pattern = re.compile(re.escape(begin) + r".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(text):
        raise RuntimeError(f"the document has no marker {begin}")
    return pattern.sub(lambda _: f"{begin}\n{content}\n{end}", text)


def renew(scenarios, document=DOCUMENT, results=RESULTS):
    """Writes the document's tables and plots from the results that lie beside it."""
    text = document.read_text()
    machines = []
    for scenario in scenarios.values():
        file = results / f"{scenario.name}.json"
        if file.exists():
            facts, options, samples = load(file)
            write_plot(scenario, samples, results)
            text = replace(text, scenario.name, block(scenario, samples, facts, options))
            machines.append(machine.sentence(facts))
    text = replace(text, "machine", "\n".join(f"- {sentence}" for sentence in dict.fromkeys(machines)))
    document.write_text(text)
