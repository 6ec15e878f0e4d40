"""Writes the golden messages anew; then read what git shows, aloud."""

from tests.golden.messages import FOLDER, golden_messages

if __name__ == "__main__":
    for path in FOLDER.glob("*.txt"):
        path.unlink()
    for name, text in golden_messages():
        (FOLDER / name).write_text(text, encoding="utf-8")
