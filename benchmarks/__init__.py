"""Measurements that are too long, or need too much data, to be tests."""
