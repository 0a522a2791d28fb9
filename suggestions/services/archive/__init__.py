"""归档: closing a year, one file of all papers for each suggestion, past years from a sheet."""
