"""A packed file that is damaged or hostile has rows or one problem, and never an error of the program."""

import bz2
import gzip
import io
import zipfile
from contextlib import suppress

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from umbel.exchange.file_reader import Unreadable, read_rows
from umbel.exchange.mapping import Cell, FileMapping, Section
from umbel.exchange.states import Format, Kind

TABLE = b"name,code\n" + b"".join(b"Club %d,%d\n" % (number, number) for number in range(200))
MAPPING = FileMapping(match=("*",), sections=(Section(kind=Kind.DISTRICT, cells={"name_en": Cell(column="name")}),))


def zipped(how):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as archive:
        archive.writestr("table.csv", TABLE)
    return stream.getvalue()


def as_parquet():
    stream = io.BytesIO()
    parquet.write_table(pa.table({"name": ["Club"] * 200, "code": list(range(200))}), stream)
    return stream.getvalue()


WHOLE = {
    "gzip": gzip.compress(TABLE),
    "stored": zipped(zipfile.ZIP_STORED),
    "deflated": zipped(zipfile.ZIP_DEFLATED),
    "bzip2": zipped(zipfile.ZIP_BZIP2),
    "lzma": zipped(zipfile.ZIP_LZMA),
    "parquet": as_parquet(),
}


@pytest.mark.parametrize("kind", WHOLE)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_cut_or_changed_in_a_packed_file_there_are_rows_or_a_problem(tmp_path, kind, data):
    whole = WHOLE[kind]
    begin = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40) | st.just(len(whole)))
    path = tmp_path / "table"
    path.write_bytes(whole[:begin] + data.draw(st.binary(max_size=20)) + whole[begin + length :])
    with suppress(Unreadable):
        assert len(list(read_rows(path, MAPPING))) <= 200


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_one_is_read(tmp_path, kind):
    path = tmp_path / "table"
    path.write_bytes(WHOLE[kind])
    assert len(list(read_rows(path, MAPPING))) == 200


def test_what_is_packed_otherwise_is_one_problem(tmp_path):
    path = tmp_path / "table"
    path.write_bytes(zipped(zipfile.ZIP_DEFLATED).replace(b"\x08\x00", b"\x63\x00"))
    with pytest.raises(Unreadable, match="damaged"):
        list(read_rows(path, MAPPING))
    path.write_bytes(bz2.compress(TABLE))
    with pytest.raises(Unreadable):
        list(read_rows(path, FileMapping(match=("*",), format=Format.PARQUET, sections=MAPPING.sections)))
