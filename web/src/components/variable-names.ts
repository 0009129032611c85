import { TEMPLATE_FIELDS } from '@trellis/contract/template';
import { useFormat } from '../i18n/format.ts';

const ORDER = new Map(TEMPLATE_FIELDS.map((field, index) => [field.id, { field, index }]));

/** What stored figures are called and in which order they stand: as in the template, others by the header of their file. */
export function useVariables(): {
  name: (variable: string) => string;
  unit: (variable: string) => string;
  rank: (variable: string) => number;
} {
  const format = useFormat();
  return {
    name: (variable) => {
      const known = ORDER.get(variable);
      return known === undefined ? variable.replace(/^variable:/, '') : format.text(known.field.name);
    },
    unit: (variable) => {
      const unit = ORDER.get(variable)?.field.unit;
      return unit === undefined ? '' : format.text(unit);
    },
    rank: (variable) => ORDER.get(variable)?.index ?? ORDER.size,
  };
}
