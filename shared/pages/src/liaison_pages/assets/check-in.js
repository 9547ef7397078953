/* Check-in at the door, with or without a connection. Each scan is an entry of its own in the browser's storage, so that
   neither a closed page nor a second tab loses one: its id, the code, and when it was scanned; once it is answered, the
   answer in place of the code. No names. The server takes an id once, so that what may have arrived is sent again. */
const door = document.querySelector("[data-door]");
const kept = document.querySelector("[data-kept]");
const BATCH = 50;
const RETRY = 15_000;
const FORGET = 3 * 86_400_000;
const SHOWN = 12;
const SAME_TICKET = 4_000;
const PREFIX = `liaison.scan.${door.dataset.door}.`;
const words = Object.fromEntries([...kept.querySelectorAll("[data-outcome]")].map((one) => [one.dataset.outcome, one.textContent]));
const form = document.querySelector("#code").form;
let sending = false;

function entries() {
  const found = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => JSON.parse(localStorage[key]));
  return found.sort((one, other) => (one.at < other.at ? -1 : 1));
}

function keep(entry) {
  try {
    localStorage.setItem(PREFIX + entry.id, JSON.stringify(entry));
    return true;
  } catch {
    trouble("full");
    return false;
  }
}

function trouble(which) {
  for (const one of door.querySelectorAll("[data-trouble]")) one.hidden = one.dataset.trouble !== which;
}

function clockOf(moment, otherDay) {
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/Kyiv" };
  const day = { day: "numeric", month: "long", ...time };
  return new Date(moment).toLocaleString(document.documentElement.lang, otherDay ? day : time);
}

function said(entry) {
  if (!entry.outcome) return words.unsent;
  const time = entry.answeredAt ? clockOf(entry.answeredAt, entry.outcome === "other_event") : "";
  const values = { people: entry.people, title: entry.title, time };
  return words[entry.outcome].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

const tone = (entry) => (entry.outcome === "checked_in" ? "good" : entry.outcome ? "bad" : "warn");

function card(entry) {
  const item = document.createElement("li");
  item.className = "card";
  item.dataset.state = entry.outcome ?? "unsent";
  const time = item.appendChild(document.createElement("p")).appendChild(document.createElement("time"));
  time.dateTime = entry.at;
  time.textContent = `${clockOf(entry.at)}${entry.code ? ` · ${entry.code.slice(0, 14)}` : ""}`;
  const tag = item.appendChild(document.createElement("p")).appendChild(document.createElement("span"));
  tag.className = `notice-text ${tone(entry)}`;
  tag.textContent = said(entry);
  if (entry.outcome === "checked_in" && entry.people > 1) {
    const link = item.appendChild(document.createElement("p")).appendChild(document.createElement("a"));
    link.href = `${door.dataset.nameHere}#who-${entry.signUp}`;
    link.textContent = words.fewer;
  }
  return item;
}

function show(last) {
  const all = entries();
  const counts = { unsent: 0, sent: 0, refused: 0 };
  for (const one of all) counts[!one.outcome ? "unsent" : one.outcome === "checked_in" ? "sent" : "refused"] += 1;
  for (const [name, count] of Object.entries(counts)) door.querySelector(`[data-count=${name}]`).textContent = count;
  kept.hidden = !all.length;
  // Newest first; of what went well the last ones are enough, what did not stays in sight.
  const newest = all.reverse();
  const more = new Set(newest.filter((one) => one.outcome === "checked_in").slice(SHOWN));
  kept.querySelector("[data-list]").replaceChildren(...newest.filter((one) => !more.has(one)).map(card));
  const shown = last && all.find((one) => one.id === last);
  if (shown) {
    const notice = door.querySelector("[data-last]");
    notice.hidden = false;
    notice.className = `notice ${tone(shown)}`;
    notice.textContent = said(shown);
  }
}

function scanned(code) {
  const entry = { id: crypto.randomUUID(), code: code.slice(0, 500), at: new Date().toISOString() };
  if (!keep(entry)) return;
  show(entry.id);
  navigator.vibrate?.(60);
  send(entry.id);
}

async function post(batch) {
  const scans = batch.map(({ id, code, at }) => ({ id, code, scanned_at: at }));
  const body = JSON.stringify({ scans, sent_at: new Date().toISOString() });
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return fetch(door.dataset.address, { method: "POST", headers, body });
}

/* Whether it was answered; what was not stays as it is. */
async function sent(batch) {
  let answer;
  try {
    answer = await post(batch);
  } catch {
    trouble("offline");
    return false;
  }
  if (!answer.ok) {
    const waits = answer.status >= 500 || answer.status === 429;
    trouble(waits ? "offline" : answer.status === 401 ? "signed-out" : "refused");
    return false;
  }
  const { answers } = await answer.json();
  for (const { id, outcome, people, at, title, sign_up_id: signUp } of answers) {
    const entry = batch.find((one) => one.id === id);
    keep({ id, at: entry.at, outcome, people, title, signUp, answeredAt: at });
  }
  trouble("");
  return true;
}

async function send(last) {
  if (sending) return;
  sending = true;
  try {
    for (;;) {
      const batch = entries().filter((one) => !one.outcome).slice(0, BATCH);
      if (!batch.length || !(await sent(batch))) break;
      show(last ?? batch.at(-1).id);
    }
  } finally {
    sending = false;
    show();
  }
}

async function detector() {
  const native = globalThis.BarcodeDetector;
  if (native && (await native.getSupportedFormats()).includes("qr_code")) return new native({ formats: ["qr_code"] });
  const { BarcodeDetector } = await import(door.dataset.decoder);
  return new BarcodeDetector({ formats: ["qr_code"] });
}

async function camera(on, off, video) {
  let stream;
  try {
    const reader = await detector();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
    off.onclick = () => stream.getTracks().forEach((track) => track.stop());
    [on.hidden, off.hidden, video.hidden] = [true, false, false];
    const seen = new Map();
    while (stream.active) {
      for (const { rawValue } of await reader.detect(video)) {
        if (Date.now() - (seen.get(rawValue) ?? 0) > SAME_TICKET) scanned(rawValue);
        seen.set(rawValue, Date.now());
      }
      await new Promise((done) => setTimeout(done, 150));
    }
  } catch {
    trouble("no-camera");
  } finally {
    stream?.getTracks().forEach((track) => track.stop());
    [on.hidden, off.hidden, video.hidden] = [false, true, true];
  }
}

/* What was answered days ago, of any event, is not kept. */
function forget() {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith("liaison.scan."))) {
    const { at, outcome } = JSON.parse(localStorage[key]);
    if (outcome && Date.now() - Date.parse(at) > FORGET) localStorage.removeItem(key);
  }
}

/* So that the page opens without a connection, too: itself without its query, which may show names, and what it loads. */
async function prepare() {
  await navigator.serviceWorker.register(door.dataset.worker, { scope: "/events/" });
  const cache = await caches.open("liaison-check-in");
  const loaded = performance.getEntriesByType("resource").map((one) => new URL(one.name));
  const files = loaded.filter((one) => one.origin === location.origin && one.pathname.startsWith("/static/"));
  const wanted = [location.pathname, door.dataset.decoder, "/static/built/qr/index.js", ...files.map(String)];
  await Promise.all([...new Set(wanted)].map(async (one) => (await cache.match(one)) && one !== location.pathname ? null : cache.add(one)));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = form.elements.code;
  if (field.value.trim()) scanned(field.value.trim());
  field.value = "";
  field.focus();
});
const [on, off, video] = ["camera", "camera-off", "video"].map((name) => door.querySelector(`[data-${name}]`));
on.addEventListener("click", () => camera(on, off, video));
addEventListener("online", () => send());
addEventListener("storage", () => show());
document.addEventListener("visibilitychange", () => document.hidden || send());
setInterval(send, RETRY, undefined);
forget();
door.hidden = false;
show();
send();
if ("serviceWorker" in navigator) prepare().catch(() => {}); // without it the page still works while it stays open
