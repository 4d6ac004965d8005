"""All attacks, by class."""

from __future__ import annotations

from tests.grader.attacks import (
    boundary_frames,
    boundary_process,
    boundary_protocol,
    boundary_readers,
    boundary_values,
    feedback,
    interpreter,
    no_code,
    reading,
    resources,
    writing,
)
from tests.grader.attacks.corpus import Attack

CLASSES: dict[str, list[Attack]] = {
    "no-code": no_code.ATTACKS,
    "interpreter": interpreter.ATTACKS,
    "reading": reading.ATTACKS,
    "writing": writing.ATTACKS,
    "resources": resources.ATTACKS,
    "feedback": feedback.ATTACKS,
    "boundary-frames": boundary_frames.ATTACKS,
    "boundary-values": boundary_values.ATTACKS,
    "boundary-readers": boundary_readers.ATTACKS,
    "boundary-process": boundary_process.ATTACKS,
    "boundary-protocol": boundary_protocol.ATTACKS,
}
ATTACKS = {f"{kind}/{attack.name}": attack for kind, attacks in CLASSES.items() for attack in attacks}
