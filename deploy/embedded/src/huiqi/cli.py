"""The `huiqi` command. Each command has a file in `commands/` and imports what it needs when it runs."""

import sys

import typer

# Typer brings its own copy of Click and re-exports only some of its exceptions.
from typer._click.exceptions import ClickException, NoArgsIsHelpError

from huiqi.commands import (
    audit,
    dead,
    demo,
    extract,
    imports,
    match,
    migrate,
    publish,
    rebuild,
    replay,
    serve,
    static_site,
    up,
)
from huiqi.errors import Failed, Refused

app = typer.Typer(
    name="huiqi",
    help="惠企: publish a policy once; every channel shows it and every enterprise it is for hears of it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.command("up", epilog=up.EXAMPLES)(up.up)
app.command("demo", epilog=demo.EXAMPLES)(demo.demo)
app.add_typer(imports.app, name="import")
app.command("publish", epilog=publish.EXAMPLES)(publish.publish)
app.command("match", epilog=match.EXAMPLES)(match.match)
app.command("extract", epilog=extract.EXAMPLES)(extract.extract)
app.command("replay", epilog=replay.EXAMPLES)(replay.replay)
app.command("rebuild", epilog=rebuild.EXAMPLES)(rebuild.rebuild)
app.command("static-site", epilog=static_site.EXAMPLES)(static_site.static_site)
app.add_typer(dead.app, name="dead")
app.command("audit", epilog=audit.EXAMPLES)(audit.audit)
app.command("serve", epilog=serve.EXAMPLES)(serve.serve)
app.command("migrate", epilog=migrate.EXAMPLES)(migrate.migrate)


def main() -> None:
    """Run the command line. Refused input ends with code 2 and one line on standard error."""
    try:
        code = app(standalone_mode=False)
    except NoArgsIsHelpError as error:
        code = _say(f"which command? See `{error.ctx.command_path} --help`", error.exit_code)
    except ClickException as error:
        code = _say(error.format_message(), error.exit_code)
    except (Refused, Failed) as error:
        code = _say(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


def _say(message: str, code: int) -> int:
    print(f"huiqi: {' '.join(message.split())}", file=sys.stderr)  # noqa: T201 (the command's own voice)
    return code
