"""The committed proxy at other addresses, and what people reach there."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.server.house import House

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    """What people reach: the address, whom to trust there, the plain port, and what runs behind it."""

    url: str
    trust: ssl.SSLContext
    plain: str
    behind: House


def configuration(root: Path, tls: int, plain: int, apps: tuple[int, ...]) -> Path:
    """deploy/nginx.conf with other addresses and places, and a header that says who answered; each must be found."""
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    servers = "".join(f"server 127.0.0.1:{port} max_fails=0;" for port in apps)
    for old, new in (
        ("server app:8501 max_fails=0;", servers),
        ("listen 8080 ", f"listen 127.0.0.1:{plain} "),
        ("listen 8443 ", f"listen 127.0.0.1:{tls} "),
        (
            "add_header Set-Cookie $new_seat;",
            "add_header Set-Cookie $new_seat; add_header X-Seen-At $upstream_addr always;",
        ),
        ("/tmp/", f"{root}/"),
        ("/run/secrets/", f"{root}/"),
    ):
        assert old in text
        text = text.replace(old, new)
    written = root / "nginx.conf"
    written.write_text(text, "utf-8")
    return written


def certificate(root: Path) -> None:
    """A key and a certificate for localhost, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (root / "tls_certificate").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (root / "tls_key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
