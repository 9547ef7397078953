import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import facts.CSORegistered;
import facts.EventHeld;
import facts.OfficeState;

/** Yours. Types that it does not name are not its business, nor are fields that the classes do not know. */
final class Work {
    static final ObjectMapper JSON = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    static void once(JsonNode fact, JsonNode offices) throws JsonProcessingException {
        switch (fact.get("type").textValue()) {
            case "liaison.events.EventHeld.v1" -> {
                var held = JSON.treeToValue(fact.get("data"), EventHeld.class);
                var office = JSON.treeToValue(offices.path(held.getState().getOfficeID().toString()).get("data"), OfficeState.class);
                var where = office == null ? held.getState().getOfficeName() : office.getAddress();
                System.out.printf("EventHeld: %s, %d people, %s%n", held.getState().getTitle(), held.getAttendance(), where);
            }
            case "liaison.registry.CSORegistered.v1" -> {
                var registered = JSON.treeToValue(fact.get("data"), CSORegistered.class);
                System.out.println("CSORegistered: " + registered.getState().getName());
            }
            default -> { }
        }
    }
}
