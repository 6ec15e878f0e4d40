"""Certificates for servers on loopback, from a private CA."""

import ssl
from pathlib import Path

import trustme


class Certificates:
    """
    A private CA and what it signed.

    Attributes:
        ca_file: The CA's certificate in PEM, as an account's `ca_file` wants it.
        good: A server's context for 127.0.0.1 and localhost.
        wrong_name: The same, for another host.
    """

    def __init__(self, folder: Path) -> None:
        ca = trustme.CA()
        self.ca_file = str(folder / "ca.pem")
        ca.cert_pem.write_to_path(self.ca_file)
        self.good = _context(ca.issue_cert("127.0.0.1", "localhost"))
        self.wrong_name = _context(ca.issue_cert("mail.example"))


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
