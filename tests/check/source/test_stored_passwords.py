"""Passwords kept as plain text: columns, flows, comparisons, written-out values; and what hashes them."""

from __future__ import annotations

import pytest

from support.source_case import facts_of, look, told
from watchword.check.finding import Outcome
from watchword.check.source.facts import Unread
from watchword.check.source.stored_passwords import CHECK, judge
from watchword.check.source.stored_passwords_rule import RULE

VALUE = "Xq7-Canary-91bc"  # looks like a real password
SCHEMA = 'create_table "users" do |t|\n  t.string "name"\n  t.string "password"\nend\n'


def java(line: str) -> str:
    return f"class Accounts {{ void a() {{ {line} }} }}"


DEVISE = "class User\n  devise :database_authenticatable\nend\n"
COLUMNS = [
    ("db/schema.rb", SCHEMA),
    (
        "db/migrate/1_users.rb",
        "class A < ActiveRecord::Migration\n  add_column :users, :password, :string\nend\n",
    ),
    ("schema.prisma", "model User {\n  id Int @id\n  password String\n}\n"),
    ("db/init.sql", "CREATE TABLE users (\n  id int,\n  password varchar(80)\n);\n"),
    ("shop/models.py", "class User(models.Model):\n    password = models.CharField(max_length=80)\n"),
    ("shop/models.py", "class User(Base):\n    password = Column(String(80))\n"),
    ("user.ts", "@Entity()\nexport class User {\n  @Column()\n  password: string;\n}\n"),
    ("user.js", "const User = sequelize.define('User', {\n  password: DataTypes.STRING,\n});\n"),
    ("user.js", "const userSchema = new mongoose.Schema({\n  password: String,\n});\n"),
]
FLOWS = [
    ("app.js", "users.insertOne({ name, password: req.body.password });"),
    ("app.js", "const user = { name, password };\nusersCol.insert(user, done);"),
    ("app.js", "if (user.password === req.body.password) login();"),
    ("app.js", "User.findOne({ name, password: req.body.password });"),
    ("views.py", "User.objects.create(name=name, password=request.POST['password'])"),
    ("views.py", "user = User.objects.filter(name=name, password=password).first()"),
    ("views.py", "if user.password == request.form['password']:\n    login(user)"),
    (
        "views.py",
        "cursor.execute(\"SELECT * FROM users WHERE name = '%s' AND password = '%s'\" % (name, password))",
    ),
    ("login.php", "<?php $q = $db->query(\"SELECT * FROM users WHERE password = '$password'\");"),
    ("login.php", "<?php if ($user->password == $_POST['password']) { login(); }"),
    ("Accounts.java", java('if (user.getPassword().equals(request.getParameter("password"))) login();')),
    ("accounts.go", 'package a\nfunc a() { if user.Password == r.FormValue("password") { login() } }'),
    ("sessions_controller.rb", "user = User.find_by(name: params[:name], password: params[:password])"),
]
LITERALS = [
    ("config/database.yml", f"production:\n  password: {VALUE}\n"),
    ("settings.py", f'DB_PASSWORD = "{VALUE}"\n'),
    (".env", f"DB_PASSWORD={VALUE}\n"),
    ("app.js", f"const password = '{VALUE}';\n"),
    ("main.go", f'package a\nvar password = "{VALUE}"\n'),
    ("App.java", java(f'String password = "{VALUE}";')),
    ("app.php", f"<?php $password = '{VALUE}';\n"),
    ("main.tf", f'resource "a" "b" {{\n  password = "{VALUE}"\n}}\n'),
    ("application.properties", f"spring.datasource.password={VALUE}\n"),
    ("compose.yml", f"services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: {VALUE}\n"),
    ("app.py", f'engine = create_engine("postgresql://shop:{VALUE}@db/shop")\n'),
]
NOTHING = [
    ("config/database.yml", "production:\n  password: <%= ENV['DB_PASSWORD'] %>\n"),
    ("settings.py", 'DB_PASSWORD = os.environ["DB_PASSWORD"]\n'),
    (".env.example", "DB_PASSWORD=changeme\n"),
    ("app.js", "const password = process.env.PASSWORD;\n"),
    ("app.js", "const passwordField = 'password';\n"),
    ("app.py", "password = ''\n"),
    ("app.py", "NEXT_TOKEN = 'NextToken'\n"),
    ("main.tf", 'password = "/aws/reference/secretsmanager/db"\n'),
    ("main.tf", "password = var.db_password\n"),
    ("config.yml", "password: '********'\n"),
    ("config.yml", "password: ${DB_PASSWORD}\n"),
    ("language/lt/user.json", '{"password": "Slapta\u017eodis"}\n'),
    ("app.py", 'HELP = "mysql://user:password@host/name"\n'),
    ("locales/en.yml", "en:\n  password: Password\n"),
    ("app.py", "if password == password_confirmation:\n    pass\n"),
    ("app.js", f"// const password = '{VALUE}';\n"),
]


@pytest.mark.parametrize(("path", "text"), COLUMNS)
def test_a_column_of_plain_text_fails_where_nothing_hashes(path: str, text: str) -> None:
    finding = look(CHECK, RULE, {path: text})
    assert finding.outcome is Outcome.FAIL, told(finding)
    assert f"{path}:" in told(finding)


@pytest.mark.parametrize(("path", "text"), FLOWS)
def test_a_password_that_is_kept_or_compared_as_it_came_fails(path: str, text: str) -> None:
    finding = look(CHECK, RULE, {path: text})
    assert finding.outcome is Outcome.FAIL, told(finding)


@pytest.mark.parametrize(("path", "text"), LITERALS)
def test_a_written_out_password_fails_and_its_value_is_never_told(path: str, text: str) -> None:
    facts = facts_of(RULE, {path: text})
    finding = judge(facts, CHECK.limits)
    assert finding.outcome is Outcome.FAIL, told(finding)
    assert "Canary" not in told(finding)
    assert "Canary" not in repr(facts.spots)


@pytest.mark.parametrize(("path", "text"), NOTHING)
def test_what_is_no_password_is_nothing(path: str, text: str) -> None:
    finding = look(CHECK, RULE, {path: text})
    assert finding.outcome in (Outcome.NOT_APPLICABLE, Outcome.PASS), told(finding)


@pytest.mark.parametrize(
    "files",
    [
        {"db/schema.rb": SCHEMA, "app/models/user.rb": "class User\n  has_secure_password\nend\n"},
        {"db/schema.rb": SCHEMA.replace('"password"', '"password_digest"')},
        {"db/schema.rb": SCHEMA.replace('"password"', '"encrypted_password"'), "user.rb": DEVISE},
        {"models.py": COLUMNS[4][1], "views.py": "user.password = make_password(password)\n"},
        {"user.js": COLUMNS[8][1], "hook.js": "user.password = await bcrypt.hash(password, 12);\n"},
    ],
)  # fmt: skip
def test_a_tree_that_hashes_passes(files: dict[str, str]) -> None:
    finding = look(CHECK, RULE, files)
    assert finding.outcome is Outcome.PASS, told(finding)


def test_a_hash_in_a_comment_does_not_count() -> None:
    files = {"user.js": COLUMNS[8][1], "hook.js": "// user.password = await bcrypt.hash(password, 12);\n"}
    assert look(CHECK, RULE, files).outcome is Outcome.FAIL


def test_a_library_that_is_only_listed_cannot_be_told() -> None:
    files = {"schema.prisma": COLUMNS[2][1], "package.json": '{"dependencies": {"bcrypt": "5"}}'}
    finding = look(CHECK, RULE, files)
    assert finding.outcome is Outcome.UNKNOWN
    assert "no call of it was found" in finding.summary


def test_a_fast_hash_of_a_column_is_a_warning() -> None:
    files = {"schema.prisma": COLUMNS[2][1], "a.js": "user.password = md5(password);\n"}
    assert look(CHECK, RULE, files).outcome is Outcome.WARN


def test_a_part_that_was_not_read_may_be_what_hashes() -> None:
    facts = facts_of(RULE, {"schema.prisma": COLUMNS[2][1]}, unread=[Unread("b.js", "It may not be read.")])
    assert judge(facts, CHECK.limits).outcome is Outcome.UNKNOWN


def test_places_that_the_team_accepts_are_left_out_and_named_in_the_rule() -> None:
    files = {"config/demo.yml": LITERALS[0][1]}
    finding = look(CHECK, RULE, files, accepted_password_paths=("config/demo.yml",))
    assert finding.outcome in (Outcome.NOT_APPLICABLE, Outcome.PASS)
    assert "config/demo.yml" in finding.rule


def test_known_defaults_are_a_warning() -> None:
    assert look(CHECK, RULE, {"config.yml": "password: postgres\n"}).outcome is Outcome.WARN


def test_tests_are_counted_apart_and_decide_nothing() -> None:
    finding = look(CHECK, RULE, {"tests/test_a.py": f'password = "{VALUE}"\n'})
    assert finding.outcome in (Outcome.NOT_APPLICABLE, Outcome.PASS)
    assert "1 more" in told(finding)


def test_the_self_check_of_the_database_asks_for_no_value() -> None:
    finding = look(CHECK, RULE, {"db/schema.rb": SCHEMA})
    assert "length(password), substr(password, 1, 7)" in finding.unproven


def test_the_remedy_is_for_the_framework() -> None:
    assert "has_secure_password" in told(look(CHECK, RULE, {"db/schema.rb": SCHEMA}))
    django = f"from django.shortcuts import redirect\n{FLOWS[4][1]}"
    assert "set_password" in told(look(CHECK, RULE, {"views.py": django}))


def test_an_empty_tree_tells_nothing() -> None:
    assert look(CHECK, RULE, {}).outcome is Outcome.UNKNOWN
