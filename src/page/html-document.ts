import { type Html, html, markup } from './html.ts';

/** Nothing is loaded, nothing runs, nothing is sent: what a text might smuggle in finds no door. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** One document that needs nothing besides itself, and that no index of the web should keep. */
export function htmlDocument(title: string, style: string, body: Html): string {
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
