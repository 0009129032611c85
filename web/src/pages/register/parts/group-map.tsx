import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { placeLabels, projectPoints, scaleBar, textWidth } from '../../../components/school-map-layout.ts';
import { useWidth } from '../../../components/use-width.ts';
import { useFormat } from '../../../i18n/format.ts';
import { ClusterPatterns, hatchOf } from './cluster-patterns.tsx';
import styles from './group-map.module.css';
import { closedPath, outlineAround, placeNames } from './group-map-layout.ts';

export interface GroupMapPoint {
  readonly id: string;
  readonly label: string;
  readonly title: string;
  readonly lat: number;
  readonly lon: number;
  /** `absent`: stands here, and is not a member on the day shown. */
  readonly role: 'dominant' | 'member' | 'absent';
  readonly clusterId: string | null;
}

interface GroupMapProps {
  points: readonly GroupMapPoint[];
  clusters: readonly { id: string; name: string; index: number }[];
  /** Places that keep the map still while the group changes. */
  frame?: readonly { lat: number; lon: number }[];
  height?: number;
  onSelect?: (id: string) => void;
}

const MEMBER = 7;
const DOMINANT = 10;
const CLUSTER = 26;

/** The members of a group where they stand: the dominant school large and ringed, clusters outlined and named. */
export function GroupMap({ points, clusters, frame = [], height = 360, onSelect }: GroupMapProps) {
  const { t } = useTranslation('register');
  const format = useFormat();
  const prefix = `map${useId().replace(/[^a-z0-9]/gi, '')}`;
  const { ref, width } = useWidth();
  const wide = Math.max(width, 240);
  const layout = projectPoints([...points, ...frame], wide, height);
  const places = layout.places.slice(0, points.length);
  const labels = placeLabels(
    points.map((point, index) => ({ ...places[index]!, text: point.label })),
    wide,
    height,
    DOMINANT,
  );
  const bar = scaleBar(layout.metresPerPixel);
  const drawn = clusters.flatMap((cluster) => {
    const spots = points.flatMap((point, index) => (point.clusterId === cluster.id ? [places[index]!] : []));
    return spots.length === 0
      ? []
      : [{ ...cluster, outline: outlineAround(spots, CLUSTER), width: textWidth(cluster.name, 11) }];
  });
  const taken = points.flatMap((point, index) => {
    const { x, y } = places[index]!;
    const dot = { left: x - 12, right: x + 12, top: y - 12, bottom: y + 12 };
    const label = labels[index];
    if (label === undefined) return [dot];
    const wide = textWidth(point.label, 12);
    const start =
      label.anchor === 'start' ? label.x : label.anchor === 'end' ? label.x - wide : label.x - wide / 2;
    return [dot, { left: start, right: start + wide, top: label.y - 11, bottom: label.y + 3 }];
  });
  const names = placeNames(drawn, taken, { width: wide, height });
  const outlines = drawn.map((cluster, index) => ({ ...cluster, ...names[index]! }));
  return (
    <div ref={ref} className={styles.box} style={{ height }}>
      {width === 0 ? null : (
        // biome-ignore lint/a11y/useSemanticElements: a drawing has no element of its own
        <svg
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="group"
          aria-label={t('map.label', { number: format.number(points.length) })}
          className={styles.map}
        >
          <ClusterPatterns prefix={prefix} />
          {outlines.map((cluster) => (
            <g key={cluster.id}>
              <path
                d={closedPath(cluster.outline)}
                fill={hatchOf(cluster.index, prefix)}
                className={styles.hatch}
              />
              <path d={closedPath(cluster.outline)} className={styles.outline} />
            </g>
          ))}
          {points.map((point, index) => {
            const place = places[index]!;
            const named = labels[index];
            const press = () => onSelect?.(point.id);
            return (
              <g
                key={point.id}
                className={onSelect === undefined ? undefined : styles.button}
                {...(onSelect === undefined
                  ? {}
                  : {
                      role: 'button',
                      tabIndex: 0,
                      'aria-label': point.title,
                      onClick: press,
                      onKeyDown: (event: React.KeyboardEvent) => {
                        if (event.key !== 'Enter' && event.key !== ' ') return;
                        event.preventDefault();
                        press();
                      },
                    })}
              >
                <title>{point.title}</title>
                {point.role === 'dominant' ? (
                  <circle cx={place.x} cy={place.y} r={DOMINANT + 3} className={styles.ring} />
                ) : null}
                <circle
                  cx={place.x}
                  cy={place.y}
                  r={point.role === 'dominant' ? DOMINANT : MEMBER}
                  className={styles[point.role]}
                />
                {named === undefined ? null : (
                  <text
                    x={named.x}
                    y={named.y}
                    textAnchor={named.anchor}
                    className={point.role === 'absent' ? styles.faintLabel : styles.label}
                  >
                    {point.label}
                  </text>
                )}
              </g>
            );
          })}
          {outlines.map((cluster) => (
            <text
              key={cluster.id}
              x={cluster.x}
              y={cluster.y}
              textAnchor="middle"
              className={styles.clusterLabel}
            >
              {cluster.name}
            </text>
          ))}
          <g transform={`translate(16 ${height - 16})`} className={styles.scale}>
            <path d={`M0 -4V0H${bar.pixels.toFixed(1)}V-4`} />
            <text x={bar.pixels + 8} y={1}>
              {t('map.scale', { number: format.number(bar.metres / 1000) })}
            </text>
          </g>
          <g transform={`translate(${width - 20} 26)`} className={styles.scale}>
            <path d="M0 10V-8M-4 -3L0 -9L4 -3" />
            <text y={23} textAnchor="middle">
              {t('map.north')}
            </text>
          </g>
        </svg>
      )}
    </div>
  );
}
