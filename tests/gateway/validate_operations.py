"""Validate documents against schemas with graphql-core 3, which cannot live beside graphene 2: runs by itself.

    python validate_operations.py SCHEMA… -- DOCUMENT…

Prints ``{schema: {document: [mistake, …]}}`` as JSON, by the files' stems.
"""

import json
import sys
from pathlib import Path

from graphql import build_schema, parse, validate


def main(arguments):
    split = arguments.index("--")
    schemas, documents = map(Path, arguments[:split]), [Path(name) for name in arguments[split + 1 :]]
    print(json.dumps({path.stem: _mistakes(path, documents) for path in schemas}))


def _mistakes(path, documents):
    schema = build_schema(path.read_text("utf-8"))
    return {
        document.stem: [mistake.message for mistake in validate(schema, parse(document.read_text("utf-8")))]
        for document in documents
    }


if __name__ == "__main__":
    main(sys.argv[1:])
