// Prints what an agent's first screen costs over the wire and fails when it outgrows its budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const DESK_BUDGET_KIB = 150;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist)));

function filesOf(key, seen = new Set()) {
  const entry = manifest[key];
  if (!entry || seen.has(entry.file)) return seen;
  seen.add(entry.file);
  entry.css?.forEach((file) => seen.add(file));
  entry.imports?.forEach((next) => filesOf(next, seen));
  return seen;
}

const gzipKib = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1024;
const total = (files) => [...files].reduce((sum, file) => sum + gzipKib(file), 0);
const keysOf = (part) => {
  const found = Object.keys(manifest).filter((key) => key.includes(part) || manifest[key].name === part);
  if (found.length === 0) throw new Error(`the build has no part ${part}`);
  return found;
};

const parts = {
  "first paint": ["index.html"],
  "language": ["i18n/zh/index"],
  "agent desk": ["desk"],
  "voice SDK": ["phone/device"],
};
const loaded = new Set();
for (const [name, entries] of Object.entries(parts)) {
  const before = total(loaded);
  entries.flatMap(keysOf).forEach((key) => filesOf(key).forEach((file) => loaded.add(file)));
  console.log(`${name.padEnd(14)} +${(total(loaded) - before).toFixed(1)} KiB gzip`);
}
const desk = total(loaded);
if (process.argv.includes("--files")) for (const file of loaded) console.log(`  ${gzipKib(file).toFixed(1).padStart(6)}  ${file}`);
console.log(`agent desktop  ${desk.toFixed(1)} of ${DESK_BUDGET_KIB} KiB gzip`);
for (const lazy of ["features/reports/charts"]) {
  const files = new Set(keysOf(lazy).flatMap((key) => [...filesOf(key)]).filter((file) => !loaded.has(file)));
  console.log(`${lazy}  +${total(files).toFixed(1)} KiB gzip, loaded when opened`);
}
if (desk > DESK_BUDGET_KIB) process.exit(1);
