import i18next, { type BackendModule, type ReadCallback } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from './language.ts';

const STORAGE_KEY = 'trellis-language';

/** Every namespace is a file of its own, fetched when a page first uses it. */
const files = import.meta.glob<{ default: Record<string, unknown> }>('./{en,zh}/*.json');

const filesBackend: BackendModule = {
  type: 'backend',
  init() {},
  read(language: string, namespace: string, done: ReadCallback) {
    const load = files[`./${language}/${namespace}.json`];
    if (load === undefined) {
      done(new Error(`No texts ${namespace} in ${language}.`), false);
      return;
    }
    load().then(
      (file) => done(null, file.default),
      (fault: unknown) => done(fault instanceof Error ? fault : new Error(String(fault)), false),
    );
  },
};

function storedLanguage(): Language {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(STORAGE_KEY);
  } catch {
    // Storage can be switched off: then the browser's language decides.
  }
  return (stored ?? navigator.language).startsWith('zh') ? 'zh' : 'en';
}

/** The language now chosen. */
export function currentLanguage(): Language {
  return i18next.language === 'zh' ? 'zh' : 'en';
}

/** Switches texts, dates, numbers and exports to a language and remembers the choice. */
export async function changeLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Not remembered, but still switched.
  }
  await i18next.changeLanguage(language);
}

function showLanguage(language: string): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

/** Fetches a page's words before the page asks for them. */
export async function loadTexts(namespace: string): Promise<void> {
  await i18next.loadNamespaces(namespace);
}

export async function startTexts(): Promise<void> {
  i18next.on('languageChanged', showLanguage);
  await i18next
    .use(filesBackend)
    .use(initReactI18next)
    .init({
      lng: storedLanguage(),
      fallbackLng: false,
      supportedLngs: ['en', 'zh'],
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    });
}
