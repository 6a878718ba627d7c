"""Whether an event written to a new schema can still be read by a consumer that knows the old one."""

from typing import Any

Schema = dict[str, Any]


def breaks(old: Schema, new: Schema) -> list[str]:
    """Return what an old consumer would stumble over, each as a sentence with its place; empty where nothing.

    Fields may be added. A field may not disappear, stop being required, or take values it could not before.
    """
    return _breaks(old, new, old.get("$defs", {}), new.get("$defs", {}), "")


def _breaks(old: Schema, new: Schema, old_defs: Schema, new_defs: Schema, where: str) -> list[str]:
    old, new = _resolve(old, old_defs), _resolve(new, new_defs)
    if "anyOf" in old or "anyOf" in new:
        return _alternatives(old, new, old_defs, new_defs, where)
    found = []
    if old.get("type") and old.get("type") != new.get("type"):
        found.append(f"{where or '/'} was {old.get('type')} and is {new.get('type')}")
    if "enum" in old and (added := set(new.get("enum", ())) - set(old["enum"])):
        found.append(f"{where or '/'} has new values {sorted(added)}")
    if "format" in old and old["format"] != new.get("format"):
        found.append(f"{where or '/'} had the format {old['format']}")
    for name, part in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            found.append(f"{where}/{name} is gone")
        else:
            found += _breaks(part, new["properties"][name], old_defs, new_defs, f"{where}/{name}")
    lost = set(old.get("required", ())) - set(new.get("required", ()))
    found += [
        f"{where}/{name} is no longer required" for name in sorted(lost) if name in new.get("properties", {})
    ]
    if "items" in old:
        found += _breaks(old["items"], new.get("items", {}), old_defs, new_defs, f"{where}/*")
    return found


def _alternatives(old: Schema, new: Schema, old_defs: Schema, new_defs: Schema, where: str) -> list[str]:
    """Each alternative that the new schema writes must be one that the old one reads."""
    readable = old.get("anyOf", [old])
    return [
        f"{where or '/'} may now be {part.get('type') or part.get('$ref')}"
        for part in new.get("anyOf", [new])
        if all(_breaks(known, part, old_defs, new_defs, where) for known in readable)
    ]


def _resolve(schema: Schema, definitions: Schema) -> Schema:
    reference = schema.get("$ref")
    return definitions[reference.rsplit("/", 1)[1]] if reference else schema
