"""Certificates for servers on loopback, from a private CA."""

import ssl
import warnings
from datetime import UTC, datetime
from pathlib import Path

import trustme


class Certificates:
    """
    A private CA and what it signed.

    Attributes:
        ca_file: The CA's certificate in PEM, as an account's `ca_file` wants it.
        good: A server's context for 127.0.0.1 and localhost.
        good_chain_pem, good_key_pem: The same for a server that reads files.
        address_only: For 127.0.0.1, not for localhost.
        wrong_name: For another host.
        expired: For 127.0.0.1 and localhost, until 2020.
        outdated: The good one, with a server that speaks TLS 1.0 and 1.1 alone.
    """

    def __init__(self, folder: Path) -> None:
        ca = trustme.CA()
        self.ca_file = str(folder / "ca.pem")
        ca.cert_pem.write_to_path(self.ca_file)
        good = ca.issue_cert("127.0.0.1", "localhost")
        self.good = _context(good)
        self.good_chain_pem = b"".join(one.bytes() for one in good.cert_chain_pems)
        self.good_key_pem = good.private_key_pem.bytes()
        self.address_only = _context(ca.issue_cert("127.0.0.1"))
        self.wrong_name = _context(ca.issue_cert("mail.example"))
        end = datetime(2020, 1, 1, tzinfo=UTC)
        self.expired = _context(ca.issue_cert("127.0.0.1", "localhost", not_after=end))
        self.outdated = _context(good)
        make_outdated(self.outdated)


def make_outdated(context: ssl.SSLContext) -> None:
    """Let a context speak TLS 1.0 and 1.1 alone (deprecated by RFC 8996)."""
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
