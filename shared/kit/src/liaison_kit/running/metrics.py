"""What this process has counted and measured, for Prometheus. Names and units follow its naming conventions."""

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

# Otherwise each would bring one more sample, of when it began.
disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no annotations

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

SENT = Counter("liaison_relay_records_sent", "Records that Kafka acknowledged", ["shard"])
SENDING = Histogram("liaison_relay_batch_seconds", "From the send of a batch to its rows' end", buckets=SECONDS)
RELAY_ERRORS = Counter("liaison_relay_errors", "Rounds of the relay that failed", ["error"])
REFUSED = Counter("liaison_relay_records_refused", "Records that the broker will never take")
LEASES = Gauge("liaison_relay_leases", "Shards that this process sends")

# Read from the database for each scrape, by the roles that mind them; in no registry, so that no other role shows a 0.
OUTBOX_ROWS = Gauge("liaison_outbox_rows", "Records that wait for Kafka, counted up to 100000", registry=None)
OUTBOX_AGE = Gauge("liaison_outbox_oldest_seconds", "Age of the oldest record that waits for Kafka", registry=None)
OUTBOX_REFUSED = Gauge("liaison_outbox_refused_rows", "Records refused; later ones of their keys wait", registry=None)
PARKED = Gauge("liaison_parked_records", "Dead letters: records that could not be applied", ["state"], registry=None)

# Looked up for each scrape as well, about the process itself and what it stands on.
READY = Gauge("liaison_part_ready", "1 where /health says ok of this part, else 0", ["part"], registry=None)
BROKER = Gauge("liaison_broker_reachable", "1 where one of Kafka's servers takes a connection, else 0", registry=None)
CLOCK = Gauge("liaison_clock_offset_seconds", "The process's clock, less that of its database", registry=None)
DISK_SIZE = Gauge("liaison_disk_size_bytes", "Size of the disk that the folder is on", ["folder"], registry=None)
DISK_FREE = Gauge("liaison_disk_free_bytes", "What of it is free to this process", ["folder"], registry=None)
EXPIRES = Gauge(
    "liaison_certificate_expires_timestamp_seconds",
    "When the certificate ends; 0 where it has ended already",
    ["certificate"],
    registry=None,
)

RECORDS = Counter("liaison_inbox_records", "Records by what became of them", ["topic", "outcome"])
LOST = Counter("liaison_inbox_lost_records", "Records that Kafka removed before they were read", ["topic"])
GAPS = Counter("liaison_inbox_gaps", "State records whose version leapt over one that was never heard", ["topic"])
STALE = Counter("liaison_inbox_stale", "Records no newer than one heard before", ["topic"])
APPLYING = Histogram("liaison_inbox_batch_seconds", "From a batch's arrival to its commit", buckets=SECONDS)
WAITS = Counter("liaison_inbox_waits", "Batches put off because the database or the network failed", ["error"])
DELAY = Histogram(
    "liaison_fact_delay_seconds", "From a fact's recording to its effect here", buckets=(*SECONDS, 300, 3600)
)
LEFT_OUT = Counter("liaison_following_left_out", "Records that are not what their topic promises", ["topic"])
LAG = Gauge("liaison_consumer_lag_records", "Records not yet applied here", ["topic", "partition"])
STANDSTILL = Gauge("liaison_consumer_standstill_seconds", "How long records have waited while none was applied")
LOOP_LAG = Gauge("liaison_event_loop_lag_seconds", "How late the event loop was, at its worst, since the last reading")
JOB_RUNS = Counter("liaison_job_runs", "Runs of a job: worked, idle or failed", ["job", "outcome"])
JOB_FAILING = Gauge("liaison_job_failing", "1 where the last run of the job failed, else 0", ["job"])
REQUESTS = Histogram("liaison_http_request_seconds", "Requests", ["route", "method", "status"], buckets=SECONDS)
