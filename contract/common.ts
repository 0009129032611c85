import { z } from 'zod';

export const languages = ['en', 'zh'] as const;
export const language = z.enum(languages);
export type Language = z.infer<typeof language>;

export const isoDate = z.iso.date();
export const id = z.uuid();

/** A text in both languages; one of the two may be missing where a source has only one. */
export const localText = z.object({ en: z.string(), zh: z.string() });
export type LocalText = z.infer<typeof localText>;

/** A name somebody writes: in one language at least. */
export const nameInput = z
  .object({ en: z.string().trim().max(200), zh: z.string().trim().max(200) })
  .refine((name) => name.en !== '' || name.zh !== '', {
    error: 'Give a name in at least one language.',
    params: { zh: '请至少填写一种语言的名称。' },
  });

/** A short name somebody chooses for a thing, by which others call it. */
export const code = z.string().trim().min(1).max(60);

/** Half-open range of days: `from` included, `to` excluded; null means unknown or open. */
export const during = z.object({
  from: isoDate.nullable(),
  to: isoDate.nullable(),
  /** Set when the source of the day gives no more than its year or month; the day then stands for it. */
  fromPrecision: z.enum(['year', 'month']).optional(),
  toPrecision: z.enum(['year', 'month']).optional(),
});
export type During = z.infer<typeof during>;

export const asOfQuery = z.object({ asOf: isoDate.optional() });

export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    total: z.number().int(),
    page: z.number().int(),
    pageSize: z.number().int(),
  });
}

export const errorCodes = [
  'bad-request',
  'not-signed-in',
  'no-authority',
  'not-allowed',
  'not-found',
  'conflict',
  'too-large',
  'too-many-requests',
  'unprocessable',
  'unavailable',
  'fault',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What every refused request answers: a code, a sentence in the asker's language, and the request's id. */
export const errorBody = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    message: z.string(),
    /** Which value, where; for forms one entry a field. */
    details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  }),
});
export type ErrorBody = z.infer<typeof errorBody>;

/** The cell of an imported file, or of a sheet of fixed rows that followed it, which a number came from. */
export const valueSource = z.object({
  importId: id,
  /** 0: the file itself; n: the nth sheet of fixed rows. */
  file: z.number().int(),
  fileName: z.string(),
  sheet: z.string().nullable(),
  row: z.number().int(),
  column: z.string(),
  /** The row of the file that a fixed row took the place of. */
  corrects: z.object({ fileName: z.string(), row: z.number().int() }).nullable(),
});
export type ValueSource = z.infer<typeof valueSource>;

export const done = z.object({ done: z.literal(true) });
export const idParams = z.object({ id });
