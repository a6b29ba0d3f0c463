"""The numbers in the forms that others read: FHIR, data packages, flat rows.

Every form keeps the interval, the sources and the cautions with the number. JSON and JSON Schema of the records are
in :mod:`inactivity.serialization`, BibTeX and CSL-JSON in :func:`inactivity.cite`.
"""

from ._datapackage import read_datapackage, write_datapackage
from ._fhir import to_fhir
from ._flat import flat_columns, flat_rows

__all__ = ["flat_columns", "flat_rows", "read_datapackage", "to_fhir", "write_datapackage"]
