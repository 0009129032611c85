import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import i18next, { type TFunction } from 'i18next';
import type { Language } from './language.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** The texts as the app has them, without React, for tests of sentences. */
export async function textsIn<N extends string>(language: Language, namespace: N): Promise<TFunction<N>> {
  const namespaces = readdirSync(`${HERE}${language}`).map((file) => file.replace('.json', ''));
  const resources = Object.fromEntries(
    namespaces.map((name) => [name, JSON.parse(readFileSync(`${HERE}${language}/${name}.json`, 'utf8'))]),
  );
  const instance = i18next.createInstance();
  await instance.init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: resources },
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance.getFixedT(language, namespace) as TFunction<N>;
}
