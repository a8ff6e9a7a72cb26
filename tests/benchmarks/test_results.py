"""The table of all benchmarks: what is in it, and what two of them say when held side by side."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.figures import Figure

from benchmarks import figures, results

DOCUMENT = Path(__file__).parents[2] / results.DOCUMENT


def table(*found: Figure, seconds: float = 1.0, ended_well: bool = True) -> dict[str, Any]:
    result = results.Result("burst", "many", ended_well, seconds, found, "said")
    return results.whole([result], quick=True)


def test_figures_are_written_only_where_somebody_collects_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "figures"
    monkeypatch.delenv(figures.VARIABLE, raising=False)
    figures.record("nothing", 1)
    monkeypatch.setenv(figures.VARIABLE, str(file))
    assert figures.read(file) == []
    figures.record("sent", 40.0, "a second", "higher", 50.0)
    figures.record_table(
        "Cutting",
        ["", "seconds", "right"],
        [["ours", "1,200.5 s", "97 %"], ["theirs", "not installed", "3/4"]],
    )
    assert figures.read(file) == [
        Figure("sent", 40.0, "a second", "higher", 50.0),
        Figure("Cutting: ours", 1200.5, "s", "lower"),
        Figure("Cutting: ours: right", 97.0, "%", "higher"),
        Figure("Cutting: theirs: right", 3.0, "/4", "higher"),
    ]


def test_a_slower_change_is_seen_and_noise_is_not() -> None:
    before = table(Figure("posted", 10.0, "s"), Figure("asked", 1.0, "s"))
    after = table(Figure("posted", 15.0, "s"), Figure("asked", 1.1, "s"))
    found = {change.name: change for change in results.changes(before, after)}
    assert found["burst: posted"].is_worse
    assert not found["burst: asked"].is_worse
    words = results.comparison(before, after)
    assert words.splitlines()[0] == ("Worse    1.50 times  burst: posted: 10 before, 15 now")
    assert "1 of 2 figures changed by less than 1.2 times." in words


def test_ratios_are_compared_where_there_are_any_for_machines_differ() -> None:
    before = table(Figure("posted", 10.0, "s", beside=5.0))
    on_a_slow_machine = table(Figure("posted", 30.0, "s", beside=15.0))
    assert [c.factor for c in results.changes(before, on_a_slow_machine)] == [1.0]


def test_less_is_worse_where_more_is_better() -> None:
    before = table(Figure("sent", 100.0, "a second", "higher"))
    after = table(Figure("sent", 50.0, "a second", "higher"))
    assert [change.is_worse for change in results.changes(before, after)] == [True]


def test_what_failed_or_is_gone_is_told() -> None:
    before = table(Figure("sent", 100.0))
    words = results.comparison(before, table(ended_well=False))
    assert "Did not end well: burst" in words
    assert "No longer measured: burst: sent" in words


def test_the_table_is_put_in_place_of_the_one_before(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text(f"above\n{results.BEGINS}\nold\n{results.ENDS}\nbelow\n", encoding="utf-8")
    results.publish(table(Figure("sent", 100.0, "a second", "higher", 200.0)), document)
    text = document.read_text(encoding="utf-8")
    assert "| burst | sent | 100 a second | 200 a second | 0.50 |" in text
    assert text.startswith("above\n")
    assert text.endswith("\nbelow\n")
    assert "old" not in text


def test_two_files_can_be_compared_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    for name, seconds in (("a.json", 1.0), ("b.json", 2.0)):
        (tmp_path / name).write_text(json.dumps(table(Figure("posted", seconds, "s"))))
    assert main(["compare", str(tmp_path / "a.json"), str(tmp_path / "b.json")]) == 1
    assert "Worse    2.00 times" in capsys.readouterr().out
    assert main(["compare", str(tmp_path / "b.json"), str(tmp_path / "a.json")]) == 0


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_is_there_and_explained(name: str) -> None:
    assert find_spec(f"benchmarks.{name}") is not None
    assert f"**{name}**" in DOCUMENT.read_text(encoding="utf-8")


def test_a_column_that_is_a_unit_is_one_and_a_cell_knows_its_own_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(figures.VARIABLE, str(tmp_path / "figures"))
    head = ["", "text", "seconds", "p99 ms"]
    rows = [["ours", "3 MB", "0.5", "7"], ["ours, peak memory", "3 MB", "34 MB", ""]]
    figures.record_table("Cutting", head, rows)
    assert [
        (found.what, found.value, found.unit) for found in figures.read(tmp_path / "figures")
    ] == [
        ("Cutting: ours, 3 MB", 0.5, "s"),
        ("Cutting: ours, 3 MB: p99", 7.0, "ms"),
        ("Cutting: ours, peak memory, 3 MB", 34.0, "MB"),
    ]


def test_one_that_fails_is_told_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = results.Benchmark("breaks", (), ("--no-such-option",))
    helped = results.Benchmark("says its options", (), ("--help",))
    monkeypatch.setitem(BENCHMARKS, "years", broken)
    monkeypatch.setitem(BENCHMARKS, "start", helped)
    monkeypatch.chdir(Path(__file__).parents[2])
    out = tmp_path / "table.json"
    assert main(["--quick", "--out", str(out), "years", "start"]) == 1
    said = capsys.readouterr().out
    assert "1 of 2  years: breaks" in said
    assert "unrecognized arguments: --no-such-option" in said
    assert "Failed: years." in said
    assert [one["ended_well"] for one in results.load(out)["benchmarks"]] == [False, True]
    assert "| years | **did not end well** |" in out.with_suffix(".md").read_text(encoding="utf-8")


def test_one_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    result = results.run("years", BENCHMARKS["years"], quick=False, longest=0.1)
    assert not result.ended_well
    assert "It did not end within 0 seconds." in result.said
