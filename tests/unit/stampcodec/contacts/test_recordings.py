"""Every form of recording tells the same, and says what is wrong with it."""

from __future__ import annotations

import pytest

from stampcodec.contacts.device import Axis, Device
from stampcodec.contacts.inputevent import InputEvent
from stampcodec.errors import ContactFileError
from stampcodec.touchevent import Touch, moments
from tests.unit.stampcodec.contacts.recordings import (
    ABS,
    DEVICE,
    DROPPED,
    FORMS,
    ID,
    MT_REPORT,
    REPORT,
    SLOT,
    SYN,
    X,
    Y,
    as_evemu,
    as_evtest,
    as_getevent,
    as_libinput,
    packet,
    press,
    read_text,
)

form = pytest.mark.parametrize("form", FORMS)
BARE = Device("bare", {X: Axis(0, 3000), Y: Axis(0, 5000), SLOT: Axis(0, 9), ID: Axis(0, 65535)})


@form
def test_a_press_is_read_in_millimetres_from_the_axes_of_the_recording(form: str) -> None:
    found = read_text(FORMS[form](DEVICE, press()))
    assert found.px_per_mm == 1.0
    assert not found.in_device_units
    assert found.repairs == ()
    (only,) = found.presses
    assert only.start_ms == 1000.0
    assert only.end_ms == 1204.0
    assert only.lasts_ms == 200.0
    assert only.samples.shape == (5, 5, 2)
    # x from 100 at 50 a millimetre, y from 0 at 40
    assert only.samples[0].tolist() == [[10.0 + 8 * k, 20.0 + 4 * k] for k in range(5)]
    assert only.samples[-1, 4].tolist() == [42.08, 36.0]
    assert found.events is not None
    # diameter 240 at 40 a millimetre, pressure 51 of 255
    assert found.events[0].touches == (Touch(0, 10.0, 20.0, 3.0, 3.0, 0.0, 0.2),)


@form
def test_lengths_stay_in_units_of_the_device_where_it_has_no_resolution(form: str) -> None:
    bare = [event for event in press() if event.code in (*BARE.axes, REPORT)]
    found = read_text(FORMS[form](BARE, bare))
    assert found.px_per_mm is None
    assert found.in_device_units
    assert found.presses[0].samples[0, 0].tolist() == [600.0, 800.0]
    measured = read_text(FORMS[form](BARE, bare), size_mm=(60.0, 125.0))
    assert measured.px_per_mm == 1.0
    assert measured.presses[0].samples[0, 0].tolist() == [12.0, 20.0]


@form
def test_lost_events_end_a_press(form: str) -> None:
    events = press()
    cut = 31 + 2
    lost = [InputEvent(1_015_000, SYN, DROPPED, 0), InputEvent(1_016_000, SYN, REPORT, 0)]
    found = read_text(FORMS[form](DEVICE, [*events[:cut], *lost, *events[cut:]]))
    (only,) = found.presses
    assert only.cancelled
    assert only.end_ms == 1016.0
    assert found.repairs[0].startswith("events are missing (SYN_DROPPED)")


@form
def test_contacts_may_be_listed(form: str) -> None:
    axes = {code: axis for code, axis in DEVICE.axes.items() if code not in (SLOT, ID)}
    events = []
    for time in (1000, 1010, 1020):
        for k in range(5):
            events += packet(time, (X, 600 + 400 * k), (Y, 800 + 160 * k + time % 100))[:-1]
            events.append(InputEvent(1000 * time, SYN, MT_REPORT, 0))
        events.append(InputEvent(1000 * time, SYN, REPORT, 0))
    found = read_text(FORMS[form](Device("lists", axes), [*events, *packet(1100)]))
    (only,) = found.presses
    assert only.samples.shape == (3, 5, 2)
    assert only.samples[-1, 0].tolist() == [10.0, 20.5]
    assert found.repairs == ()


@form
def test_times_that_step_back_are_settled(form: str) -> None:
    events = [*packet(1000, (ID, 1), (X, 200), (Y, 40)), *packet(900, (X, 250))]
    found = read_text(FORMS[form](DEVICE, [*events, *packet(920, (X, 300))]))
    assert found.events is not None
    assert [moment.time_ms for moment in moments(found.events)] == [1000.0, 1020.0]
    assert found.repairs == ("a time that steps back counts as the time before it",)


@form
def test_a_report_that_changes_nothing_is_no_moment(form: str) -> None:
    events = [*packet(1, (ID, 1), (X, 200), (Y, 40)), *packet(2), *packet(3)]
    found = read_text(FORMS[form](DEVICE, events))
    assert found.events is not None
    assert len(found.events) == 1


@form
def test_a_single_touch_device_is_refused(form: str) -> None:
    text = FORMS[form](DEVICE, [])
    for code, name in ((X, "ABS_X"), (Y, "ABS_Y")):
        text = text.replace(f"code {code} ", f"code {code - X} ")
        text = text.replace(f"      {code}: [", f"      {code - X}: [")
        text = text.replace(f"A: {code:02x} ", f"A: {code - X:02x} ")
        text = text.replace(f" {code:04x} ", f" {code - X:04x} ")
        text = text.replace(f"ABS_MT_POSITION_{name[-1]}", name)
    with pytest.raises(ContactFileError, match=r"expected a multi-touch screen.*a panel"):
        read_text(text)


@form
def test_a_device_that_touches_nothing_is_refused(form: str) -> None:
    with pytest.raises(ContactFileError, match="expected a recording of a multi-touch screen"):
        read_text(FORMS[form](Device("a keyboard"), []))


@form
def test_a_screen_that_nobody_touched_has_no_press(form: str) -> None:
    found = read_text(FORMS[form](DEVICE, []))
    assert found.events == ()
    assert found.presses == []


@form
def test_a_slot_out_of_range_is_refused_with_its_line(form: str) -> None:
    with pytest.raises(ContactFileError, match=r"line \d+: expected a slot from 0 to 9, got 10$"):
        read_text(FORMS[form](DEVICE, packet(0, (SLOT, 10), (ID, 1))))


@form
def test_what_is_cut_off_is_refused_with_its_line(form: str) -> None:
    text = FORMS[form](DEVICE, press()).rstrip()
    cut = text[: text.rindex("]") - 3] if form == "libinput" else text[: text.rindex(" ")][:-9]
    line = len(cut.splitlines())
    with pytest.raises(ContactFileError, match=f"^a file: line {line}: expected an event, "):
        read_text(cut)


def test_evemu_is_read_as_old_versions_wrote_it() -> None:
    text = as_evemu(DEVICE, packet(1, (ID, 1), (X, 200), (Y, 40)))
    # 1.0: no heading and no resolution; later: values of four digits, comments after a tab
    old = text.replace("# EVEMU 1.3\n", "").replace(" 0 50\n", " 0\n").replace(" 0 40\n", " 0\n")
    old = old.replace("0039 1\n", "0039 0001\t# EV_ABS / ABS_MT_TRACKING_ID   1\n")
    gone = "E: 2.000000 0003 0039 -001\t# EV_ABS / ABS_MT_TRACKING_ID   -1\n"
    found = read_text(old + gone + "E: 2.000000 0000 0000 0000\t# ---- SYN_REPORT (0) ----\n")
    assert found.in_device_units
    assert [len(event.touches) for event in found.events or ()] == [1, 0]
    assert found.presses[0].end_ms == 2000.0


def test_evemu_may_be_events_alone() -> None:
    text = as_evemu(DEVICE, press())
    found = read_text(text[text.index("E: ") :])
    assert found.in_device_units
    assert found.presses[0].samples.shape == (5, 5, 2)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("A: zz 0 1 0 0 0", "expected an axis, 'A: code least most fuzz flat resolution'"),
        ("A: 35 0", "expected an axis"),
        ("A:", "expected an axis"),
        ("Z: 5", "expected a line of an evemu recording, 'N:' to 'E:', got 'Z: 5'"),
        ('{"format": "contacts/1"}', "expected a line of an evemu recording"),
    ],
)
def test_a_line_that_is_none_of_evemus_is_named(line: str, words: str) -> None:
    head, events = as_evemu(DEVICE, press()).split("P: ")
    with pytest.raises(ContactFileError) as caught:
        read_text(f"{head}{line}\nP: {events}")
    assert str(caught.value).startswith(f"a file: line 4: {words}")


def test_a_file_of_two_formats_is_refused() -> None:
    text = as_evemu(DEVICE, press()) + as_evtest(DEVICE, press())
    with pytest.raises(ContactFileError, match=r"line \d+: expected an event, 'E: seconds type"):
        read_text(text)


def test_a_terminals_other_lines_are_left_out_and_counted() -> None:
    text = as_evtest(DEVICE, press()) + "^C\n$ exit\n"
    found = read_text("$ sudo evtest\nNo device specified\n" + text)
    assert found.repairs == ("a line that is no event is left out (2 times)",)
    assert len(found.presses) == 1


def test_getevents_other_lines_are_counted_and_a_device_comes_once() -> None:
    text = as_getevent(DEVICE, press())
    found = read_text(f"could not get driver version for /dev/input/mice\n{text}^C\n")
    assert found.repairs == ("a line that is no event is left out",)
    with pytest.raises(ContactFileError, match="/dev/input/event2 is described again"):
        read_text(text + text)


def test_evtest_of_events_alone_is_read_in_units_of_the_device() -> None:
    text = as_evtest(DEVICE, press())
    found = read_text(text[text.index("Event: ") :])
    assert found.in_device_units
    assert found.presses[0].samples.shape == (5, 5, 2)


def test_evtest_and_getevent_tell_which_slot_is_selected() -> None:
    device = Device(DEVICE.name, DEVICE.axes, slot=3)
    events = packet(1, (ID, 1), (X, 200), (Y, 40), (SLOT, 0), (ID, 2), (X, 300), (Y, 50))
    for text in (as_evtest(device, events), as_getevent(device, events)):
        assert read_text(text).presses[0].most == 2


def test_getevent_of_several_devices_is_read_from_the_one_that_is_touched() -> None:
    keys = Device("keys", {})
    other = as_getevent(keys, [InputEvent(5, 1, 0x14A, 1)], path="/dev/input/event0")
    found = read_text(other + as_getevent(DEVICE, press()))
    assert found.px_per_mm == 1.0
    assert len(found.presses) == 1


def test_getevent_of_one_device_does_not_name_it() -> None:
    text = as_getevent(DEVICE, press()).replace("] /dev/input/event2:", "]")
    found = read_text(text)
    assert found.px_per_mm == 1.0
    assert len(found.presses) == 1


def test_two_screens_that_are_touched_are_refused() -> None:
    first = as_getevent(DEVICE, press(), path="/dev/input/event0")
    with pytest.raises(
        ContactFileError, match="expected one touch screen that is touched, got 2: a"
    ):
        read_text(first + as_getevent(DEVICE, press(), path="/dev/input/event9"))


def test_getevent_without_times_is_refused() -> None:
    text = "/dev/input/event2: EV_ABS       ABS_MT_POSITION_X    0000021c\n"
    with pytest.raises(ContactFileError, match="line 1: expected events with times, as 'getevent"):
        read_text(text)


def test_codes_that_getevent_has_no_number_for_count_for_nothing() -> None:
    text = as_getevent(DEVICE, press())
    head = "[       1.000000] /dev/input/event2: EV_"
    more = f"{head}MSC       MSC_TIMESTAMP        0000021c\r\n"
    more += f"{head}ABS       ABS_MT_TOOL_TYPE     MT_TOOL_PALM\r\n"
    at = text.index("[    ")
    assert read_text(text[:at] + more + text[at:]).presses[0].samples.shape == (5, 5, 2)


@pytest.mark.parametrize(
    "line",
    [
        "- [1, 0, 3, 53]",
        "- [1, 0, 3, 53, 1, 2]",
        "- *a",
        "- &a [1, 0, 3, 53, 1]",
        "- !!python/object/apply:os.system [1]",
        "bomb: [*a, *a, *a]",
    ],
)
def test_yaml_that_libinput_does_not_write_is_refused(line: str) -> None:
    text = as_libinput(DEVICE, press())
    with pytest.raises(ContactFileError, match=r"line \d+: expected an event, '- \[seconds"):
        read_text(text.replace("  - evdev:\n", f"  - evdev:\n    {line}\n", 1))


def test_contacts_on_the_glass_before_the_recording_are_said() -> None:
    found = read_text(as_evemu(DEVICE, press()[2:]))
    assert found.repairs == (
        "a contact that was down before the recording is taken from its first place",
    )
    assert found.presses[0].most == 5


def test_only_axes_with_a_range_are_taken_from_a_list_of_codes() -> None:
    text = as_evtest(DEVICE, press()).replace("      Min        0\n", "", 1)
    assert read_text(text).px_per_mm == 1.0
    assert ABS == 3
