"""The deputy's verdict and what follows from an unsatisfied one."""
