"""What is tried on the network of the containers, by whoever has got there: programs that print what came of it."""

DOORS = '''
import json, socket, ssl, struct

def plain_kafka(host, port):
    """Whether a broker answers an ApiVersions request (KIP-35) that is not encrypted."""
    with socket.create_connection((host, port), 10) as asked:
        asked.settimeout(10)
        asked.sendall(struct.pack(">ihhih", 10, 18, 0, 7, -1))
        try:
            said = asked.recv(8)
        except OSError as error:
            return type(error).__name__
        return "answers" if said[4:8] == struct.pack(">i", 7) else "refused"

def encrypted(host, port, name, authority):
    """What a client is told that wants this name, and has no certificate of its own."""
    trust = ssl.create_default_context(cafile=f"/run/secrets/{authority}")
    with socket.create_connection((host, port), 10) as asked:
        if port == 5432:
            asked.sendall(struct.pack(">ii", 8, 80877103))
            if asked.recv(1) != b"S":
                return "no TLS"
        asked.settimeout(2)
        try:
            with trust.wrap_socket(asked, server_hostname=name) as wrapped:
                try:
                    wrapped.recv(1)
                except TimeoutError:
                    pass
                return "welcome"
        except ssl.SSLError as error:
            return error.reason or type(error).__name__

def plain_postgres():
    with socket.create_connection(("postgres", 5432), 10) as asked:
        words = b"user\\0registry\\0database\\0registry\\0\\0"
        asked.sendall(struct.pack(">ii", 8 + len(words), 196608) + words)
        return "refused" if b"no encryption" in asked.recv(4096) else "answers"

brokers = ["kafka", "kafka-2", "kafka-3"]
print(json.dumps({
    "plain": {f"{one}:{port}": plain_kafka(one, port) for one in brokers for port in (9092, 9093, 9094, 9095)},
    "inside": {one: encrypted(one, 9092, one, "kafka_ca") for one in brokers},
    "inside under another name": {one: encrypted(one, 9092, "kafka.elsewhere.example", "kafka_ca") for one in brokers},
    "without a certificate": {
        f"{one}:{port}": encrypted(one, port, one, "kafka_ca") for one in brokers for port in (9093, 9095)
    },
    "postgres": encrypted("postgres", 5432, "postgres", "postgres_ca"),
    "postgres under another name": encrypted("postgres", 5432, "postgres.elsewhere.example", "postgres_ca"),
    "postgres by another authority": encrypted("postgres", 5432, "postgres", "kafka_ca"),
    "plain postgres": plain_postgres(),
}))
'''

RIGHTS = """
import asyncio, json, pathlib, ssl
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

def known(password):
    trust = ssl.create_default_context(cafile="/run/secrets/kafka_ca")
    return {
        "bootstrap_servers": "kafka:9092", "security_protocol": "SASL_SSL", "ssl_context": trust,
        "sasl_mechanism": "SCRAM-SHA-512", "sasl_plain_username": "liaison-events", "sasl_plain_password": password,
        "request_timeout_ms": 10_000,
    }

async def told(work):
    try:
        await asyncio.wait_for(work, 30)
    except Exception as error:
        return type(error).__name__
    return "ok"

async def write(topic, password):
    async with AIOKafkaProducer(**known(password)) as producer:
        # Of a version that nobody reads: it would be parked, and shown, if it ever arrived.
        await producer.send_and_wait(topic, b"never", key=b"never")

async def read(topic, password):
    async with AIOKafkaConsumer(**known(password)) as consumer:
        place = TopicPartition(topic, 0)
        consumer.assign([place])
        await consumer.seek_to_beginning(place)
        await consumer.getmany(timeout_ms=1000)

async def main():
    own = pathlib.Path("/run/secrets/events_kafka_password").read_text()
    print(json.dumps({
        "writes what the registry tells": await told(write("OfficeState", own)),
        "reads what it hears": await told(read("OfficeState", own)),
        "reads what it does not hear": await told(read("GrantAwarded", own)),
        "comes with another password": await told(read("OfficeState", "wrong")),
    }))

asyncio.run(main())
"""
