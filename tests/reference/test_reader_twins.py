"""The reader's kernels beside dense, slow and obvious ways to the same numbers."""

from __future__ import annotations

import math
from functools import reduce
from itertools import combinations
from operator import xor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stampcodec._core.frame.kernel import FrameKernel
from stampcodec.lattice.code import LATTICE7, LATTICE8, Code
from stampcodec.lattice.tables import make_tables
from tests.reference.bench_press import Spot
from tests.reference.least_squares import amplitudes, fit_spot, gaussian_pictures
from tests.reference.light_words import light_words
from tests.reference.nearest_word import syndrome, words_within
from tests.reference.stage import STAGES, Stage, apart_deg, stage

CODES = {"lattice7": LATTICE7, "lattice8": LATTICE8}
ON_EVERY_STAGE = pytest.mark.parametrize(("family", "panel"), STAGES)
ON_NEXUS5 = pytest.mark.parametrize("family", ["lattice7", "lattice8"])

# What the code is sure to correct, and what it is sure to notice (docs/spec.md, clause 4.1).
CORRECTED = {"lattice7": 3, "lattice8": 4}
NOTICED = {"lattice7": 4, "lattice8": 5}


# --- the oracles themselves ---------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_a_codeword_fails_no_check_and_a_wrong_site_always_fails_one(code: Code) -> None:
    assert all(syndrome(code, row) == 0 for row in code.rows.tolist())
    assert all(syndrome(code, 1 << site) != 0 for site in range(code.length))


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_halfway_between_two_codewords_the_oracle_lists_both(code: Code) -> None:
    apart = light_words(code.rows.tolist(), code.length, code.distance).tolist()[0]
    sites = [site for site in range(code.length) if apart >> site & 1]
    halfway = sum(1 << site for site in sites[: len(sites) // 2])
    assert words_within(code, halfway, code.distance // 2 - 1) == []
    if code.distance == 8:
        assert sorted(words_within(code, halfway, 4)) == [0, apart]


def test_the_oracle_lists_the_nearest_of_all_words_of_a_small_code() -> None:
    rows = LATTICE7.rows.tolist()
    span = [reduce(xor, pick, 0) for n in range(3) for pick in combinations(rows, n)]
    heard = span[77] ^ 0b10_0000_0001
    near = [word for word in span if (word ^ heard).bit_count() <= 3]
    assert near == [span[77]] == words_within(LATTICE7, heard, 3)


def test_amplitudes_of_pictures_that_do_not_overlap_are_read_off_their_peaks() -> None:
    pictures = gaussian_pictures((20, 30), np.array([[5.0, 6.0], [22.0, 14.0]]), 0.6)
    counts = pictures @ (70.0, -3.0)
    assert amplitudes(pictures, counts, np.zeros(2), 0.0) == pytest.approx([70.0, -3.0])
    prior = amplitudes(pictures, counts, np.array([10.0, 20.0]), 1e12)
    assert prior == pytest.approx([10.0, 20.0])


# --- demodulation -------------------------------------------------------------------------------


def deviations(on: Stage, kernel: FrameKernel, random: np.random.Generator) -> tuple[float, float]:
    """Press and read; compare amplitudes and evidence with dense ones at the pose of theirs.

    Returns
    -------
    float, float
        The largest difference of a site's amplitude, in gains, and of its evidence, in mean
        evidences.
    """
    tables = make_tables(on.family, on.panel)
    frame = on.press(on.dots(on.codeword(on.any_id(random))), on.any_spot(random), random)
    report = kernel.report(frame)
    pose, gain, noise = report["pose"], report["pose"]["gain"], report["noise"]
    cosine, sine = math.cos(pose["angle"]), math.sin(pose["angle"])
    centres = tables.cells @ np.array([[cosine, sine], [-sine, cosine]]) + (pose["x"], pose["y"])
    pictures = gaussian_pictures(frame.shape, centres, pose["sigma"]) * tables.present
    drawn = (pictures @ report["presence"]).reshape(frame.shape)
    lines = np.outer(drawn.sum(axis=1), drawn.sum(axis=0)) / drawn.sum()
    counts = frame - pose["offset"] - pose["pedestal"] * lines
    ratio = 4 * noise**2 / gain**2
    mean = gain * np.where(tables.is_anchor, 1.0, 0.5)
    dense = amplitudes(pictures, counts.ravel(), mean, ratio)
    energy = (pictures**2).sum(axis=0)
    nats = gain * (dense - gain / 2) * (energy * tables.clarity + ratio) / noise**2
    there = tables.present == 1
    return (
        np.abs(dense - report["amplitude"])[there].max() / gain,
        np.abs(nats - report["evidence"])[there].max() / np.abs(nats[there]).mean(),
    )


@ON_EVERY_STAGE
def test_amplitudes_and_evidence_are_those_of_dense_least_squares(family: str, panel: str) -> None:
    on = stage(family, panel)
    kernel = FrameKernel(make_tables(on.family, on.panel))
    random = np.random.default_rng(1)
    found = np.array([deviations(on, kernel, random) for _ in range(15)])
    # Sites two apart overlap by 1 % and are left out of the kernel's band.
    amplitude, evidence = found.max(axis=0)
    assert amplitude < 0.06
    assert evidence < 0.11


# --- decoding -----------------------------------------------------------------------------------


def sites_of(code: Code, most: int) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(0, code.length - 1), min_size=most, max_size=most)


def word_of(sites: set[int]) -> int:
    return sum(1 << site for site in sites)


@ON_NEXUS5
@settings(max_examples=60)
@given(data=st.data())
def test_as_many_wrong_sites_as_the_code_corrects_are_corrected(
    family: str, data: st.DataObject
) -> None:
    on = stage(family, "nexus5")
    wrong = data.draw(sites_of(on.family.code, CORRECTED[family]), label="wrong sites")
    merchant = data.draw(st.integers(0, on.family.n_ids - 1), label="merchant")
    spot = on.spot(*data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 359))))
    dots = on.dots(on.codeword(merchant) ^ word_of(wrong))
    reading = on.still.read(on.press(dots, spot, np.random.default_rng(1), noise=0.1))
    assert reading.merchant_id == merchant
    assert reading.corrected == CORRECTED[family]
    found = {on.family.data_sites.tolist().index(site) for site in reading.missing + reading.added}
    assert found == wrong
    occupied = on.family.encode(merchant).occupied
    assert [occupied[site] for site in reading.missing] == [1] * len(reading.missing)
    assert [occupied[site] for site in reading.added] == [0] * len(reading.added)


@ON_NEXUS5
@settings(max_examples=60)
@given(data=st.data())
def test_one_wrong_site_more_never_gives_another_merchant(family: str, data: st.DataObject) -> None:
    on = stage(family, "nexus5")
    wrong = data.draw(sites_of(on.family.code, NOTICED[family]), label="wrong sites")
    merchant = data.draw(st.integers(0, on.family.n_ids - 1), label="merchant")
    spot = on.spot(*data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 359))))
    dots = on.dots(on.codeword(merchant) ^ word_of(wrong))
    frame = on.press(dots, spot, np.random.default_rng(1), noise=0.1)
    assert on.still.read(frame).merchant_id in {None, merchant}
    assert on.reader.read(frame).merchant_id in {None, merchant}


@ON_NEXUS5
def test_the_decoder_picks_the_only_codeword_near_what_it_heard(family: str) -> None:
    on, code = stage(family, "nexus5"), CODES[family]
    kernel = FrameKernel(make_tables(on.family, on.panel, still=True))
    random = np.random.default_rng(2)
    compared = 0
    for n in [*range(CORRECTED[family] + 1)] * 5:
        wrong = word_of(set(random.permutation(code.length)[:n].tolist()))
        dots = on.dots(on.codeword(on.any_id(random)) ^ wrong)
        report = kernel.report(on.press(dots, on.any_spot(random), random, noise=0.1))
        word = report["attempts"][report["believed"]]["word"]
        near = words_within(code, word["heard"], CORRECTED[family])
        assert near == [word["codeword"]]
        assert word["corrected"] == (near[0] ^ word["heard"]).bit_count() == n
        compared += 1
    assert compared == 5 * (CORRECTED[family] + 1)


# --- pose ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("family", "panel"), STAGES[::3])
def test_the_pose_is_as_near_the_truth_as_that_of_dense_least_squares(
    family: str, panel: str
) -> None:
    on = stage(family, panel)
    random = np.random.default_rng(3)
    dense: list[tuple[float, float, float]] = []
    read: list[tuple[float, float, float]] = []
    for _ in range(10):
        merchant = on.any_id(random)
        dots, truth = on.dots(on.codeword(merchant)), on.any_spot(random)
        frame = on.press(dots, truth, random)
        reading = on.reader.read(frame)
        assert reading.merchant_id == merchant
        assert reading.pose is not None
        start = Spot(truth.x_mm + 0.5, truth.y_mm - 0.5, truth.angle_deg + 2)
        spot, gain = fit_spot(on.panel, dots, frame.astype(float), start)
        assert gain == pytest.approx(1.0, abs=0.03)
        # by how far the corners of the face are off, on average
        arm = math.radians(1) * on.family.outline_mm / 2
        for errors, pose in ((dense, spot), (read, reading.pose)):
            turned = arm * apart_deg(pose.angle_deg, truth.angle_deg)
            errors.append((pose.x_mm - truth.x_mm, pose.y_mm - truth.y_mm, turned))
    rms = [float(np.sqrt(np.mean(np.square(errors)))) for errors in (dense, read)]
    assert rms[1] < 1.3 * rms[0] + 0.003, f"{rms[1]:.4f} mm; dense least squares {rms[0]:.4f} mm"
