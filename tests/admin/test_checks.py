"""The self-check says in plain words what is missing, and where to fix it."""

from kms.admin.checks import self_check
from kms.backups import tasks
from kms.settings.queries import current
from kms.settings.service import change
from kms.settings.values import mail_mark


def worries(runtime) -> list[str]:
    with runtime.database.reading() as session:
        return [str(check.message) for check in self_check(runtime.config, runtime.backups, session) if not check.ok]


def test_a_fresh_server_lacks_https_a_backup_and_a_second_administrator(runtime) -> None:
    said = " ".join(worries(runtime))
    assert "plain http" in said and "no backup yet" in said and "Only one person administers" in said


def test_a_backup_beside_the_data_is_not_enough(runtime) -> None:
    tasks.take(runtime.database, runtime.files, runtime.backups, 7)
    assert "The backups lie on the same disk as the data." in worries(runtime)


def test_mail_counts_as_tried_until_the_server_changes(runtime) -> None:
    untried = "Mail is set up, but was never tried. Send a test letter."
    with runtime.database.transaction() as session:
        change(session, mail_host="mail.example.com", mail_from="kms@example.com")
    assert untried in worries(runtime)
    with runtime.database.transaction() as session:
        change(session, mail_tested=mail_mark(current(session)))
    assert untried not in worries(runtime)
    with runtime.database.transaction() as session:
        change(session, mail_host="post.example.com")
    assert untried in worries(runtime)


def test_open_account_requests_are_reported(runtime) -> None:
    said = "Whoever opens the sign-in page can ask for access. Is that still wanted?"
    assert said not in worries(runtime)
    with runtime.database.transaction() as session:
        change(session, access_requests=True)
    assert said in worries(runtime)


def test_each_problem_links_to_the_page_that_fixes_it(browser) -> None:
    root = browser("root")
    shown = root.get("/admin").text
    assert 'href="/admin/backups"' in shown and 'href="/admin/people"' in shown


def test_an_email_that_cannot_be_sent_says_why_next_to_the_field(browser) -> None:
    root = browser("root")
    root.get("/admin/settings/mail")
    answer = root.post("/admin/settings/mail/test", to="ana@example.org")
    assert answer.status_code == 422 and "Give the mail server" in answer.text
    assert root.post("/admin/settings/mail/test", to="ana").status_code == 422
