"""`trunkline`: the center without a browser."""

import typer

from cli import flow, imports, taskrouter
from cli.call import call
from cli.demo import command as demo
from cli.up import up

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
app.command()(up)
app.command()(call)
app.add_typer(flow.app, name="flow")
app.add_typer(imports.app, name="import")
app.add_typer(taskrouter.export_app, name="export")
app.add_typer(demo.app, name="demo")
imports.app.command("taskrouter")(taskrouter.import_command)


@app.callback()
def trunkline() -> None:
    """A serverless contact center on your laptop and on AWS."""


if __name__ == "__main__":
    app()
