"""Prints, for each JSON document of standard input, one on a line, whether the schema on the first line takes it."""
import json
import sys

import jsonschema

lines = [json.loads(line) for line in sys.stdin]
validator = jsonschema.Draft202012Validator(lines[0])
jsonschema.Draft202012Validator.check_schema(lines[0])
for document in lines[1:]:
    print("valid" if validator.is_valid(document) else "invalid")
