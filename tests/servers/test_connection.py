"""Connecting: encrypted, verified, logged in once, or not at all."""

import os
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from mairemail.accounts.account import Auth, Security
from mairemail.accounts.secrets import Secret
from mairemail.errors import (
    ConfigurationError,
    CredentialError,
    ServerError,
    TryLaterError,
)
from mairemail.sending.connecting import open_connection
from tests.servers.certificates import Certificates, make_outdated
from tests.servers.drafts import PATIENT, SHORT, Desk, Listening, nobody_asks, smtp_of
from tests.servers.recording import Login, MailServer
from tests.servers.scripted import Cue, Fault, ScriptedServer, Step

StartServer = Callable[..., MailServer]
PASSWORD = "pâté-de-Noël-€"


def log_in(server: Listening, *, password: str = PASSWORD, **options: object) -> None:
    """Open a connection to a server and say goodbye."""
    smtp = smtp_of(server, **options)  # type: ignore[arg-type]  # passed on as they are
    open_connection(smtp, secret=lambda: Secret(password), limits=PATIENT).quit()


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_login_over_a_verified_connection_succeeds(
    mail_server: StartServer, certificates: Certificates, security: Security
) -> None:
    """Both usual kinds of server work, private CA included."""
    option = {"tls": "tls", "starttls": "starttls"}[security]
    server = mail_server(password=PASSWORD, **{option: certificates.good})
    log_in(server, security=security, ca_file=certificates.ca_file)
    assert [login.password for login in server.logins] == [PASSWORD]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_unknown_ca_is_refused_and_never_sees_the_password(
    mail_server: StartServer, certificates: Certificates, security: Security
) -> None:
    """Whoever sits in between must not get the password (peers, fault 3)."""
    option = {"tls": "tls", "starttls": "starttls"}[security]
    server = mail_server(password=PASSWORD, **{option: certificates.good})
    with pytest.raises(ServerError, match="cannot be trusted"):
        open_connection(
            smtp_of(server, security=security), secret=nobody_asks, limits=PATIENT
        )
    assert server.logins == []


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("wrong_name", "127.0.0.1"),
        ("address_only", "localhost"),
        ("expired", "127.0.0.1"),
    ],
)
def test_certificate_of_another_host_or_another_time_is_refused(
    mail_server: StartServer,
    certificates: Certificates,
    security: Security,
    name: str,
    host: str,
) -> None:
    """A certificate for another name, or an old one, is what an impostor has."""
    option = {"tls": "tls", "starttls": "starttls"}[security]
    server = mail_server(password=PASSWORD, **{option: getattr(certificates, name)})
    smtp = smtp_of(server, host=host, security=security, ca_file=certificates.ca_file)
    with pytest.raises(ServerError, match="cannot be trusted"):
        open_connection(smtp, secret=nobody_asks, limits=PATIENT)
    assert server.logins == []


def test_certificate_for_an_address_is_good_for_that_address(
    mail_server: StartServer, certificates: Certificates
) -> None:
    """Servers at home and in a town hall often have no name."""
    server = mail_server(password=PASSWORD, tls=certificates.address_only)
    log_in(server, security=Security.TLS, ca_file=certificates.ca_file)
    assert len(server.logins) == 1


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_tls_older_than_1_2_is_refused(
    mail_server: StartServer, certificates: Certificates, security: Security
) -> None:
    """TLS 1.0 and 1.1 can be broken (RFC 8996)."""
    option = {"tls": "tls", "starttls": "starttls"}[security]
    server = mail_server(password=PASSWORD, **{option: certificates.outdated})
    smtp = smtp_of(server, security=security, ca_file=certificates.ca_file)
    with pytest.raises(ServerError, match="does not speak TLS"):
        open_connection(smtp, secret=nobody_asks, limits=PATIENT)
    assert server.logins == []


def test_outdated_server_would_talk_to_a_client_that_takes_anything(
    mail_server: StartServer, certificates: Certificates
) -> None:
    """Or the test above would pass with a server that talks to nobody."""
    server = mail_server(tls=certificates.outdated)
    context = ssl.create_default_context(cafile=certificates.ca_file)
    make_outdated(context)
    with (
        socket.create_connection((server.host, server.port)) as plain,
        context.wrap_socket(plain, server_hostname=server.host) as encrypted,
    ):
        assert encrypted.version() == "TLSv1.1"


def test_missing_starttls_is_refused(mail_server: StartServer) -> None:
    """Somebody in between can take STARTTLS out of what a server offers."""
    server = mail_server(password=PASSWORD)
    with pytest.raises(ServerError, match="does not offer encryption"):
        open_connection(smtp_of(server, security=Security.STARTTLS), secret=nobody_asks)
    assert server.logins == []


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ("454 4.7.0 TLS not available", TryLaterError),
        ("502 5.5.1 Not implemented", ServerError),
    ],
)
def test_refused_starttls_ends_the_session_without_a_login(
    certificates: Certificates, reply: str, error: type[Exception]
) -> None:
    """An offered but refused STARTTLS must not fall back to plain text."""
    with ScriptedServer(
        Cue(Step.STARTTLS, reply), starttls=certificates.good
    ) as server:
        smtp = smtp_of(server, security=Security.STARTTLS, ca_file=certificates.ca_file)
        with pytest.raises(error):
            open_connection(smtp, secret=nobody_asks, limits=PATIENT)
        assert server.commands[-1] == b"STARTTLS"


FAKE_OK = b"250 2.0.0 Ok\r\n"
FAKE_HELLO = b"250-evil.example\r\n250 AUTH LOGIN\r\n"
FAKE_LOGIN = FAKE_HELLO + b"235 2.7.0 Welcome\r\n"


@pytest.mark.parametrize("injected", [FAKE_OK, FAKE_HELLO, FAKE_LOGIN])
@pytest.mark.parametrize("is_encrypted", [True, False])
def test_text_injected_behind_starttls_ends_the_session(
    certificates: Certificates, injected: bytes, *, is_encrypted: bool
) -> None:
    """
    Replies sent in plain text before TLS begins must not count (NO STARTTLS, 2021).

    Whoever can put them there sits in between: the password is not for them, whether
    TLS follows or not.
    """
    then = [Fault.OBEY] if is_encrypted else []
    with ScriptedServer(
        Cue(Step.STARTTLS, b"220 2.0.0 Ready\r\n" + injected, *then),
        extensions=("AUTH PLAIN",),
        starttls=certificates.good,
    ) as server:
        smtp = smtp_of(server, security=Security.STARTTLS, ca_file=certificates.ca_file)
        with pytest.raises(ServerError):
            open_connection(smtp, secret=nobody_asks, limits=SHORT)
        assert not any(line.startswith(b"AUTH") for line in server.commands)


def test_plain_text_to_another_machine_is_refused_before_connecting(
    server: MailServer,
) -> None:
    """A password and a letter never travel unencrypted."""
    smtp = smtp_of(server, host="192.0.2.1", security=Security.NONE)
    with pytest.raises(ConfigurationError):
        open_connection(smtp, secret=nobody_asks, limits=PATIENT)


@pytest.mark.parametrize("mechanisms", [("PLAIN", "LOGIN"), ("PLAIN",), ("LOGIN",)])
def test_wrong_password_is_tried_once(
    mail_server: StartServer, mechanisms: tuple[str, ...]
) -> None:
    """Providers count failed attempts and lock the account."""
    server = mail_server(password=PASSWORD, mechanisms=mechanisms)
    with pytest.raises(CredentialError, match="refused the login"):
        log_in(server, password="wrong")
    assert len(server.logins) == 1
    assert server.connections == 1


def test_plain_login_keeps_every_character_of_name_and_password(
    mail_server: StartServer,
) -> None:
    """Smtplib's own login garbles or refuses what is not ASCII."""
    server = mail_server(password=PASSWORD)
    log_in(server, username="zoé")
    assert server.logins == [
        Login(mechanism="PLAIN", username="zoé", password=PASSWORD)
    ]


def test_login_mechanism_is_used_where_plain_is_not_offered(
    mail_server: StartServer,
) -> None:
    """Some providers offer LOGIN alone."""
    server = mail_server(password=PASSWORD, mechanisms=("LOGIN",))
    log_in(server)
    assert server.logins == [
        Login(mechanism="LOGIN", username="camille", password=PASSWORD)
    ]


def test_xoauth2_hands_over_the_token(mail_server: StartServer) -> None:
    """Google and Microsoft take tokens, not passwords."""
    server = mail_server(password="token-1", mechanisms=("PLAIN", "XOAUTH2"))
    log_in(server, password="token-1", auth=Auth.XOAUTH2)
    assert server.logins == [
        Login(mechanism="XOAUTH2", username="camille", password="token-1")
    ]


def test_refused_token_ends_the_session_with_the_server_s_reason(
    mail_server: StartServer,
) -> None:
    """A peer went on after a refused token, and waited for ever in its challenge."""
    server = mail_server(password="token-1", mechanisms=("XOAUTH2",))
    with pytest.raises(CredentialError, match="535"):
        log_in(server, password="expired", auth=Auth.XOAUTH2)
    assert len(server.logins) == 1


def test_unknown_mechanisms_are_an_error_and_not_a_guess(
    mail_server: StartServer,
) -> None:
    """Another mechanism would send the secret in a form it was not meant for."""
    server = mail_server(password=PASSWORD, mechanisms=("XOAUTH2",))
    with pytest.raises(CredentialError):
        open_connection(smtp_of(server), secret=nobody_asks, limits=PATIENT)


def test_account_without_login_gives_none(mail_server: StartServer) -> None:
    """`auth = "none"` must not ask for a password nor send one."""
    server = mail_server(password=PASSWORD)
    open_connection(
        smtp_of(server, auth=Auth.NONE), secret=nobody_asks, limits=PATIENT
    ).quit()
    assert server.logins == []


def test_ehlo_does_not_name_the_machine(
    mail_server: StartServer, certificates: Certificates
) -> None:
    """A computer's name in the first Received line tells where its owner is."""
    server = mail_server(starttls=certificates.good)
    smtp = smtp_of(server, security=Security.STARTTLS, ca_file=certificates.ca_file)
    open_connection(smtp, secret=nobody_asks, limits=PATIENT).quit()
    assert server.hello_names == ["[127.0.0.1]", "[127.0.0.1]"]


@pytest.mark.parametrize(
    ("cue", "error"),
    [
        (Cue(Step.GREETING, "554 5.7.1 Go away", Fault.CLOSE), ServerError),
        (Cue(Step.GREETING, "421 4.3.2 Too busy", Fault.CLOSE), TryLaterError),
        (Cue(Step.GREETING, Fault.CLOSE), ServerError),
        (Cue(Step.GREETING, Fault.RESET), ServerError),
        (Cue(Step.GREETING, Fault.SILENCE), ServerError),
        (Cue(Step.GREETING, Fault.GARBAGE), ServerError),
        (Cue(Step.GREETING, b"SSH-2.0-OpenSSH_9.2\r\n"), ServerError),
        (Cue(Step.GREETING, b"HTTP/1.1 400 Bad Request\r\n\r\n"), ServerError),
        (Cue(Step.HELLO, "550 5.7.1 No such client", nth=0), ServerError),
        (Cue(Step.HELLO, "421 4.7.0 Try later", nth=0), TryLaterError),
        (Cue(Step.HELLO, Fault.CLOSE), ServerError),
        (Cue(Step.HELLO, Fault.SILENCE), ServerError),
        (Cue(Step.HELLO, Fault.GARBAGE), ServerError),
        (Cue(Step.AUTH, "535 5.7.8 Bad credentials"), CredentialError),
        (Cue(Step.AUTH, "454 4.7.0 Temporary failure"), TryLaterError),
        (Cue(Step.AUTH, Fault.CLOSE), ServerError),
        (Cue(Step.AUTH, Fault.SILENCE), ServerError),
        (Cue(Step.AUTH, Fault.GARBAGE), ServerError),
    ],
    ids=lambda value: (
        f"{value.step.value}-{value.actions[0]!r}" if isinstance(value, Cue) else None
    ),
)
def test_trouble_before_the_first_message_is_said_as_what_it_is(
    cue: Cue, error: type[Exception]
) -> None:
    """Come back later, correct the password, ask the provider: each is another step."""
    with (
        ScriptedServer(cue, extensions=("AUTH PLAIN",)) as server,
        pytest.raises(error),
    ):
        open_connection(smtp_of(server), secret=lambda: Secret(PASSWORD), limits=SHORT)


def test_closed_port_is_a_server_error_with_a_hint(server: MailServer) -> None:
    """A wrong port is the commonest mistake of a new account."""
    with ScriptedServer() as gone:
        smtp = smtp_of(gone)
    with pytest.raises(ServerError) as caught:
        open_connection(smtp, secret=nobody_asks, limits=PATIENT)
    assert caught.value.hint


def test_name_that_no_resolver_takes_is_a_server_error(server: MailServer) -> None:
    """Python's resolver says a UnicodeError to it, of all things."""
    smtp = smtp_of(server, host="smtp..example", security=Security.TLS)
    with pytest.raises(ServerError, match="no such server"):
        open_connection(smtp, secret=nobody_asks, limits=SHORT)


def test_ca_file_whose_end_cannot_be_read_is_refused(
    server: MailServer, tmp_path: Path
) -> None:
    """A pipe waits for somebody, and a film fills the memory."""
    pipe, film = tmp_path / "pipe", tmp_path / "film"
    os.mkfifo(pipe)
    with film.open("wb") as file:
        file.truncate(1 << 40)
    for path in (pipe, film, tmp_path, Path("/dev/zero")):
        smtp = smtp_of(server, ca_file=str(path))
        with pytest.raises(ConfigurationError, match="cannot be read"):
            open_connection(smtp, secret=nobody_asks, limits=SHORT)


def test_error_of_a_refused_login_does_not_hold_the_password(
    mail_server: StartServer,
) -> None:
    """Error messages are copied into forums."""
    server = mail_server(password="right")
    with pytest.raises(CredentialError) as caught:
        log_in(server, password="canary-7f3a")
    shown = f"{caught.value!r} {caught.value.message} {caught.value.hint}"
    assert "canary-7f3a" not in shown


CANARY = "canary-7f3a-pâté"
PLAIN = b64encode(f"\0camille\0{CANARY}".encode()).decode()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Authentication failed", "Authentication failed"),
        (
            "Username and Password not accepted. See https://mail.example/?p=BadPass",
            "Username and Password not accepted. See https://mail.example/?p=BadPass",
        ),
        (f"Syntax error: AUTH PLAIN {PLAIN}", "Syntax error: AUTH PLAIN …"),
        (f"Unknown: AUTH PLAIN {PLAIN[:20]}...", "Unknown: AUTH PLAIN …..."),
        (f"Unknown: AUTH PLAIN {PLAIN.upper()}", "Unknown: AUTH PLAIN …"),
        (f"{b64encode(CANARY.encode()).decode()} is wrong", "… is wrong"),
        (f'password "{CANARY}" is wrong', 'password "…" is wrong'),
        (f"password {quote(CANARY)} is wrong", "password …%C3%A2t%C3%A9 is wrong"),
    ],
)
def test_refused_login_keeps_the_server_s_words_and_loses_the_password(
    said: str, shown: str
) -> None:
    """Some servers quote the command that they refuse; others say what to do."""
    with (
        ScriptedServer(
            Cue(Step.AUTH, f"535 5.7.8 {said}"), extensions=("AUTH PLAIN",)
        ) as server,
        pytest.raises(CredentialError) as caught,
    ):
        log_in(server, password=CANARY)
    assert caught.value.message.endswith(f": 535 5.7.8 {shown}")


def test_connection_is_closed_when_the_login_is_refused(
    mail_server: StartServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A socket left open would warn here, and be one of the few a provider allows."""
    server = mail_server(password="right")
    with (
        Desk(tmp_path_factory.mktemp("state"), smtp_of(server)) as desk,
        pytest.raises(CredentialError),
    ):
        desk.connect()
    assert len(server.logins) == 1
