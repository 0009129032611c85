/**
 * GCJ-02, the shifted coordinates of Chinese web maps, to WGS 84.
 *
 * The shift is a published series of sines added to WGS 84 (forward); it has no closed inverse, so the inverse is
 * found by repeating `estimate -= forward(estimate) - given`, which settles below 1e-9 degrees (0.1 mm) in a few
 * steps because the shift changes slowly. Outside China there is no shift.
 */
const SEMI_MAJOR_AXIS_METRES = 6_378_245;
const ECCENTRICITY_SQUARED = 0.006693421622965943;

export interface Position {
  lat: number;
  lon: number;
}

/** WGS 84 → GCJ-02, degrees. */
export function shiftToGcj02({ lat, lon }: Position): Position {
  if (!isInChina(lat, lon)) return { lat, lon };
  const x = lon - 105;
  const y = lat - 35;
  const waves = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    waves +
    (20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * (2 / 3) +
    (160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * (2 / 3);
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    waves +
    (20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * (2 / 3) +
    (150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * (2 / 3);
  const radians = (lat * Math.PI) / 180;
  const magic = 1 - ECCENTRICITY_SQUARED * Math.sin(radians) ** 2;
  const latMetres = (SEMI_MAJOR_AXIS_METRES * (1 - ECCENTRICITY_SQUARED)) / (magic * Math.sqrt(magic));
  const lonMetres = (SEMI_MAJOR_AXIS_METRES / Math.sqrt(magic)) * Math.cos(radians);
  return {
    lat: lat + (north * 180) / (latMetres * Math.PI),
    lon: lon + (east * 180) / (lonMetres * Math.PI),
  };
}

/** GCJ-02 → WGS 84, degrees. */
export function convertGcj02ToWgs84(given: Position): Position {
  if (!isInChina(given.lat, given.lon)) return { ...given };
  const estimate = { ...given };
  for (let step = 0; step < 10; step++) {
    const shifted = shiftToGcj02(estimate);
    const latError = shifted.lat - given.lat;
    const lonError = shifted.lon - given.lon;
    estimate.lat -= latError;
    estimate.lon -= lonError;
    if (Math.abs(latError) < 1e-9 && Math.abs(lonError) < 1e-9) break;
  }
  return estimate;
}

function isInChina(lat: number, lon: number): boolean {
  return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;
}
