/** Hatches that tell clusters apart without colour. */
const HATCHES = [
  { key: 'rising', size: 6, path: 'M-1 7 L7 -1 M-1 1 L1 -1 M5 7 L7 5' },
  { key: 'dots', size: 5, path: 'M2.5 2 V3' },
  { key: 'falling', size: 6, path: 'M-1 -1 L7 7 M5 -1 L7 1 M-1 5 L1 7' },
  { key: 'level', size: 5, path: 'M0 2.5 H5' },
  { key: 'upright', size: 5, path: 'M2.5 0 V5' },
  { key: 'cross', size: 7, path: 'M0 3.5 H7 M3.5 0 V7' },
] as const;

export function hatchOf(index: number, prefix: string): string {
  return `url(#${prefix}-${HATCHES[index % HATCHES.length]!.key})`;
}

/** Put once inside a drawing; `prefix` keeps two drawings of one page apart. */
export function ClusterPatterns({ prefix }: { prefix: string }) {
  return (
    <defs>
      {HATCHES.map(({ key, size, path }) => (
        <pattern key={key} id={`${prefix}-${key}`} width={size} height={size} patternUnits="userSpaceOnUse">
          <path
            d={path}
            stroke="var(--ink-faint)"
            strokeWidth={key === 'dots' ? 1.6 : 1}
            strokeLinecap={key === 'dots' ? 'round' : 'butt'}
            fill="none"
          />
        </pattern>
      ))}
    </defs>
  );
}
