import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** How to get in: what `liaison subscribers add` wrote is in the environment. Without it, the sandbox is meant. */
final class Connection {
    static KafkaConsumer<String, byte[]> open() {
        var settings = new Properties();
        settings.put("bootstrap.servers", told("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"));
        settings.put("group.id", told("KAFKA_GROUP_PREFIX", "my-system.") + "main");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "none");
        if (told("KAFKA_SECURITY_PROTOCOL", "").equals("SASL_SSL")) {
            settings.put("security.protocol", "SASL_SSL");
            settings.put("sasl.mechanism", "SCRAM-SHA-512");
            settings.put("sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
                    + told("KAFKA_USERNAME", "") + "\" password=\"" + told("KAFKA_PASSWORD", "") + "\";");
            if (!told("KAFKA_CA", "").isEmpty()) {
                settings.put("ssl.truststore.type", "PEM");
                settings.put("ssl.truststore.certificates", told("KAFKA_CA", ""));
            }
        }
        var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        var reading = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> { // Ctrl-C: it leaves its group before it goes
            consumer.wakeup();
            try {
                reading.join(10_000);
            } catch (InterruptedException hurried) {
                return;
            }
        }));
        return consumer;
    }

    private static String told(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }
}
