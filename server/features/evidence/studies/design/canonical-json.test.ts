import { expect, test } from 'vitest';
import { writeCanonicalJson } from './canonical-json.ts';

test('the order in which keys were written does not change the text', () => {
  const text = '{"a":[1,{"b":"乙","c":null}],"z":0.5}';
  expect(writeCanonicalJson({ z: 0.5, a: [1, { c: null, b: '乙' }] })).toBe(text);
  expect(writeCanonicalJson({ a: [1, { b: '乙', c: null, d: undefined }], z: 0.5 })).toBe(text);
});
