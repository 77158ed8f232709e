"""`python -m watchword` is the same as the `watchword` command."""

from watchword.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
