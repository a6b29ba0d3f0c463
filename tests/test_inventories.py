"""Inventories of other projects: links where they can be reached, and no word where they cannot."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import _inventories
import pytest

INVENTORY = b"# Sphinx inventory version 2\n# Project: good\n"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = {"/good/objects.inv": (200, INVENTORY), "/gateway/objects.inv": (200, b"<html>no entry</html>")}
        status, body = known.get(self.path, (404, b""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        where = f"http://127.0.0.1:{server.server_address[1]}"
        names = {name: f"{where}/{name}" for name in ("good", "gateway", "gone")} | {"nowhere": "http://127.0.0.1:1"}
        monkeypatch.setattr(_inventories, "PROJECTS", names)
        monkeypatch.setattr(_inventories, "KEPT", tmp_path / "inventories")
        yield where
        server.shutdown()


def test_only_an_inventory_becomes_links(address: str, tmp_path: Path) -> None:
    kept = tmp_path / "inventories" / "good.inv"

    assert _inventories.reachable() == {"good": (f"{address}/good", str(kept))}
    assert kept.read_bytes() == INVENTORY


def test_the_copy_of_an_earlier_build_serves_where_there_is_no_network(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _inventories.reachable()
    monkeypatch.setattr(_inventories, "PROJECTS", {"good": "http://127.0.0.1:1", "other": "http://127.0.0.1:1"})

    assert _inventories.reachable() == {"good": ("http://127.0.0.1:1", str(tmp_path / "inventories" / "good.inv"))}
    assert address
