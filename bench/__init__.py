"""Filling a large portal and measuring it; see README.md beside this file."""
