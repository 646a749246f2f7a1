"""Files of Office before 2007 that are damaged or made to harm; the collection has the good ones."""

import contextlib
import random
import struct
from pathlib import Path

import pytest

from bot.documents.compound_file import CompoundFile
from bot.documents.readers import office
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

FILES = Path(__file__).with_name("collection") / "files"
NAMES = ["zh-contract.doc", "ppt2pptx-bullets.ppt"]


@pytest.mark.parametrize("name", NAMES)
def test_any_damage_is_a_problem_or_a_text_and_no_other_error(name: str):
    random.seed(7)
    for _ in range(60):
        data = bytearray((FILES / name).read_bytes())
        for _ in range(random.choice((1, 10, 200))):
            data[random.randrange(8, len(data))] = random.randrange(256)
        with contextlib.suppress(DocumentError):
            office.read(bytes(data[: random.choice((len(data), len(data) // 2))]))


def test_a_chain_of_sectors_in_a_circle_is_damage():
    data = bytearray((FILES / "zh-contract.doc").read_bytes())
    (directory,) = struct.unpack_from("<I", data, 48)
    (fat,) = struct.unpack_from("<I", data, 76)
    struct.pack_into("<I", data, (fat + 1) * 512 + 4 * directory, directory)
    with pytest.raises(DocumentError) as caught:
        CompoundFile(bytes(data))
    assert caught.value.problem is DocumentProblem.DAMAGED
