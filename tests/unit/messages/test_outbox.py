"""Messages as files."""

from pathlib import Path

import pytest

from mairemail.contacts.address import Mailbox
from mairemail.errors import CannotWriteError
from mairemail.messages.message import Content, Message, compose
from mairemail.messages.outbox import Outbox, write_message
from tests.unit.material import NOW


def _message(email: str = "maire@lilas.example", text: str = "Bonjour.\n") -> Message:
    return compose(
        Content(to=Mailbox(email=email), subject="Un mot", text=text),
        sender=Mailbox(email="camille@courrier.example"),
        message_id="<0123456789abcdef0123456789abcdef@courrier.example>",
        date=NOW,
    )


def _written(outbox: Outbox, message: Message) -> str:
    path = outbox.next_path(message.envelope_recipients[0])
    write_message(path, message)
    return path


def test_a_file_holds_the_bytes_that_would_leave(tmp_path: Path) -> None:
    """What one reads in the dry run is what the official will read."""
    message = _message()
    path = Path(_written(Outbox(tmp_path / "outbox"), message))
    assert path.name == "0001_maire@lilas.example.eml"
    assert path.read_bytes() == message.data


def test_files_are_numbered_in_the_order_of_the_list(tmp_path: Path) -> None:
    """So that a folder of a thousand reads like the list."""
    outbox = Outbox(tmp_path)
    paths = [_written(outbox, _message(f"{x}@lilas.example")) for x in "ba"]
    names = [Path(path).name for path in paths]
    assert names == ["0001_b@lilas.example.eml", "0002_a@lilas.example.eml"]
    assert outbox.count == 2


@pytest.mark.parametrize("email", ["a/b@lilas.example", "../../a@lilas.example"])
def test_an_address_cannot_lead_out_of_the_folder(tmp_path: Path, email: str) -> None:
    """`/` is allowed in addresses, and lists come from strangers."""
    outbox = Outbox(tmp_path / "outbox")
    assert Path(_written(outbox, _message(email))).parent == outbox.folder


def test_a_shorter_message_leaves_nothing_of_a_longer_one(tmp_path: Path) -> None:
    """The file of an earlier run is overwritten, whole."""
    _written(Outbox(tmp_path), _message(text="Bonjour. " * 1000))
    message = _message()
    path = Path(_written(Outbox(tmp_path), message))
    assert path.read_bytes() == message.data


def test_messages_of_an_earlier_run_are_gone_and_other_files_are_not(
    tmp_path: Path,
) -> None:
    """What lies there is what would be sent; the user's own files are the user's."""
    first = Outbox(tmp_path)
    for email in ("a@lilas.example", "b@lilas.example"):
        _written(first, _message(email))
    first.finish()
    for name in ("notes.txt", "brouillon.eml", "0001_a.eml.bak"):
        (tmp_path / name).write_text("à moi", encoding="utf-8")
    second = Outbox(tmp_path)
    _written(second, _message("b@lilas.example"))
    second.finish()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        "0001_a.eml.bak",
        "0001_b@lilas.example.eml",
        "brouillon.eml",
        "notes.txt",
    ]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """The path is the user's own: the error names it."""
    (tmp_path / "outbox").write_text("", encoding="utf-8")
    with pytest.raises(CannotWriteError, match="outbox"):
        Outbox(tmp_path / "outbox" / "ici")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Half a message must not look like a whole one."""
    (tmp_path / "0001_maire@lilas.example.eml").mkdir()
    with pytest.raises(CannotWriteError, match="0001"):
        _written(Outbox(tmp_path), _message())


def test_only_messages_of_a_dry_run_are_ever_removed(tmp_path: Path) -> None:
    """People keep mails of their own as `2024_invoice.eml`, in any folder."""
    own = ["2024_facture client.eml", "2023_budget.eml", "99999_x.eml", "notes.txt"]
    folder = tmp_path / "outbox"
    folder.mkdir()
    for name in own:
        (folder / name).write_bytes(b"x")
    write_message(str(folder / "0007_ancien@lilas.example.eml"), _message())
    assert Outbox(folder).finish() == 1
    assert sorted(path.name for path in folder.iterdir()) == sorted(own)


@pytest.mark.parametrize("received", ["last", "first", "never"])
def test_mail_of_the_user_s_own_is_kept_under_any_name(
    tmp_path: Path, received: str
) -> None:
    """Also one that is called as ours are, and may even be a letter that came back."""
    data = _message().data
    name = "0001_maire@lilas.example.eml"
    if received == "first":
        data = b"Received: by mx.lilas.example\r\n" + data
    elif received == "last":
        data = data.replace(b"\r\nDate:", b"\r\nReceived: by mx\r\nDate:")
    else:
        data = b"To: a@lilas.example\r\n\r\nUn mot.\r\n"
    own = tmp_path / name
    own.write_bytes(data)
    assert Outbox(tmp_path).finish() == 0
    with pytest.raises(CannotWriteError, match="no dry run wrote it"):
        _written(Outbox(tmp_path), _message())
    assert own.read_bytes() == data


def test_a_link_in_the_outbox_is_not_written_through(tmp_path: Path) -> None:
    """A campaign's folder may come from a stranger, links included."""
    target = tmp_path / "precious"
    target.write_text("mine", encoding="utf-8")
    folder = tmp_path / "outbox"
    folder.mkdir()
    (folder / "0001_maire@lilas.example.eml").symlink_to(target)
    with pytest.raises(CannotWriteError):
        _written(Outbox(folder), _message())
    assert target.read_text(encoding="utf-8") == "mine"
