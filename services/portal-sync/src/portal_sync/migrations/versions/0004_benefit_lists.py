"""What lists of benefit policies choose and sort by, and an index that answers a list without its texts."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Generated, as every column of this table that lists choose by: they cannot say something else than what is
# shown. Whatever somebody put into the content behind our back, an expression here must not fail.
FUNCTIONS = (
    """
CREATE FUNCTION window_edge(windows jsonb, side text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE side WHEN 'first' THEN min(value ->> 'first') ELSE max(value ->> 'last') END
    FROM jsonb_array_elements(CASE jsonb_typeof(windows) WHEN 'array' THEN windows ELSE '[]' END)
$$""",
    """
CREATE FUNCTION most_yuan(benefit jsonb) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT max(CASE WHEN said ~ '^[0-9]{1,15}([.][0-9]{1,9})?$' THEN said::numeric END)
    FROM (
        SELECT jsonb_path_query(benefit, 'lax $.fixed_yuan[*]') #>> '{}' AS said
        UNION ALL SELECT benefit ->> 'cap_yuan'
        UNION ALL SELECT jsonb_path_query(benefit, 'lax $.tiers[*].yuan') #>> '{}'
        UNION ALL SELECT jsonb_path_query(benefit, 'lax $.tiers[*].cap_yuan') #>> '{}'
    ) AS amounts
$$""",
    """
CREATE FUNCTION asked_of(criteria jsonb, asked text) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT jsonb_path_query_array(
        criteria,
        'lax $.** ? (@.fact == $fact && (@.op == "within" || @.op == "eq" || @.op == "in"
                     || @.op == "has_any" || @.op == "has_all")).value[*]',
        jsonb_build_object('fact', asked)
    )
$$""",
)

_WINDOWS = "content #> '{benefit,windows}'"
COLUMNS = {
    "opens_on": ("text", f"window_edge({_WINDOWS}, 'first')"),
    "closes_on": ("text", f"window_edge({_WINDOWS}, 'last')"),
    "batches": (
        "integer",
        f"CASE WHEN jsonb_typeof({_WINDOWS}) = 'array' THEN jsonb_array_length({_WINDOWS}) END",
    ),
    "most_yuan": ("numeric", "most_yuan(content -> 'benefit')"),
    "industries": ("jsonb", "asked_of(content -> 'criteria', 'industry')"),
    "sizes": ("jsonb", "asked_of(content -> 'criteria', 'size')"),
    "qualifications": ("jsonb", "asked_of(content -> 'criteria', 'qualifications')"),
}


def upgrade() -> None:
    for function in FUNCTIONS:
        op.execute(function)
    # One statement writes the table anew once.
    added = ", ".join(
        f"ADD COLUMN {name} {kind} GENERATED ALWAYS AS "
        f"(CASE WHEN channel = 'business' THEN {expression} END) STORED"
        for name, (kind, expression) in COLUMNS.items()
    )
    op.execute(f"ALTER TABLE entry {added}")
    op.drop_index("ix_entry_channel_published_on", "entry")
    op.execute(
        "CREATE INDEX ix_entry_list ON entry (channel, published_on DESC, policy_id) "
        "INCLUDE (theme, department, genre, benefit, withdrawn, expires_on, "
        "opens_on, closes_on, batches, most_yuan)"
    )


def downgrade() -> None:
    op.drop_index("ix_entry_list", "entry")
    op.create_index("ix_entry_channel_published_on", "entry", ["channel", "published_on"])
    for name in COLUMNS:
        op.drop_column("entry", name)
    for signature in ("window_edge(jsonb, text)", "most_yuan(jsonb)", "asked_of(jsonb, text)"):
        op.execute(f"DROP FUNCTION {signature}")
