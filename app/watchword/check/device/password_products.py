"""The password managers and browsers that `password-manager` knows, as data.

Extension ids are those of the stores and of public policy files; `ParetoSecurity/agent` and `pareto-mac` hold
the same Chrome and Edge ids. Application names are the vendors'. A list like this always lags, which is why
finding nothing is never held against anybody.

Places start with a name in braces: `{home}`, `{config}` (`XDG_CONFIG_HOME`), `{local}` and `{roaming}`
(`LOCALAPPDATA`, `APPDATA`), `{programs}` and `{programs86}` (the two `ProgramFiles`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """One password manager and every trace of it.

    `chromium` holds the ids in the Chrome and Edge stores (every Chromium browser takes both), `sockets` the
    places where its agent listens, `files` places that exist when it is installed, `commands` its programs,
    `windows` its `DisplayName` among the installed programs, `secret_service` the name of the process when
    it owns the desktop's secret service.
    """

    name: str
    chromium: tuple[str, ...] = ()
    firefox: str = ""
    macos: tuple[str, ...] = ()
    linux: tuple[str, ...] = ()
    flatpak: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()
    windows_files: tuple[str, ...] = ()
    sockets: tuple[str, ...] = ()
    secret_service: str = ""


PRODUCTS = (
    Product(
        "1Password",
        chromium=("aeblfdkhhhdcdjpifhhbdiojplfjncoa", "dppgmdbiimibapkepcbdbmkaabgiofem"),
        firefox="{d634138d-c276-4fc8-924b-40a0ea21d284}",
        macos=("1Password.app", "1Password 7.app"),
        linux=("/opt/1Password/1password",),
        flatpak=("com.onepassword.OnePassword",),
        commands=("1password", "op"),
        windows=("1Password",),
        windows_files=("{local}/1Password/app/8/1Password.exe",),
        # developer.1password.com/docs/ssh/agent: macOS, Linux
        sockets=(
            "{home}/Library/Group Containers/2BUA8C4S2C.com.1password/t/agent.sock",
            "{home}/.1password/agent.sock",
        ),
    ),
    Product(
        "Bitwarden",
        chromium=("nngceckbapebfimnlniiiahkandclblb", "jbkfoedolllekgbhcbcoahefnbanhhlh"),
        firefox="{446900e4-71c2-419f-a6a7-df9c091e268b}",
        macos=("Bitwarden.app",),
        linux=("/opt/Bitwarden/bitwarden",),
        flatpak=("com.bitwarden.desktop",),
        commands=("bitwarden", "bitwarden-desktop", "bw", "rbw"),
        windows=("Bitwarden",),
        windows_files=("{local}/Programs/Bitwarden/Bitwarden.exe",),
        # bitwarden.com/help/ssh-agent; the second is where Flatpak moves it
        sockets=(
            "{home}/.bitwarden-ssh-agent.sock",
            "{home}/.var/app/com.bitwarden.desktop/data/.bitwarden-ssh-agent.sock",
        ),
    ),
    Product(
        "KeePassXC",
        chromium=("oboonakemofpalcgghocfoadofidjkkk",),
        firefox="keepassxc-browser@keepassxc.org",
        macos=("KeePassXC.app",),
        flatpak=("org.keepassxc.KeePassXC",),
        commands=("keepassxc",),
        windows=("KeePassXC",),
        windows_files=("{programs}/KeePassXC/KeePassXC.exe",),
        secret_service="keepassxc",  # noqa: S106 - the name of a process
    ),
    Product(
        "LastPass",
        chromium=("hdokiejnpimakedhajhdlcegeplioahd", "bbcinlkgjjkejfdpemiealijmmooekmp"),
        firefox="support@lastpass.com",
        macos=("LastPass.app",),
        commands=("lpass",),
        windows=("LastPass",),
    ),
    Product(
        "Dashlane",
        chromium=("fdjamakpfbbddfjaooikfcpapjohcfmg", "gehmmocbbkpblljhkekmfhjpfbkclbph"),
        firefox="jetpack-extension@dashlane.com",
        macos=("Dashlane.app",),
        windows=("Dashlane",),
    ),
    Product(
        "Proton Pass",
        chromium=("ghmbeldphafepmbegfdlkpapadhbakde",),
        firefox="78272b6fa58f4a1abaac99321d503a20@proton.me",
        macos=("Proton Pass.app",),
        flatpak=("me.proton.Pass",),
        commands=("proton-pass",),
        windows=("Proton Pass",),
        windows_files=("{local}/Programs/Proton/Proton Pass/ProtonPass.exe",),
    ),
    Product(
        "NordPass",
        chromium=("eiaeiblijfjekdanodkjadfinkhbfgcd",),
        firefox="nordpassStandalone@nordsecurity.com",
        macos=("NordPass.app",),
        commands=("nordpass",),
        windows=("NordPass",),
    ),
    Product("Apple Passwords", chromium=("pejdijmoenmkgeppbflobdenhhabjlaj",)),
    Product(
        "KeePass",
        commands=("keepass2",),
        windows=("KeePass Password Safe", "KeePass"),
        windows_files=("{programs86}/KeePass Password Safe 2/KeePass.exe",),
    ),
    Product("KeePassium", macos=("KeePassium.app",)),
    Product("Strongbox", macos=("Strongbox.app",)),
    Product("Enpass", macos=("Enpass.app",), linux=("/opt/enpass/Enpass",), windows=("Enpass",)),
    Product("Keeper", macos=("Keeper Password Manager.app",), windows=("Keeper Password Manager",)),
    # These two count by their store of entries, see `password_apps`: the command alone shows no use.
    Product("pass"),
    Product("gopass"),
)

# Ships with macOS 15 and later, so that it is there shows nothing about its use.
MACOS_BUILT_IN = ("Passwords.app", "Apple Passwords")
MACOS_FOLDERS = (
    "/Applications",
    "/Applications/Setapp",
    "/Applications/Nix Apps",
    "{home}/Applications",
    "/System/Applications",
)
COMMAND_FOLDERS = (
    *("/usr/bin", "/usr/local/bin", "/bin", "/snap/bin", "/run/current-system/sw/bin"),
    *("/opt/homebrew/bin", "/home/linuxbrew/.linuxbrew/bin"),
    *("{home}/.local/bin", "{home}/.nix-profile/bin", "{home}/.cargo/bin", "{home}/go/bin"),
)
FLATPAK_FOLDERS = ("{home}/.local/share/flatpak/app", "/var/lib/flatpak/app")
STORES = (
    ("pass", "{home}/.password-store"),
    ("gopass", "{home}/.local/share/gopass/stores/root"),
)
UNINSTALL_KEYS = (
    ("HKLM", r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"),
    ("HKLM", r"SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall"),
    ("HKCU", r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"),
)
# Stores for applications, on nearly every desktop; they never count. Names of processes, cut to 15 letters.
APPLICATION_STORES = {
    "gnome-keyring-d": "GNOME Keyring",
    "kwalletd5": "KWallet",
    "kwalletd6": "KWallet",
    "ksecretd": "KWallet",
}


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser and the folders that hold its profiles."""

    name: str
    macos: tuple[str, ...] = ()
    linux: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()


_SUPPORT = "{home}/Library/Application Support"
_FLATPAK = (
    "{home}/.var/app"  # an application's own XDG_CONFIG_HOME is config/ below its id (docs.flatpak.org)
)

CHROMIUM = (
    Browser(
        "Chrome",
        macos=(f"{_SUPPORT}/Google/Chrome",),
        linux=("{config}/google-chrome", f"{_FLATPAK}/com.google.Chrome/config/google-chrome"),
        windows=("{local}/Google/Chrome/User Data",),
    ),
    Browser(
        "Edge",
        macos=(f"{_SUPPORT}/Microsoft Edge",),
        linux=("{config}/microsoft-edge", f"{_FLATPAK}/com.microsoft.Edge/config/microsoft-edge"),
        windows=("{local}/Microsoft/Edge/User Data",),
    ),
    Browser(
        "Brave",
        macos=(f"{_SUPPORT}/BraveSoftware/Brave-Browser",),
        linux=(
            "{config}/BraveSoftware/Brave-Browser",
            f"{_FLATPAK}/com.brave.Browser/config/BraveSoftware/Brave-Browser",
        ),
        windows=("{local}/BraveSoftware/Brave-Browser/User Data",),
    ),
    Browser(
        "Chromium",
        macos=(f"{_SUPPORT}/Chromium",),
        linux=(
            "{config}/chromium",
            "{home}/snap/chromium/common/chromium",
            f"{_FLATPAK}/org.chromium.Chromium/config/chromium",
        ),
        windows=("{local}/Chromium/User Data",),
    ),
    Browser(
        "Vivaldi",
        macos=(f"{_SUPPORT}/Vivaldi",),
        linux=("{config}/vivaldi",),
        windows=("{local}/Vivaldi/User Data",),
    ),
    Browser("Arc", macos=(f"{_SUPPORT}/Arc/User Data",)),
    Browser(
        "Opera",
        macos=(f"{_SUPPORT}/com.operasoftware.Opera",),
        linux=("{config}/opera",),
        windows=("{roaming}/Opera Software/Opera Stable",),
    ),
)
FIREFOX = Browser(
    "Firefox",
    macos=(f"{_SUPPORT}/Firefox/Profiles",),
    linux=(
        "{home}/.mozilla/firefox",
        "{config}/mozilla/firefox",  # where Firefox 147 and later start new profiles
        "{home}/snap/firefox/common/.mozilla/firefox",
        f"{_FLATPAK}/org.mozilla.firefox/.mozilla/firefox",
    ),
    windows=("{roaming}/Mozilla/Firefox/Profiles",),
)
