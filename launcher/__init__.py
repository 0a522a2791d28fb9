"""Behind make: environment, embedded servers, processes, with the standard library alone."""
