import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/page/render-page.ts';
import { browserFile } from './browser.ts';
import { pageCohort, sampleFacts } from './sample-facts.ts';

const executablePath = browserFile();
if (executablePath === undefined)
  process.stderr.write('SKIPPED: no Chromium here, so the page is not looked at in a browser\n');

/** What a page asked for, and what it complained of. */
interface Seen {
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

describe.skipIf(executablePath === undefined)('the page in a browser', () => {
  let folder: string;
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'cohort-sync-page-'));
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (text: string, width: number, colorScheme: 'light' | 'dark') => {
    const file = path.join(folder, `${width}-${colorScheme}.html`);
    await writeFile(file, text);
    const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
    const [requests, complaints]: [string[], string[]] = [[], []];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    const url = pathToFileURL(file).href;
    await page.goto(url);
    const seen: Seen = { requests: requests.filter((each) => each !== url), complaints };
    return { page, seen };
  };

  const SIZES = [1280, 390].flatMap((width) =>
    (['light', 'dark'] as const).map((scheme) => [width, scheme] as const),
  );

  it.each(SIZES)('fits at %i px in %s, with legible letters in every chart', async (width, scheme) => {
    const long = pageCohort({
      cohort: `a${'-very'.repeat(9)}`,
      title: 'W'.repeat(200),
      consumer: 'x'.repeat(200),
    });
    const facts = sampleFacts();
    const { page, seen } = await open(
      renderPage({ ...facts, cohorts: [long, ...facts.cohorts] }),
      width,
      scheme,
    );
    const measured = await page.evaluate(measure);
    expect(measured.scrollWidth).toBeLessThanOrEqual(width);
    // 9 tables, histories, storage; and a strip for each of seven cohorts.
    expect(measured.charts).toBe(11 + 7);
    expect(measured.smallest).toBeGreaterThan(8.5);
    expect(measured.leastContrast).toBeGreaterThan(4.5);
    expect(seen).toEqual({ requests: [], complaints: [] });
    await page.close();
  });

  it('is light in light and dark in dark', async () => {
    const brightness = async (scheme: 'light' | 'dark'): Promise<number> => {
      const { page } = await open(renderPage(sampleFacts()), 390, scheme);
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      await page.close();
      return Number(/\d+/.exec(`${background}`)?.[0]);
    };
    expect(await brightness('light')).toBeGreaterThan(230);
    expect(await brightness('dark')).toBeLessThan(40);
  });

  it('runs no script and loads nothing, even where a text got past the escaping', async () => {
    const visitors: string[] = [];
    const server = createServer((request, response) => {
      visitors.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const smuggled = `<script>document.title="run"</script><img src="http://127.0.0.1:${port}/x">`;
    const text = renderPage(sampleFacts()).replace('<main>', `<main>${smuggled}`);
    const { page, seen } = await open(text, 390, 'light');
    expect(await page.title()).toBe('Cohorts on 2026-11-23');
    expect(visitors).toEqual([]);
    expect(seen.complaints.join('\n')).toContain('Content Security Policy');
    await page.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

/** Runs in the browser: text, since what is typed here has no DOM. */
const measure = `(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const contrasts = [...document.querySelectorAll('h1, h2, h3, p, span, code, b')]
    .filter((element) => element.textContent.trim() !== '')
    .map((element) => {
      const [a, b] = [light(rgb(getComputedStyle(element).color)), light(background(element))].sort();
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    });
  const letters = [...document.querySelectorAll('svg text')].map((text) => {
    const svg = text.ownerSVGElement;
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return parseFloat(getComputedStyle(text).fontSize) * scale;
  });
  return {
    scrollWidth: document.documentElement.scrollWidth,
    charts: document.querySelectorAll('svg').length,
    smallest: Math.min(...letters),
    leastContrast: Math.min(...contrasts),
  };
})()` as unknown as () => {
  readonly scrollWidth: number;
  readonly charts: number;
  readonly smallest: number;
  readonly leastContrast: number;
};
