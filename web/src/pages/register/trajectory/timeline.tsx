import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { Trajectory, TrajectoryEvent } from '@trellis/contract';
import { memo, type PointerEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { briefNames } from '../../../components/brief-names.ts';
import { useWidth } from '../../../components/use-width.ts';
import { ClusterPatterns, hatchOf } from '../parts/cluster-patterns.tsx';
import { useWords, type Words } from '../parts/words.ts';
import { laneOrder, profileAsOf, structuralDates, type TrajectorySchool } from './as-of.ts';
import { dayNumber, isoDay, spanOf, todayIso } from './days.ts';
import {
  EVENT_SHAPES,
  groupEvents,
  type PlacedEvent,
  placeEvents,
  shorten,
  textWidth,
} from './event-marks.ts';
import { buildTimeScale, type TimeScale, tickYears } from './scale.ts';
import styles from './timeline.module.css';

const EVENT_ROW = 21;
const EVENT_ROWS = 8;
const AXIS = 30;
/** Room behind the axis, pixels. */
const LABEL_TAIL = 56;
/** More schools than this are folded to the first ones. */
const MOST_LANES = 20;
const FOLDED_LANES = 15;

interface TimelineProps {
  trajectory: Trajectory;
  /** Events of the kinds now shown, in order. */
  events: readonly TrajectoryEvent[];
  current: ReadonlySet<string>;
  asOf: string;
  onAsOf: (isoDate: string) => void;
}

/** The whole story on one axis: events above, a lane for each school below, a line for the date shown. */
export function Timeline({ trajectory, events, current, asOf, onAsOf }: TimelineProps) {
  const words = useWords();
  const phone = useMediaQuery('(max-width: 720px)') ?? false;
  const { ref: sizeRef, width } = useWidth();
  const scrollRef = useRef<HTMLElement>(null);
  const svgRef = useRef<SVGSVGElement>(null);
  const labelWidth = phone ? 62 : 148;
  // A phone's drawing scrolls anyway: the latest events have room for their titles behind the axis.
  const tail = phone ? LABEL_TAIL : 0;
  const scale = useMemo(
    () => buildTimeScale(structuralDates(trajectory), todayIso(), Math.max(280, width - labelWidth - 14), 25),
    [trajectory, width, labelWidth],
  );
  const all = useMemo(() => laneOrder(trajectory), [trajectory]);
  const [unfolded, setUnfolded] = useState(false);
  const folds = all.length > MOST_LANES;
  const lanes = useMemo(
    () => (folds && !unfolded ? all.slice(0, FOLDED_LANES) : all),
    [all, folds, unfolded],
  );
  const placed = useMemo(
    () =>
      placeEvents(
        groupEvents(events).map((group) => {
          const span = spanOf(group[0].date, group[0].precision);
          const spanFrom = scale.x(span.from);
          const spanTo = scale.x(span.to);
          return {
            events: group,
            spanFrom,
            spanTo,
            x: (spanFrom + spanTo) / 2,
            title: words.name(group[0].title),
          };
        }),
        scale.width + tail,
        EVENT_ROWS,
      ),
    [events, scale, tail, words],
  );
  const rows = placed.reduce((most, { row }) => Math.max(most, row + 1), 1);
  const axisY = rows * EVENT_ROW + 8;
  const laneHeight = trajectory.clusters.length > 0 ? 42 : 30;
  const lanesY = axisY + AXIS;
  const height = lanesY + lanes.length * laneHeight + 8;
  const cursorX = scale.x(dayNumber(asOf));

  // biome-ignore lint/correctness/useExhaustiveDependencies: once the width is known the box is there to scroll
  useEffect(() => {
    const box = scrollRef.current;
    if (box === null || box.scrollWidth <= box.clientWidth) return;
    const room = box.clientWidth - labelWidth;
    const shown = cursorX - box.scrollLeft;
    if (shown > 24 && shown < room - 24) return;
    box.scrollTo({ left: cursorX - room / 2, behavior: 'auto' });
  }, [cursorX, labelWidth, width]);

  const dateAt = (event: PointerEvent) => {
    const box = svgRef.current!.getBoundingClientRect();
    return isoDay(scale.day(Math.min(event.clientX - box.left, scale.width)));
  };
  const byMouse = (event: PointerEvent) => event.pointerType !== 'touch';
  return (
    <div ref={sizeRef} className={styles.size}>
      {width === 0 ? null : (
        <section
          ref={scrollRef}
          className={styles.scroll}
          aria-label={words.t('trajectory.timelineLabel')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
        >
          <div className={styles.sheet} style={{ width: labelWidth + scale.width + tail + 8, height }}>
            <LaneLabels
              lanes={lanes}
              asOf={asOf}
              width={labelWidth}
              top={lanesY}
              laneHeight={laneHeight}
              words={words}
              short={phone}
            />
            <svg
              ref={svgRef}
              width={scale.width + tail + 8}
              height={height}
              viewBox={`0 0 ${scale.width + tail + 8} ${height}`}
              className={styles.drawing}
              aria-hidden="true"
              onPointerDown={(event) => {
                if (!byMouse(event) || event.button !== 0) return;
                event.currentTarget.setPointerCapture(event.pointerId);
                onAsOf(dateAt(event));
              }}
              onPointerMove={(event) => {
                if (byMouse(event) && event.buttons === 1) onAsOf(dateAt(event));
              }}
              onClick={(event) => {
                const pointer = event.nativeEvent as globalThis.PointerEvent;
                if (pointer.pointerType === 'touch') onAsOf(dateAt(event as unknown as PointerEvent));
              }}
            >
              <Ground scale={scale} axisY={axisY} height={height} words={words} />
              <Lanes
                trajectory={trajectory}
                lanes={lanes}
                scale={scale}
                top={lanesY}
                laneHeight={laneHeight}
                words={words}
              />
              <EventMarks placed={placed} current={current} axisY={axisY} words={words} onAsOf={onAsOf} />
              <g transform={`translate(${cursorX} 0)`} className={styles.cursor}>
                <path d={`M0 ${axisY - 4} V${height}`} />
                <path d={`M-6 ${axisY - 12} H6 L0 ${axisY - 3} Z`} className={styles.cursorHead} />
              </g>
            </svg>
          </div>
        </section>
      )}
      {folds ? (
        <p className={`${styles.fold} no-print`}>
          <button
            type="button"
            className="explains"
            aria-expanded={unfolded}
            onClick={() => setUnfolded(!unfolded)}
          >
            {unfolded
              ? words.t('trajectory.foldLanes', { number: words.format.number(FOLDED_LANES) })
              : words.t('trajectory.allLanes', { number: words.format.number(all.length) })}
          </button>
        </p>
      ) : null}
    </div>
  );
}

interface LaneLabelsProps {
  lanes: readonly TrajectorySchool[];
  asOf: string;
  width: number;
  top: number;
  laneHeight: number;
  words: Words;
  short: boolean;
}

function LaneLabels({ lanes, asOf, width, top, laneHeight, words, short }: LaneLabelsProps) {
  const named = lanes.map((school) => {
    const profile = profileAsOf(school, asOf);
    const name = profile === null ? (school.code ?? '') : words.name(profile.name);
    return { id: school.id, code: school.code, shortName: profile?.shortName ?? null, name };
  });
  const briefById = briefNames(named);
  return (
    <ul className={styles.labels} style={{ width, paddingTop: top }}>
      {named.map((school) => {
        const { name } = school;
        const brief = briefById.get(school.id) ?? name;
        return (
          <li key={school.id} style={{ height: laneHeight }}>
            <Link to="/register/schools/$schoolId" params={{ schoolId: school.id }} title={name}>
              <strong>{brief}</strong>
              {short || laneHeight < 42 || brief === name || brief.endsWith('…') ? null : <span>{name}</span>}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** Year lines, year numbers, and the breaks where quiet years are left out. */
const Ground = memo(function Ground(props: {
  scale: TimeScale;
  axisY: number;
  height: number;
  words: Words;
}) {
  const { scale, axisY, height, words } = props;
  return (
    <g>
      {scale.segments.map((segment) =>
        segment.kind === 'break' ? (
          <g
            key={`${segment.fromYear}-break`}
            transform={`translate(${segment.x} 0)`}
            className={styles.break}
          >
            <title>{words.t('trajectory.break', { from: segment.fromYear, to: segment.toYear - 1 })}</title>
            <rect x={4} y={0} width={segment.width - 8} height={height} />
            <path
              d={`M${segment.width / 2 - 5} ${axisY + 5} l4 -10 M${segment.width / 2 + 1} ${axisY + 5} l4 -10`}
            />
          </g>
        ) : (
          <path
            key={`${segment.fromYear}-axis`}
            d={`M${segment.x} ${axisY} H${segment.x + segment.width}`}
            className={styles.axis}
          />
        ),
      )}
      {tickYears(scale).map(({ year, x }) => (
        <g key={year} className={styles.tick}>
          <path d={`M${x} ${axisY} V${height}`} />
          <text x={x + 3} y={axisY + 15}>
            {year}
          </text>
        </g>
      ))}
    </g>
  );
});

interface LanesProps {
  trajectory: Trajectory;
  lanes: readonly TrajectorySchool[];
  scale: TimeScale;
  top: number;
  laneHeight: number;
  words: Words;
}

const BAND = 15;
const BAND_TOP = 4;
const STRIP = 14;

const Lanes = memo(function Lanes({ trajectory, lanes, scale, top, laneHeight, words }: LanesProps) {
  const prefix = `lanes${useId().replace(/[^a-z0-9]/gi, '')}`;
  const { t, format, name } = words;
  const laneY = new Map(lanes.map((school, index) => [school.id, top + index * laneHeight]));
  const left = (day: string | null) => (day === null ? 0 : scale.x(dayNumber(day)));
  const right = (day: string | null) => (day === null ? scale.width : scale.x(dayNumber(day)));
  const width = (during: { from: string | null; to: string | null }) =>
    Math.max(2, right(during.to) - left(during.from));
  const exists = (school: TrajectorySchool) => ({
    from: school.profiles.some(({ during }) => during.from === null)
      ? null
      : (school.profiles.map(({ during }) => during.from ?? '').sort()[0] ?? null),
    to: school.profiles.some(({ during }) => during.to === null)
      ? null
      : (school.profiles
          .map(({ during }) => during.to ?? '')
          .sort()
          .at(-1) ?? null),
  });
  return (
    <g>
      <ClusterPatterns prefix={prefix} />
      <defs>
        <linearGradient id={`${prefix}-fade`}>
          <stop offset="0" stopColor="var(--card)" />
          <stop offset="1" stopColor="var(--card)" stopOpacity="0" />
        </linearGradient>
      </defs>
      {lanes.map((school) => {
        const y = laneY.get(school.id)!;
        const whole = exists(school);
        const middle = y + BAND_TOP + BAND / 2;
        return (
          <g key={school.id}>
            <path d={`M0 ${y + laneHeight - 1} H${scale.width}`} className={styles.laneLine} />
            {school.profiles.length === 0 ? null : (
              <rect
                x={left(whole.from)}
                y={middle - 2}
                width={width(whole)}
                height={4}
                rx={2}
                className={styles.exists}
              >
                <title>{words.during(whole)}</title>
              </rect>
            )}
            {trajectory.memberships
              .filter(({ schoolId }) => schoolId === school.id)
              .map((membership) => (
                <g key={`${membership.during.from} ${membership.role}`}>
                  <rect
                    x={left(membership.during.from)}
                    y={y + BAND_TOP}
                    width={width(membership.during)}
                    height={BAND}
                    rx={3}
                    className={styles[membership.role]}
                  >
                    <title>{`${words.role(membership.role)} · ${words.during(membership.during)}`}</title>
                  </rect>
                  {membership.startKnown ? null : (
                    <rect
                      x={left(membership.during.from) - 1}
                      y={y + BAND_TOP - 1}
                      width={Math.min(26, width(membership.during))}
                      height={BAND + 2}
                      fill={`url(#${prefix}-fade)`}
                    />
                  )}
                </g>
              ))}
            {school.profiles.slice(1).map((profile) => (
              <path
                key={profile.during.from}
                d={`M${left(profile.during.from)} ${y + BAND_TOP - 3} v${BAND + 6}`}
                className={styles.change}
              >
                <title>
                  {`${profile.during.from === null ? '' : format.dayAs(profile.during.from, profile.during.fromPrecision)} · ${name(profile.name)}`}
                </title>
              </path>
            ))}
            {trajectory.clusters.flatMap((cluster, index) =>
              cluster.members
                .filter(({ schoolId }) => schoolId === school.id)
                .map((member) => {
                  const x = left(member.during.from);
                  const wide = width(member.during);
                  const room = wide - 12;
                  const whole = name(cluster.name);
                  const label = textWidth(whole) <= room ? whole : shorten(cluster.code, room);
                  return (
                    <g key={`${cluster.id} ${member.during.from}`}>
                      <title>{`${name(cluster.name)} · ${words.during(member.during)}`}</title>
                      <rect
                        x={x}
                        y={y + BAND_TOP + BAND + 3}
                        width={wide}
                        height={STRIP}
                        rx={3}
                        fill={hatchOf(index, prefix)}
                        className={styles.cluster}
                      />
                      {label.length < 3 ? null : (
                        <>
                          <rect
                            x={x + 3}
                            y={y + BAND_TOP + BAND + 4.5}
                            width={textWidth(label) * 0.96 + 5}
                            height={STRIP - 3}
                            rx={2}
                            className={styles.clusterPlate}
                          />
                          <text x={x + 6} y={y + BAND_TOP + BAND + 13.8} className={styles.clusterText}>
                            {label}
                          </text>
                        </>
                      )}
                    </g>
                  );
                }),
            )}
          </g>
        );
      })}
      {trajectory.affiliations.map((affiliation) => {
        const from = laneY.get(affiliation.fromSchool.id);
        const to = laneY.get(affiliation.toSchool.id);
        if (from === undefined || to === undefined || affiliation.during.from === null) return null;
        const x = left(affiliation.during.from);
        const start = to + BAND_TOP + (from > to ? BAND : 0);
        const end = from + BAND_TOP + (from > to ? 0 : BAND);
        const label = t(`affiliationsShort.${affiliation.kind}`);
        const sentence = t(`affiliations.${affiliation.kind}`, {
          from: name(affiliation.fromSchool.name),
          to: name(affiliation.toSchool.name),
        });
        return (
          <g
            key={`${affiliation.kind} ${affiliation.fromSchool.id} ${affiliation.toSchool.id} ${x}`}
            className={styles[`tie-${affiliation.kind}`] ?? styles.tie}
          >
            <title>{`${sentence} · ${words.during(affiliation.during)}`}</title>
            <path d={`M${x} ${start} V${end}`} className={styles.tie} />
            <circle cx={x} cy={start} r={3} className={styles.tieStart} />
            <path
              d={
                from > to
                  ? `M${x - 4} ${end - 7} L${x} ${end} L${x + 4} ${end - 7}`
                  : `M${x - 4} ${end + 7} L${x} ${end} L${x + 4} ${end + 7}`
              }
              className={styles.tieHead}
            />
            <text x={x + 5} y={end + (from > to ? -9 : 16)} className={styles.tieText}>
              {label}
            </text>
          </g>
        );
      })}
    </g>
  );
});

interface EventMarksProps {
  placed: readonly PlacedEvent[];
  current: ReadonlySet<string>;
  axisY: number;
  words: Words;
  onAsOf: (isoDate: string) => void;
}

const EventMarks = memo(function EventMarks({ placed, current, axisY, words, onAsOf }: EventMarksProps) {
  return (
    <g>
      {placed.map(({ events: [event], x, row }) => (
        <path
          key={event.id}
          d={`M${x} ${axisY - 8 - row * EVENT_ROW} V${axisY}`}
          className={current.has(event.id) ? styles.stemNow : styles.stem}
        />
      ))}
      {placed.map(({ events, x, spanFrom, spanTo, row, label, labelX }) => {
        const [event] = events;
        const y = axisY - 14 - row * EVENT_ROW;
        const now = events.some(({ id }) => current.has(id));
        return (
          <g
            key={event.id}
            className={now ? styles.eventNow : styles.event}
            onPointerDown={(press) => {
              press.stopPropagation();
              onAsOf(event.date);
            }}
          >
            <title>
              {events
                .map(
                  (one) =>
                    `${words.name(one.title)}${words.format.inBrackets(words.t(`eventKinds.${one.kind}`))}`,
                )
                .join('\n')}
            </title>
            {event.precision === 'day' ? null : (
              <rect
                x={spanFrom + 0.5}
                y={y - 8}
                width={Math.max(4, spanTo - spanFrom - 1)}
                height={16}
                rx={4}
                className={styles.span}
              />
            )}
            <path
              d={EVENT_SHAPES[event.kind]}
              transform={`translate(${x} ${y})`}
              className={styles.shape}
              fillRule="evenodd"
            />
            {label === '' ? null : (
              <text x={labelX} y={y + 4}>
                {label}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
});
