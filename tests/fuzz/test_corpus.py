"""What coverage guidance has found is taken or refused as the rules want, in every run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.fuzz.kernels import KERNELS
from tests.fuzz.parsers import PARSERS, feed

CORPUS = Path(__file__).parent / "corpus"
# What takes longer to replay, or to look through, belongs into a longer run.
MOST_FILES, MOST_BYTES = 400, 4096


@pytest.mark.parametrize("name", PARSERS)
def test_the_corpus_of_a_parser_breaks_no_rule(name: str) -> None:
    files = sorted((CORPUS / name).iterdir())
    assert 5 <= len(files) <= MOST_FILES
    for path in files:
        data = path.read_bytes()
        assert len(data) <= MOST_BYTES
        feed(name, data)


def test_every_corpus_has_its_parser() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(PARSERS)


@pytest.mark.parametrize("name", KERNELS)
def test_bytes_become_an_example_of_every_kernel(name: str) -> None:
    target = KERNELS[name].hypothesis.fuzz_one_input  # type: ignore[attr-defined]
    assert target(bytes(8192)) is not None
    assert target(b"") is None


def test_make_builds_with_sanitizers_for_every_kernel() -> None:
    text = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")
    (named,) = re.findall(r"^FUZZED_KERNELS = all (.*)$", text, re.MULTILINE)
    assert named.split() == list(KERNELS)
