"""`python -m pii_scanner` is the command line."""

from pii_scanner.cli import main

if __name__ == "__main__":
    main()
