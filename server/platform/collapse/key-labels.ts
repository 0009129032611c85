/** Gives each label of one key column a code in the order of appearance; small whole numbers without hashing. */

/** Whole numbers below this find their code by their place in a table. */
export const DIRECT_LABELS = 1 << 20;

export class KeyLabels {
  /** Code + 1 of the whole number n at n; 0 where it has not been seen. */
  readonly direct = new Int32Array(DIRECT_LABELS);
  readonly labels: (number | string)[] = [];
  readonly #codeByNumber = new Map<number, number>();
  readonly #codeByText = new Map<string, number>();

  /** The code of a whole number. */
  codeOfNumber(label: number): number {
    if (label >= 0 && label < DIRECT_LABELS) {
      const known = this.direct[label]!;
      if (known > 0) return known - 1;
      const code = this.labels.push(label) - 1;
      this.direct[label] = code + 1;
      return code;
    }
    return this.#find(this.#codeByNumber, label);
  }

  codeOfText(label: string): number {
    return this.#find(this.#codeByText, label);
  }

  #find<Label extends number | string>(codes: Map<Label, number>, label: Label): number {
    const known = codes.get(label);
    if (known !== undefined) return known;
    const code = this.labels.push(label) - 1;
    codes.set(label, code);
    return code;
  }
}
