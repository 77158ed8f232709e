"""Where a tree hashes passwords: calls of slow hashes and of the frameworks that do it, never their mention.

An import, a line in a lock file or a comment is not a use. Weak one-way hashes are told apart: they are no
plain text, and another check has more to say about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from watchword.check.finding import Outcome
from watchword.check.source.rule import SourceFile, Spot

# In lower case; a file without any of these, and without a password, has nothing for this check.
LITERALS = (b"bcrypt", b"argon2", b"scrypt", b"pbkdf2", b"devise", b"clearance", b"hash::", b"abstractuser")

# In lower case; every call of a slow hash that is known here holds one of these.
SLOW_WORDS = (
    *(b"secure_password", b"make_password", b"set_password", b"devise", b"clearance", b"authentic"),
    *(b"sorcery", b"bcrypt", b"argon2", b"scrypt", b"pbkdf2", b"passwordencoder", b"passwordhash"),
    *(b"rfc2898", b"password_", b"_context", b"cryptcontext", b"abstract", b"hash::", b"hashed", b"pwhash"),
    *(b"identity", b"hasher", b"passportlocal"),
)

# What is called -> the name it is shown by. Each needs a call or a declaration, not a word.
_USES: tuple[tuple[str, str], ...] = (
    (r"\bhas_secure_password\b", "has_secure_password"),
    (r"\bdevise\s+:|\bdevise_for\s+:", "Devise"),
    (r"\binclude\s+Clearance::User\b", "Clearance"),
    (r"\bacts_as_authentic\b", "Authlogic"),
    (r"\bauthenticates_with_sorcery!", "Sorcery"),
    (r"\bBCrypt::Password\.(?:create|new)\b|\bBCrypt::Engine\.hash_secret\b", "bcrypt"),
    (r"\b(?:Argon2::Password|SCrypt::Password)\b[.(]", "Argon2 or scrypt"),
    (r"\b(?:\w*bcrypt\w*)\.(?:\w*(?:hash|compare|check|verify|genpass)\w*)\s*\(", "bcrypt"),
    (r"\bbcrypt\s*\(|\bnew\s+BCryptPasswordEncoder\s*\(|\bBCryptPasswordEncoder\s*\(", "bcrypt"),
    (r"\bbcrypt\.(?:GenerateFromPassword|CompareHashAndPassword)\s*\(", "bcrypt"),
    (
        r"\b(?:Argon2|Pbkdf2|SCrypt|Delegating)PasswordEncoder\s*\(|\bPasswordEncoderFactories\.",
        "Spring Security",
    ),
    (r"\b\w*[pP]asswordEncoder(?:\(\))?\s*\.\s*(?:encode|matches)\s*\(", "Spring Security"),
    (r"\bargon2\w*\.(?:hash|verify|IDKey|Key|PasswordHasher)\w*\s*\(|\bPasswordHasher\s*[(<]", "Argon2"),
    (
        r"\b(?:hashlib|crypto)\.scrypt(?:Sync)?\s*\(|\bscrypt\.(?:Key|hash|kdf|verify)\w*\s*\(|\bscryptSync\s*\(",
        "scrypt",
    ),
    (
        r"\b(?:hashlib\.)?pbkdf2\w*\s*\(|\bpbkdf2\.Key\s*\(|getInstance\(\s*\"PBKDF2|\bRfc2898DeriveBytes\b",
        "PBKDF2",
    ),
    (r"\b(?:generate|check)_password_hash\s*\(", "Werkzeug"),
    (r"\b(?:make_password|\.set_password)\s*\(", "make_password"),
    (
        r"\bCryptContext\s*\(|\bpwd_context\.(?:hash|verify|encrypt)\s*\(|\bPasswordHash\.recommended\s*\(",
        "passlib",
    ),
    (r"\(\s*[\w., ]{0,80}\bAbstract(?:Base)?User\b", "Django's own users"),
    (r"\bpassword_(?:hash|verify)\s*\(", "password_hash"),
    (r"\bHash::(?:make|check)\s*\(|['\"]password['\"]\s*=>\s*['\"]hashed['\"]", "Laravel's Hash"),
    (
        r"\bUserPasswordHasherInterface\s+\$|\$\w*[pP]asswordHasher\s*->\s*hashPassword\s*\(",
        "Symfony's hasher",
    ),
    (r"\bcrypto_pwhash\w*\s*\(", "libsodium"),
    (r"[:<,]\s*IdentityUser\b|\bAddIdentity\s*<|\bAddDefaultIdentity\s*<", "ASP.NET Identity"),
    (r"\.plugin\(\s*passportLocalMongoose", "passport-local-mongoose"),
)
_USE = re.compile("|".join(f"(?P<u{number}>{pattern})" for number, (pattern, _) in enumerate(_USES)))
_WORDS = re.compile(
    r"secure_password|make_password|set_password|devise|clearance|authentic|sorcery|bcrypt|argon2|scrypt|pbkdf2|passwordencoder|passwordhash"
    r"|rfc2898|password_|_context|cryptcontext|abstract|hash::|hashed|pwhash|identity|hasher|passportlocal",
    re.IGNORECASE,
)
_FAST = re.compile(
    r"\b(?:md5|sha1|sha224|sha256|sha384|sha512|sha3_\w+|Digest::\w+|MessageDigest|createHash|DigestUtils|hexdigest)\b"
    r"|\b(?:MD5|SHA\d+)\b|\b(?:md5|sha1|sha256|sha512)\.Sum",
)
# A function of one's own that says it hashes: what it does is not to be seen from the line.
_HELPER = re.compile(
    r"\b(?P<name>(?:\w{0,40}[hH]ash\w{0,30}|\w{0,40}[eE]ncrypt\w{0,30}|\w{0,40}[dD]igest\w{0,30}))\s*\(\s*"
    r"[\w.$@>\-]{0,60}[pP]ass(?:w|phrase)\w{0,30}"
)
_IMPORTS = re.compile(r"\s*(?:import|from|use|using|require)\b|.{0,200}?\brequire\(")
_KDF = re.compile(r"bcrypt|argon2|scrypt(?!ion)|pbkdf2|passlib", re.IGNORECASE)
_IN_MODEL = re.compile(
    r"\bpre\(\s*['\"]save|before_?(?:create|save|insert|update)|set_?password|password\.setter|PrePersist|__init__"
    r"|password=\(|\bset\s+password\b|setDataValue",
    re.IGNORECASE,
)
_OWN_FIELD = re.compile(
    r"(?:\bself\.|\bthis\.|@|\bs\.|\bu\.|\bthis->)\w*[pP]ass\w*\s*=(?!=)|\$this->\w*[pP]ass\w*\s*="
)
_DECLARED = frozenset(
    ("has_secure_password", "Devise", "Clearance", "Authlogic", "Sorcery", "passport-local-mongoose")
)
_MANIFESTS = frozenset(
    (
        *("gemfile", "gemfile.lock", "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"),
        *("poetry.lock", "uv.lock", "pipfile", "pipfile.lock", "pyproject.toml", "setup.cfg", "setup.py"),
        *("composer.json", "composer.lock", "go.mod", "go.sum", "pom.xml", "build.gradle"),
        "build.gradle.kts",
    )
)
_PACKAGE = re.compile(
    rb"(?<![\w-])(bcrypt(?:js|-nodejs|-ruby|_pbkdf)?|node-argon2|argon2(?:-cffi|id)?|flask-bcrypt|passlib|devise|"
    rb"clearance|scrypt(?:-js)?|authlogic|sorcery|pwdlib)(?![\w-])"
)
_MODEL_LINES = 12  # a hook's name stands at most so many lines above the hash in it
_MOST = 4  # spots of one file; more show nothing new


def is_manifest(path: str) -> bool:
    """Whether a file lists the packages a tree uses."""
    name = PurePosixPath(path).name.lower()
    return name in _MANIFESTS or (name.startswith("requirements") and name.endswith((".txt", ".in")))


def read_manifest(file: SourceFile, rule: str) -> Iterator[Spot]:
    """Give one `library` spot where a lock file or manifest names a library that can hash passwords."""
    for match in _PACKAGE.finditer(file.lower):
        start = file.lower.rfind(b"\n", 0, match.start()) + 1
        if file.lower[start : start + 20].lstrip().startswith((b"#", b"//")):
            continue
        name = match[1].decode()
        line = file.data.count(b"\n", 0, match.start()) + 1
        yield Spot(
            rule,
            "library",
            file.path,
            line,
            name,
            Outcome.UNKNOWN,
            f"{name} is listed",
            (name,),
            file.is_test,
        )
        return


def read_uses(file: SourceFile, lines: Sequence[str], numbers: Sequence[int], rule: str) -> Iterator[Spot]:
    """Give `hashing`, `fast-hash`, `helper` and `library` spots of the lines with these `numbers`.

    `lines` are without comments. The detail holds the library and `model` where the model itself hashes what
    it is assigned.
    """
    seen: set[tuple[str, ...]] = set()
    for number in numbers:
        line = lines[number - 1][:1000]
        kind, name = _look(line)
        if not kind:
            continue
        is_model = kind in ("hashing", "fast-hash", "helper") and (
            name in _DECLARED or _is_in_model(lines, number)
        )
        detail = (name, "model") if is_model else (name,)
        if (kind, *detail) not in seen:
            seen.add((kind, *detail))
            yield Spot(rule, kind, file.path, number, name, _OUTCOME[kind], _NOTE[kind], detail, file.is_test)
        if len(seen) >= _MOST:
            return


_DEFINES = re.compile(r"\b(?:def|function|func|fun|fn)\s+$")
_OUTCOME = {
    "hashing": Outcome.PASS,
    "fast-hash": Outcome.WARN,
    "helper": Outcome.UNKNOWN,
    "library": Outcome.UNKNOWN,
}
_NOTE = {
    "hashing": "passwords are hashed here",
    "fast-hash": "a fast hash of a password, which is guessed quickly",
    "helper": "a helper that says it hashes a password",
    "library": "a library that can hash passwords is loaded",
}


def _look(line: str) -> tuple[str, str]:
    if _WORDS.search(line) and (match := _USE.search(line)) and not _DEFINES.search(line[: match.start()]):
        return "hashing", _USES[int((match.lastgroup or "u0")[1:])][1]
    if "ass" in line and (match := _FAST.search(line)):
        word = re.search(r"\b\w*[pP]ass(?:w|_|\b|phrase)\w*", line)
        return ("fast-hash", match[0]) if word and not _IMPORTS.match(line) else ("", "")
    if (match := _HELPER.search(line)) and not _DEFINES.search(line[: match.start()]):
        return "helper", match["name"]
    if (match := _KDF.search(line)) and _IMPORTS.match(line):
        return "library", match[0].lower()
    return "", ""


def _is_in_model(lines: Sequence[str], number: int) -> bool:
    if _OWN_FIELD.search(lines[number - 1][:1000]) or "=> 'hashed'" in lines[number - 1]:
        return True
    return any(_IN_MODEL.search(line[:1000]) for line in lines[max(0, number - 1 - _MODEL_LINES) : number])
