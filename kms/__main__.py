"""`python -m kms`: the command `kms`, if its script is not on the path."""

from kms.cli import main

if __name__ == "__main__":
    main()
