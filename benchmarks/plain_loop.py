"""
The loop that everybody writes first: a template, a list, smtplib.

    python plain_loop.py PORT    in a folder of `material.make_folder`
"""

import csv
import smtplib
import sys
from email.message import EmailMessage
from pathlib import Path

from jinja2 import Template

template = Template(Path("template.txt").read_text(encoding="utf-8"))
with (
    Path("contacts.csv").open(encoding="utf-8", newline="") as file,
    smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as smtp,
):
    for row in csv.DictReader(file):
        head, _, body = template.render(row).partition("\n\n")
        message = EmailMessage()
        for line in head.splitlines():
            name, _, value = line.partition(": ")
            message[name] = value
        message.set_content(body)
        smtp.send_message(message)
