/** Builds what browsers get into src/liaison_pages/assets/built: our styles, and of the packages the files in use. */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = `${here}node_modules/`;
const built = `${here}src/liaison_pages/assets/built/`;
const copied = {
  "noto-sans-cyrillic.woff2": "@fontsource-variable/noto-sans/files/noto-sans-cyrillic-wght-normal.woff2",
  "noto-sans-latin.woff2": "@fontsource-variable/noto-sans/files/noto-sans-latin-wght-normal.woff2",
  "htmx.js": "htmx.org/dist/htmx.min.js",
  "leaflet.js": "leaflet/dist/leaflet.js",
  "leaflet.css": "leaflet/dist/leaflet.css",
  "qr/decode.js": "qr/decode.js",
  "qr/index.js": "qr/index.js",
};

/** The same digest that liaison_pages.assets puts into addresses, so that a preloaded font is the one the styles ask for. */
function digest(name) {
  return createHash("sha256").update(readFileSync(built + name)).digest("hex").slice(0, 12);
}

rmSync(built, { recursive: true, force: true });
mkdirSync(built, { recursive: true });
for (const [name, source] of Object.entries(copied)) cpSync(packages + source, built + name);
const { css } = compile(`${here}styles/liaison.scss`, {
  style: "compressed",
  loadPaths: [packages],
  quietDeps: true,
});
writeFileSync(`${built}liaison.css`, css.replace(/url\("?([\w.-]+\.woff2)"?\)/g, (_, name) => `url(${name}?${digest(name)})`));
