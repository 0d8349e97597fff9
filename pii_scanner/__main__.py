"""`python -m pii_scanner` is the command line."""

from pii_scanner.cli.leaving import command

if __name__ == "__main__":
    command()
