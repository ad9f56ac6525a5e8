"""`trunkline`: the center without a browser."""

import typer

from cli.up import up

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
app.command()(up)


@app.callback()
def trunkline() -> None:
    """A serverless contact center on your laptop and on AWS."""


if __name__ == "__main__":
    app()
