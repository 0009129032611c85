/** Where the points of a map stand on the screen, and where their labels fit. */

const METRES_PER_DEGREE = 111_320;
const PADDING = 46;
/** A map of one school still shows some ground around it, metres. */
const LEAST_SPAN = 800;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Equirectangular projection around the mean latitude, fitted into the box with north up. */
export function projectPoints(
  points: readonly { lat: number; lon: number }[],
  width: number,
  height: number,
): { places: Place[]; metresPerPixel: number } {
  if (points.length === 0) return { places: [], metresPerPixel: 1 };
  const meanLat = points.reduce((sum, { lat }) => sum + lat, 0) / points.length;
  const perDegreeLon = METRES_PER_DEGREE * Math.cos((meanLat * Math.PI) / 180);
  const metres = points.map(({ lat, lon }) => ({ x: lon * perDegreeLon, y: -lat * METRES_PER_DEGREE }));
  const xs = metres.map(({ x }) => x);
  const ys = metres.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const metresPerPixel = Math.max(
    Math.max(right - left, LEAST_SPAN) / Math.max(width - 2 * PADDING, 40),
    Math.max(bottom - top, LEAST_SPAN) / Math.max(height - 2 * PADDING, 40),
  );
  const places = metres.map(({ x, y }) => ({
    x: width / 2 + (x - (left + right) / 2) / metresPerPixel,
    y: height / 2 + (y - (top + bottom) / 2) / metresPerPixel,
  }));
  return { places, metresPerPixel };
}

/** A round length (1, 2 or 5 times a power of ten) that draws as about 100 pixels. */
export function scaleBar(metresPerPixel: number): { metres: number; pixels: number } {
  const wanted = 110 * metresPerPixel;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const metres = [5, 2, 1].map((step) => step * power).find((length) => length <= wanted) ?? power;
  return { metres, pixels: metres / metresPerPixel };
}

/** Width of a label in pixels: Chinese characters are square, the others about half of that. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const letter of text) width += letter > '\u2e80' ? size : size * 0.62;
  return width;
}

interface Label extends Place {
  readonly anchor: 'start' | 'middle' | 'end';
}

const SIZE = 12;

/** Puts each label at the first side where it covers neither a dot nor another label; one that fits nowhere is left out. */
export function placeLabels(
  dots: readonly (Place & { text: string })[],
  width: number,
  height: number,
  radius: number,
): (Label | undefined)[] {
  const taken = dots.map(({ x, y }) => ({
    left: x - radius - 2,
    right: x + radius + 2,
    top: y - radius - 2,
    bottom: y + radius + 2,
  }));
  return dots.map((dot, index) => {
    const wide = textWidth(dot.text, SIZE);
    const gap = radius + 5;
    const sides: Label[] = [
      { x: dot.x + gap, y: dot.y + 4, anchor: 'start' },
      { x: dot.x, y: dot.y - gap - 1, anchor: 'middle' },
      { x: dot.x - gap, y: dot.y + 4, anchor: 'end' },
      { x: dot.x, y: dot.y + gap + 10, anchor: 'middle' },
    ];
    for (const side of sides) {
      const left =
        side.anchor === 'start' ? side.x : side.anchor === 'end' ? side.x - wide : side.x - wide / 2;
      const box = { left, right: left + wide, top: side.y - SIZE + 1, bottom: side.y + 3 };
      const inside = box.left >= 2 && box.right <= width - 2 && box.top >= 2 && box.bottom <= height - 2;
      const free = taken.every(
        (other, at) =>
          at === index ||
          other.left > box.right ||
          other.right < box.left ||
          other.top > box.bottom ||
          other.bottom < box.top,
      );
      if (inside && free) {
        taken.push(box);
        return side;
      }
    }
    return undefined;
  });
}
