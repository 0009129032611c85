import type { LocalText } from '@trellis/contract';
import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { AppError, type ErrorDetail } from '../errors/index.ts';

type Issue = z.core.$ZodIssue;

/** Reads a part of a request by the contract's schema; what does not fit is told field by field, in both languages. */
export const validateInput: FastifySchemaCompiler<z.ZodType> = ({ schema }) => {
  return (data) => {
    const parsed = schema.safeParse(data, { reportInput: true });
    return parsed.success ? { value: parsed.data } : { error: refuse(parsed.error.issues) };
  };
};

function refuse(issues: readonly Issue[]): AppError {
  const details: ErrorDetail[] = issues.map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: describeIssue(issue),
  }));
  const { path, message } = details[0]!;
  return new AppError(
    'bad-request',
    {
      en: `${path ? `“${path}”` : 'The request'} cannot be used. ${message.en}`,
      zh: `${path ? `“${path}”` : '请求内容'}不符合要求：${message.zh}`,
    },
    details,
  );
}

const KINDS: Readonly<Record<string, LocalText>> = {
  string: { en: 'a text', zh: '文本' },
  number: { en: 'a number', zh: '数字' },
  int: { en: 'a whole number', zh: '整数' },
  boolean: { en: 'true or false', zh: '是或否' },
  array: { en: 'a list', zh: '列表' },
  object: { en: 'an object', zh: '对象' },
  record: { en: 'an object', zh: '对象' },
};

const FORMATS: Readonly<Record<string, LocalText>> = {
  email: {
    en: 'Write a complete e-mail address, such as name@example.org.',
    zh: '请填写完整的邮箱地址，如 name@example.org。',
  },
  date: { en: 'Write a day of the calendar as 2025-09-01.', zh: '请按 2025-09-01 的格式填写日期。' },
  uuid: { en: 'This is not an id given out here.', zh: '这不是本系统的编号。' },
};

const FILL_IN: LocalText = { en: 'Fill this in.', zh: '请填写此项。' };
const OTHER: LocalText = { en: 'This is not in the form expected here.', zh: '格式不正确。' };

/** One mistake in words for the person who filled in the field. */
export function describeIssue(issue: Issue): LocalText {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined || issue.input === null) return FILL_IN;
      const kind = KINDS[issue.expected];
      return kind ? { en: `Give ${kind.en}.`, zh: `此项应为${kind.zh}。` } : OTHER;
    }
    case 'too_small':
      return describeBound(issue.origin, Number(issue.minimum), 'least');
    case 'too_big':
      return describeBound(issue.origin, Number(issue.maximum), 'most');
    case 'invalid_format':
      return FORMATS[issue.format] ?? OTHER;
    case 'invalid_value':
      return {
        en: `Choose one of: ${issue.values.join(', ')}.`,
        zh: `请从以下各项中选择：${issue.values.join('、')}。`,
      };
    case 'custom': {
      const zh: unknown = issue.params?.zh;
      return { en: issue.message, zh: typeof zh === 'string' ? zh : OTHER.zh };
    }
    default:
      return OTHER;
  }
}

function describeBound(origin: string, bound: number, side: 'least' | 'most'): LocalText {
  const isLeast = side === 'least';
  if (origin === 'string') {
    if (isLeast && bound === 1) return FILL_IN;
    return isLeast
      ? { en: `Write at least ${bound} characters.`, zh: `至少填写 ${bound} 个字符。` }
      : { en: `Write at most ${bound} characters.`, zh: `最多填写 ${bound} 个字符。` };
  }
  if (origin === 'array') {
    return isLeast
      ? { en: `Choose at least ${bound}.`, zh: `至少选择 ${bound} 项。` }
      : { en: `Choose at most ${bound}.`, zh: `最多选择 ${bound} 项。` };
  }
  return isLeast
    ? { en: `Give ${bound} or more.`, zh: `不能小于 ${bound}。` }
    : { en: `Give ${bound} or less.`, zh: `不能大于 ${bound}。` };
}
