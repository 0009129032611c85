import { Button } from '@mantine/core';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { DayInput } from '../parts/day-input.tsx';
import { useWords } from '../parts/words.ts';
import styles from './date-cursor.module.css';
import { addMonths, dayNumber, isoDay } from './days.ts';
import type { TimeScale } from './scale.ts';

interface DateCursorProps {
  scale: TimeScale;
  asOf: string;
  onAsOf: (isoDate: string) => void;
  previous: string | null;
  next: string | null;
  /** First date told, where playing begins again after the end. */
  first: string | null;
}

const STEP_MS = 1500;

const KEYS: Readonly<Record<string, 'later' | 'earlier' | 'next' | 'previous' | 'start' | 'end'>> = {
  ArrowRight: 'later',
  ArrowUp: 'later',
  ArrowLeft: 'earlier',
  ArrowDown: 'earlier',
  PageDown: 'next',
  PageUp: 'previous',
  Home: 'start',
  End: 'end',
};

/** Moves the date shown: slider, keys, date field, from event to event, or by itself. */
export function DateCursor({ scale, asOf, onAsOf, previous, next, first }: DateCursorProps) {
  const { t, format } = useWords();
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    if (next === null) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => onAsOf(next), STEP_MS);
    return () => clearTimeout(timer);
  }, [playing, next, onAsOf]);

  const keep = (isoDate: string) =>
    onAsOf(isoDay(Math.min(scale.to - 1, Math.max(scale.from, dayNumber(isoDate)))));
  const move = (event: KeyboardEvent) => {
    const months = event.shiftKey ? 12 : 1;
    const target = {
      later: () => addMonths(asOf, months),
      earlier: () => addMonths(asOf, -months),
      next: () => next,
      previous: () => previous,
      start: () => isoDay(scale.from),
      end: () => isoDay(scale.to - 1),
    };
    const goal = KEYS[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    setPlaying(false);
    const chosen = target[goal]();
    if (chosen !== null) keep(chosen);
  };
  const stop = (then: string | null) => () => {
    setPlaying(false);
    if (then !== null) onAsOf(then);
  };
  const play = () => {
    if (!playing && next === null && first !== null) onAsOf(first);
    setPlaying(!playing);
  };
  return (
    <div className={`${styles.cursor} no-print`}>
      <div className={styles.buttons}>
        <Button
          variant="default"
          size="xs"
          disabled={previous === null}
          onClick={stop(previous)}
          aria-label={t('trajectory.previous')}
          title={t('trajectory.previous')}
        >
          ‹
        </Button>
        <Button
          variant={playing ? 'filled' : 'default'}
          size="xs"
          onClick={play}
          aria-pressed={playing}
          disabled={first === null}
        >
          {playing ? t('trajectory.pause') : t('trajectory.play')}
        </Button>
        <Button
          variant="default"
          size="xs"
          disabled={next === null}
          onClick={stop(next)}
          aria-label={t('trajectory.next')}
          title={t('trajectory.next')}
        >
          ›
        </Button>
      </div>
      <input
        type="range"
        className={styles.slider}
        min={0}
        max={Math.round(scale.width)}
        value={Math.round(scale.x(dayNumber(asOf)))}
        onChange={(event) => {
          setPlaying(false);
          onAsOf(isoDay(scale.day(Number(event.currentTarget.value))));
        }}
        onKeyDown={move}
        aria-label={t('trajectory.cursor')}
        aria-valuetext={format.day(asOf)}
        title={t('trajectory.keys')}
      />
      <div className={styles.date}>
        <DayInput
          label={t('trajectory.date')}
          size="xs"
          value={asOf}
          onChange={(day) => {
            setPlaying(false);
            if (day !== null) onAsOf(day);
          }}
        />
      </div>
    </div>
  );
}
