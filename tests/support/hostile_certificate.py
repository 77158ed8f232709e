"""A certificate whose names hold terminal escapes, and the root to trust it by."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ESCAPE = "\x1b"


def make(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """Return a server's context with such a certificate for `host`, and the file of its root."""
    now = datetime.now(UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    evil = f"Evil{ESCAPE}[31m\u202e\n"
    issuer = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, evil)])
    dates = (now - timedelta(1), now + timedelta(300))
    root = _builder(issuer, issuer, root_key, dates).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    names = [x509.DNSName(name) for name in (host, f"a{ESCAPE}[2J.test", "x\r\nSet-Cookie: a", "y" * 300)]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{evil}{host}")])
    names += [x509.DNSName(f"n{n}.test") for n in range(500)]
    leaf = _builder(issuer, subject, key, dates).add_extension(
        x509.SubjectAlternativeName(names), critical=False
    )
    root_pem = root.sign(root_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    leaf_pem = leaf.sign(root_key, hashes.SHA256())
    (folder / "root.pem").write_bytes(root_pem)
    (folder / "leaf.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + leaf_pem.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "leaf.pem")
    return context, folder / "root.pem"


def _builder(
    issuer: x509.Name,
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    dates: tuple[datetime, datetime],
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=dates[0],
        not_valid_after=dates[1],
    )
