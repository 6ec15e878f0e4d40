"""
A real mail server on 127.0.0.1: Postfix, with Dovecot for its logins.

Everything lies in one temporary folder, no service manager is needed, and nothing can
leave the machine: every domain is a mailbox of the server's own. `install`
beside this file installs both programs where it can.
"""

import os
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.servers.certificates import Certificates
from tests.servers.process import process_running

_LIMIT_S = 20.0
# Owns every mailbox; no account of the system needs to exist for it.
_MAIL_OWNER = 5000
USERNAME = "camille@association.example"
PASSWORD = "pâté-de-Noël-€"
RATE_LIMIT = 2
SIZE_LIMIT = 1500
_QUEUES = (
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming",
    "maildrop", "private", "public", "saved", "trace",
)  # fmt: skip
# What the server answers to RCPT, or to the final dot, by the part before the @.
_AT_RCPT = {
    "unknown": "550 5.1.1 User unknown in virtual mailbox table",
    "greylisted": "450 4.2.0 Greylisted, see http://postgrey.example/",
    "full": "452 4.2.2 The recipient's inbox is out of storage space",
    "daily": "550 5.4.5 Daily user sending limit exceeded",
    "hangup": "421 4.7.0 Try again later, closing connection",
    "spam": "554 5.7.1 Message rejected as spam",
}
_AT_THE_DOT = {"filtered": "554 5.7.1 Spam message rejected"}

# Where Postfix's own start script lets the daemons log.
_LOGGING = {"POSTLOG_SERVICE": "postlog", "POSTLOG_HOSTNAME": "mail"}

_DOVECOT = """
base_dir = {folder}/dovecot/run
state_dir = {folder}/dovecot/state
log_path = {folder}/dovecot.log
auth_verbose = yes
auth_failure_delay = 0
protocols =
ssl = no
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/dovecot/users
}}
service auth {{
  unix_listener {folder}/spool/private/auth {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
service anvil {{
  # Without this a wrong password makes the next login wait.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
daemon_directory = {daemons}
maillog_file = {folder}/log/postfix.log
maillog_file_prefixes = {folder}
myhostname = mail.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
default_transport = error:5.4.4 nothing leaves this machine
relay_transport = error:5.4.4 nothing leaves this machine
virtual_transport = virtual
virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:Maildir/
virtual_mailbox_base = {folder}/mail
virtual_uid_maps = static:{owner}
virtual_gid_maps = static:{owner}
smtpd_tls_cert_file = {folder}/certificate.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = check_recipient_access regexp:{folder}/at_rcpt
smtpd_end_of_data_restrictions = check_recipient_access regexp:{folder}/at_the_dot
smtpd_client_event_limit_exceptions =
"""

_MASTER = """
127.0.0.1:{starttls} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
127.0.0.1:{tls} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
127.0.0.1:{hurried} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_client_message_rate_limit={rate_limit}
127.0.0.1:{small} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o message_size_limit={size_limit}
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(slots=True, kw_only=True)
class Door:
    """One port of the server, as a client's settings name it."""

    host: str = "127.0.0.1"
    port: int
    security: str


class Postfix:
    """
    A running server.

    Attributes:
        starttls, tls: The two usual doors; both want a login.
        hurried: Takes RATE_LIMIT messages a minute.
        small: Takes no message of more than SIZE_LIMIT octets.
        ca_file: The private CA's certificate.
    """

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        """Lay out the files of a server below the folder; `running` starts it."""
        self.folder = folder
        self.ca_file = certificates.ca_file
        starttls, tls, hurried, small = _free_ports(4)
        self.starttls = Door(port=starttls, security="starttls")
        self.tls = Door(port=tls, security="tls")
        self.hurried = Door(port=hurried, security="tls")
        self.small = Door(port=small, security="tls")
        self._seen: dict[Path, int] = {}
        self._make_folders()
        (folder / "certificate.pem").write_bytes(certificates.good_chain_pem)
        (folder / "key.pem").write_bytes(certificates.good_key_pem)
        self._write("dovecot/users", f"{USERNAME}:{PASSWORD}\n")
        self._write("dovecot/dovecot.conf", _DOVECOT.format(folder=folder))
        self._write("at_rcpt", _access(_AT_RCPT))
        self._write("at_the_dot", _access(_AT_THE_DOT))
        daemons = _output("postconf", "-dh", "daemon_directory")
        self._write(
            "etc/main.cf",
            _MAIN.format(folder=folder, daemons=daemons, owner=_MAIL_OWNER),
        )
        self._write(
            "etc/master.cf",
            _MASTER.format(
                starttls=starttls,
                tls=tls,
                hurried=hurried,
                small=small,
                rate_limit=RATE_LIMIT,
                size_limit=SIZE_LIMIT,
            ),
        )
        self._master = f"{daemons}/master"

    def _make_folders(self) -> None:
        """Make the folders with the owners that postfix-files(5) gives them."""
        self.folder.chmod(0o755)
        for name in ("etc", "log", "mail", "data", "dovecot/state", "spool/pid"):
            (self.folder / name).mkdir(parents=True)
        for name in ("log", "mail", "data", *(f"spool/{one}" for one in _QUEUES)):
            place = self.folder / name
            place.mkdir(exist_ok=True)
            shutil.chown(place, "postfix")
        os.chown(self.folder / "mail", _MAIL_OWNER, _MAIL_OWNER)

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    @contextmanager
    def running(self) -> Iterator["Postfix"]:
        """Run the server while the block runs."""
        with ExitStack() as stack:
            for command in (
                ("dovecot", "-F", "-c", str(self.folder / "dovecot/dovecot.conf")),
                (self._master, "-d", "-c", str(self.folder / "etc")),
            ):
                stack.enter_context(process_running(command, **_LOGGING))
            self._wait(self._is_up)
            yield self

    def _is_up(self) -> bool:
        if not (self.folder / "spool/private/auth").exists():
            return False
        try:
            with smtplib.SMTP("127.0.0.1", self.starttls.port, timeout=1) as smtp:
                return smtp.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def forget(self) -> None:
        """Empty the mailbox and take the logs as read."""
        self._wait(self._is_idle)
        for file in self._letters():
            file.unlink()
        for file in self._logs():
            self._seen[file] = file.stat().st_size

    @property
    def letters(self) -> list[EmailMessage]:
        """What was delivered, in its order, when nothing is on its way any more."""
        return [
            message_from_bytes(data, policy=policy.SMTP)
            for data in self.delivered_octets
        ]

    @property
    def delivered_octets(self) -> list[bytes]:
        """The same as the octets in the mailbox, lines ended by LF alone."""
        self._wait(self._is_idle)
        files = sorted(self._letters(), key=lambda file: file.stat().st_mtime_ns)
        return [file.read_bytes() for file in files]

    def logged(self, text: str, *, at_least: int = 0) -> int:
        """
        Give how many new lines of the logs hold a text.

        Waits for so many of them, and for what the open sessions have to say: both
        daemons log through a process of their own, a moment later.
        """
        self._wait(lambda: self._is_idle() and self._count(text) >= at_least)
        return self._count(text)

    def _count(self, text: str) -> int:
        return sum(
            text.encode() in line
            for file in self._logs()
            for line in file.read_bytes()[self._seen.get(file, 0) :].splitlines()
        )

    def _letters(self) -> list[Path]:
        return list((self.folder / "mail").glob("Maildir/new/*"))

    def _logs(self) -> list[Path]:
        logs = (self.folder / "log/postfix.log", self.folder / "dovecot.log")
        return [file for file in logs if file.exists()]

    def _is_idle(self) -> bool:
        """Tell whether every session is over and no message is on its way."""
        if self._count(": connect from") != self._count(": disconnect from"):
            return False
        # In the order in which a message goes, so that none slips through.
        queues = ("maildrop", "incoming", "active", "deferred")
        return not any(
            file.is_file()
            for queue in queues
            for file in (self.folder / "spool" / queue).rglob("*")
        )

    def _wait(self, is_done: Callable[[], bool]) -> None:
        end = time.monotonic() + _LIMIT_S
        while not is_done():
            assert time.monotonic() < end, self._last_words()
            time.sleep(0.02)

    def _last_words(self) -> str:
        return "\n".join(
            file.read_text("utf-8", "replace")[-2000:] for file in self._logs()
        )


def missing() -> str | None:
    """Say why the server cannot run here, None where it can."""
    for program in ("postfix", "dovecot"):
        if not shutil.which(program):
            return f"{program} is not installed (tests/servers/install)"
    if os.geteuid() != 0:
        return "Postfix and Dovecot start as root alone"
    version = _output("dovecot", "--version")
    if not version.startswith("2.3."):
        return f"Dovecot {version} is configured in another language than 2.3"
    return None


@contextmanager
def postfix_running(certificates: Certificates) -> Iterator[Postfix]:
    """Run a server in a folder that is gone afterwards."""
    # Not below pytest's own folder, which other users cannot enter.
    with (
        tempfile.TemporaryDirectory(prefix="mairemail-postfix-") as folder,
        Postfix(Path(folder), certificates).running() as server,
    ):
        yield server


def _output(*command: str) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_LIMIT_S, check=True
    )
    return done.stdout.strip()


def _free_ports(number: int) -> list[int]:
    """Give ports nobody listens at: both daemons share a busy one in silence."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _port in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


def _access(answers: dict[str, str]) -> str:
    return "".join(f"/^{local}@/ {reply}\n" for local, reply in answers.items())
