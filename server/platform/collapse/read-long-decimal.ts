/**
 * Decimals of 16 to 22 digits, as programs write them that keep every bit of a number, read without making text.
 * The digits are held exactly as a sum of two numbers, divided by the power of ten with the remainder kept, and the
 * answer is given only when both sides of the rounding agree.
 */

const POINT = 46;
const ZERO = 48;
const HEAD_DIGITS = 15;
const MOST_DIGITS = 22;
const MOST_DECIMALS = 22;
/** More than the relative error of what is added up to the remainder. */
const DOUBT = 2 ** -48;
const SPLITTER = 2 ** 27 + 1;
const POWERS_OF_TEN = Float64Array.from({ length: MOST_DECIMALS + 1 }, (_, exponent) =>
  Number(`1e${exponent}`),
);

/** The number of plain digits with at most one point between two offsets; −1 when it must be read another way. */
export function readLongDecimal(bytes: Uint8Array, start: number, end: number): number {
  let head = 0;
  let tail = 0;
  let digits = 0;
  let tailDigits = 0;
  let decimals = 0;
  let seenPoint = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === POINT) {
      seenPoint = 1;
      continue;
    }
    const digit = byte - ZERO;
    decimals += seenPoint;
    if (digits === 0 && digit === 0) continue;
    if (digits < HEAD_DIGITS) head = head * 10 + digit;
    else {
      tail = tail * 10 + digit;
      tailDigits++;
    }
    digits++;
  }
  if (digits > MOST_DIGITS || decimals > MOST_DECIMALS) return -1;
  const power = POWERS_OF_TEN[tailDigits]!;
  const high = head * power;
  const low = productError(head, power, high) + tail;
  if (decimals === 0) return roundSurely(high, low, Math.abs(low) * DOUBT);
  const divisor = POWERS_OF_TEN[decimals]!;
  const quotient = (high + low) / divisor;
  const product = quotient * divisor;
  const difference = high - product;
  const lost = productError(quotient, divisor, product);
  const size = Math.abs(difference) + Math.abs(lost) + Math.abs(low);
  return roundSurely(quotient, (difference - lost + low) / divisor, (size * DOUBT) / divisor);
}

/** value + correction where an error of `slack` cannot change the last bit; else −1. */
function roundSurely(value: number, correction: number, slack: number): number {
  const lower = value + (correction - slack);
  return lower === value + (correction + slack) ? lower : -1;
}

/** What a product lost by rounding. */
function productError(a: number, b: number, product: number): number {
  const aScaled = SPLITTER * a;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = SPLITTER * b;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}
