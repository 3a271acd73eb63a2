/**
 * Text as Markdown shows it and never reads it: no HTML, link, table cell or emphasis comes of it; one line. A mention or the
 * number of an issue is found by GitHub after the entities have been read, so a comment is put where it would begin.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[&<>\\`*_{}[\]!|~$@#]/g, (character) =>
      character === '@' || character === '#' ? `${character}<!-- -->` : `&#${character.codePointAt(0)};`,
    )
    .replaceAll('://', ':<!-- -->//');
}

/** One row of a table; the cells are Markdown already. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The lines of a table's head; a name that ends in `>` has its figures on the right. */
export function head(...names: readonly string[]): readonly string[] {
  return [
    row(...names.map((name) => name.replace(/>$/, ''))),
    row(...names.map((name) => (name.endsWith('>') ? '--:' : '---'))),
  ];
}

/** What can be folded away. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/**
 * Lines until they would be more than so many bytes; then a last one that says how many are left out.
 * @param more what is said of the number of lines that are not shown
 */
export function cut(
  lines: readonly string[],
  bytes: number,
  more: (left: number) => string,
): readonly string[] {
  let left = bytes;
  for (const [index, line] of lines.entries()) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) return [...lines.slice(0, index), more(lines.length - index)];
  }
  return lines;
}
