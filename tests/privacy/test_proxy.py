"""The proxy settings in docs/proxy.md keep quiet where Sightline does (promises A4, B5).

Read here for what they must say; tried by real proxies where these are installed (Debian: nginx-light, caddy).
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.quiet import NOUNS, is_quiet
from server.routes import routes
from tests.running import ROOT, Server, free_port

PAGE = ROOT / "docs" / "proxy.md"
HOST = "sightline.example.org"


def snippet(language: str) -> str:
    """The settings on the page in one proxy's language."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found, language
    return found[1]


def quiet_block() -> tuple[re.Pattern[str], str]:
    """The location of nginx for the quiet addresses: its pattern and what it says."""
    found = re.search(r"location ~ (\S+) \{(.*?)\}", snippet("nginx"), re.DOTALL)
    assert found
    return re.compile(found[1]), found[2]


def test_A4_the_page_names_every_quiet_address_and_only_those() -> None:
    pattern, said = quiet_block()
    assert "access_log off;" in said and "error_log /dev/null emerg;" in said
    for route in routes:
        path = re.sub(r"{[^}]+}", "1", route.path)
        assert bool(pattern.search(path)) == is_quiet({"type": "http", "path": path}), path
    assert all(f"`{noun}`" in PAGE.read_text() or f"…{noun}`" in PAGE.read_text() for noun in NOUNS)


def test_A4_no_proxy_logs_or_hands_on_who_came_and_B5_none_compresses() -> None:
    nginx, caddy = snippet("nginx"), snippet("caddyfile")
    log_format = re.search(r"log_format sightline (.*?);", nginx, re.DOTALL)
    assert log_format
    kept = set(re.findall(r"\$\w+", log_format[1]))
    assert kept == {"$time_iso8601", "$request_method", "$status", "$request_time"}
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        assert f'proxy_set_header {header} "";' in nginx and f"header_up -{header}\n" in caddy
    for setting in (
        "gzip off",
        "proxy_request_buffering off",
        "proxy_buffering off",
        "proxy_max_temp_file_size 0",
    ):
        assert f"{setting};" in nginx
    assert "encode" not in caddy and "http.log.error" in caddy


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for the name on the page."""
    folder, key = tmp_path_factory.mktemp("certificate"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(datetime.now(UTC)).not_valid_after(datetime.now(UTC) + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    signed = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption(), serialization.PrivateFormat.PKCS8
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, plain[1], plain[0]))
    return folder


Start = Callable[[Server, int], Path]


@pytest.fixture
def nginx(tmp_path: Path, certificate: Path) -> Iterator[Start]:
    """Start nginx with the settings on the page before a server; gives the folder of everything that it writes."""
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(binary).exists():
        pytest.skip("nginx is not installed; the settings were only read")
    started: list[subprocess.Popen[bytes]] = []

    def start(server: Server, port: int) -> Path:
        folder = tmp_path / "nginx"
        folder.mkdir()
        said = snippet("nginx").replace("/etc/ssl/sightline", str(certificate))
        said = said.replace("/var/log/nginx", str(folder)).replace("listen 443", f"listen 127.0.0.1:{port}")
        said = said.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
        paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in _TEMPORARY)
        whole = f"daemon off; pid {folder}/pid; error_log {folder}/main.log; events {{}} http {{ {paths} {said} }}"
        (folder / "nginx.conf").write_text(whole)
        command = [
            binary,
            "-p",
            str(folder),
            "-c",
            str(folder / "nginx.conf"),
            "-e",
            str(folder / "main.log"),
        ]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
        assert checked.returncode == 0 and "warn" not in checked.stderr, checked.stderr
        started.append(subprocess.Popen([*command, "-g", "user root;"] if os.getuid() == 0 else command))
        return folder

    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=20)


_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


async def test_A4_behind_nginx_as_documented_a_note_leaves_no_trace_in_the_proxy(
    start_server: Callable[..., Server], nginx: Start
) -> None:
    port = free_port()
    server = start_server(SIGHTLINE_URL=f"https://localhost:{port}", SIGHTLINE_LOG="debug")
    folder = nginx(server, port)
    trusting = ssl._create_unverified_context()
    server._until(lambda: _answers(f"https://localhost:{port}/healthz", trusting), "answer behind nginx")
    word = secrets.token_hex(12)
    for path, body in ((f"meetings/{word}/perspectives", word * 8000), (f"meetings/{word}/board", "")):
        _answers(f"https://localhost:{port}/{path}", trusting, body.encode() or None)
    server._until(lambda: "GET 404" in (folder / "sightline.log").read_text(), "be logged by nginx")
    written = b"".join(
        file.read_bytes() for file in folder.rglob("*") if file.is_file() and file.name != "nginx.conf"
    )
    assert word.encode() not in written and b"127.0.0.1" not in written and b"perspectives" not in written
    kept = (folder / "sightline.log").read_text().splitlines()
    assert kept and all(re.fullmatch(r"\S+ GET \d{3} [\d.]+", line) for line in kept), kept


def _answers(address: str, trusting: ssl.SSLContext, body: bytes | None = None) -> bool:
    try:
        with urllib.request.urlopen(address, body, timeout=20, context=trusting) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return True
    except (urllib.error.URLError, ConnectionError):
        return False


def test_caddy_takes_the_settings_on_the_page(tmp_path: Path) -> None:
    if not shutil.which("caddy"):
        pytest.skip("caddy is not installed; the settings were only read")
    (tmp_path / "Caddyfile").write_text(snippet("caddyfile"))
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")]
    own = {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    checked = subprocess.run(command, capture_output=True, text=True, env=own, timeout=60)
    assert checked.returncode == 0, checked.stderr
