import type { BalanceIndicator, BalanceSchool } from '@trellis/contract';
import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SchoolDot, toneOf } from '../../components/school-dot.tsx';
import { useWidth } from '../../components/use-width.ts';
import { useFormat } from '../../i18n/format.ts';
import { figureDigits, isNumber } from './estimates.ts';
import { spreadLabels, stripScale } from './strip-layout.ts';
import styles from './strip-plot.module.css';
import { schoolMark } from './words.ts';

interface StripPlotProps {
  indicator: BalanceIndicator;
  schoolById: ReadonlyMap<string, BalanceSchool>;
  /** The same indicator in the year compared with. */
  earlier?: { indicator: BalanceIndicator; yearText: string } | undefined;
  onOpen: (schoolId: string) => void;
}

const AXIS = 28;
const RADIUS = 6;

/** The schools of one indicator on a line, against the standard and the group's mean. */
export function StripPlot({ indicator, schoolById, earlier, onOpen }: StripPlotProps) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const { ref, width } = useWidth();
  const [active, setActive] = useState<number | null>(null);
  const [focusable, setFocusable] = useState(0);
  const group = useRef<SVGSVGElement>(null);

  const { standard } = indicator;
  const height = earlier === undefined ? 52 : 68;
  const earlierY = AXIS + 24;
  const mean = isNumber(indicator.mean) ? indicator.mean : null;
  const marks = [
    ...indicator.schools.map(({ value }) => value),
    ...(earlier?.indicator.schools.map(({ value }) => value) ?? []),
    ...(standard === undefined ? [] : [standard]),
    ...(mean === null ? [] : [mean]),
  ];
  const scale = stripScale(marks, width);
  const dots = indicator.schools
    .map((one) => {
      const school = schoolById.get(one.schoolId);
      return {
        ...one,
        school,
        x: scale.place(one.value),
        text: school === undefined ? '' : schoolMark(school, format),
        below: one.met === false,
        before: earlier?.indicator.schools.find(({ schoolId }) => schoolId === one.schoolId),
      };
    })
    .sort((a, b) => a.value - b.value);
  const labels = spreadLabels(
    dots.map((dot, index) => ({
      x: dot.x,
      text: dot.text,
      urgency: (dot.below ? 2 : 0) + (index === 0 || index === dots.length - 1 ? 1 : 0),
    })),
    2,
    width - 2,
  );
  const standardX = standard === undefined ? null : scale.place(standard);
  const standardText = standard === undefined ? '' : format.number(standard);
  const standardLeft = standardX !== null && standardX > width - 40;

  const describe = (index: number): string[] => {
    const dot = dots[index]!;
    const name = dot.school === undefined ? '' : format.text(dot.school.name);
    const parts = [
      t('dot.value', {
        school: name,
        value: format.number(dot.value, { digits: figureDigits(indicator) }),
        unit: format.text(indicator.unit),
      }),
    ];
    if (standard !== undefined) {
      parts.push(
        `${t('dot.standard', { standard: standardText })} · ${t(dot.below ? 'dot.below' : 'dot.met')}`,
      );
    }
    if (dot.before !== undefined && earlier !== undefined) {
      parts.push(
        t('dot.earlier', {
          year: earlier.yearText,
          value: format.number(dot.before.value, { digits: figureDigits(indicator) }),
        }),
      );
    }
    return parts;
  };
  const go = (to: number) => {
    const next = Math.min(Math.max(to, 0), dots.length - 1);
    setFocusable(next);
    group.current?.querySelector<SVGGElement>(`[data-dot="${next}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const moves: Record<string, number> = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      Home: 0,
      End: dots.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      go(to);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onOpen(dots[index]!.schoolId);
    } else if (event.key === 'Escape') {
      setActive(null);
    }
  };
  /** Where dots overlap, the one nearest to the pointer is meant; without a pointer, the focused one. */
  const meant = (event: MouseEvent, index: number): number => {
    const box = group.current?.getBoundingClientRect();
    if (box === undefined || (event.type === 'click' && event.detail === 0)) return index;
    const at = event.clientX - box.left;
    let nearest = index;
    dots.forEach((dot, other) => {
      if (Math.abs(dot.x - at) < Math.abs(dots[nearest]!.x - at)) nearest = other;
    });
    return nearest;
  };
  const shown = active === null ? undefined : dots[active];
  return (
    <div ref={ref} className={styles.box} style={{ height }}>
      {width === 0 ? null : (
        // biome-ignore lint/a11y/useSemanticElements: a drawing has no element of its own
        <svg
          ref={group}
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="group"
          aria-label={t('dot.strip', { indicator: format.text(indicator.shortName) })}
        >
          <line x1={2} x2={width - 2} y1={AXIS} y2={AXIS} className={styles.axis} />
          {earlier === undefined
            ? null
            : dots.map((dot, index) =>
                dot.before === undefined ? null : (
                  <g
                    key={`before ${dot.schoolId}`}
                    className={active === index ? styles.earlierActive : styles.earlier}
                  >
                    <line x1={scale.place(dot.before.value)} y1={earlierY} x2={dot.x} y2={AXIS} />
                    <circle cx={scale.place(dot.before.value)} cy={earlierY} r={4} />
                  </g>
                ),
              )}
          {mean === null ? null : (
            <line
              x1={scale.place(mean)}
              x2={scale.place(mean)}
              y1={AXIS - 6}
              y2={AXIS + 6}
              className={styles.mean}
            />
          )}
          {standardX === null ? null : (
            <>
              <line x1={standardX} x2={standardX} y1={AXIS - 13} y2={AXIS + 14} className={styles.standard} />
              <text
                x={standardX + (standardLeft ? -4 : 4)}
                y={AXIS + 17}
                textAnchor={standardLeft ? 'end' : 'start'}
                className={styles.standardText}
              >
                {standardText}
              </text>
            </>
          )}
          {labels.map(({ index, x }) => {
            const dot = dots[index]!;
            return (
              // The dot itself is the button for keyboards; its name can be clicked as well.
              // biome-ignore lint/a11y/noStaticElementInteractions: see above
              <g
                key={`label ${dot.schoolId}`}
                className={styles.label}
                onClick={() => onOpen(dot.schoolId)}
                onMouseEnter={() => setActive(index)}
                onMouseLeave={() => setActive(null)}
              >
                {Math.abs(x - dot.x) > 5 ? (
                  <line x1={x} y1={13} x2={dot.x} y2={AXIS - RADIUS - 1} className={styles.leader} />
                ) : null}
                <text x={x} y={10} textAnchor="middle" className={dot.below ? styles.below : undefined}>
                  {dot.text}
                </text>
              </g>
            );
          })}
          {dots.map((dot, index) => (
            // biome-ignore lint/a11y/useSemanticElements: a button cannot stand inside a drawing
            <g
              key={dot.schoolId}
              data-dot={index}
              role="button"
              tabIndex={index === Math.min(focusable, dots.length - 1) ? 0 : -1}
              aria-label={describe(index).join('; ')}
              className={styles.dot}
              onClick={(event) => onOpen(dots[meant(event, index)]!.schoolId)}
              onKeyDown={(event) => onKeyDown(event, index)}
              onFocus={() => {
                setActive(index);
                setFocusable(index);
              }}
              onBlur={() => setActive(null)}
              onMouseMove={(event) => setActive(meant(event, index))}
              onMouseLeave={() => setActive(null)}
            >
              <circle cx={dot.x} cy={AXIS} r={11} className={styles.target} />
              <SchoolDot x={dot.x} y={AXIS} radius={RADIUS} tone={toneOf(dot.school)} below={dot.below} />
            </g>
          ))}
        </svg>
      )}
      {shown === undefined || active === null ? null : (
        <div
          aria-hidden="true"
          className={styles.tip}
          style={shown.x > width / 2 ? { right: width - shown.x - 12 } : { left: shown.x - 12 }}
        >
          {describe(active).map((line) => (
            <div key={line}>{line}</div>
          ))}
        </div>
      )}
    </div>
  );
}
