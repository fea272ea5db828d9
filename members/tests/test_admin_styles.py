"""Every class that the admin's pages name stands in a stylesheet; unfold's is compiled and lacks some."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles import finders

MEMBERS = Path(__file__).parents[1]
NOT_STYLED = {"result-list"}  # of unfold's own page, for scripts


def test_no_class_is_named_in_vain():
    sheets = (finders.find("unfold/css/styles.css"), MEMBERS / "static/members/admin.css")
    css = "".join(Path(sheet).read_text() for sheet in sheets)
    css = re.sub(r"\\3(\d) ", r"\1", css)  # how a class that begins with a digit is written
    known = {re.sub(r"\\(.)", r"\1", name) for name in re.findall(r"\.((?:\\.|[\w-])+)", css)}
    pages = [*MEMBERS.glob("templates/admin/**/*.html"), *MEMBERS.glob("admin/*.py")]
    assert len(pages) > 50
    named = {
        (name, page.name)
        for page in pages
        for names in re.findall(r'class="([^"]*)"', page.read_text())
        for name in re.sub(r"{%.*?%}|{{.*?}}|{}", " ", names).split()
    }
    assert {each for each in named if each[0] not in known | NOT_STYLED} == set()
