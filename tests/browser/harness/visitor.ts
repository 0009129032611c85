import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, ConsoleMessage, Locator, Page } from 'playwright-core';
import { openChromium } from './chromium.ts';
import type { RunningTrellis } from './trellis.ts';

export type Language = 'zh' | 'en';
/** A desk and a phone. */
export type Width = 1400 | 390;
export type DemoPerson = 'chief-principal' | 'bureau-officer' | 'principal' | 'teacher';

/** Marks of a page on which something is still coming. */
const BUSY = '[aria-busy="true"], .mantine-Skeleton-root, .mantine-Loader-root';

export interface VisitorOptions {
  language?: Language;
  width?: Width;
  scheme?: 'light' | 'dark';
  /** Already signed in as one of the demo's people. */
  as?: DemoPerson;
  /** Where to begin; the person's home when left out. */
  path?: string;
}

/** One person at one screen: their page, and everything that went wrong on it. */
export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly language: Language;
  readonly width: Width;
  readonly url: string;
  readonly #faults: string[] = [];
  readonly #expected: RegExp[] = [];

  constructor(context: BrowserContext, page: Page, url: string, language: Language, width: Width) {
    this.context = context;
    this.page = page;
    this.url = url;
    this.language = language;
    this.width = width;
    context.on('console', (message) => this.#hear(message));
    context.on('weberror', (error) => this.#note(`exception: ${error.error().message}`));
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // A download or a page left behind is no failure.
      if (why !== 'net::ERR_ABORTED')
        this.#note(`request failed: ${request.method()} ${request.url()} ${why}`);
    });
    context.on('response', (response) => {
      if (response.status() < 400) return;
      this.#note(`${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`);
    });
  }

  #hear(message: ConsoleMessage): void {
    const text = message.text();
    // Said again, with its address, by the response itself.
    if (text.startsWith('Failed to load resource')) return;
    if (message.type() === 'error' || message.type() === 'warning') this.#note(`${message.type()}: ${text}`);
  }

  #note(fault: string): void {
    this.#faults.push(`${fault} (on ${this.page.url()})`);
  }

  /** Says that answers like this one belong to the errand, for example a refusal. */
  expectFault(like: RegExp): void {
    this.#expected.push(like);
  }

  /** What went wrong since the last time this was asked, without what was expected. */
  takeFaults(): string[] {
    return this.#faults.splice(0).filter((fault) => !this.#expected.some((like) => like.test(fault)));
  }

  /** Picks the words for this person's language. */
  say<T>(words: { zh: T; en: T }): T {
    return words[this.language];
  }

  async go(path: string): Promise<void> {
    await this.page.goto(this.url + path, { waitUntil: 'commit' });
    await this.settle();
  }

  /** Waits until the page has its heading and nothing on it is still coming. */
  async settle(page: Page = this.page): Promise<void> {
    try {
      await page.waitForFunction(
        (busy) =>
          (document.querySelector('h1')?.textContent ?? '') !== '' && document.querySelector(busy) === null,
        BUSY,
      );
    } catch {
      const left = await page
        .evaluate(
          (busy) => document.querySelector(busy)?.outerHTML.slice(0, 300) ?? document.body.innerText,
          BUSY,
        )
        .catch(String);
      throw new Error(`${page.url()} does not settle: ${left} ${this.#faults.join('; ')}`);
    }
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
  }

  /** The first group this person can open. */
  async groupId(): Promise<string> {
    const me = await (await this.context.request.get(`${this.url}/api/me`)).json();
    return me.groups[0].id;
  }

  heading(): Locator {
    return this.page.locator('h1');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name });
  }

  /** Goes to a room as a person does: on a phone perhaps through the sheet behind “More”. */
  async openRoom(name: string): Promise<void> {
    const rooms = this.page.getByRole('navigation', { name: this.say({ zh: '功能导航', en: 'Rooms' }) });
    await rooms.waitFor();
    const link = rooms.getByRole('link', { name, exact: true });
    if ((await link.count()) === 0) await this.button(this.say({ zh: '更多', en: 'More' })).click();
    await link.first().click();
    await this.settle();
  }

  /** Clicks what starts a download and answers where the file lies and what it is called. */
  async download(clickable: Locator): Promise<{ path: string; name: string }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), clickable.click()]);
    return { path: await download.path(), name: download.suggestedFilename() };
  }

  /** Keeps a picture of the whole page when TRELLIS_SCREENSHOTS names a folder. */
  async shoot(name: string, page: Page = this.page): Promise<void> {
    const folder = process.env.TRELLIS_SCREENSHOTS;
    if (folder === undefined || folder === '') return;
    await mkdir(folder, { recursive: true });
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({
      path: join(folder, `${name}-${this.language}-${this.width}.png`),
      fullPage: true,
      animations: 'disabled',
    });
  }

  async close(): Promise<void> {
    // A browser that has gone has taken its windows along.
    await this.context.close().catch(() => undefined);
  }
}

/** Opens a browser window of its own, signed in or not, at a page. */
export async function openPage(trellis: RunningTrellis, options: VisitorOptions = {}): Promise<Visitor> {
  const { language = 'en', width = 1400, scheme = 'light' } = options;
  const browser = await openChromium();
  const context = await browser.newContext({
    viewport: { width, height: width === 390 ? 844 : 900 },
    deviceScaleFactor: width === 390 ? 2 : 1,
    hasTouch: width === 390,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: scheme,
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(20_000);
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP: ${event.violatedDirective} forbids ${event.blockedURI}`);
    });
  });
  if (options.as !== undefined) {
    const answer = await context.request.post(`${trellis.url}/api/demo/sign-in`, {
      data: { key: options.as },
    });
    if (!answer.ok()) throw new Error(`Cannot sign in as ${options.as}: ${await answer.text()}`);
  }
  const visitor = new Visitor(context, await context.newPage(), trellis.url, language, width);
  // Asking who is signed in is answered with 401 when nobody is.
  if (options.as === undefined) visitor.expectFault(/^401 GET \/api\/me/);
  await visitor.go(options.path ?? '/');
  return visitor;
}
