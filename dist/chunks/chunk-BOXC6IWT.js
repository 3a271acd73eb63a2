import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);

// src/github/markdown.ts
function escapeMarkdown(text) {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").replaceAll(
    /[&<>\\`*_{}[\]!|~$@#]/g,
    (character) => character === "@" || character === "#" ? `${character}<!-- -->` : `&#${character.codePointAt(0)};`
  ).replaceAll("://", ":<!-- -->//");
}
function row(...cells) {
  return `| ${cells.join(" | ")} |`;
}
function head(...names) {
  return [
    row(...names.map((name) => name.replace(/>$/, ""))),
    row(...names.map((name) => name.endsWith(">") ? "--:" : "---"))
  ];
}
function details(summary, body) {
  return `<details><summary>${summary}</summary>

${body}

</details>`;
}
function cut(lines, bytes, more) {
  let left = bytes;
  for (const [index, line] of lines.entries()) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) return [...lines.slice(0, index), more(lines.length - index)];
  }
  return lines;
}

export {
  escapeMarkdown,
  row,
  head,
  details,
  cut
};
