"""What every buying company of the check goes through, one file for each protocol."""
