import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Follows a Liaison network: keeps a copy of its offices and events, and does something once for each fact. */
public final class Subscriber {
    private static final Map<String, String> STATES = Map.of(
            "OfficeState", "liaison.registry.OfficeState.v1", "EventState", "liaison.events.EventState.v1");
    private static final List<String> TOPICS = List.of("OfficeState", "EventState", "EventHeld", "CSORegistered");
    private static final Path KEPT = Path.of("copy.json");
    /** Records by topic and key; under "done" facts by id. In your system: tables, written in one transaction. */
    private static ObjectNode copy;

    private static void take(ConsumerRecord<String, byte[]> from) throws IOException {
        if (from.value() == null) { // a tombstone: what has this key is no more
            copy.withObject("/" + from.topic()).remove(from.key());
            return;
        }
        var record = Work.JSON.readTree(from.value());
        if (STATES.containsKey(from.topic())) {
            var known = copy.withObject("/" + from.topic());
            var newer = !known.has(from.key()) || age(record).compareTo(age(known.get(from.key()))) > 0;
            if (newer && record.get("type").textValue().equals(STATES.get(from.topic()))) {
                known.set(from.key(), record);
            }
        } else if (!copy.withObject("/done").has(record.get("id").textValue())) { // what comes twice has the same id
            Work.once(record, copy.withObject("/OfficeState"));
            copy.withObject("/done").set(record.get("id").textValue(), record.get("type"));
        }
    }

    private static String age(JsonNode record) {
        return "%010d/%s".formatted(record.get("epoch").longValue(), record.get("sequence").textValue());
    }

    private static void save() throws IOException {
        Work.JSON.writeValue(Path.of("copy.new").toFile(), copy);
        Files.move(Path.of("copy.new"), KEPT, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Reads the states to their end. After that come all facts that are still there. */
    private static void startFromState() throws IOException {
        try (var consumer = Connection.open()) {
            var places = TOPICS.stream().flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(found -> new TopicPartition(found.topic(), found.partition())).toList();
            var states = places.stream().filter(place -> STATES.containsKey(place.topic())).toList();
            var ends = consumer.endOffsets(states);
            var next = new HashMap<TopicPartition, OffsetAndMetadata>();
            consumer.beginningOffsets(places).forEach((place, first) -> next.put(place, new OffsetAndMetadata(first)));
            ends.forEach((place, end) -> next.put(place, new OffsetAndMetadata(end)));
            consumer.assign(states);
            consumer.seekToBeginning(states);
            STATES.keySet().forEach(copy::remove);
            while (states.stream().anyMatch(place -> consumer.position(place) < ends.get(place))) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    take(record);
                }
            }
            save();
            consumer.commitSync(next);
        }
        System.out.println("Started from state: " + copy.withObject("/OfficeState").size() + " offices");
    }

    /** Until this group has no position: it never had one, or what comes next was deleted. */
    private static void follow() throws IOException {
        try (var consumer = Connection.open()) {
            consumer.subscribe(TOPICS);
            while (true) {
                var records = consumer.poll(Duration.ofSeconds(1));
                for (var record : records) {
                    take(record);
                }
                if (!records.isEmpty()) {
                    save();
                    consumer.commitSync(); // after the work
                }
            }
        } catch (InvalidOffsetException lost) {
            startFromState();
        }
    }

    public static void main(String[] arguments) throws IOException {
        try {
            copy = (ObjectNode) Work.JSON.readTree(Files.exists(KEPT) ? Files.readString(KEPT) : "{}");
            while (true) {
                follow();
            }
        } catch (WakeupException stopped) {
            System.out.println("Stopped");
        }
    }
}
