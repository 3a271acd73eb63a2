import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);

// src/instant.ts
var MICROSECOND = 1n;
var SECOND = 1000000n;
var MINUTE = 60n * SECOND;
var HOUR = 60n * MINUTE;
var DAY = 24n * HOUR;
var WEEK = 7n * DAY;
var ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(Z|[+-]\d{2}:\d{2})$/;
function parseInstant(text) {
  const match = ISO.exec(text);
  if (!match) return void 0;
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = match;
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  if (Number.isNaN(milliseconds)) return void 0;
  return BigInt(milliseconds) * 1000n + BigInt(fraction.padEnd(6, "0") || "0");
}
function formatInstant(instant) {
  const second = floorDivide(instant, SECOND);
  const fraction = instant - second * SECOND;
  const base = new Date(Number(second) * 1e3).toISOString().slice(0, -5);
  return fraction === 0n ? `${base}Z` : `${base}.${fraction.toString().padStart(6, "0")}Z`;
}
function runnerNow() {
  return BigInt(Date.now()) * 1000n;
}
function floorDivide(dividend, divisor) {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

export {
  MICROSECOND,
  SECOND,
  MINUTE,
  HOUR,
  DAY,
  WEEK,
  parseInstant,
  formatInstant,
  runnerNow,
  floorDivide
};
