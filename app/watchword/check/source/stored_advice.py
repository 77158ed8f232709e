"""What to do about passwords kept as plain text: the steps for the frameworks that were seen."""

from __future__ import annotations

from collections.abc import Sequence

from watchword.check.finding import Outcome, Remedy
from watchword.check.source.rule import Spot

_HASH: dict[str, tuple[str, str]] = {
    "Rails": (
        "Rails: add has_secure_password to the model and rename the column to password_digest "
        "(rename_column :users, :password, :password_digest); log in with "
        "user.authenticate(params[:password]).",
        "bundle add bcrypt",
    ),
    "Django": (
        "Django: derive the model from django.contrib.auth.models.AbstractUser, or write "
        "user.set_password(value) before save() and user.check_password(value) to log in; never filter by "
        "password.",
        "",
    ),
    "SQLAlchemy": (
        "Flask and SQLAlchemy: rename the column to password_hash, set it with "
        "werkzeug.security.generate_password_hash(value) and compare with "
        "check_password_hash(user.password_hash, value).",
        "",
    ),
    "Python": (
        "Python: store argon2.PasswordHasher().hash(value), or "
        "werkzeug.security.generate_password_hash(value), and compare with the verify function of the same "
        "library.",
        "pip install argon2-cffi",
    ),
    "Prisma": (
        "Prisma: rename the field to passwordHash; write data: { passwordHash: await bcrypt.hash(password, "
        "12) } and log in with await bcrypt.compare(password, user.passwordHash).",
        "npm install bcrypt",
    ),
    "Sequelize": (
        "Sequelize: rename the field to passwordHash and hash in a hook: User.beforeSave(async (user) => { "
        "if (user.changed('password')) user.passwordHash = await bcrypt.hash(user.password, 12) }), with "
        "password as VIRTUAL.",
        "npm install bcrypt",
    ),
    "Mongoose": (
        "Mongoose: hash in userSchema.pre('save', ...) when this.isModified('password'), with "
        "this.password = await bcrypt.hash(this.password, 12); log in with bcrypt.compare.",
        "npm install bcrypt",
    ),
    "TypeORM": (
        "TypeORM: rename the column to passwordHash and set it in a @BeforeInsert() method with await "
        "bcrypt.hash(this.password, 12); log in with bcrypt.compare.",
        "npm install bcrypt",
    ),
    "Node": (
        "Node: store await bcrypt.hash(password, 12) in place of the password, and log in with await "
        "bcrypt.compare(password, user.passwordHash).",
        "npm install bcrypt",
    ),
    "Spring": (
        "Spring: define a bean PasswordEncoder "
        "(PasswordEncoderFactories.createDelegatingPasswordEncoder()), store passwordEncoder.encode(value) "
        "and compare with passwordEncoder.matches(value, user.getPasswordHash()).",
        "",
    ),
    "Laravel": (
        "Laravel: add 'password' => 'hashed' to the model's casts, or write Hash::make($value); log in "
        "with Auth::attempt or Hash::check.",
        "",
    ),
    "Doctrine": (
        "Symfony: inject UserPasswordHasherInterface, store hashPassword($user, $value), and compare with "
        "isPasswordValid.",
        "",
    ),
    "PHP": (
        "PHP: store password_hash($value, PASSWORD_DEFAULT), look the account up by its name alone, and "
        "compare with password_verify($value, $user->password_hash).",
        "",
    ),
    "Go": (
        "Go: store bcrypt.GenerateFromPassword([]byte(password), 12) and compare with "
        "bcrypt.CompareHashAndPassword.",
        "go get golang.org/x/crypto/bcrypt",
    ),
    "ASP.NET": (
        "ASP.NET: let Identity keep the accounts (UserManager.CreateAsync(user, password)), or use "
        "PasswordHasher<TUser>.",
        "",
    ),
    "SQL": (
        "SQL: name the column password_hash, fetch the row by user name alone, and compare in code with "
        "the verify function of a slow hash (bcrypt, scrypt, Argon2, PBKDF2).",
        "",
    ),
}
_ALIASES = {"Knex": "Node", "Drizzle": "Node", "": "SQL"}
# The general ones give way to the particular ones of the same language.
_GENERAL = {
    "Node": ("Prisma", "Sequelize", "Mongoose", "TypeORM"),
    "Python": ("Django", "SQLAlchemy"),
    "PHP": ("Laravel", "Doctrine"),
}
_MOST_FRAMEWORKS = 3
_FIX = ("stored", "looked-up", "compared", "column")
_MOVE = {
    "Rails": "bin/rails credentials:edit",
    "Django": "os.environ['DB_PASSWORD']",
    "Node": "process.env.DB_PASSWORD",
    "Spring": "${DB_PASSWORD}",
    "PHP": "getenv('DB_PASSWORD')",
    "Go": 'os.Getenv("DB_PASSWORD")',
}
_BY_SUFFIX = {
    **dict.fromkeys((".js", ".ts", ".mjs", ".cjs", ".jsx", ".tsx"), "Node"),
    **dict.fromkeys((".java", ".kt", ".properties"), "Spring"),
    ".rb": "Rails",
    ".py": "Django",
    ".php": "PHP",
    ".go": "Go",
}


def advise(shown: Sequence[tuple[Outcome, Spot]], outcome: Outcome, column: Outcome) -> Remedy | None:
    """Return the steps for what was found, the most telling first; `None` where there is nothing to do."""
    if outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE):
        return None
    bad = [spot for rank, spot in shown if rank in (Outcome.FAIL, Outcome.WARN, Outcome.UNKNOWN)]
    steps: list[str] = []
    command = ""
    for framework in _frameworks(bad):
        step, first = _HASH[framework]
        steps.append(step)
        command = command or first
    if column is Outcome.FAIL or any(spot.kind in _FIX[:3] for spot in bad):
        steps.append(
            "Then hash what is stored already: run every old value through the same hash in one migration, "
            "drop the plain column, and treat older backups as if they held the passwords. Tell whoever "
            "answers for security."
        )
    if column is Outcome.UNKNOWN:
        steps.append(_look(bad))
    if any(spot.kind == "fast-hash" for spot in bad):
        steps.append(
            "Move from the fast hash to bcrypt, scrypt, Argon2 or PBKDF2: hash anew at each person's next "
            "log-in."
        )
    steps += _literal_steps([spot for spot in bad if spot.kind == "literal"])
    if any(spot.kind == "foreign-column" for spot in bad):
        steps.append(
            "Keep passwords to other systems in a secret store, or encrypt the column (Rails: encrypts "
            ":smtp_password)."
        )
    return Remedy(tuple(steps), command) if steps else None


def _look(bad: Sequence[Spot]) -> str:
    helper = next((spot for spot in bad if spot.kind == "helper"), None)
    if helper:
        return f"Open {helper.place} and follow {helper.text}: it should end in a slow hash, such as bcrypt."
    return (
        "Look where a new password is saved: the value should go through a slow hash first, such as bcrypt."
    )


def _frameworks(bad: Sequence[Spot]) -> list[str]:
    named = [spot.detail[0] if spot.detail else "" for spot in bad if spot.kind in _FIX]
    found = list(dict.fromkeys(_ALIASES.get(name, name) for name in named))
    kept = [name for name in found if name in _HASH and not set(_GENERAL.get(name, ())) & set(found)]
    # A schema in SQL is told to whoever writes no code here.
    without_sql = [name for name in kept if name != "SQL"]
    return (without_sql or kept)[:_MOST_FRAMEWORKS]


def _literal_steps(literals: Sequence[Spot]) -> list[str]:
    if not literals:
        return []
    first = literals[0]
    suffix = first.path[first.path.rfind(".") :].lower()
    read = _MOVE.get(_BY_SUFFIX.get(suffix, ""), "${DB_PASSWORD}")
    steps = [
        f"Take the password out of {first.place}: read it from the environment or a secret store ({read}), "
        "and keep the value out of git."
    ]
    if any(spot.outcome is Outcome.FAIL for spot in literals):
        steps.append(
            "Change every password that was written down: it stays in git's history, and in every clone, "
            "after the line is gone."
        )
    return steps
