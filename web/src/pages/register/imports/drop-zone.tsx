import { Button, Progress } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import styles from './drop-zone.module.css';

interface DropZoneProps {
  title: string;
  hint: string;
  choose: string;
  /** Shown over the page while a file hovers over it. */
  hovering: boolean;
  hoverText: string;
  /** 0 to 1 while a file is on its way, then null. */
  progress: number | null;
  progressText: string;
  onFile: (file: File) => void;
  small?: boolean;
  /** Kinds of files offered when choosing; spreadsheets when left out. */
  accept?: string;
  children?: ReactNode;
}

/** A place for one spreadsheet: by dropping it anywhere on the page, or by choosing it. */
export function DropZone(props: DropZoneProps) {
  const {
    title,
    hint,
    choose,
    hovering,
    hoverText,
    progress,
    progressText,
    onFile,
    small = false,
    accept = '.xlsx,.csv,.txt,.tsv',
    children,
  } = props;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <div className={`${styles.zone} ${small ? styles.small : ''} no-print`}>
        <div className={styles.text}>
          <p className={styles.title}>{title}</p>
          <p className={styles.hint}>{hint}</p>
        </div>
        <input
          ref={input}
          type="file"
          accept={accept}
          className="sr-only"
          tabIndex={-1}
          aria-hidden="true"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file !== undefined) onFile(file);
          }}
        />
        <Button
          {...(small ? { size: 'xs' } : {})}
          disabled={progress !== null}
          onClick={() => input.current?.click()}
        >
          {choose}
        </Button>
        {children}
        <div role="status" aria-live="polite" className={styles.progress}>
          {progress === null ? null : (
            <>
              <span>{progressText}</span>
              <Progress value={progress * 100} animated={progress >= 1} size="sm" aria-label={progressText} />
            </>
          )}
        </div>
      </div>
      {hovering ? (
        <div className={styles.veil} aria-hidden="true">
          <p>{hoverText}</p>
        </div>
      ) : null}
    </>
  );
}
