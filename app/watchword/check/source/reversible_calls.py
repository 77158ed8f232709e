"""What a call makes of a password it is given: cipher text, an encoding, a broken, fast or slow hash.

By how the call is written, and by what its receiver was last set to. A password that is the *key* of a
cipher is no finding: what is encrypted then is something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from watchword.check.source.flow import ARGUMENT, BLOCK, PROPERTY, RECEIVER, Call
from watchword.check.source.names import is_hash_call, is_masked_call, is_measure_call, split_words

CIPHER, DECRYPT, ENCODING, BROKEN, FAST, SLOW, HELPER = (
    *("cipher", "decrypt", "encoding", "broken-hash", "fast-hash", "slow-hash", "helper"),
)
STOP = "stop"  # the value does not come out of the call

_SLOW = re.compile(
    r"bcrypt|argon2|scrypt|pbkdf2|hashpw|pwhash|rfc2898|password_hash\b|make_password|passwordencoder\b"
    r"|generate_password_hash|generatefrompassword|hash\.make\b|passwordhasher|userpasswordhasher|pwd_context"
    r"|cryptcontext|set_password|sodium_crypto_pwhash|yescrypt"
)
_CIPHERS = re.compile(
    r"(^|[._])(aes\w*|des\w*|triple_?des|3des|rc[24]|rsa\w*|blowfish|fernet|multifernet|cipher|ciphers?|cryptojs|gcm"
    r"|aead|kms\w*|encryptor|\w*encryptor|secretbox|box|chacha\w*|crypt|cryptor|nacl|jasypt|mcrypt\w*|openssl\w*)([._]|$)"
)
_ENCRYPTS = re.compile(
    r"encrypt\w*|seal|dofinal|update|final|finalize|encryptstring|encrypt_and_sign|public_?encrypt|box|secretbox"
)
_WHOLE_CIPHERS = frozenset(
    (
        "openssl_encrypt",
        "mcrypt_encrypt",
        "sodium_crypto_secretbox",
        "aes_encrypt",
        "des_encrypt",
        "rsa_encrypt",
    )
)
_SET_TO_CIPHER = re.compile(
    r"Fernet\(|AES\b|DES\b|Blowfish|ChaCha|SecretBox|Cipher\b|createCipher|MessageEncryptor|NewGCM|aes\.New|ARC4|RC4"
)
_SET_TO_DECIPHER = re.compile(r"createDecipher|DECRYPT_MODE|\.decrypt\b")
_ENCODINGS = re.compile(
    r"(^|\.)(\w*b(16|32|64|85)encode|\w*base64_?encode|btoa|hexlify|bin2hex|str_rot13|rot13|crc32|adler32"
    r"|(strict_|urlsafe_)?encode64)$|base64\.(\w+\.)?\w*encode\w*$|hex\.encode(tostring)?$|(^|\.)bytestohex$"
)
_TEXT_ENCODING = re.compile(
    r"\.toString\(\s*['\"](?:base64|hex|base64url)|\.pack\(\s*['\"](?:m0?|H\*)|codecs\.encode\([^)]*rot|\.hex\(\s*\)$"
)
_BROKEN = re.compile(
    r"(?i)\bmd[245]|(?<![a-z])md[245](?![0-9])|sha_?-?1(?![0-9])|ripemd|sha0|shahex\b|\.sha\b"
)
_FAST = re.compile(r"(?i)sha_?-?(2|3|224|256|384|512)|sha3_|hmac|blake[23]|whirlpool|keccak|xxhash|murmur")
_DIGESTS = re.compile(
    r"hashlib|createhash|createhmac|messagedigest|digest|hmac|(^|\.)hash$|(^|\.)hash\.|cryptojs|(^|\.)(md[245]|sha)"
    r"|openssl_digest|hash_hmac|crypto\.hash"
)
_SETS = frozenset(
    ("update", "write", "digest", "dofinal", "encrypt", "seal", "final", "hash", "encode", "sum")
)
_FED = frozenset(("update", "write", "digest", "sum", "final", "hash"))  # what a digest is given by
_PASSED_ON = frozenset(
    (
        *("str", "string", "bytes", "bytearray", "encode", "decode", "getbytes", "tochararray", "to_s"),
        *("strip", "trim", "chomp", "format", "join", "concat", "sprintf", "buffer.from", "from", "b"),
        *("utf8", "lower", "downcase", "tolowercase", "force_encoding", "unpack", "enc.utf8.parse"),
        *("parse", "textencoder.encode", "bytes.concat", "writestring", "copy", "dup", "valueof"),
        *("normalize", "smart_bytes", "force_bytes", "byte"),
    )
)  # fmt: skip
_KEYS = frozenset(("derive", "kdf", "key"))  # what comes out is the key of a cipher
_PHP_CIPHERS = frozenset(("encrypt", "crypt.encrypt", "crypt.encryptstring", "encryptstring"))


def kind_of(call: Call, before: Callable[[str], str], *, is_php: bool = False) -> str:
    """Return what a call makes of the value; empty where it only hands the value on.

    `before` gives the text that a variable was last set to.
    """
    name, callee = call.name, call.callee
    if call.role == PROPERTY:
        return "" if name in ("value", "text", "raw") else STOP
    written = _method(call)
    if is_measure_call(written) or is_masked_call(written):
        return STOP
    text = call.text
    if "usedforsecurity=False" in text:
        return STOP
    if _SLOW.search(callee) or (_SLOW.search(before(_receiver(call)).lower()) and is_hash_call(name)):
        return SLOW
    if kind := _cipher(call, before, is_php):
        return kind
    if _ENCODINGS.search(callee) or _TEXT_ENCODING.search(text):
        return ENCODING if _is_data(call) else STOP
    if kind := _digest(call, before):
        return kind
    if name in _PASSED_ON or callee in _PASSED_ON:
        return ""
    is_helper = call.role == ARGUMENT and is_hash_call(written) and name != "hash"
    return HELPER if is_helper and _KEYS.isdisjoint(split_words(written)) else STOP


def _method(call: Call) -> str:
    """Return the function's own name as written, so that its words can be told apart."""
    return re.split(r"[.:>]", call.shown)[-1] or call.name


def _receiver(call: Call) -> str:
    """Return the variable that a call is made on, as written; empty for a longer chain or none."""
    parts = re.split(r"\.|->|::", call.shown)
    return parts[-2].lstrip("$@") if len(parts) == 2 else ""


def _is_data(call: Call) -> bool:
    """Whether the value is what is worked on: the first argument, what is in a block, or the receiver."""
    return call.role in (RECEIVER, BLOCK) or (call.role == ARGUMENT and call.position <= 0)


def _cipher(call: Call, before: Callable[[str], str], is_php: bool) -> str:
    name, callee = call.name, call.callee
    if "decrypt" in name or "decipher" in callee:
        return DECRYPT if _is_data(call) else STOP
    if name.startswith(("createcipher", "new")) or name in (
        "fernet",
        "secretbox",
        "secretkeyspec",
        "getinstance",
    ):
        return STOP  # the password is the key
    set_to = before(_receiver(call)) if name in _SETS else ""
    if _SET_TO_DECIPHER.search(set_to):
        return DECRYPT
    is_known = name in _WHOLE_CIPHERS or (is_php and callee in _PHP_CIPHERS)
    owner = callee.rpartition(".")[0]
    if not is_known and _ENCRYPTS.fullmatch(name):
        is_known = bool(_CIPHERS.search(owner)) or bool(_SET_TO_CIPHER.search(set_to))
        if name in ("update", "final", "finalize", "dofinal") and _DIGESTS.search(owner):
            return ""
    if not is_known:
        return ""
    is_data = call.position in (0, -1) or name in ("seal", "mcrypt_encrypt") or call.role != ARGUMENT
    keys = ("key", "secret", "passphrase", "password")
    return CIPHER if is_data and call.keyword not in keys else STOP


def _digest(call: Call, before: Callable[[str], str]) -> str:
    """Return which kind of fast hash a call is, where it is one."""
    name, callee = call.name, call.callee
    said = f"{callee} {call.text[:200]}" if _DIGESTS.search(callee) else ""
    is_fed = call.role == ARGUMENT and name in _FED
    if is_fed and _DIGESTS.search((set_to := before(_receiver(call))).lower()):
        said += set_to
    if not said and callee == "io.writestring":
        said = before(re.split(r"[(,]", call.text)[1].strip() if "(" in call.text else "")
    if not said:
        return ""
    if call.position > 0 and name in ("hmac", "createhmac", "hash_hmac") and call.position != 1:
        return STOP
    if _BROKEN.search(said) and not (set(split_words(name)) & {"hmac"} or "hmac" in callee):
        return BROKEN
    return FAST if _FAST.search(said) else ""
