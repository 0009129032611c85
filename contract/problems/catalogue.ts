/**
 * The one catalogue of what can be wrong with a file: server, command line, web and the sheet of bad
 * rows all take their sentences from here.
 *
 * To add a code, add one entry to the file of its kind: its severity and, in both languages, the
 * fact with its values (first) and what to do (second). `{name}` is filled from the problem:
 * `value`, `column`, `letter`, `row`, `sheet`, `file`, or any of its `params`; a param with a text in
 * each language (the name of a field or stage) is said in the reader's. A part in square brackets is left out when one of the names inside it is not known:
 * `Type the number[, for example {suggestion}].` An entry that lacks a language does not compile;
 * one whose two languages use different names fails the test.
 */

import { FILE_PROBLEMS } from './file-problems.ts';
import { INSPECTION_PROBLEMS } from './inspection-problems.ts';
import { REGISTER_PROBLEMS } from './register-problems.ts';
import { ROW_PROBLEMS } from './row-problems.ts';
import { SHAPE_PROBLEMS } from './shape-problems.ts';
import { STUDY_PROBLEMS } from './study-problems.ts';
import { VALUE_PROBLEMS } from './value-problems.ts';

export const PROBLEMS = {
  ...FILE_PROBLEMS,
  ...SHAPE_PROBLEMS,
  ...VALUE_PROBLEMS,
  ...ROW_PROBLEMS,
  ...REGISTER_PROBLEMS,
  ...INSPECTION_PROBLEMS,
  ...STUDY_PROBLEMS,
};

export type ProblemCode = keyof typeof PROBLEMS;
