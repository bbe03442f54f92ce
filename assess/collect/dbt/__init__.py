"""dbt projects by their artifacts: manifest, catalog and run results, read as JSON without dbt."""
