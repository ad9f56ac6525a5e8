"""What `chalice package` does not make: tables, queues, buckets, the web's front; and a smaller package."""
