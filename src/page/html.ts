/** Markup that may stand as it is. Made by `html` and by `markup` alone, so that a text cannot pass for one. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | null | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template in which everything that is not `Html` is escaped, in texts and in quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, index) => `${text}${written(parts[index - 1])}${string}`));
}

/** For what a library has escaped already: a chart that was serialised, a constant style sheet. */
export function markup(text: string): Html {
  return new Html(text);
}

function written(part: Part): string {
  if (part === null || part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(written).join('');
  return `${part}`.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
