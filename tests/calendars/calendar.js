/** Keeps a calendar as node-ical does: what feeds said one after the other, by UID and SEQUENCE; prints what stands in it then. */
import { readFileSync } from "node:fs";
import ical from "node-ical";

const said = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
// One calendar, as that of a program that has read them all.
const kept = ical.sync.parseICS(said.join("").replaceAll("END:VCALENDAR\r\nBEGIN:VCALENDAR\r\n", ""));
const events = Object.values(kept).filter((one) => one.type === "VEVENT");
const shown = events.map(({ uid, summary, start, end, status, sequence, location }) => ({
  uid,
  summary,
  start,
  end,
  zone: start.tz,
  status,
  sequence: Number(sequence),
  location,
}));
process.stdout.write(JSON.stringify(shown));
