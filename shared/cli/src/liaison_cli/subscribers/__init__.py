"""`liaison subscribers`: which other systems may read our public topics, kept by Kafka itself."""
