import proj4 from 'proj4';
import type { Position } from './gcj02.ts';

/** British National Grid with the Ordnance Survey's seven-parameter shift: within about 3 m, enough for a school. */
const BRITISH_NATIONAL_GRID =
  '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy ' +
  '+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs';

const converter = proj4(BRITISH_NATIONAL_GRID, 'WGS84');

/** Metres east and north of the grid's false origin → degrees. */
export function convertOsgb36ToWgs84(eastingMetres: number, northingMetres: number): Position {
  const [lon, lat] = converter.forward([eastingMetres, northingMetres]);
  return { lat: lat!, lon: lon! };
}
