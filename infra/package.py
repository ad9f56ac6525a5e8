"""The deployable package: Chalice's, checked and made smaller and quicker to start.

    python -m infra.package --stage dev [--architecture x86_64] build/deploy/dev

Writes sam.json and deployment.zip. Chalice ends well even when a wheel could not be had, ships every AWS
service's description and no byte code; so what must be there is checked, what is never loaded is left out,
and byte code is added (it saves most of a cold start's import time).
"""

import argparse
import compileall
import os
import py_compile
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

from infra.template import ROOT, stage_environment

# Top-level names whose absence means a wheel that was not built.
REQUIRED = (
    "app.py", "chalice", "chalicelib", "botocore", "pynamodb", "aws_lambda_powertools", "twilio", "pydantic",
    "pydantic_core", "jwt", "liquid", "lark", "argon2", "_argon2_cffi_bindings", "phonenumbers", "xlsxwriter",
    "ivr_twiml",
)  # fmt: skip
# Chalice's own command line and what installs packages: never imported by a handler.
NEVER_LOADED = (
    "pip", "setuptools", "wheel", "pkg_resources", "_distutils_hack", "distutils-precedence.pth", "inquirer",
    "blessed", "jinxed", "wcwidth", "readchar", "editor", "runs", "xmod", "click", "boto3", "s3transfer",
    "yaml", "_yaml", "bin",
)  # fmt: skip
SERVICES = ("dynamodb", "sqs", "s3", "apigatewaymanagementapi", "sts")
LOCALES = ("root", "en", "zh")
LARGEST_MB = 30
# How Lambda names a processor, and how a wheel does. arm64 costs a fifth less; x86_64 runs on most laptops.
ARCHITECTURES = {"arm64": "aarch64", "x86_64": "x86_64"}
DEPLOYED = "arm64"
# Chalice takes it from config.json only, where it would hold for the tests on this machine, too.
_CHALICE = """
from chalice.config import Config
Config.lambda_architecture = {!r}
from chalice.cli import main
main()
"""


class PackageBroken(Exception):
    """The package lacks something that it needs to run."""


def package(stage: str, out: Path, architecture: str = DEPLOYED) -> Path:
    """Make the package of one stage; returns its zip. `architecture` is one of ARCHITECTURES. Raises
    PackageBroken."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    environment = {**os.environ, "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "us-east-1")}
    merged = out.parent / f"infra-{stage}.json"
    template = [sys.executable, "-m", "infra.template", "--stage", stage, str(merged)]
    _run(template, {**environment, **stage_environment(stage)})
    chalice = [sys.executable, "-c", _CHALICE.format(architecture), "package", "--stage", stage]
    _run([*chalice, "--merge-template", str(merged), str(out)], environment)
    archive = out / "deployment.zip"
    contents = out / "contents"
    with zipfile.ZipFile(archive) as made:
        made.extractall(contents)
    check(contents, architecture)
    slim(contents)
    compile_all(contents)
    write_zip(contents, archive)
    size = archive.stat().st_size / 2**20
    if size > LARGEST_MB:
        raise PackageBroken(f"the package has {size:.1f} MB, more than {LARGEST_MB}")
    return archive


def check(contents: Path, architecture: str) -> None:
    """Every package is there, and the compiled ones are compiled for Lambda."""
    missing = [name for name in REQUIRED if not (contents / name).exists()]
    if missing:
        raise PackageBroken(f"not in the package: {', '.join(missing)}; was a wheel not built?")
    for name in ("pydantic_core", "_argon2_cffi_bindings"):
        if not list((contents / name).glob("*.so")):
            raise PackageBroken(f"{name} is there without its compiled part")
    machine = ARCHITECTURES[architecture]
    others = [path.name for path in contents.rglob("*.so") if machine_of(path) != machine]
    if others:
        raise PackageBroken(f"not compiled for {machine}: {', '.join(sorted(others))}")
    if not list((contents / "ivr_twiml").glob("*.json")):
        raise PackageBroken("ivr_twiml holds no flow; is vendor/ivr_twiml still a link to it?")


def machine_of(path: Path) -> str:
    """The processor that an ELF file is compiled for, as its header says."""
    header = path.read_bytes()[:20]
    return {0x3E: "x86_64", 0xB7: "aarch64"}.get(int.from_bytes(header[18:20], "little"), "unknown")


def slim(contents: Path) -> None:
    """Take out what no handler loads."""
    for name in NEVER_LOADED:
        _remove(contents / name)
        _remove_all(contents.glob(f"{name.replace('_', '-')}-*.dist-info"))
        _remove_all(contents.glob(f"{name}-*.dist-info"))
    data = contents / "botocore" / "data"
    _remove_all(path for path in data.iterdir() if path.is_dir() and path.name not in SERVICES)
    locales = contents / "babel" / "locale-data"
    _remove_all(path for path in locales.glob("*.dat") if path.stem.split("_")[0] not in LOCALES)
    _remove_all(contents.rglob("py.typed"))


def compile_all(contents: Path) -> None:
    """Byte code beside the sources, trusted without looking at them. It fits this interpreter's version only,
    which is also the runtime that Chalice writes into the template."""
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(contents, quiet=2, invalidation_mode=mode, stripdir=str(contents), workers=1)


def write_zip(contents: Path, archive: Path) -> None:
    """The same bytes for the same contents, so that an unchanged package is no deployment."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for path in sorted(contents.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(contents)), (2020, 1, 1, 0, 0, 0))
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(entry, path.read_bytes())


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise PackageBroken(f"{' '.join(command[2:])} failed:\n{done.stdout}{done.stderr}")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _remove_all(paths: Iterable[Path]) -> None:
    for path in list(paths):
        _remove(path)


def main() -> None:
    """Package one stage and say what came out."""
    parser = argparse.ArgumentParser(prog="infra.package")
    parser.add_argument("--stage", default="dev")
    parser.add_argument("--architecture", choices=ARCHITECTURES, default=DEPLOYED)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    archive = package(arguments.stage, arguments.out.resolve(), arguments.architecture)
    print(f"{archive}: {archive.stat().st_size / 2**20:.1f} MB")


if __name__ == "__main__":
    main()
