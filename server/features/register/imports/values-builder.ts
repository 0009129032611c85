import type { FixedPlace } from './merge-fixes.ts';
import type { ValueColumns } from './types.ts';

interface IndicatorValue {
  readonly schoolId: string;
  readonly stage: string;
  readonly year: number;
  readonly variable: string;
  readonly value: number;
  readonly row: number;
  readonly header: string;
  readonly fixed: FixedPlace | undefined;
}

/** Collects indicator values column by column. */
export class ValuesBuilder {
  readonly #schools = new Dictionary();
  readonly #stages = new Dictionary();
  readonly #variables = new Dictionary();
  readonly #headers = new Dictionary();
  readonly #school: number[] = [];
  readonly #stage: number[] = [];
  readonly #year: number[] = [];
  readonly #variable: number[] = [];
  readonly #header: number[] = [];
  readonly #row: number[] = [];
  readonly #value: number[] = [];
  readonly #fixedByIndex = new Map<number, FixedPlace>();

  add({ schoolId, stage, year, variable, value, row, header, fixed }: IndicatorValue): void {
    if (fixed) this.#fixedByIndex.set(this.#value.length, fixed);
    this.#school.push(this.#schools.indexOf(schoolId));
    this.#stage.push(this.#stages.indexOf(stage));
    this.#year.push(year);
    this.#variable.push(this.#variables.indexOf(variable));
    this.#header.push(this.#headers.indexOf(header));
    this.#row.push(row);
    this.#value.push(value);
  }

  get count(): number {
    return this.#value.length;
  }

  finish(): ValueColumns {
    return {
      schoolIds: this.#schools.words,
      stages: this.#stages.words,
      variables: this.#variables.words,
      headers: this.#headers.words,
      school: Int32Array.from(this.#school),
      stage: Int32Array.from(this.#stage),
      year: Int32Array.from(this.#year),
      variable: Int32Array.from(this.#variable),
      header: Int32Array.from(this.#header),
      row: Int32Array.from(this.#row),
      value: Float64Array.from(this.#value),
      fixedByIndex: this.#fixedByIndex,
    };
  }
}

class Dictionary {
  readonly words: string[] = [];
  readonly #indexByWord = new Map<string, number>();

  indexOf(word: string): number {
    const known = this.#indexByWord.get(word);
    if (known !== undefined) return known;
    this.#indexByWord.set(word, this.words.length);
    return this.words.push(word) - 1;
  }
}
