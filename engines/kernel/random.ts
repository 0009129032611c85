/**
 * Seeded random numbers: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state, passes PractRand to 16 TB.
 * Randomness always takes such a generator as an argument; there is no default and no hidden state.
 */

/** Draws a number in [0, 1). */
export type RandomNumbers = () => number;

/**
 * Makes a generator that repeats its numbers exactly for the same seed, on any machine.
 *
 * @param seed an integer; its low 32 bits count
 * @example
 * const random = createRandomNumbers(7);
 * random() === createRandomNumbers(7)(); // true
 */
export function createRandomNumbers(seed: number): RandomNumbers {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  };
  for (let warmUp = 0; warmUp < 16; warmUp++) next();
  return next;
}
