"""Passwords that can be turned back, weak one-way hashes, slow ones; and what only looks like either."""

from __future__ import annotations

import pytest

from support.source_case import look, told
from watchword.check.finding import Outcome
from watchword.check.source.reversible_passwords import CHECK
from watchword.check.source.reversible_passwords_rule import RULE


def java(line: str) -> str:
    return f"class A {{ void a() {{ {line} }} }}"


def go(line: str) -> str:
    return f"package a\nfunc a() {{ {line} }}"


REVERSIBLE = [
    ("a.py", "user.password = fernet.encrypt(password.encode())"),
    ("a.py", "f = Fernet(KEY)\nuser.secret = f.encrypt(password.encode())"),
    ("a.py", "cipher = AES.new(KEY, AES.MODE_GCM)\ntoken = cipher.encrypt(password.encode())"),
    ("a.py", "user.password = base64.b64encode(password.encode())"),
    ("a.py", "def hash_password(password):\n    return base64.b64encode(password.encode())"),
    ("a.py", "user.password = zlib.crc32(password.encode())"),
    ("a.py", "sent = decrypt(user.password)"),
    ("a.py", "mail(decrypt(user.encrypted_password))"),
    ("models.py", "class User(Model):\n    password = EncryptedCharField(max_length=200)"),
    ("a.rb", "user.password = Base64.encode64(password)"),
    (
        "a.rb",
        "crypt = ActiveSupport::MessageEncryptor.new(key)\nuser.secret = crypt.encrypt_and_sign(password)",
    ),
    (
        "a.rb",
        "cipher = OpenSSL::Cipher.new('aes-256-cbc')\nuser.secret = cipher.update(password) + cipher.final",
    ),
    ("user.rb", "class User < ApplicationRecord\n  encrypts :password\nend"),
    ("a.js", "user.password = CryptoJS.AES.encrypt(password, key).toString()"),
    ("a.js", "user.password = btoa(password)"),
    ("a.js", "user.password = Buffer.from(password).toString('base64')"),
    (
        "a.ts",
        "const c = crypto.createCipheriv('aes', key, iv);\nuser.x = c.update(password, 'utf8', 'hex');",
    ),
    ("A.java", java("user.setSecret(cipher.doFinal(password.getBytes()));")),
    ("A.java", java("user.password = Base64.getEncoder().encodeToString(password.getBytes());")),
    ("a.go", go("user.Secret = gcm.Seal(nil, nonce, []byte(password), nil)")),
    ("a.go", go("user.Password = base64.StdEncoding.EncodeToString([]byte(password))")),
    ("a.php", "<?php $user->password = openssl_encrypt($password, 'aes-256-cbc', $key);"),
    ("a.php", "<?php $user->password = base64_encode($password);"),
    ("a.php", "<?php $user->secret = Crypt::encrypt($password);"),
    ("a.php", "<?php $db->query(\"INSERT INTO users VALUES (AES_ENCRYPT('$password', 'k'))\");"),
]
WEAK = [
    ("a.py", "user.password = hashlib.md5(password.encode()).hexdigest()"),
    ("a.py", "user.password = hashlib.sha256((salt + password).encode()).hexdigest()"),
    ("a.py", "digest = hashlib.sha1()\ndigest.update(password.encode())"),
    ("a.rb", "user.password = Digest::MD5.hexdigest(password)"),
    ("a.rb", "user.password = Digest::SHA256.hexdigest(password)"),
    ("a.js", "user.password = crypto.createHash('md5').update(password).digest('hex')"),
    ("a.js", "user.password = crypto.createHmac('sha256', key).update(password).digest('hex')"),
    ("a.js", "user.password = CryptoJS.MD5(password).toString()"),
    ("A.java", java("user.password = DigestUtils.md5Hex(password);")),
    (
        "A.java",
        java(
            'MessageDigest m = MessageDigest.getInstance("SHA-1"); byte[] b = m.digest(password.getBytes());'
        ),
    ),
    ("a.go", go("user.Password = md5.Sum([]byte(password))")),
    ("a.go", go("h := sha256.New()\nh.Write([]byte(password))")),
    ("a.php", "<?php $user->password = md5($password);"),
    ("a.php", "<?php $user->password = sha1($salt . $password);"),
    ("a.php", "<?php $user->password = hash('sha256', $password);"),
    ("a.php", "<?php $db->query(\"SELECT * FROM users WHERE password = MD5('$password')\");"),
]
SLOW = [
    ("a.py", "user.password = bcrypt.hashpw(password.encode(), bcrypt.gensalt(12))"),
    ("a.py", "user.password = PasswordHasher().hash(password)"),
    ("a.py", "user.set_password(password)"),
    ("a.py", "user.password = hashlib.pbkdf2_hmac('sha256', password.encode(), salt, 600_000)"),
    ("a.py", "user.password = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)"),
    ("user.rb", "class User < ApplicationRecord\n  has_secure_password\nend"),
    ("user.rb", "class User < ApplicationRecord\n  devise :database_authenticatable\nend"),
    ("a.rb", "user.password_digest = BCrypt::Password.create(password)"),
    ("a.js", "user.password = await bcrypt.hash(password, 12)"),
    ("a.ts", "user.password = await argon2.hash(password)"),
    ("A.java", java("user.setPassword(passwordEncoder.encode(password));")),
    ("a.go", go("hash, err := bcrypt.GenerateFromPassword([]byte(password), 12)")),
    ("a.php", "<?php $user->password = password_hash($password, PASSWORD_DEFAULT);"),
    ("a.php", "<?php $user->password = Hash::make($password);"),
]
SILENT = [
    ("a.py", "def session_auth_hash(self):\n    return salted_hmac(SALT, self.password, algorithm='sha256')"),
    ("a.js", "const token = resetToken.generateHash(password);"),
    ("a.py", "user, password = base64.b64decode(header).split(b':')"),
    ("a.py", "headers['Authorization'] = 'Basic ' + base64.b64encode(user + b':' + password)"),
    ("a.py", "etag = hashlib.md5(body).hexdigest()  # password"),
    ("a.py", "key = hashlib.md5(email.encode()).hexdigest()\npassword = 1"),
    ("a.py", "cipher = Fernet(derive(password))\ncipher.encrypt(data)"),
    ("a.py", "hashlib.md5(password.encode(), usedforsecurity=False)"),
    ("a.py", "settings.smtp_password = fernet.encrypt(smtp_password)"),
    ("a.py", "# user.password = base64.b64encode(password)"),
    ("a.py", "key = load_pem_private_key(data, password=passphrase)"),
    ("a.py", "url = 'https://api.pwnedpasswords.com'\nsha = hashlib.sha1(password.encode()).hexdigest()"),
    ("a.py", "print(len(password))"),
    ("a.js", "const cipher = crypto.createCipheriv('aes-256-cbc', password, iv)"),
    ("a.js", "const data = CryptoJS.AES.encrypt(text, password)"),
    ("a.js", "const body = Buffer.from(password)"),
    ("a.php", "<?php $data = openssl_encrypt($text, 'aes-256-cbc', $password);"),
    ("A.java", java("keystore.load(in, password.toCharArray());")),
    ("a.go", go("req.SetBasicAuth(user, password)")),
]


@pytest.mark.parametrize(("path", "text"), REVERSIBLE)
def test_what_can_be_turned_back_fails(path: str, text: str) -> None:
    finding = look(CHECK, RULE, {path: text})
    assert finding.outcome is Outcome.FAIL, told(finding)
    assert finding.summary.startswith("Passwords can be turned back in 1 place")


@pytest.mark.parametrize(("path", "text"), WEAK)
def test_a_weak_hash_is_a_warning_with_a_label_of_its_own(path: str, text: str) -> None:
    finding = look(CHECK, RULE, {path: text})
    assert finding.outcome is Outcome.WARN, told(finding)
    assert "one-way" in told(finding)


@pytest.mark.parametrize(("path", "text"), SLOW)
def test_a_slow_hash_passes_and_is_named(path: str, text: str) -> None:
    finding = look(CHECK, RULE, {path: text})
    assert finding.outcome is Outcome.PASS, told(finding)
    assert "slow hash" in finding.summary


@pytest.mark.parametrize(("path", "text"), SILENT)
def test_what_does_not_keep_a_password_is_nothing(path: str, text: str) -> None:
    finding = look(CHECK, RULE, {path: text})
    assert finding.outcome is Outcome.NOT_APPLICABLE, told(finding)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "user.password = hash_password(password)"),
        ("a.js", "user.password = encryptPassword(password)"),
        ("a.php", "<?php $user->password = $this->hashIt($password);"),
    ],
)
def test_a_helper_that_was_not_followed_cannot_be_told_and_is_named(path: str, text: str) -> None:
    finding = look(CHECK, RULE, {path: text})
    assert finding.outcome is Outcome.UNKNOWN, told(finding)
    assert f"Open {path}:1" in told(finding)


def test_a_helper_in_a_tree_with_a_slow_hash_is_taken_to_end_there() -> None:
    files = {"a.py": "user.password = hash_password(password)", "b.py": SLOW[0][1]}
    assert look(CHECK, RULE, files).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("h = bcrypt.hashpw(password, bcrypt.gensalt(4))", "cost 4, which is low by now"),
        ("h = bcrypt.hashpw(password, bcrypt.gensalt(12))", "cost 12"),
        ("h = hashlib.pbkdf2_hmac('sha256', password, salt, 1000)", "1,000 iterations, which is low by now"),
        ("h = hashlib.pbkdf2_hmac('sha256', password, salt, 600_000)", "600,000 iterations"),
    ],
)
def test_the_cost_of_a_slow_hash_is_shown(text: str, said: str) -> None:
    assert said in told(look(CHECK, RULE, {"a.py": text}))


def test_the_worst_stands_first_and_the_remedy_is_for_the_language() -> None:
    files = {"a.php": WEAK[12][1], "b.js": REVERSIBLE[13][1], "c.py": SLOW[0][1]}
    finding = look(CHECK, RULE, files)
    assert [one.source.split(":")[0] for one in finding.evidence] == ["b.js", "a.php", "c.py"]
    assert "bcrypt.hash(password, 12)" in told(finding)
    assert "delete the key" in told(finding)


def test_tests_are_counted_apart_and_decide_nothing() -> None:
    finding = look(CHECK, RULE, {"tests/test_a.py": REVERSIBLE[0][1]})
    assert finding.outcome is Outcome.NOT_APPLICABLE
    assert "in tests and examples: 1 more" in told(finding)


def test_a_variable_that_is_hashed_over_itself_is_told_by_the_hash() -> None:
    said = told(look(CHECK, RULE, {"a.py": "password = md5(password.encode()).hexdigest()"}))
    assert "md5(\u2026 password \u2026)" in said


def test_no_value_is_told() -> None:
    text = "user.password = fernet.encrypt(password, 'canary-value')"
    assert "canary" not in told(look(CHECK, RULE, {"a.py": text}))


def test_a_language_that_is_not_read_is_unknown_and_named() -> None:
    finding = look(CHECK, RULE, {"A.kt": "user.password = encode(password)"})
    assert finding.outcome is Outcome.UNKNOWN
    assert "Kotlin" in told(finding)


def test_an_empty_tree_tells_nothing() -> None:
    assert look(CHECK, RULE, {}).outcome is Outcome.UNKNOWN
