"""A fresh process of this very interpreter, where nothing has been imported yet."""

import os
import subprocess
import sys
from textwrap import dedent


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the interpreter with these arguments, and these variables beside those there are."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding=environment.get("PYTHONIOENCODING"),
        env=os.environ | environment,
        check=False,
        timeout=120,
    )


def python(code: str) -> str:
    """Run code, warnings being errors, and return what it prints."""
    done = run("-W", "error", "-c", dedent(code))
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
