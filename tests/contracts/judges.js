// What other people's programs say of schemas, records and the AsyncAPI document; asked on stdin, answered on stdout.
import { readFileSync } from "node:fs";

const judges = {
  // [{schema, records: []}] → what ajv, as strict as it comes, has against each record
  async ajv(questions) {
    const { default: Ajv } = await import("ajv/dist/2020.js");
    const { default: formats } = await import("ajv-formats");
    const ajv = formats(new Ajv({ allErrors: true, logger: { log() {}, warn: complain, error: complain } }));
    return questions.flatMap(({ schema, records }) => {
      const valid = ajv.compile(schema);
      return records.flatMap((record) => (valid(record) ? [] : [ajv.errorsText(valid.errors)]));
    });
  },

  // an AsyncAPI document → what its official parser has against it, hints left out
  async asyncapi(document) {
    const { Parser } = await import("@asyncapi/parser");
    const { diagnostics, document: parsed } = await new Parser().parse(JSON.stringify(document));
    const told = diagnostics.filter(({ severity }) => severity < 2);
    return {
      problems: told.map(({ path, message }) => `${path.join(".")}: ${message}`),
      channels: parsed?.channels().all().length ?? 0,
      operations: parsed?.operations().all().length ?? 0,
      messages: parsed?.allMessages().all().length ?? 0,
    };
  },

  // [{headers, key, value}] as a Kafka client gets them → the events that the official SDK reads, written by it again
  async cloudevents(records) {
    const { Kafka } = await import("cloudevents");
    return records.map((record) => {
      const event = Kafka.toEvent(record);
      event.validate();
      return event.toJSON();
    });
  },
};

function complain(message) {
  throw new Error(message);
}

const judged = await judges[process.argv[2]](JSON.parse(readFileSync(0, "utf8")));
process.stdout.write(JSON.stringify(judged));
