/** One text for one value, whatever the order in which its keys were written (as RFC 8785 orders them). */
export function writeCanonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeCanonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${writeCanonicalJson(one)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
