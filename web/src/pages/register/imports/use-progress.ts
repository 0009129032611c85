import type { ImportProgress, ImportSummary } from '@trellis/contract';
import { useEffect, useRef, useState } from 'react';
import { fileUrl } from '../../../api/client.ts';

export function isBusy(status: ImportSummary['status']): boolean {
  return status === 'checking' || status === 'applying' || status === 'undoing';
}

function readProgress(data: unknown): ImportProgress | null {
  if (typeof data !== 'string') return null;
  try {
    const parsed = JSON.parse(data) as ImportProgress;
    return typeof parsed.phase === 'string' ? parsed : null;
  } catch {
    return null;
  }
}

/**
 * Progress as the server tells it while the import is busy. A broken stream is no harm:
 * the page asks for the import itself in between.
 */
export function useImportProgress(importId: string, busy: boolean, onEnd: () => void): ImportProgress | null {
  const [progress, setProgress] = useState<ImportProgress | null>(null);
  const ended = useRef(onEnd);
  ended.current = onEnd;
  useEffect(() => {
    setProgress(null);
    if (!busy) return;
    const stream = new EventSource(fileUrl('GET /api/imports/:id/progress', { params: { id: importId } }));
    const read = (event: MessageEvent) => {
      const told = readProgress(event.data);
      if (told === null) return;
      setProgress(told);
      if (told.phase !== 'done' && told.phase !== 'failed') return;
      stream.close();
      ended.current();
    };
    stream.onmessage = read;
    stream.addEventListener('progress', read);
    return () => stream.close();
  }, [importId, busy]);
  return progress;
}
