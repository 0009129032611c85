import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/format.ts';
import { SchoolDot, type Tone } from './school-dot.tsx';
import styles from './school-map.module.css';
import { placeLabels, projectPoints, scaleBar } from './school-map-layout.ts';
import { useWidth } from './use-width.ts';

export interface MapPoint {
  readonly id: string;
  readonly label: string;
  /** The full name, for the tooltip and for those who hear the map. */
  readonly title?: string;
  readonly lat: number;
  readonly lon: number;
  readonly tone: Tone;
  /** A ring: the school is below a standard, or has just changed. */
  readonly emphasis?: 'below' | 'new';
}

interface SchoolMapProps {
  points: readonly MapPoint[];
  /** What the map shows, for those who hear it. */
  label: string;
  height?: number;
  onSelect?: (id: string) => void;
  /** Lines between schools, such as a campus and its mother school or one cluster. */
  links?: readonly { from: string; to: string; tone?: 'faint' | 'accent' }[];
}

const RADIUS = 7;

/** Schools where they stand: equirectangular around the mean latitude, with a scale, north up, no tiles. */
export function SchoolMap({ points, label, height = 380, onSelect, links = [] }: SchoolMapProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { ref, width } = useWidth();
  const layout = projectPoints(points, Math.max(width, 240), height);
  const bar = scaleBar(layout.metresPerPixel);
  const labels = placeLabels(
    points.map((point, index) => ({ ...layout.places[index]!, text: point.label })),
    Math.max(width, 240),
    height,
    RADIUS,
  );
  const placeById = new Map(points.map((point, index) => [point.id, layout.places[index]!]));
  const select = (id: string) => (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onSelect?.(id);
  };
  return (
    <div ref={ref} className={styles.box} style={{ height }}>
      {width === 0 ? null : (
        // biome-ignore lint/a11y/useSemanticElements: a drawing has no element of its own
        <svg width={width} height={height} role="group" aria-label={label} className={styles.map}>
          {links.map((link) => {
            const from = placeById.get(link.from);
            const to = placeById.get(link.to);
            if (from === undefined || to === undefined) return null;
            return (
              <line
                key={`${link.from} ${link.to}`}
                x1={from.x}
                y1={from.y}
                x2={to.x}
                y2={to.y}
                className={link.tone === 'accent' ? styles.linkAccent : styles.link}
              />
            );
          })}
          {points.map((point, index) => {
            const place = layout.places[index]!;
            const named = labels[index];
            const title = point.title ?? point.label;
            const interactive =
              onSelect === undefined
                ? {}
                : {
                    role: 'button',
                    tabIndex: 0,
                    'aria-label': title,
                    onClick: () => onSelect(point.id),
                    onKeyDown: select(point.id),
                  };
            return (
              <g
                key={point.id}
                className={onSelect === undefined ? undefined : styles.button}
                {...interactive}
              >
                <title>{title}</title>
                {point.emphasis === 'new' ? (
                  <circle cx={place.x} cy={place.y} r={RADIUS + 4} className={styles.new} />
                ) : null}
                <circle cx={place.x} cy={place.y} r={RADIUS + 5} className={styles.target} />
                <SchoolDot
                  x={place.x}
                  y={place.y}
                  radius={RADIUS}
                  tone={point.tone}
                  below={point.emphasis === 'below'}
                />
                {named === undefined ? null : (
                  <text x={named.x} y={named.y} textAnchor={named.anchor} className={styles.label}>
                    {point.label}
                  </text>
                )}
              </g>
            );
          })}
          <g transform={`translate(16 ${height - 18})`} className={styles.scale}>
            <path d={`M0 -4V0H${bar.pixels}V-4`} />
            <text x={bar.pixels + 8} y={1}>
              {bar.metres >= 1000
                ? t('map.kilometres', { number: format.number(bar.metres / 1000) })
                : t('map.metres', { number: format.number(bar.metres) })}
            </text>
          </g>
          <g transform={`translate(${width - 22} 30)`} className={styles.north}>
            <path d="M0 12V-8M-5 -3L0 -10L5 -3" />
            <text y={25} textAnchor="middle">
              {t('map.north')}
            </text>
          </g>
        </svg>
      )}
    </div>
  );
}
