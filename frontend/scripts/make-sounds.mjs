// Writes the softphone's own sounds (8-bit-clean 16 kHz mono WAV) into public/sounds: no third-party recording is shipped.
import { mkdirSync, writeFileSync } from "node:fs";

const RATE = 16_000;
const DTMF_ROWS = [697, 770, 852, 941];
const DTMF_COLUMNS = [1209, 1336, 1477];
const KEYS = ["123", "456", "789", "*0#"];

function tone(seconds, frequencies, { gain = 0.3, attack = 0.01, release = 0.08 } = {}) {
  const count = Math.round(seconds * RATE);
  return Float64Array.from({ length: count }, (_, i) => {
    const at = i / RATE;
    const envelope = Math.min(1, at / attack, (seconds - at) / release);
    const sum = frequencies.reduce((total, hz) => total + Math.sin(2 * Math.PI * hz * at), 0);
    return (gain * envelope * sum) / frequencies.length;
  });
}

const silence = (seconds) => new Float64Array(Math.round(seconds * RATE));
const join = (...parts) => Float64Array.from(parts.flatMap((part) => Array.from(part)));

function wav(samples) {
  const data = Buffer.alloc(44 + samples.length * 2);
  data.write("RIFF", 0);
  data.writeUInt32LE(36 + samples.length * 2, 4);
  data.write("WAVEfmt ", 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(RATE, 24);
  data.writeUInt32LE(RATE * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write("data", 36);
  data.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, i) => data.writeInt16LE(Math.round(sample * 32_767), 44 + i * 2));
  return data;
}

const soft = { gain: 0.35, attack: 0.02, release: 0.25 };
const ring = join(tone(0.35, [659.25, 987.77], soft), tone(0.45, [783.99, 1174.66], soft), silence(1.7));
const files = {
  incoming: ring,
  outgoing: tone(0.15, [520], soft),
  disconnect: join(tone(0.12, [520], soft), tone(0.18, [390], soft)),
};
KEYS.forEach((row, r) =>
  [...row].forEach((key, c) => {
    const name = { "*": "dtmf-star", "#": "dtmf-hash" }[key] ?? `dtmf-${key}`;
    files[name] = tone(0.12, [DTMF_ROWS[r], DTMF_COLUMNS[c]], { gain: 0.25, release: 0.02 });
  }),
);

const folder = new URL("../public/sounds/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, samples] of Object.entries(files)) writeFileSync(new URL(`${name}.wav`, folder), wav(samples));
console.log(`${Object.keys(files).length} sounds written`);
