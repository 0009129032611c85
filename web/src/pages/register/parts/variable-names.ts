import { usePermission } from '../../../api/me.ts';
import { useRoute } from '../../../api/queries.ts';
import { useFormat } from '../../../i18n/format.ts';

/** What stored figures are called and in which order they stand: as in the template, others by the header of their file. */
export function useVariables(): { name: (variable: string) => string; rank: (variable: string) => number } {
  const format = useFormat();
  const { data } = useRoute('GET /api/import-presets', {}, { enabled: usePermission('import.use') });
  const names = new Map((data?.fields ?? []).map(({ id, name }) => [id, format.text(name)]));
  const order = [...names.keys()];
  return {
    name: (variable) => names.get(variable) ?? variable.replace(/^variable:/, ''),
    rank: (variable) => (names.has(variable) ? order.indexOf(variable) : order.length),
  };
}
