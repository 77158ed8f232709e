"""The commands, one module each; every module holds its command as COMMAND."""
