import { type BothLanguages, type NumberShape, useFormat } from '../i18n/format.ts';

/** A day in the chosen language; `precision` leaves out what is not known. */
export function DateText({ day, precision = 'day' }: { day: string; precision?: 'year' | 'month' | 'day' }) {
  const format = useFormat();
  const [year = '', month = ''] = day.split('-');
  const known = { year, month: `${year}-${month}`, day }[precision];
  return <time dateTime={known}>{format.dayAs(day, precision)}</time>;
}

/** A number with tabular figures. */
export function NumberText({ value, ...shape }: { value: number } & NumberShape) {
  const format = useFormat();
  return <span className="num">{format.number(value, shape)}</span>;
}

/** A name in the chosen language, or in the other one where only that is known. */
export function LocalName({ name }: { name: BothLanguages }) {
  const { language, text } = useFormat();
  const shown = text(name);
  const own = (language === 'zh' ? name.zh : name.en).trim();
  if (own !== '' || shown === '') return <>{shown}</>;
  return <span lang={language === 'zh' ? 'en' : 'zh-CN'}>{shown}</span>;
}
