/** What the balance page keeps in its address, so that a view can be sent to a colleague. */
export interface BalanceSearch {
  pack?: string;
  stage?: string;
  year?: number;
  cluster?: string;
  /** The day whose members and clusters count. */
  asOf?: string;
  /** The second school year shown beside the first. */
  compare?: number;
  view?: 'table';
  /** Which explanation is open: `cell/<indicator>/<school>`, `variation/<indicator>` or `remedy/<indicator>`. */
  open?: string;
}

export function readBalanceSearch(search: Record<string, unknown>): BalanceSearch {
  const text = (key: string) =>
    typeof search[key] === 'string' && search[key] !== '' ? search[key] : undefined;
  const year = (key: string) => {
    const value = Number(search[key]);
    return Number.isInteger(value) && value >= 1800 && value <= 2200 ? value : undefined;
  };
  const view = search.view === 'table' ? search.view : undefined;
  const found: BalanceSearch = {};
  const pack = text('pack');
  const stage = text('stage');
  const cluster = text('cluster');
  const open = text('open');
  const asOf = text('asOf');
  const chosen = year('year');
  const compare = year('compare');
  if (pack !== undefined) found.pack = pack;
  if (stage !== undefined) found.stage = stage;
  if (chosen !== undefined) found.year = chosen;
  if (cluster !== undefined) found.cluster = cluster;
  if (compare !== undefined) found.compare = compare;
  if (view !== undefined) found.view = view;
  if (asOf !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(asOf)) found.asOf = asOf;
  if (open !== undefined) found.open = open;
  return found;
}
