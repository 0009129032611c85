import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { Language, Visitor } from './visitor.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TEXTS = new URL('../../../web/src/i18n/', import.meta.url);

interface AxeViolation {
  id: string;
  impact: string | null;
  help: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** No serious or critical violation, in light and in dark. */
export async function expectAccessible(
  { page }: Pick<Visitor, 'page'>,
  schemes: readonly ('light' | 'dark')[] = ['light', 'dark'],
): Promise<void> {
  const found: string[] = [];
  for (const scheme of schemes) {
    await showScheme(page, scheme);
    // What a scheme changes is colour: the first run looks at everything, the second at contrast.
    for (const { id, help, nodes } of await findViolations(
      page,
      scheme === schemes[0] ? 'all' : 'contrast',
    )) {
      const places = nodes
        .slice(0, 4)
        .map(
          ({ target, failureSummary = '' }) =>
            `    ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`,
        );
      found.push(`${scheme}: ${id}: ${help} (${nodes.length})\n${places.join('\n')}`);
    }
  }
  await showScheme(page, schemes[0] ?? 'light');
  if (found.length > 0) throw new Error(`${page.url()} is not accessible:\n${found.join('\n')}`);
}

/** Follows the system, as a person's device would change it. */
export async function showScheme(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.waitForFunction(
    (wanted) => document.documentElement.dataset.mantineColorScheme === wanted,
    scheme,
  );
  // Colours that fade over are judged when they have arrived.
  await page.evaluate(async () => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await nextFrame();
    await nextFrame();
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });
}

async function findViolations(page: Page, rules: 'all' | 'contrast'): Promise<AxeViolation[]> {
  await page.evaluate(`if (!window.axe) { ${AXE} }`);
  const all = await page.evaluate(
    async (only) => {
      const axe = (
        window as unknown as { axe: { run(options: object): Promise<{ violations: AxeViolation[] }> } }
      ).axe;
      const { violations } = await axe.run({ resultTypes: ['violations'], ...only });
      return violations;
    },
    rules === 'all' ? {} : { runOnly: ['color-contrast'] },
  );
  return all.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}

/** The page itself never scrolls sideways; a wide table scrolls inside its own box. */
export async function expectNoHorizontalScroll({ page }: Pick<Visitor, 'page'>): Promise<void> {
  const { over, culprits } = await page.evaluate(() => {
    const root = document.documentElement;
    const outside = (element: Element) => {
      if (element.getBoundingClientRect().right <= root.clientWidth + 1) return false;
      for (let up = element.parentElement; up !== null; up = up.parentElement) {
        const { overflowX } = getComputedStyle(up);
        if (overflowX !== 'visible') return false;
      }
      return true;
    };
    return {
      over: root.scrollWidth - root.clientWidth,
      culprits: [...document.querySelectorAll('body *')]
        .filter(outside)
        .slice(0, 5)
        .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`),
    };
  });
  if (over > 0) throw new Error(`${page.url()} is ${over} px too wide: ${culprits.join(', ')}`);
}

/** What every page owes its reader: one heading, its language, a title, and words instead of keys. */
export async function expectWellFormed({
  page,
  language,
}: Pick<Visitor, 'page' | 'language'>): Promise<void> {
  const seen = await page.evaluate(() => {
    const attributes = ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext'];
    const labelled = [...document.querySelectorAll(attributes.map((name) => `[${name}]`).join(', '))];
    return {
      headings: [...document.querySelectorAll('h1')].map((one) => one.textContent?.trim() ?? ''),
      language: document.documentElement.lang,
      title: document.title,
      text: [
        document.body.innerText,
        ...labelled.flatMap((element) => attributes.map((name) => element.getAttribute(name) ?? '')),
      ].join('\n'),
    };
  });
  const faults: string[] = [];
  if (seen.headings.length !== 1 || seen.headings[0] === '')
    faults.push(`has ${seen.headings.length} h1 (${seen.headings.join(' / ')})`);
  if (seen.language !== (language === 'zh' ? 'zh-CN' : 'en')) faults.push(`says lang="${seen.language}"`);
  if (!/^.+ · Trellis$/.test(seen.title)) faults.push(`has the title “${seen.title}”`);
  faults.push(...findRawWords(seen.text).map((word) => `shows “${word}”`));
  if (faults.length > 0) throw new Error(`${page.url()} ${faults.join('; ')}`);
}

let keys: Set<string> | undefined;

/** Keys of the texts, placeholders and values of the program that slipped through to the reader. */
export function findRawWords(text: string): string[] {
  keys ??= readKeys();
  const words = text.match(/[A-Za-z][\w-]*(?:[.:][A-Za-z][\w-]*)+/g) ?? [];
  const raw = words.filter((word) => keys!.has(word) || keys!.has(word.replace(':', '.')));
  const slipped = text.match(/\{\{[^}]*\}\}|\bundefined\b|\bNaN\b|\[object \w+\]|\bInvalid Date\b/g) ?? [];
  return [...new Set([...raw, ...slipped])];
}

function readKeys(): Set<string> {
  const found = new Set<string>();
  const walk = (value: unknown, path: string, namespace: string) => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value))
        walk(inner, path === '' ? key : `${path}.${key}`, namespace);
      return;
    }
    const bare = path.replace(/_(zero|one|two|few|many|other)$/, '');
    for (const one of [path, bare]) {
      if (one.includes('.')) found.add(one);
      found.add(`${namespace}.${one}`);
    }
  };
  for (const file of readdirSync(new URL('en/', TEXTS))) {
    walk(JSON.parse(readFileSync(new URL(`en/${file}`, TEXTS), 'utf8')), '', file.replace('.json', ''));
  }
  return found;
}

/**
 * Every character on the page has a shape in the fonts it is set in: nothing is drawn as the box that stands for a
 * missing character, and Chinese comes from the bundled font, because this browser's machine has none.
 */
export async function expectDrawn(page: Page): Promise<void> {
  // The bundled font comes when the page is idle.
  await page
    .waitForFunction(
      () =>
        !/\p{Script=Han}/u.test(document.body.innerText) ||
        [...document.fonts].some(
          ({ family, status }) => family.includes('Noto Sans SC') && status === 'loaded',
        ),
      undefined,
      { timeout: 5000 },
    )
    .catch(() => undefined);
  const { bundled, han, boxes } = await page.evaluate(async () => {
    const byFamily = new Map<string, Set<string>>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const characters = (node.nodeValue ?? '').match(/[^\p{ASCII}\p{Cf}\s]/gu);
      const parent = node.parentElement;
      if (characters === null || parent === null || parent.getClientRects().length === 0) continue;
      const family = getComputedStyle(parent).fontFamily;
      const known = byFamily.get(family) ?? new Set();
      for (const character of characters) known.add(character);
      byFamily.set(family, known);
    }
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 32;
    const pen = canvas.getContext('2d', { willReadFrequently: true })!;
    const draw = (character: string) => {
      pen.clearRect(0, 0, 32, 32);
      pen.fillText(character, 2, 26);
      return pen.getImageData(0, 0, 32, 32).data.join();
    };
    const missing = new Set<string>();
    for (const [family, characters] of byFamily) {
      pen.font = `24px ${family}`;
      await document.fonts.load(pen.font, ['\u0530', ...characters].join(''));
      // U+0530 is no character: the bundled font draws its box for it. Without any font there is nothing.
      const nothing = ['\u0530', ' '].map(draw);
      for (const character of characters) if (nothing.includes(draw(character))) missing.add(character);
    }
    return {
      boxes: [...missing].join(' '),
      han: [...byFamily.values()].some((characters) => /\p{Script=Han}/u.test([...characters].join(''))),
      bundled: [...document.fonts].some(
        (face) => face.family.includes('Noto Sans SC') && face.status === 'loaded',
      ),
    };
  });
  if (boxes !== '') throw new Error(`${page.url()} draws boxes for ${boxes}`);
  if (han && !bundled) throw new Error(`${page.url()} shows Chinese without the bundled font.`);
}

/** From the top of the page the first Tab offers to skip to the content. */
export async function expectSkipLinkFirst({ page }: Pick<Visitor, 'page'>): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Tab');
  const focused = await page.evaluate(() => document.activeElement?.getAttribute('href'));
  if (focused !== '#main')
    throw new Error(`On ${page.url()} the first Tab reaches ${focused}, not the skip link.`);
}

/** Chinese screens speak Chinese: whole English sentences do not belong on them. */
export async function findEnglishSentences({ page, language }: { page: Page; language: Language }) {
  if (language === 'en') return [];
  const text = await page.evaluate(() => document.querySelector('main')?.innerText ?? '');
  // Sources are quoted in the language they are written in.
  return text
    .split('\n')
    .filter((line) => !/Chapter \d|Figure \d/.test(line) && /(?:\b[A-Za-z]{2,}\b[ ,]+){4,}/.test(line));
}
