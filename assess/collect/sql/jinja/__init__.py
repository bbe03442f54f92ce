"""Jinja of dbt and Airflow filled in without dbt, in a process of its own that can be ended."""
