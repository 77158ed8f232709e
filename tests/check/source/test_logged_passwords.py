"""Passwords in logs: what is one, what only looks like one, and what frameworks keep out by themselves."""

from __future__ import annotations

import pytest

from support.source_case import facts_of, look, told
from watchword.check.finding import Outcome
from watchword.check.source.facts import Unread
from watchword.check.source.logged_passwords import CHECK, judge
from watchword.check.source.logged_passwords_rule import RULE

LOGGED = [
    ("app/users.py", 'logger.info("login %s %s", user, password)'),
    ("app/users.py", 'logging.debug(f"new {user.password}")'),
    ("app/users.py", 'log.warning("bad password: " + new_password)'),
    ("app/users.py", 'logger.info("in", extra={"password": password})'),
    ("app/users.py", 'logger.bind(password=form.password).info("in")'),
    ("app/users.py", 'logger.error("no: {}".format(passwd))'),
    ("app/users.rb", 'Rails.logger.info "login #{user.password}"'),
    ("app/users.rb", "logger.debug(params[:password])"),
    ("app/users.rb", 'logger.warn("pass: " + password_confirmation)'),
    ("routes/users.js", "console.log(req.body.password)"),
    ("app/users.js", "logger.info(`in ${password}`)"),
    ("app/users.js", "logger.debug({ user, password })"),
    ("app/users.ts", 'this.logger.error("no", user.password as string)'),
    ("api/users.tsx", "console.error('x', newPassword)"),
    ("app/Users.java", 'class A { void a() { log.info("in {}", user.getPassword()); } }'),
    ("app/Users.java", 'class A { void a() { LOGGER.warn("in " + password); } }'),
    ("app/users.go", 'package a\nfunc a() { log.Printf("in %s", password) }'),
    ("app/users.go", 'package a\nfunc a() { slog.Info("in", "password", u.Password) }'),
    ("app/users.php", '<?php $this->logger->info("in " . $password);'),
    ("app/users.php", '<?php error_log($_POST["password"]);'),
    ("app/users.php", '<?php Log::debug("in", ["password" => $password]);'),
]
OTHER = [
    ("app/users.py", 'logger.info("changing password for %s", user)'),
    ("app/users.py", "logger.info('%s', password_field)"),
    ("app/users.py", "logger.info('%s', password_reset_url)"),
    ("app/users.py", "logger.info('%s', password_hash)"),
    ("app/users.py", "logger.info('%s', len(password))"),
    ("app/users.py", "logger.info('%s', mask(password))"),
    ("app/users.py", "logger.info('%s', bool(password))"),
    ("app/users.py", "logger.info('same: %s', password == other)"),
    ("app/users.py", "logger.info('%s', PASSWORD_KEY)"),
    ("app/users.py", "# logger.info(password)"),
    ("app/users.py", "logger.info('in %s', pwd)"),
    ("app/users.py", "logger.info(open('/etc/passwd').read())"),
    ("app/users.rb", "Rails.logger.info user.password.present?"),
    ("app/users.rb", "# Rails.logger.info user.password"),
    ("app/users.rb", "logger.info(password_digest)"),
    ("app/users.js", "console.log(password.length)"),
    ("app/users.js", "// console.log(password)"),
    ("app/users.js", "console.log(passwordErrors)"),
    ("app/users.js", "console.log(await bcrypt.hash(password, 12))"),
    ("app/Users.java", 'class A { void a() { log.info("in {}", user.getPasswordPolicy()); } }'),
    ("app/users.go", "package a\nfunc a() { log.Print(len(password)) }"),
    ("app/users.php", "<?php error_log(strlen($password));"),
    ("app/users.py", "save(password)"),
]


@pytest.mark.parametrize(("path", "text"), LOGGED)
def test_a_password_that_is_handed_to_a_logger_fails(path: str, text: str) -> None:
    finding = look(CHECK, RULE, {path: text})
    assert finding.outcome is Outcome.FAIL, told(finding)
    assert f"{path}:" in told(finding)


@pytest.mark.parametrize(("path", "text"), OTHER)
def test_what_only_names_passwords_does_not(path: str, text: str) -> None:
    finding = look(CHECK, RULE, {path: text})
    assert finding.outcome is Outcome.PASS, told(finding)


@pytest.mark.parametrize(
    ("path", "text", "outcome"),
    [
        ("bin/reset.py", "print(password)", Outcome.WARN),
        ("app/views.py", "print(password)", Outcome.FAIL),
        ("scripts/reset.rb", "puts password", Outcome.WARN),
        ("app/controllers/users_controller.rb", "puts params[:password]", Outcome.FAIL),
        ("cmd/reset/main.go", "package main\nfunc main() { fmt.Println(password) }", Outcome.WARN),
    ],
)
def test_what_is_printed_by_a_service_is_logged_and_by_a_script_is_not(
    path: str, text: str, outcome: Outcome
) -> None:
    assert look(CHECK, RULE, {path: text}).outcome is outcome


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("routes/login.js", "const { password } = req.body; console.log(req.body);"),
        ("routes/session.js", "router.post('/', (req, res) => { console.log(req.body); });"),
        ("app/login.py", "password = 1\nlogger.info(request.POST)"),
        ("app/login.php", "<?php $password = 1; error_log(print_r($_POST, true));"),
    ],
)
def test_everything_a_request_sent_is_a_warning(path: str, text: str) -> None:
    assert look(CHECK, RULE, {path: text}).outcome is Outcome.WARN


# Frameworks -----------------------------------------------------------------------------------------------

RAILS = {"config/application.rb": "module Shop\n  class Application < Rails::Application\n  end\nend\n"}
FILTERS = "config/initializers/filter_parameter_logging.rb"
PRODUCTION = "config/environments/production.rb"
LOGRAGE = "config/initializers/lograge.rb"
LOMBOK = "@Data\nclass User {{\n  {}private String password;\n}}\n"
FILTERED = "Rails.application.config.filter_parameters += [:passw, :secret]\n"


def lograge(taken: str) -> str:
    """The initializer of a project whose log lines of requests carry what `taken` says."""
    block = f"config.lograge.custom_payload do |controller|\n    {{ sent: {taken} }}\n  end"
    return f"Rails.application.configure do\n  {block}\nend\n"


def test_a_rails_application_that_filters_passwords_passes() -> None:
    finding = look(CHECK, RULE, {**RAILS, FILTERS: FILTERED})
    assert finding.outcome is Outcome.PASS
    assert "passwords are filtered" in told(finding)


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        (RAILS, Outcome.FAIL),
        ({**RAILS, FILTERS: "Rails.application.config.filter_parameters += [:token]\n"}, Outcome.FAIL),
        ({**RAILS, FILTERS: f"# {FILTERED}"}, Outcome.WARN),
        ({**RAILS, FILTERS: f"# {FILTERED}{FILTERED}"}, Outcome.PASS),
        ({**RAILS, "Gemfile": 'gem "devise"\n'}, Outcome.UNKNOWN),
        ({**RAILS, FILTERS: FILTERED, PRODUCTION: "config.log_level = :debug\n"}, Outcome.WARN),
    ],
)  # fmt: skip
def test_rails_is_judged_by_its_filter_and_its_level(files: dict[str, str], outcome: Outcome) -> None:
    finding = look(CHECK, RULE, files)
    assert finding.outcome is outcome, told(finding)


def test_the_missing_filter_comes_with_the_line_to_write() -> None:
    assert "config.filter_parameters += [:passw]" in told(look(CHECK, RULE, RAILS))


@pytest.mark.parametrize(
    ("path", "text", "outcome"),
    [
        ("shop/settings.py", "DEBUG = True\n", Outcome.WARN),
        (LOGRAGE, lograge("controller.params.to_unsafe_h"), Outcome.WARN),
        (LOGRAGE, lograge("controller.request.filtered_parameters"), Outcome.PASS),
        (LOGRAGE, lograge("controller.params.except(:password)"), Outcome.PASS),
        (LOGRAGE, lograge("event.payload[:params]"), Outcome.PASS),
        ("shop/settings/dev.py", "DEBUG = True\n", Outcome.PASS),
        ("src/main/resources/application.properties", "logging.level.web=TRACE\n", Outcome.WARN),
        ("src/main/resources/application-dev.properties", "logging.level.web=TRACE\n", Outcome.PASS),
        ("src/User.java", LOMBOK.format(""), Outcome.WARN),
        ("src/User.java", LOMBOK.format("@ToString.Exclude\n  "), Outcome.PASS),
    ],
)  # fmt: skip
def test_settings_that_make_logs_tell_more_are_warnings(path: str, text: str, outcome: Outcome) -> None:
    finding = look(CHECK, RULE, {path: text})
    assert finding.outcome is outcome, told(finding)


# What is told ---------------------------------------------------------------------------------------------


def test_the_call_is_shown_and_no_value_in_it() -> None:
    text = 'logger.info("canary-text", password, "canary-more")\n'
    finding = look(CHECK, RULE, {"app/users.py": text})
    assert "app/users.py:1: logger.info(… password …)" in told(finding)
    assert "canary" not in told(finding)


def test_the_remedy_is_for_the_language() -> None:
    finding = look(CHECK, RULE, {"app/users.go": "package a\nfunc a() { log.Print(password) }"})
    assert "LogValue()" in told(finding)
    assert "Delete" in told(finding) or "delete" in told(finding)


def test_tests_are_counted_apart_and_decide_nothing() -> None:
    finding = look(CHECK, RULE, {"tests/test_users.py": "logger.info(password)"})
    assert finding.outcome is Outcome.PASS
    assert "in tests and examples: 1 more" in told(finding)


def test_a_language_that_is_not_read_is_unknown_and_named() -> None:
    finding = look(CHECK, RULE, {"app/Users.kt": 'log.info("in $password")'})
    assert finding.outcome is Outcome.UNKNOWN
    assert "app/Users.kt" in told(finding)
    assert "Kotlin" in told(finding)


def test_what_cannot_be_parsed_is_unknown_with_the_reason() -> None:
    finding = look(CHECK, RULE, {"app/users.py": "logger.info(password"})
    assert finding.outcome is Outcome.UNKNOWN
    assert "is no Python" in told(finding)


def test_a_failure_is_not_hidden_by_what_could_not_be_read() -> None:
    files = {"app/a.py": "logger.info(password)", "app/b.py": "logger.info(password"}
    assert look(CHECK, RULE, files).outcome is Outcome.FAIL


def test_an_empty_tree_tells_nothing() -> None:
    assert look(CHECK, RULE, {}).outcome is Outcome.UNKNOWN


def test_what_the_engine_could_not_read_is_named() -> None:
    facts = facts_of(RULE, {"a.py": "x = 1"}, unread=[Unread("b.py", "It may not be read.")])
    assert "b.py: not read: It may not be read." in told(judge(facts, {}))
