/**
 * Running moments per cell, one cell's numbers side by side so that a row touches one line of memory: count,
 * Σ weight when weighted, Σ measured for each variable, Σ products (upper triangle).
 */

const FIRST_CELLS = 1024;
/** Above this many combinations the cells are found by hashing instead of by their place. */
const LARGEST_DENSE = 1 << 24;

export class CellSums {
  readonly keyCount: number;
  readonly stride: number;
  /** Interleaved, `stride` numbers for each cell. */
  moments: Float64Array;
  /** Codes of each cell, `keyCount` for each. */
  codes: Int32Array;
  cells = 0;
  /** Room for codes of each key: powers of two. */
  capacities: Int32Array;
  /** Cell + 1 at the mixed-radix place of its codes; undefined once there are too many combinations. */
  dense: Int32Array | undefined;
  #hashed = new Map<string, number>();

  constructor(keyCount: number, stride: number) {
    this.keyCount = keyCount;
    this.stride = stride;
    this.moments = new Float64Array(FIRST_CELLS * stride);
    this.codes = new Int32Array(FIRST_CELLS * keyCount);
    this.capacities = new Int32Array(keyCount).fill(16);
    this.dense = new Int32Array(16 ** Math.min(keyCount, 6));
    if (keyCount > 6) this.dense = undefined;
  }

  /** The cell of these codes, made when it is new. */
  cellOf(codes: Int32Array): number {
    let place = this.#placeOf(codes, 0);
    if (this.dense !== undefined && place < 0) {
      this.#makeRoom(codes);
      place = this.#placeOf(codes, 0);
    }
    if (this.dense === undefined) {
      const name = codes.join();
      const known = this.#hashed.get(name);
      if (known !== undefined) return known;
      const cell = this.#add(codes);
      this.#hashed.set(name, cell);
      return cell;
    }
    const known = this.dense[place]!;
    if (known > 0) return known - 1;
    const cell = this.#add(codes);
    this.dense[place] = cell + 1;
    return cell;
  }

  #placeOf(codes: Int32Array, offset: number): number {
    let place = 0;
    for (let key = 0; key < this.keyCount; key++) {
      const code = codes[offset + key]!;
      if (code >= this.capacities[key]!) return -1;
      place = place * this.capacities[key]! + code;
    }
    return place;
  }

  #makeRoom(codes: Int32Array): void {
    let combinations = 1;
    for (let key = 0; key < this.keyCount; key++) {
      while (codes[key]! >= this.capacities[key]!) this.capacities[key]! *= 2;
      combinations *= this.capacities[key]!;
    }
    if (combinations > LARGEST_DENSE) {
      this.dense = undefined;
      for (let cell = 0; cell < this.cells; cell++) {
        const start = cell * this.keyCount;
        this.#hashed.set(this.codes.subarray(start, start + this.keyCount).join(), cell);
      }
      return;
    }
    this.dense = new Int32Array(combinations);
    for (let cell = 0; cell < this.cells; cell++) {
      this.dense[this.#placeOf(this.codes, cell * this.keyCount)] = cell + 1;
    }
  }

  #add(codes: Int32Array): number {
    const cell = this.cells++;
    if ((cell + 1) * this.stride > this.moments.length) {
      this.moments = doubled(this.moments, Float64Array);
      this.codes = doubled(this.codes, Int32Array);
    }
    const start = cell * this.keyCount;
    for (let key = 0; key < this.keyCount; key++) this.codes[start + key] = codes[key]!;
    return cell;
  }
}

function doubled<Numbers extends Float64Array | Int32Array>(
  numbers: Numbers,
  kind: new (length: number) => Numbers,
): Numbers {
  const larger = new kind(Math.max(16, numbers.length * 2));
  larger.set(numbers);
  return larger;
}
