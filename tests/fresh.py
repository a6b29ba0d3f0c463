"""A fresh process of this very interpreter, where nothing has been imported yet."""

import subprocess
import sys
from textwrap import dedent


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, timeout=120)


def python(code: str) -> str:
    """Run code, warnings being errors, and return what it prints."""
    done = run("-W", "error", "-c", dedent(code))
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
