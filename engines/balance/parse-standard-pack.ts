/**
 * Reads a standard pack from JSON that a bureau wrote, and lists everything that is wrong with it by its path.
 *
 * Cost O(size of the JSON).
 */

import { EngineInputError } from '../kernel/index.ts';
import { createReader, type Reader } from './read-json.ts';
import type { StandardPack } from './standard-pack.ts';

/**
 * Checks and returns a pack; what the format does not know is refused, so that a typing mistake never passes silently.
 *
 * @param json the parsed JSON
 * @throws {EngineInputError} every mistake with its path: `missing`, `wrong-type`, `unknown-key`, `empty-text`,
 *   `not-allowed`, `out-of-range`, `duplicate-id`, `unknown-stage`, `at-least-too-many`, `invalid-date`
 * @example
 * parseStandardPack(JSON.parse(text)).indicators.length;
 */
export function parseStandardPack(json: unknown): StandardPack {
  const reader = createReader();
  const pack = reader.object(json, '', [
    'id',
    'name',
    'validFrom',
    'source',
    'stages',
    'indicators',
    'rules',
    'guarantees?',
  ]);
  if (pack !== undefined) {
    reader.text(pack.id, 'id');
    reader.bilingual(pack.name, 'name');
    reader.date(pack.validFrom, 'validFrom');
    reader.bilingual(pack.source, 'source');
    const stages = readStages(reader, pack.stages);
    const standards = readIndicators(reader, pack.indicators, stages);
    readRules(reader, pack.rules, stages, standards);
    if (pack.guarantees !== undefined) readGuarantees(reader, pack.guarantees);
  }
  if (reader.mistakes.length > 0) throw new EngineInputError(reader.mistakes);
  return json as StandardPack;
}

function readStages(reader: Reader, json: unknown): readonly string[] {
  const stages: string[] = [];
  reader.list(json, 'stages')?.forEach((stage, index) => {
    const text = reader.text(stage, `stages[${index}]`);
    if (text === undefined) return;
    if (stages.includes(text))
      reader.refuse('duplicate-id', `stages[${index}]`, `The stage ${text} is named twice.`);
    stages.push(text);
  });
  return stages;
}

/** Returns how many indicators have a standard, by stage. */
function readIndicators(reader: Reader, json: unknown, stages: readonly string[]): Map<string, number> {
  const ids = new Set<string>();
  const standards = new Map<string, number>();
  reader.list(json, 'indicators')?.forEach((entry, index) => {
    const path = `indicators[${index}]`;
    const indicator = reader.object(entry, path, [
      'id',
      'name',
      'shortName',
      'unit',
      'numerator',
      'numeratorUnit',
      'denominator',
      'better',
      'whole?',
      'standard?',
      'cvLimit?',
      'confidence',
      'note?',
    ]);
    if (indicator === undefined) return;
    const id = reader.text(indicator.id, `${path}.id`);
    if (id !== undefined && ids.has(id))
      reader.refuse('duplicate-id', `${path}.id`, `The indicator ${id} is defined twice.`);
    if (id !== undefined) ids.add(id);
    reader.bilingual(indicator.name, `${path}.name`);
    reader.bilingual(indicator.shortName, `${path}.shortName`);
    reader.bilingual(indicator.unit, `${path}.unit`, true);
    reader.text(indicator.numerator, `${path}.numerator`);
    reader.bilingual(indicator.numeratorUnit, `${path}.numeratorUnit`, true);
    reader.oneOf(indicator.denominator, `${path}.denominator`, ['pupils', '100-pupils', 'none']);
    reader.oneOf(indicator.better, `${path}.better`, ['higher', 'lower']);
    reader.oneOf(indicator.confidence, `${path}.confidence`, ['S', 'K']);
    if (indicator.whole !== undefined) reader.boolean(indicator.whole, `${path}.whole`);
    if (indicator.note !== undefined) reader.bilingual(indicator.note, `${path}.note`);
    reader.byStage(indicator.cvLimit, `${path}.cvLimit`, stages, 0);
    for (const stage of reader.byStage(indicator.standard, `${path}.standard`, stages, Number.MIN_VALUE))
      standards.set(stage, (standards.get(stage) ?? 0) + 1);
  });
  return standards;
}

function readRules(
  reader: Reader,
  json: unknown,
  stages: readonly string[],
  standards: ReadonlyMap<string, number>,
): void {
  const rules = reader.object(json, 'rules', [
    'variation',
    'cvLimit?',
    'school?',
    'leaveOut?',
    'mixedStages?',
  ]);
  if (rules === undefined) return;
  reader.oneOf(rules.variation, 'rules.variation', ['each', 'mean']);
  reader.byStage(rules.cvLimit, 'rules.cvLimit', stages, 0);
  if (rules.variation === 'each' && rules.cvLimit !== undefined)
    reader.refuse(
      'not-allowed',
      'rules.cvLimit',
      'A limit of the mean stands beside variation "each". Use "mean", or drop it.',
    );
  if (rules.school !== undefined) readSchoolRule(reader, rules.school, standards);
  if (rules.leaveOut !== undefined)
    reader.list(rules.leaveOut, 'rules.leaveOut')?.forEach((entry, index) => {
      const path = `rules.leaveOut[${index}]`;
      const rule = reader.object(entry, path, ['kind?', 'minimumPupils?']);
      if (rule === undefined) return;
      if (rule.kind === undefined && rule.minimumPupils === undefined)
        reader.refuse(
          'missing',
          path,
          'The rule names neither a kind nor a number of pupils. Give one of them.',
        );
      if (rule.kind !== undefined) reader.text(rule.kind, `${path}.kind`);
      if (rule.minimumPupils !== undefined) reader.number(rule.minimumPupils, `${path}.minimumPupils`, 0);
    });
  if (rules.mixedStages !== undefined)
    reader.list(rules.mixedStages, 'rules.mixedStages')?.forEach((entry, index) => {
      const path = `rules.mixedStages[${index}]`;
      const rule = reader.object(entry, path, ['id', 'name', 'factors']);
      if (rule === undefined) return;
      reader.text(rule.id, `${path}.id`);
      reader.bilingual(rule.name, `${path}.name`);
      if (rule.factors === undefined) reader.refuse('missing', `${path}.factors`, 'This is missing. Add it.');
      reader.byStage(rule.factors, `${path}.factors`, [], Number.MIN_VALUE);
    });
}

function readSchoolRule(reader: Reader, json: unknown, standards: ReadonlyMap<string, number>): void {
  const school = reader.object(json, 'rules.school', ['atLeast', 'remainingAtLeast', 'confidence?']);
  if (school === undefined) return;
  const atLeast = reader.number(school.atLeast, 'rules.school.atLeast', 1);
  reader.number(school.remainingAtLeast, 'rules.school.remainingAtLeast', 0, 1);
  if (school.confidence !== undefined) reader.oneOf(school.confidence, 'rules.school.confidence', ['S', 'K']);
  if (atLeast === undefined) return;
  if (!Number.isInteger(atLeast))
    reader.refuse(
      'wrong-type',
      'rules.school.atLeast',
      `${atLeast} indicators cannot be counted. Give a whole number.`,
    );
  for (const [stage, count] of standards)
    if (atLeast > count)
      reader.refuse(
        'at-least-too-many',
        'rules.school.atLeast',
        `Each school must reach ${atLeast} standards, but only ${count} are set for ${stage}. Lower it, or add standards.`,
      );
}

function readGuarantees(reader: Reader, json: unknown): void {
  reader.list(json, 'guarantees')?.forEach((entry, index) => {
    const path = `guarantees[${index}]`;
    const guarantee = reader.object(entry, path, ['id', 'area', 'text', 'values?', 'confidence']);
    if (guarantee === undefined) return;
    reader.text(guarantee.id, `${path}.id`);
    reader.oneOf(guarantee.area, `${path}.area`, ['government', 'quality', 'satisfaction', 'veto']);
    reader.bilingual(guarantee.text, `${path}.text`);
    reader.oneOf(guarantee.confidence, `${path}.confidence`, ['S', 'K']);
    reader.byStage(guarantee.values, `${path}.values`, [], Number.NEGATIVE_INFINITY);
  });
}
