/** Gives each label of one key column a code in the order of appearance; small whole numbers without hashing. */

/** Whole numbers below this find their code by their place in a table. */
const DIRECT_LABELS = 1 << 20;
const FIRST_DIRECT = 1 << 12;

const FIRST_LEARNT = 256;
const MOST_LEARNT = 1 << 20;

/** Labels by their bytes: an open table of records (place in the pool, length, code). */
interface Learnt {
  table: Int32Array;
  records: Int32Array;
  pool: Uint8Array;
  count: number;
  used: number;
}

export class KeyLabels {
  /** Code + 1 of the whole number n at n; 0 where it has not been seen. Grows with the largest number seen. */
  direct = new Int32Array(FIRST_DIRECT);
  readonly labels: (number | string)[] = [];
  readonly #codeByNumber = new Map<number, number>();
  readonly #codeByText = new Map<string, number>();
  #learnt: Learnt | undefined;

  /** The code of a whole number. */
  codeOfNumber(label: number): number {
    if (label >= 0 && label < DIRECT_LABELS) {
      if (label >= this.direct.length) {
        const larger = new Int32Array(Math.min(DIRECT_LABELS, 2 * label));
        larger.set(this.direct);
        this.direct = larger;
      }
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

  /** The code of a label by its bytes as the file writes it; −1 until it has been learnt. */
  findBytes(bytes: Uint8Array, start: number, end: number): number {
    const learnt = this.#learnt;
    if (learnt === undefined) return -1;
    const { table, records, pool } = learnt;
    const mask = table.length - 1;
    for (let place = hashBytes(bytes, start, end) & mask; ; place = (place + 1) & mask) {
      const record = table[place]! * 3;
      if (record < 0) return -1;
      const from = records[record]!;
      if (records[record + 1] !== end - start) continue;
      let at = start;
      for (let other = from; at < end && bytes[at] === pool[other]; at++) other++;
      if (at === end) return records[record + 2]!;
    }
  }

  /** Remembers the bytes of a label, for the most of them that stay quick to find. */
  learnBytes(bytes: Uint8Array, start: number, end: number, code: number): void {
    this.#learnt ??= {
      table: new Int32Array(FIRST_LEARNT).fill(-1),
      records: new Int32Array(3 * FIRST_LEARNT),
      pool: new Uint8Array(16 * FIRST_LEARNT),
      count: 0,
      used: 0,
    };
    const learnt = this.#learnt;
    if (learnt.count === MOST_LEARNT || this.findBytes(bytes, start, end) >= 0) return;
    if (2 * (learnt.count + 1) > learnt.table.length) growLearnt(learnt);
    if (learnt.used + end - start > learnt.pool.length) {
      const larger = new Uint8Array(2 * (learnt.used + end - start));
      larger.set(learnt.pool);
      learnt.pool = larger;
    }
    learnt.pool.set(bytes.subarray(start, end), learnt.used);
    learnt.records.set([learnt.used, end - start, code], 3 * learnt.count);
    placeRecord(learnt, learnt.count);
    learnt.used += end - start;
    learnt.count++;
  }

  #find<Label extends number | string>(codes: Map<Label, number>, label: Label): number {
    const known = codes.get(label);
    if (known !== undefined) return known;
    const code = this.labels.push(label) - 1;
    codes.set(label, code);
    return code;
  }
}

function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function placeRecord({ table, records, pool }: Learnt, record: number): void {
  const mask = table.length - 1;
  const start = records[3 * record]!;
  let place = hashBytes(pool, start, start + records[3 * record + 1]!) & mask;
  while (table[place]! >= 0) place = (place + 1) & mask;
  table[place] = record;
}

function growLearnt(learnt: Learnt): void {
  learnt.table = new Int32Array(2 * learnt.table.length).fill(-1);
  const records = new Int32Array(2 * learnt.records.length);
  records.set(learnt.records);
  learnt.records = records;
  for (let record = 0; record < learnt.count; record++) placeRecord(learnt, record);
}
