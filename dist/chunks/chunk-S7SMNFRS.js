import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);

// src/page/html.ts
var Html = class {
  text;
  constructor(text) {
    this.text = text;
  }
};
var ENTITIES = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
};
function html(strings, ...parts) {
  return new Html(strings.reduce((text, string, index) => `${text}${written(parts[index - 1])}${string}`));
}
function markup(text) {
  return new Html(text);
}
function written(part) {
  if (part === null || part === void 0) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(written).join("");
  return `${part}`.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

// src/page/html-document.ts
var POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
function htmlDocument(title, style, body) {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${markup(style)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return document.text;
}

export {
  html,
  markup,
  htmlDocument
};
