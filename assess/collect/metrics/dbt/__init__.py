"""dbt: semantic models and metrics in both spellings, manifests, and metrics from before."""
